"""What is written as it stands in the forms of the fuzzer: patterns, paths, formats, units, frames."""

# ruff: noqa: E501  texts that stand on one line

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, tuple[str, ...]]] = {
    "ORDERED": (
        "order by id", "partition by g order by id", "partition by g order by id desc", "order by n, id", "order by g desc, id",
    ),
    "OVER": (
        "order by id", "partition by g order by id desc", "partition by yes order by id rows between 2 preceding and current row",
        "order by id rows between 1 preceding and 1 following", "order by id rows between unbounded preceding and current row",
    ),
    "ALL_OVER": ("partition by g", "", "order by g", "order by id", "partition by yes order by g, id desc"),
    "PLAIN_TEXT": ("'x'", "''", "cast(null as varchar)"),
    "SOME": ("count(*) > 1", "count(a) > 0", "bool_or(yes)"),
    "WORD": ("'a'", "''", "'é'", "cast(null as varchar)"),
    "DELIMITER": ("'/'", "','", "'a'", "'::'", "' '", "'é'", "'.'", "'aa'"),
    "SIZE": ("0", "1", "2", "3", "5", "9"),
    "PLACE": ("-9", "-2", "-1", "0", "1", "2", "3", "9"),
    "NTH": ("1", "2", "3", "7"),
    "DIGITS": ("0", "1", "2", "-1"),
    "GROUP": ("0", "1", "2"),
    "STEPS": ("-400", "-31", "-1", "0", "1", "12", "29", "366"),
    "CODE": ("65", "233", "8364", "128512", "9"),
    "PAD": ("'x'", "'ab'", "' '", "'é'"),
    "NAME": ("'a'", "'acl'", "'x-id'", "'versionId'", "'é'"),
    "UNIT": ("'millisecond'", "'second'", "'minute'", "'hour'", "'day'", "'week'", "'month'", "'quarter'", "'year'"),
    "DAY_UNIT": ("'day'", "'week'", "'month'", "'quarter'", "'year'"),
    "PART": ("second", "minute", "hour", "day", "week", "month", "quarter", "year", "dow", "day_of_week"),
    "DAY_PART": ("day", "week", "month", "quarter", "year", "dow", "day_of_week"),
    "ZONE": ("'UTC'", "'Europe/Berlin'", "'America/New_York'", "'Asia/Kolkata'", "'-03:30'"),
    "FORMAT": (
        "'%Y-%m-%d %H:%i:%s'", "'%Y-%m-%dT%H:%i:%s.%f'", "'%d/%b/%Y:%H:%i:%s'", "'%a %W %M %j %y'", "'%h:%i %p'", "'%I'",
        "'%e.%c.%Y'", "'%k'", "'%T'", "'%r'", "'%%'", "'%l'", "'it''s %Y é'",
    ),
    "PARSE": ("'%Y-%m-%d %H:%i:%s'", "'%Y-%m-%d'", "'%d/%b/%Y:%H:%i:%s'", "'%Y-%m-%d %h:%i:%s %p'", "'%Y-%m-%dT%H:%i:%s.%f'"),
    "LIKE": ("'%'", "'_'", "'%a%'", "'a_c%'", "'%é'", "''", "'%/%/_%'", "'%\\%'", "'.*'", "'%😀%'"),
    "FULL": ("'a'", "'[a-z]+'", "'^a'", "'/$'", "'.'", "'\\d+'", "'[^/]+'", "'(?i)GET|put'", "'é|😀'", "'aa'", "'(?s).$'"),
    "PATTERN": (
        "'a'", "'[a-z]+'", "'^a'", "'/$'", "'.'", "'\\d+'", "'[^/]+'", "'(?i)GET|put'", "'\\.'", "'\\.[a-z]+$'", "'é|😀'", "'a*'", "'x?'",
        "'\\w+'", "'\\w\\z'", "'\\Aa|b$'", "'\\p{L}+'", "'^$'", "''", "'(?s).+'", "'\\W$'", "'[\\x00-\\x1f]'", "'.$'", "'\\D'",
    ),
    "GROUPED": (
        "'(a)(b)?'", "'^([^/]*)/(.*)$'", "'(\\d+)-(\\d+)'", "'(x)|(y)'", "'([a-z]+)([^a-z]*)'", "'(?i)(A)(.?)'", "'(.)(.)'", "'()(b)?'",
    ),
    "REPLACEMENT": ("'[$1]'", "'$2$1'", "'\\$1'", "'$0$0'", "''", "'\\\\$1'", "'é'"),
    "PATH": ("'$.a'", "'$.a.b'", "'$[0]'", "'$.arr'", "'$.arr[1]'", "'$[\"x-y\"]'", "'$'", "'$.é'", "'$.m'", "'$.n'"),
    "NETWORK": (
        "'10.0.0.0/8'", "'192.168.0.0/16'", "'2001:db8::/32'", "'0.0.0.0/0'", "'::/0'", "'10.1.2.3/32'", "'::1/128'", "'fe80::/10'",
    ),
}  # fmt: skip
