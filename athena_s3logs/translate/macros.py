"""What DuckDB has to be told once: settings, and functions that answer as Trino's do."""

# ruff: noqa: E501  SQL, and patterns that stand on one line

from __future__ import annotations

import re
from typing import Final

from athena_s3logs.translate.networks import ADDRESSES, URLS

# No error() below: it is volatile, and TRY refuses what is (DuckDB 1.5 and 2.0). A cast of the message raises as well.

_DIVISION: Final = """
create or replace macro athena_is_zero(a, b) as
    case when a is null then null
    when typeof(a / nullif(b, 0)) in ('DOUBLE', 'FLOAT') then b = 0
    else cast('Division by zero: ' || cast(a as varchar) || ' by ' || cast(b as varchar) as boolean) end;
create or replace macro athena_divide(a, b) as
    case when b = 0 and athena_is_zero(a, b) then cast_to_type(
        case when a = 0 or isnan(a) then cast('nan' as double)
        when (a > 0) = starts_with(cast(b as varchar), '-') then cast('-inf' as double) else cast('inf' as double) end,
        a / nullif(b, 0))
    else a / nullif(b, 0) end;
create or replace macro athena_modulo(a, b) as
    case when b = 0 and athena_is_zero(a, b) then cast_to_type(cast('nan' as double), a % nullif(b, 0)) else a % nullif(b, 0) end
"""

_NUMBERS: Final = """
create or replace macro athena_is_nan(x) as case when typeof(x) in ('DOUBLE', 'FLOAT') then isnan(try_cast(x as double)) else false end;
create or replace macro athena_finite(x) as
    case when cast(case when isfinite(try_cast(x as double)) then 'true' else 'A percentile is of numbers: ' || cast(x as varchar) end as boolean) then x end;
create or replace macro athena_sign(x) as case when athena_is_nan(x) then x else cast_to_type(sign(x), x + 0) end;
create or replace macro athena_round(x, digits) as case when typeof(x) in ('DOUBLE', 'FLOAT')
    then cast_to_type(round(x * pow(10, digits)) / pow(10, digits), x + 0) else round(x, digits) end;
create or replace macro athena_floor(x) as case when typeof(x) in ('DOUBLE', 'FLOAT') then cast_to_type(floor(x), x + 0) else x end;
create or replace macro athena_ceil(x) as case when typeof(x) in ('DOUBLE', 'FLOAT') then cast_to_type(ceil(x), x + 0) else x end
"""

_TEXTS: Final = r"""
create or replace macro athena_substr(s, start) as
    case when start > 0 then substr(s, start) when start < 0 and -start <= length(s) then substr(s, start)
    when s is null or start is null then null else '' end;
create or replace macro athena_substr_length(s, start, n) as substr(athena_substr(s, start), 1, greatest(n, 0) + n * 0);
create or replace macro athena_split(s, delimiter) as case when delimiter is not null then string_split(s, delimiter) end;
create or replace macro athena_split_part(s, delimiter, n) as athena_split(s, delimiter)[n];
create or replace macro athena_regexp_extract(s, pattern, n) as regexp_extract_all(s, pattern, n)[1];
create or replace macro athena_time_text(s) as
    case when regexp_matches(s, '^ | $|  |[\t\n\v\f\r]|^[^0-9]*$') then 'Invalid format: ' || s else s end;
create or replace macro athena_upper(s) as
    case when contains(s, 'ß') then array_to_string(list_transform(string_split(s, 'ß'), lambda part: upper(part)), 'ß') else upper(s) end
"""

_ARRAYS: Final = """
create or replace macro athena_has_null(a) as list_count(a) < len(a);
create or replace macro athena_contains(a, x) as
    case when a is null or x is null then null when list_contains(a, x) and not athena_is_nan(x) then true when athena_has_null(a) then null else false end;
create or replace macro athena_all(a) as
    case when a is null then null when list_contains(a, false) then false when athena_has_null(a) then null else true end;
create or replace macro athena_none(a) as not athena_contains(a, true);
create or replace macro athena_array_max(a) as case when not athena_has_null(a) then coalesce(list_max(list_filter(a, lambda x: not athena_is_nan(x))), list_max(a)) end;
create or replace macro athena_array_min(a) as case when not athena_has_null(a) then list_min(a) end;
create or replace macro athena_array_position(a, x) as case when a is not null and x is not null then cast(case when athena_is_nan(x) then 0 else coalesce(list_position(a, x), 0) end as bigint) end;
create or replace macro athena_array_distinct(a) as list_filter(a, lambda x, place: list_position(a, x) = place);
create or replace macro athena_sequence(a, b) as
    case when cast(case when abs(a - b) >= 10000 then 'Invalid sequence: more than 10000 items' else 'true' end as boolean)
    then generate_series(a, b, case when a > b then -1 else 1 end) end;
create or replace macro athena_sequence_step(a, b, step) as
    case when cast(case when a + step = a or (a < b and a + step < a) or (a > b and a + step > a)
        then 'Invalid step of a sequence: ' || cast(step as varchar) else 'true' end as boolean)
    then list_transform([generate_series(a, b, step)], lambda items:
        case when cast(case when len(items) > 10000 then 'Invalid sequence: more than 10000 items' else 'true' end as boolean)
        then items end)[1] end
"""

# yyjson, inside DuckDB, writes 1e3 as 1000.0 and 1.10 as 1.1, Trino hands out the text: such numbers become strings first.
_JSON: Final = r"""
create or replace macro athena_json_numbers(s) as
    case when regexp_matches(s, '(?:^|[:,\[\s])-?[0-9]+(?:\.[0-9]{2,}|(?:\.[0-9]+)?[eE])') then array_to_string(list_transform(
        regexp_extract_all(s, '"(?:[^"\\]|\\.)*"|[^"]+'),
        lambda t: case when starts_with(t, '"') then t
            else regexp_replace(t, '-?[0-9]+(?:\.[0-9]+(?:[eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)', '"\0"', 'g') end), '')
    else s end;
create or replace macro athena_json_extract(s, path) as
    case when json_valid(cast(s as varchar)) then json_extract(cast(s as varchar), path) end;
create or replace macro athena_json_field(json, name) as
    json_extract(json, '$.*')[list_position(list_transform(json_keys(json), lambda key: lower(key)), name)];
create or replace macro athena_json_doubled(json, names) as len(list_filter(
    list_transform(json_keys(json), lambda key: lower(key)), lambda key, place: list_contains(names, key)
    and list_position(list_transform(json_keys(json), lambda other: lower(other)), key) <> place)) > 0;
create or replace macro athena_json_format(json) as list_transform([cast(json as varchar)], lambda s:
    case when regexp_matches(s, '[\x{10000}-\x{10FFFF}]') then array_to_string(list_transform(
        regexp_extract_all(s, '[\x{10000}-\x{10FFFF}]|[^\x{10000}-\x{10FFFF}]+'),
        lambda t: case when unicode(t) < 65536 then t
            else printf('\u%04X\u%04X', 55232 + unicode(t) // 1024, 56320 + unicode(t) % 1024) end), '')
    else s end)[1];
create or replace macro athena_json_number(json) as list_transform([cast(json as varchar)], lambda s:
    case when s in ('true', 'false') then cast(cast(s = 'true' as integer) as varchar)
    when json_type(s) in ('OBJECT', 'ARRAY') then 'no scalar: ' || s else json_extract_string(s, '$') end)[1];
create or replace macro athena_json_truth(json) as list_transform([cast(json as varchar)], lambda s:
    case when json_type(s) = 'DOUBLE' or try_cast(s as bigint) is not null then cast(cast(s as double) <> 0 as varchar)
    when json_type(s) in ('OBJECT', 'ARRAY') then 'no scalar: ' || s else json_extract_string(s, '$') end)[1];
create or replace macro athena_json_extract_scalar(s, path) as
    case when json_valid(cast(s as varchar)) and json_type(cast(s as varchar), path) not in ('OBJECT', 'ARRAY', 'NULL')
    then json_extract_string(athena_json_numbers(cast(s as varchar)), path) end;
create or replace macro athena_json_array_length(s) as
    case when json_valid(cast(s as varchar)) and json_type(cast(s as varchar)) = 'ARRAY' then cast(json_array_length(cast(s as varchar)) as bigint) end
"""

# Between 2 ** 53 and 2 ** 63 Java's DecimalFormat writes more digits than tell a double from its neighbours.
_DOUBLES: Final = r"""
create or replace macro athena_double_digits(m) as ltrim(replace(m, '.', ''), '0');
create or replace macro athena_double_power(m, e) as
    length(split_part(m, '.', 1)) - 1 + length(athena_double_digits(m)) - length(replace(m, '.', '')) + e;
create or replace macro athena_double_text(m, e) as
    athena_double_digits(m)[1] || '.' || coalesce(nullif(rtrim(athena_double_digits(m)[2:], '0'), ''), '0') || 'E' || athena_double_power(m, e);
create or replace macro athena_whole_double_text(n) as
    case when n < 288230376151711744 then athena_double_text(cast(n as varchar), 0)
    when n < 2305843009213693952 then athena_double_text(cast((n + 5) // 10 as varchar), 1)
    else athena_double_text(cast((n + 50) // 100 as varchar), 2) end;
create or replace macro athena_double_varchar(x) as
    case when isnan(x) then 'NaN' when isinf(x) then case when x > 0 then 'Infinity' else '-Infinity' end
    when x = 0 then case when starts_with(cast(x as varchar), '-') then '-0E0' else '0E0' end
    when abs(x) = 5e-324 then case when x < 0 then '-4.9E-324' else '4.9E-324' end
    when abs(x) >= 9007199254740992 and abs(x) < 9223372036854775808
    then case when x < 0 then '-' else '' end || athena_whole_double_text(cast(abs(x) as hugeint))
    else case when x < 0 then '-' else '' end || athena_double_text(
        regexp_extract(cast(abs(x) as varchar), '^[^e]*'),
        coalesce(try_cast(regexp_extract(cast(abs(x) as varchar), 'e(.*)$', 1) as integer), 0)) end
"""

_PARTS: Final = {
    "day": "[0-9]{4,}-[0-9]{1,2}-[0-9]{1,2}",
    "hours": r"(?:(?:[01]?[0-9]|2[0-3]):[0-9]{1,2}(?::[0-9]{1,2}(?:\.[0-9]+)?)?)",
    "zone": "(?:Z|Zulu|Etc/UTC|(?:UTC|GMT|UT)?[+-](?:[0-9]|(?:0[0-9]|1[0-7])(?::?[0-5][0-9](?::?[0-5][0-9])?)?|18(?::?00)?)|UTC|GMT|UT)",
}
"""What a time is made of as text. Java knows zones by the names of places as well."""

# `{cast}` is cast or try_cast, `{name}` has _try in the second case: each is made twice. DuckDB 2.0 folds the constants of a branch
# that is never taken, and their errors are errors of the query: hence a value that is NULL unless its branch is the one.
_CASTS: Final = r"""
create or replace macro athena{name}_text_bigint(s, rounds) as {cast}(
    case when regexp_full_match(s, '[+-]?[0-9]+') then s
    when rounds and try_cast(s as double) is not null then cast(cast(round(try_cast(s as double)) as hugeint) as varchar)
    else 'Cannot cast to an integer: ' || s end as bigint);
create or replace macro athena{name}_bigint(x) as
    case when typeof(x) in ('VARCHAR', 'JSON') then athena{name}_text_bigint(athena_text(x), typeof(x) = 'JSON')
    when typeof(x) in ('DOUBLE', 'FLOAT') or typeof(x) like 'DECIMAL%' then {cast}(round(try_cast(athena_text(x) as double)) as bigint)
    else {cast}(athena_other(x) as bigint) end;
create or replace macro athena{name}_double(x) as
    case when typeof(x) in ('VARCHAR', 'JSON') then {cast}(
        case when regexp_full_match(athena_text(x), '[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?[dDfF]?|NaN|[+-]?Infinity')
        then regexp_replace(athena_text(x), '([0-9.])[dDfF]$', '\1') else 'Cannot cast to DOUBLE: ' || athena_text(x) end as double)
    else {cast}(athena_other(x) as double) end;
create or replace macro athena{name}_json_bigint(x) as athena{name}_text_bigint(athena_json_number(x), true);
create or replace macro athena{name}_json_double(x) as athena{name}_double(athena_json_number(x));
create or replace macro athena{name}_json_varchar(x) as list_transform([cast(x as varchar)], lambda s:
    case when json_type(s) = 'DOUBLE' then athena_double_varchar(try_cast(s as double))
    when json_type(s) in ('OBJECT', 'ARRAY')
    then cast({cast}(case when json_type(s) in ('OBJECT', 'ARRAY') then 'Cannot cast to varchar: ' || s end as integer) as varchar)
    else json_extract_string(s, '$') end)[1];
create or replace macro athena{name}_json_fields(json, names) as
    case when {cast}(
        case when json_type(json) = 'ARRAY' and json_array_length(json) = len(names) or json_type(json) = 'NULL'
            or json_type(json) = 'OBJECT' and not athena_json_doubled(json, names)
        then 'true' else 'Cannot cast to a row: ' || cast(json as varchar) end as boolean)
    then case json_type(json) when 'ARRAY' then json_extract(json, '$[*]')
        when 'OBJECT' then list_transform(names, lambda name: athena_json_field(json, name)) end end;
create or replace macro athena{name}_boolean(x) as
    case when typeof(x) in ('VARCHAR', 'JSON') then {cast}(
        case when lower(athena_whole_text(x)) in ('t', 'true', '1') then 'true' when lower(athena_whole_text(x)) in ('f', 'false', '0') then 'false'
        else 'Cannot cast to BOOLEAN: ' || athena_whole_text(x) end as boolean)
    else {cast}(athena_other(x) as boolean) end;
create or replace macro athena{name}_json_boolean(x) as athena{name}_boolean(athena_json_truth(x));
create or replace macro athena{name}_date(x) as
    case when typeof(x) = 'VARCHAR' then {cast}(
        case when regexp_full_match(athena_text(x), '[+]?[0-9]+-[0-9]{{1,2}}-[0-9]{{1,2}}') then ltrim(athena_text(x), '+')
        else 'Value cannot be cast to date: ' || athena_text(x) end as date)
    else {cast}(athena_other(x) as date) end;
create or replace macro athena{name}_timestamp(x) as
    case when typeof(x) = 'VARCHAR' then {cast}(
        case when regexp_full_match(athena_text(x), '{day}(?: {hours}?[\t-\r ]*{zone}?)?') then regexp_extract(athena_text(x), '^{day}(?: {hours})?')
        else 'Value cannot be cast to timestamp: ' || athena_text(x) end as timestamp)
    else {cast}(athena_other(x) as timestamp) end;
create or replace macro athena{name}_varchar(x) as
    case when typeof(x) in ('DOUBLE', 'FLOAT') then athena_double_varchar(try_cast(cast(x as varchar) as double))
    when typeof(x) = 'JSON' then coalesce(athena_text(x), cast({cast}(case when json_type(athena_json(x)) in ('OBJECT', 'ARRAY')
        then 'Cannot cast to varchar: ' || athena_json(x) end as integer) as varchar))
    when typeof(x) = 'INTERVAL' then athena_span(epoch_ms(try_cast(cast(x as varchar) as interval)))
    when regexp_matches(typeof(x), '^(?:TIMESTAMP|STRUCT|TUPLE|MAP)|]$') then cast(cast(
        case when typeof(x) <> 'VARCHAR' then 'Value wants date_format or array_join to be a text: ' || cast(x as varchar) end as integer) as varchar)
    else cast(x as varchar) end;
create or replace macro athena{name}_iso_date(s) as {cast}(athena_iso_day(s) as date);
create or replace macro athena{name}_iso_timestamp(s) as
    date_trunc('milliseconds', {cast}(
        case when regexp_full_match(s, '[^T]*(?:T(?:[01]?[0-9]|2[0-3]):[0-9]{{1,2}}(?::[0-9]{{1,2}}(?:[.,][0-9]+)?)?(?:Z|[+-][0-9]{{2}}(?::?[0-9]{{2}})?)?)?')
        then athena_iso_day(split_part(s, 'T', 1)) || replace(s[length(split_part(s, 'T', 1)) + 1:], ',', '.')
        else 'Invalid ISO 8601: ' || s end as timestamptz) at time zone 'UTC')
"""

_DISPATCH: Final = r"""
create or replace macro athena_week(s) as coalesce(try_strptime(s, '%G-W%V-%u'), try_strptime(s || '-1', '%G-W%V-%u'));
create or replace macro athena_iso_week(s) as case when strftime(athena_week(s), '%G') = s[:4] then athena_week(s) end;
create or replace macro athena_iso_day(s) as
    case when regexp_full_match(s, '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}') then s
    when regexp_full_match(s, '[0-9]{4}-[0-9]{1,2}') then s || '-01'
    when regexp_full_match(s, '[0-9]{4}') then s || '-01-01'
    when not regexp_matches(s, '^[0-9]') then 'Invalid ISO 8601: ' || s
    else coalesce(strftime(coalesce(try_strptime(s, '%Y-%j'), athena_iso_week(s)), '%Y-%m-%d'), 'Invalid ISO 8601: ' || s) end;
create or replace macro athena_json(x) as case when typeof(x) = 'JSON' then cast(x as varchar) end;
create or replace macro athena_span(ms) as case when ms < 0 then '-' else '' end || printf(
    '%d %02d:%02d:%02d.%03d', abs(ms) // 86400000, abs(ms) // 3600000 % 24, abs(ms) // 60000 % 60, abs(ms) // 1000 % 60, abs(ms) % 1000);
create or replace macro athena_text(x) as
    case when typeof(x) <> 'JSON' then trim(cast(x as varchar), e' \t\n\r')
    when json_type(athena_json(x)) not in ('OBJECT', 'ARRAY', 'NULL') then json_extract_string(athena_json(x), '$') end;
create or replace macro athena_whole_text(x) as case when typeof(x) <> 'JSON' then cast(x as varchar) else athena_text(x) end;
create or replace macro athena_other(x) as case when typeof(x) not in ('VARCHAR', 'JSON') then x end;
create or replace macro athena_time(x, other) as
    case when cast(case when typeof(x) = 'DATE' and typeof(other) = 'DATE' then 'A date has no hours: ' || cast(x as varchar)
        else 'true' end as boolean) then x end
"""

_JOINS: Final = """
create or replace macro athena_texts(a) as list_transform(a, lambda x: athena_varchar(x));
create or replace macro athena_array_join(a, delimiter) as
    case when a is not null and delimiter is not null then coalesce(array_to_string(athena_texts(a), delimiter), '') end
"""

SETTINGS: Final = ("set integer_division = true", "set TimeZone = 'UTC'")
"""Statements to run on each connection of DuckDB."""


def _by_name() -> dict[str, str]:
    casts = [_CASTS.format(name=name, cast=cast, **_PARTS) for name, cast in (("", "cast"), ("_try", "try_cast"))]
    texts = (_DIVISION, _NUMBERS, _TEXTS, _ARRAYS, _JSON, URLS, ADDRESSES, _DOUBLES, _DISPATCH, *casts, _JOINS)
    statements = [statement.strip() for text in texts for statement in text.split(";\n")]
    return {statement.removeprefix(_CREATE).partition("(")[0]: statement for statement in statements}


_CREATE: Final = "create or replace macro "
_CALL: Final = re.compile(r"(?:athena|url)_\w+(?=\()")
MACROS: Final = _by_name()
"""All of them by name, each as the statement that makes it."""


def macros(sql: str) -> list[str]:
    """Those that a text of SQL calls, and those that these call: to make all of them takes DuckDB as long as a small answer.

    >>> [statement.partition("(")[0] for statement in macros("select athena_divide(1, 2)")]
    ['create or replace macro athena_is_zero', 'create or replace macro athena_divide']
    """
    wanted, texts = set[str](), [sql]
    while texts:
        called = set(_CALL.findall(texts.pop().lower())) & MACROS.keys() - wanted
        wanted |= called
        texts += [MACROS[name] for name in called]
    return [statement for name, statement in MACROS.items() if name in wanted]
