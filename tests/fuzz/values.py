"""A seed -> the rows that expressions are tried on: plain values and those on which engines fall out."""

# ruff: noqa: E501, S104  pools of values

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tests.fuzz.forms import TYPES

if TYPE_CHECKING:
    from random import Random

COLUMNS: Final = {
    "id": "key",
    "g": "key",
    "a": "text",
    "b": "text",
    "url": "url",
    "ip": "ip",
    "js": "js",
    "num": "number",
    "stamp": "stamp",
    "n": "int",
    "m": "int",
    "big": "big",
    "x": "ratio",
    "y": "double",
    "yes": "bool",
    "d": "date",
    "ts": "time",
    "tags": "texts",
    "ns": "ints",
}


def quoted(text: str) -> str:
    """A literal text.

    >>> quoted("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"


_TEXTS: Final = [
    "", " ", "a", "abc", "k2", "a/b/c.txt", "/", "//", "REST.GET.OBJECT", "-", "x y", "é", "Éa", "straße", "日本/語", "😀", "a😀b/é",
    "it's", '"GET /x?y=1 HTTP/1.1"', "a%20b+c", "100%", "\\", "a\\b_c%", "aaa", "abcabc", "  a  ", "\t", "line\nbreak", "a.js\n", "\n", "$1", "12-34",
    "true", "T", "false", "0", "1", "1.5", "arn:aws:iam::123:user/bob", "A", "Z", "_", "y", "xyx", "ab", "aab", "e\u0301", "\u202e", "\u00a0",
]  # fmt: skip
_URLS: Final = [
    "/x?a=1", "/x?a=1%2B+2&b", "/x?acl", "/x", "?a=", "/x?a=%C3%A9&a=2", "a+b%20c", "%2", "%zz", "%E2%82", "%25252F", "%00", "",
    "/k?versionId=abc&x-id=GetObject", "/x y?a=1", "http://h/p?a=b#a=c", "%F0%9F%98%80", "/x?a=b=c", "/x?&a=1", "/x?A=1",
    "/x?a%3D1", "/é?a=é", "/x?a=%",
]  # fmt: skip
_IPS: Final = [
    "10.1.2.3", "10.0.0.0", "192.168.0.1", "255.255.255.255", "0.0.0.0", "::1", "::", "2001:db8::1", "2001:DB8:0:0:0:0:0:1", "-", "", "010.1.2.3",
    "10.1.2", "fe80::1%eth0", "::ffff:10.1.2.3", "1:2:3:4:5:6:7:8", "AWS Internal", "s3.amazonaws.com", "10.0.0.0/8", "2001:db8::/32", "10.1.2.3/8",
]  # fmt: skip
_JSON: Final = [
    '{"a":{"b":"x","n":5},"arr":[1,2]}', '{"a":{"b":null}}', '{"a":"b"}', '{"a":1}', '{"a":1.10}', '{"a":1e3}', '{"a":true}', "[]", "{}",
    '["p","q"]', "[1,2,3]", '{"arr":["1",null,"z"]}', '{"x-y":"é"}', '{"é":"😀"}', "null", "1", '"a"', "no json", "", '{"a":', '{"a":[]}',
    '{"m":{"k":1,"l":null}}', '{"a":"1"}', '{"n":9223372036854775807}', '{"n":-0.5}', '{"a":"\\u00e9\\n\\"q\\""}', ' {"a" : [ 1 , {"b":2} ] } ',
    '[{"a":1}]', '{"a":"it\'s"}', "true", '{"n":12345678901234567890}', '{"a":""}', '{"m":{}}', '{"arr":[[1],[2,3]]}',
]  # fmt: skip
_NUMBERS: Final = [
    "0", "1", "-1", "+5", " 12 ", "12.0", "1e3", "007", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "", "-", "1_000",
    "0x1", "NaN", "Infinity", "-0", "1.5", ".5", "5.", "1e400", "1e-400", "abc", "127", "128", "1,000", "--1", "1d", "inf",
]  # fmt: skip
_STAMPS: Final = [
    "2019-02-06 00:00:38", "2019-02-06", "2019-02-06T00:00:38Z", "2019-02-06T00:00:38.123Z", "2019-02-06T00:00:38+02:00", "06/Feb/2019:00:00:38",
    "2019-2-6", "2020-02-29", "2019-02-29", "2019-02-06 12:30", "2019-02-06 25:00:00", "", "-", "2019-02-06 00:00:38.123456", "1000-01-01",
    "2999-12-31", "2019-02-06 11:59:59 PM", "2019-02-06 12:00:00 AM", "2019-W06-3", "2019-02-06T00:00:38", " 2019-02-06", "2019-037",
    "2019-02-06T00:00:38.5", "2019-12-31 23:59:59.999", "2019-02-06T24:00:00Z", "2019-02", "2019",
]  # fmt: skip
_INTS: Final = ["0", "1", "2", "3", "-1", "-7", "5", "10", "100", "200", "403", "-500", "4096", "1549411238"]
_BIGS: Final = ["9223372036854775807", "-9223372036854775807", "-9223372036854775807 - 1", "2147483647", "2147483648", "-129", "128", "0", "1"]
_RATIOS: Final = ["0e0", "1e0", "5e-1", "25e-1", "-25e-1", "35e-1", "1e-3", "1234567e-3", "-1e2", "33e-2", "1e2", "-5e-1", "1.005e2", "35e-2"]
_DOUBLES: Final = [
    "0e0", "1e300", "-1e300", "1e-300", "1e15", "1e16", "123456789e-2", "9.3e18", "2.5e0", "-3.5e0", "1e7", "1e-3", "4.9e-324",
    "cast('Infinity' as double)", "cast('-Infinity' as double)", "1.7976931348623157e308",
]  # fmt: skip
_DATES: Final = ["2019-02-06", "2019-02-10", "2020-02-29", "2019-12-31", "2018-12-30", "1970-01-01", "1969-12-31", "2021-01-03", "1600-02-29"]
_TIMES: Final = [
    "2019-02-06 00:00:38.000", "2019-02-07 12:30:00.120", "2019-03-31 01:30:00.000", "2019-10-27 00:30:00.000", "1970-01-01 00:00:00.000",
    "1969-12-31 23:59:59.999", "2020-02-29 23:59:59.999", "2019-12-30 00:00:00.000", "2021-01-03 13:00:00.001", "2019-01-31 10:00:00.500",
]  # fmt: skip

POOLS: Final[dict[str, list[str]]] = {
    "text": [quoted(text) for text in _TEXTS],
    "url": [quoted(text) for text in _URLS],
    "ip": [quoted(text) for text in _IPS],
    "js": [quoted(text) for text in _JSON],
    "number": [quoted(text) for text in _NUMBERS],
    "stamp": [quoted(text) for text in _STAMPS],
    "int": _INTS,
    "big": _BIGS,
    "ratio": _RATIOS,
    "double": _DOUBLES,
    "bool": ["true", "false"],
    "date": [f"date '{text}'" for text in _DATES],
    "time": [f"timestamp '{text}'" for text in _TIMES],
}
"""Literals of each kind."""

_ITEMS: Final = {"texts": "text", "ints": "int"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Literals of rows by column; id numbers them, g puts them into groups."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def sql(self) -> str:
        """A relation of them in Athena's SQL."""
        types = [TYPES[COLUMNS[name]] for name in self.columns]
        first = ", ".join(f"cast({item} as {kind})" for item, kind in zip(self.rows[0], types, strict=True))
        others = "".join(f", ({', '.join(row)})" for row in self.rows[1:])
        return f"select * from (values ({first}){others}) as t({', '.join(self.columns)})"

    def before(self, statement: str) -> str:
        """A statement with the rows before it, as table v."""
        recursive = "recursive " if statement.startswith("with recursive ") else ""
        further = re.sub(r"^with (recursive )?", ", ", statement) if statement.startswith("with ") else f" {statement}"
        return f"with {recursive}v({', '.join(self.columns)}) as ({self.sql()}){further}"

    def only(self, names: set[str]) -> Rows:
        """The rows without the other columns."""
        places = [place for place, name in enumerate(self.columns) if name in names]
        columns = tuple(self.columns[place] for place in places)
        return Rows(columns=columns, rows=tuple(tuple(row[place] for place in places) for row in self.rows))


def literal(random: Random, kind: str) -> str:
    """A value of a kind, an array of up to four where the kind is one."""
    if kind not in _ITEMS:
        return _signed(random.choice(POOLS[kind]))
    items = [f"cast(null as {TYPES[_ITEMS[kind]]})" if random.random() < 0.15 else literal(random, _ITEMS[kind])
             for _ in range(random.randrange(5))]
    return f"cast(array[{', '.join(items)}] as {TYPES[kind]})"


def _signed(text: str) -> str:
    return f"({text})" if text.startswith("-") else text


def rows(random: Random, count: int = 20) -> Rows:
    """Rows of all columns, an eighth of them NULL."""
    def value(kind: str) -> str:
        return f"cast(null as {TYPES[kind]})" if random.random() < 0.125 else literal(random, kind)

    kinds = [kind for kind in COLUMNS.values() if kind != "key"]
    return Rows(columns=tuple(COLUMNS), rows=tuple((str(n), str(n % 4), *map(value, kinds)) for n in range(count)))
