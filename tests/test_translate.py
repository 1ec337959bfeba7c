"""The translation and what it refuses, against the answers of a real Trino."""

from __future__ import annotations

import gzip
import itertools
import json
import logging
import math
import re
from collections import Counter
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Final

import duckdb
import pytest
import sqlglot
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlglot import exp

from athena_s3logs.relation import RELATIONS, _select
from athena_s3logs.sources import Settings, Source, make_source
from athena_s3logs.translate import SETTINGS, allowed, check, macros, patterns, to_athena, to_duckdb
from athena_s3logs.translate.macros import MACROS
from tests import proof
from tests.corpus import DATA, TODAY, access_lines, flat, trail_records
from tests.raw_rows import access_row, raw_types, trail_rows

logging.getLogger("sqlglot").setLevel(logging.CRITICAL)

SNIPPETS: Final = [json.loads(line) for line in (DATA / "trino-answers.jsonl").read_text(encoding="utf-8").splitlines()]
OWN: Final = [json.loads(line) for line in (DATA / "own-answers.jsonl").read_text(encoding="utf-8").splitlines()]
"""What tests/fuzz found; the answers are of a Trino 476 too, to the text as it is printed for Athena."""

NUMBERS: Final = {snippet["name"]: number for number, snippet in enumerate(SNIPPETS)}
LINES: Final = """
    select * from (values
        ('06/Feb/2019:00:00:38 +0000', 'a%20b/c%2Fd.txt', '10.1.2.3', 'curl/8', bigint '100', 'alice',
         '{"a":{"b":"x","n":5},"arr":[1,2]}', array['p','q'], timestamp '2019-02-06 00:00:38', date '2019-02-06',
         '"GET /x?y=1 HTTP/1.1"', 'REST.GET.OBJECT', '200'),
        ('07/Feb/2019:12:30:00 +0000', 'k2', '192.168.0.1', 'Mozilla', 200, 'bob', '{"a":{"b":null}}', array['p'],
         timestamp '2019-02-07 12:30:00', date '2019-02-07', '"PUT /z HTTP/1.1"', 'REST.PUT.OBJECT', '403'),
        ('07/Feb/2019:13:30:00 +0000', 'k2', '2600:1f18::1', null, null, 'bob', null, array[],
         timestamp '2019-02-07 13:30:00', date '2019-02-07', '-', 'REST.GET.OBJECT', '200'))
    as v(requestdatetime, key, remoteip, useragent, bytessent, requester, js, tags, ts, d, request_uri, operation, httpstatus)
"""
Rows = list[tuple[Any, ...]]


every_snippet = pytest.mark.parametrize("number", range(len(SNIPPETS)), ids=[snippet["name"] for snippet in SNIPPETS])


def parse(sql: str) -> exp.Expr:
    return sqlglot.parse_one(sql, read="athena")


@cache
def connection() -> duckdb.DuckDBPyConnection:
    made = duckdb.connect()
    for statement in (*SETTINGS, *MACROS.values()):
        made.execute(statement)
    made.execute(f"create table l as {to_duckdb(parse(LINES)).sql('duckdb')}")
    return made


def answer(sql: str) -> Rows:
    tree = parse(sql)
    assert check(tree) == []
    return connection().execute(to_duckdb(tree).sql("duckdb")).fetchall()


@pytest.mark.parametrize("name", MACROS)
def test_a_macro_comes_with_all_that_it_calls(name: str) -> None:
    arguments = re.search(r"\((.*?)\) as", MACROS[name])
    assert arguments
    call = f"select {name.upper()}({', '.join(['null'] * len(arguments[1].split(',')))})"
    with duckdb.connect() as connection:
        for statement in (*SETTINGS, *macros(call)):
            connection.execute(statement)
        connection.execute(f"explain {call}")


def value(sql: str) -> Any:  # noqa: ANN401  any value of SQL
    return answer(f"select {sql}")[0][0]


def duck(sql: str, **given_: object) -> Any:  # noqa: ANN401  any value of SQL
    row = connection().execute(f"select {sql}", given_).fetchone()
    assert row is not None
    return row[0]


def written(got: Any) -> Any:  # noqa: ANN401  any value of SQL
    """A value as trino-answers.jsonl writes it."""
    if isinstance(got, Map):
        return {"map": sorted([written(key), written(item)] for key, item in got.items())}
    if isinstance(got, list | tuple | dict):
        return [written(item) for item in (got.values() if isinstance(got, dict) else got)]
    if isinstance(got, float):
        return round(got, 9) if math.isfinite(got) else str(got)
    if isinstance(got, timedelta):
        return f"interval {got.total_seconds()}"
    return str(got) if isinstance(got, date) else got


class Map(dict[Any, Any]):
    """A map of DuckDB, which Python sees as the same thing as a struct."""


def maps(rows: Rows, types: list[Any]) -> Rows:
    return [
        tuple(Map(item) if str(kind).startswith("MAP") and item else item for item, kind in zip(row, types, strict=True))
        for row in rows
    ]


def told(sql: str) -> list[list[Any]]:
    asked = connection().execute(to_duckdb(parse(sql)).sql("duckdb"))
    types = [column[1] for column in asked.description or ()]
    return [written(row) for row in maps(asked.fetchall(), types)]


@cache
def outcome(number: int) -> str:
    """`refused`, `same`, or what DuckDB said instead."""
    return judged(SNIPPETS[number])


def judged(snippet: dict[str, Any]) -> str:
    if check(parse(snippet["sql"])):
        return "refused"
    try:
        got = told(snippet["sql"])
    except duckdb.Error as error:
        return "same" if isinstance(snippet["trino"], dict) else f"{type(error).__name__}: {error}"
    wanted = snippet["trino"]
    if isinstance(wanted, list) and "order by" not in snippet["sql"].lower():
        got, wanted = sorted(got, key=repr), sorted(wanted, key=repr)
    return "same" if alike(got, wanted) else f"{got} and not {wanted}"


def alike(got: Any, wanted: Any) -> bool:  # noqa: ANN401  any value of SQL
    """Equal, type and all, numbers to the ninth digit: Trino's doubles without a fraction are written as integers."""
    if isinstance(got, list) and isinstance(wanted, list):
        return len(got) == len(wanted) and all(itertools.starmap(alike, zip(got, wanted, strict=True)))
    if isinstance(got, float) and isinstance(wanted, int | float):
        return abs(got - wanted) < 1e-8
    return type(got) is type(wanted) and bool(got == wanted)


@every_snippet
def test_the_answer_is_trinos_or_it_is_refused(number: int) -> None:
    assert outcome(number) in {"same", "refused"}


@pytest.mark.parametrize("snippet", OWN, ids=[snippet["name"] for snippet in OWN])
def test_what_the_fuzzer_found_is_mended_or_refused(snippet: dict[str, Any]) -> None:
    assert judged(snippet) in {"same", "refused"}


def test_most_is_allowed() -> None:
    counts = Counter(map(outcome, range(len(SNIPPETS))))
    print(f"DuckDB {duckdb.__version__}: {dict(counts)}")
    assert counts == {"same": 326, "refused": 121}
    proof.count("snippets of SQL that DuckDB answers as Trino did", counts["same"])
    proof.count("snippets of SQL that are refused, as DuckDB would answer otherwise", counts["refused"])


@pytest.mark.parametrize(("kind", "snippet"), [*allowed.FUNCTIONS.items(), *allowed.FORMS.items()])
def test_what_is_allowed_is_proven(kind: str, snippet: str) -> None:
    nodes = list(parse(SNIPPETS[NUMBERS[snippet]]["sql"]).walk())
    assert kind in {node.name.lower() if isinstance(node, exp.Anonymous) else type(node).__name__ for node in nodes}
    assert outcome(NUMBERS[snippet]) == "same"


@every_snippet
def test_what_is_allowed_is_printed_for_athena_as_it_was_read(number: int) -> None:
    if outcome(number) == "same":
        text = parse(SNIPPETS[number]["sql"]).sql("athena")
        assert parse(text).sql("athena") == text


@pytest.mark.parametrize("relation_", RELATIONS)
def test_the_relations_are_allowed(relation_: str) -> None:
    assert check(tree_of(relation_)) == []


def source_of(kind: str) -> Source:
    if kind == "s3_access":
        return flat("s3://logs/app/")
    trail = Settings(
        kind="cloudtrail", location="s3://trail/AWSLogs/111122223333/CloudTrail/", regions=("eu-west-1",), first_day=TODAY
    )
    return make_source(trail, today=TODAY)


def tree_of(name: str) -> exp.Select:
    return _select(name, source_of(RELATIONS[name]), "db", "raw")


def rows_of(name: str, raw: list[dict[str, Any]], types: dict[str, str]) -> list[dict[str, Any]]:
    made = connection()
    made.execute("create schema if not exists db")
    fields = ", ".join(f'"{column}" {kind}' for column, kind in types.items())
    made.execute(f"create or replace table db.raw ({fields})")
    rows = f"cast(cast($rows as json) as struct({fields})[])"
    made.execute(f"insert into db.raw select unnest({rows}, max_depth := 2)", {"rows": json.dumps(raw)})
    asked = made.execute(to_duckdb(tree_of(name)).sql("duckdb"))
    columns = [column[0] for column in asked.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in asked.fetchall()]


PATH: Final = "s3://logs/app/2026-11-05-10-20-30-0A1B2C"


def access_raw() -> list[dict[str, Any]]:
    return [{"$path": PATH, **access_row(line.raw)} for line in access_lines()]


def test_the_access_log_is_read_as_the_corpus_says() -> None:
    got = rows_of("s3_access", access_raw(), raw_types(source_of("s3_access"), "duckdb"))
    wanted = [{**line.typed, "log_file": PATH} for line in access_lines() if line.typed]
    assert [{**row, "request_time": row["request_time"].isoformat()} for row in got] == wanted


def test_what_cannot_be_read_is_a_line() -> None:
    got = rows_of("s3_access_unparsed", access_raw(), raw_types(source_of("s3_access"), "duckdb"))
    assert [row["line"] for row in got] == [line.text for line in access_lines() if line.typed is None]


JSON_COLUMNS: Final = ("request_parameters", "response_elements", "additional_event_data", "service_event_details")


def trail_raw() -> list[dict[str, Any]]:
    texts = (DATA / "cloudtrail" / "records.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
    delivered = gzip.compress(('{"Records": [' + ",".join(texts) + "]}").encode())
    return trail_rows(delivered, source_of("cloudtrail"))


def test_the_trail_is_read_as_the_corpus_says() -> None:
    got = rows_of("cloudtrail", trail_raw(), raw_types(source_of("cloudtrail"), "duckdb"))
    for row, (_, typed) in zip(got, trail_records(), strict=True):
        for name in JSON_COLUMNS:
            row[name] = json.loads(row[name]) if row[name] is not None else None
        for name in ("event_time", "session_created"):
            row[name] = row[name] and row[name].isoformat(timespec="milliseconds" if row[name].microsecond else "seconds")
        assert {name: row[name] for name in typed} == typed


def java_text(data: bytes) -> str:
    """New String(data, UTF_8): a surrogate of three bytes is one U+FFFD, all else is Python's rule."""
    found = re.split(rb"(\xed[\xa0-\xbf][\x80-\xbf]?)", data)
    return "".join("\ufffd" if index % 2 else part.decode("utf-8", "replace") for index, part in enumerate(found))


def java_url_decode(text: str) -> str | None:
    """java.net.URLDecoder.decode, None where it throws."""
    if re.search(r"%(?!\+?[0-9A-Fa-f]{2}|\+[0-9A-Fa-f])", text) or re.search(r"%(?![+0-9A-Fa-f][0-9A-Fa-f])", text):
        return None

    def run(found: re.Match[str]) -> str:
        return java_text(bytes(int(code, 16) for code in re.findall("%(..)", found[0])))

    return "".join(
        part.replace("+", " ") if index % 2 == 0 else run(re.fullmatch("(.*)", part) or pytest.fail(part))
        for index, part in enumerate(re.split(r"((?:%[+0-9A-Fa-f][0-9A-Fa-f])+)", text))
    )


PIECES: Final = st.one_of(
    st.text(max_size=3),
    st.sampled_from(["+", "%", "%2", "%zz", "%+1", "%+f", "%25", "%2B", "%C3%A9", "%e2%82%ac", "%F0%9F%98%80", "%00", "%0a"]),
    st.binary(min_size=1, max_size=4).map(lambda data: "".join(f"%{byte:02X}" for byte in data)),
    st.lists(
        st.sampled_from([0x41, 0x80, 0xA0, 0xBF, 0xC0, 0xC3, 0xE0, 0xE2, 0xED, 0xEF, 0xF0, 0x90, 0xF4, 0x8F, 0xF5, 0xFF]),
        max_size=6,
    ).map(lambda codes: "".join(f"%{byte:02x}" for byte in codes)),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES, max_size=6).map("".join))
@example("a+b%20c")
@example("%ED%A0%80")
@example("%ED%A0%80%ED%B0%80%41")
@example("%E2%82x%F0%9F%98")
def test_url_decode_is_javas(text: str) -> None:
    assert duck("athena_try_url_decode($text)", text=text) == java_url_decode(text)
    literal = exp.Literal.string(text).sql("athena")
    assert value(f"try(url_decode({literal}))") == java_url_decode(text)
    assert value(f"coalesce(try(url_decode(url_decode({literal}))), 'none')") == java_twice(text)


def java_twice(text: str) -> str:
    once = java_url_decode(text)
    twice = java_url_decode(once) if once is not None else None
    return twice if twice is not None else "none"


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
@example("it's a \\ back%slash, %s $$ :x ? {} \x00 \r\n 😀")
@example("-- /* */ ; drop table l")
@example("x" * 100_000)
def test_a_string_comes_back_as_it_was(text: str) -> None:
    tree = parse("select :given").transform(
        lambda node: exp.Literal.string(text) if isinstance(node, exp.Placeholder) else node
    )
    assert connection().execute(to_duckdb(tree).sql("duckdb")).fetchall() == [(text,)]


VALUES: Final = {
    "contains('10.0.0.0/8', try_cast('::ffff:10.0.0.1' as ipaddress))": True,
    "contains('::/0', try_cast('2001:db8::1' as ipaddress))": True,
    "contains('::/0', try_cast('10.0.0.1' as ipaddress))": False,
    "contains('2001:db8::/33', try_cast('2001:db8:8000::' as ipaddress))": False,
    "contains('10.0.0.0/8', try_cast('010.0.0.1' as ipaddress))": None,
    "contains('10.0.0.0/8', try_cast('10.0.0.1.' as ipaddress))": None,
    "contains('::/0', try_cast('1::2::3' as ipaddress))": None,
    "contains('::/0', try_cast('1:2:3:4:5:6:7:8:9' as ipaddress))": None,
    "contains('::/0', try_cast('' as ipaddress))": None,
    "try_cast('-0' as bigint)": 0,
    "try_cast('1_000' as bigint)": None,
    "try_cast('9223372036854775808' as bigint)": None,
    "try_cast('1_000' as double)": None,
    "try_cast('2019-02-06T00:00:38' as timestamp)": None,
    "try_cast('yes' as boolean)": None,
    "try_cast('2019/02/06' as date)": None,
    'json_extract_scalar(\'{"a": 1.10, "b": "1.10 \\" 1e3"}\', \'$.a\')': "1.10",
    'json_extract_scalar(\'{"a": 1.10, "b": "1.10 \\" 1e3"}\', \'$.b\')': '1.10 " 1e3',
    "json_extract_scalar('{\"a\": 1.2E+4}', '$.a')": "1.2E+4",
    "cast(timestamp '2019-02-06 23:00:00' at time zone 'Europe/Berlin' as timestamp)": datetime(2019, 2, 7),
    "substr('a', 2, -1)": "",
    "substr('abc', -5)": "",
    "regexp_extract('b', '(x?)b', 1)": "",
    "regexp_replace('abc', '(b)', '[\\$1$1]')": "a[$1b]c",
    "element_at(split('arn:a/b', '/'), -1)": "b",
    "url_extract_parameter('/x?a=1%2B+2&b', 'a')": "1+ 2",
    "url_extract_parameter('/x y?a=1', 'a')": None,
    "1e0 * 1 / 3": 1 / 3,
    "(select min_by(x, y) from (values (cast(null as bigint), 1), (2, 2)) as v(x, y))": None,
    "(select approx_distinct(x) from unnest(sequence(1, 1000)) as t(x))": 1000,
    "date_parse('2019-02-06 01:02:03.123456', '%Y-%m-%d %H:%i:%s.%f')": datetime(2019, 2, 6, 1, 2, 3, 123000),
    "array_min(array[2, null, 1])": None,
    "json_extract('no json', '$.a')": None,
    "coalesce(try(url_decode('%')), 'x')": "x",
}


@pytest.mark.parametrize(("sql", "wanted"), VALUES.items(), ids=VALUES)
def test_values_by_hand(sql: str, wanted: object) -> None:
    got = value(sql)
    assert (type(got), got) == (type(wanted), wanted)


@pytest.mark.parametrize(
    "sql", ["1 / 0", "1 % 0", "cast('1.0' as bigint)", "url_decode('%')", "cast('-' as ipaddress) = ipaddress '::'"]
)
def test_errors_of_trino_are_errors(sql: str) -> None:
    with pytest.raises(duckdb.Error):
        value(sql)


@pytest.mark.parametrize("sql", ["cast(ts as varchar)", "try_cast(ts as varchar)", "try(cast(ts as varchar))"])
def test_the_text_of_a_time_is_an_error_and_never_null(sql: str) -> None:
    with pytest.raises(duckdb.Error, match="Value wants date_format or array_join to be a text: 2019-02-06 00:00:38'"):
        answer(f"select {sql} from l order by ts")


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("sum(bytessent)", "BIGINT"),
        ("sum(distinct bytessent) filter (where bytessent > 0)", "BIGINT"),
        ("sum(cast(bytessent as double))", "DOUBLE"),
        ("sum(sum(bytessent)) over ()", "BIGINT"),
        ("count_if(bytessent > 0)", "BIGINT"),
        ("approx_distinct(key)", "BIGINT"),
        ("approx_percentile(bytessent, 0.5) filter (where bytessent > 0)", "BIGINT"),
        ("sum(bytessent) / count(*)", "BIGINT"),
        ("max(floor(bytessent))", "BIGINT"),
        ("max(array_position(tags, key))", "BIGINT"),
        ("max(date_trunc('month', d))", "DATE"),
        ("max(date_trunc('month', ts))", "TIMESTAMP"),
        ("max(d + interval '1' day)", "DATE"),
        ("max(d - interval '1' day)", "DATE"),
        ("max(try_cast(httpstatus as integer))", "INTEGER"),
        ("max(cast(ts as timestamp(3)))", "TIMESTAMP"),
    ],
)
def test_types(sql: str, kind: str) -> None:
    asked = connection().execute(to_duckdb(parse(f"select {sql} from l")).sql("duckdb"))
    assert [str(column[1]) for column in asked.description or ()] == [kind]


REFUSED: Final = {
    "select key,\n    bytes_sent * 1.5 from t": (2, 18, "1.5: write a double with an exponent: 1.5e0"),
    "select\n\n  any_value(key) from t": (3, 3, ("any_value is not on the list of what answers alike on Athena and DuckDB: "
                                                "use min or max: engine version 3 may not have it")),
    "select key from t where key ilike 'a%'": (1, 25, ("ilike is not on the list of what answers alike on Athena and DuckDB: "
                                                       "use lower(x) like '...', or regexp_like with (?i)")),
    "select key from t where n > all (select 1)": (1, 41, ("All is not on the list of what answers alike on Athena and DuckDB: "
                                                           "use a comparison with max or min of the subquery")),
    "select split_part(key, '/') from t": (1, 8, "split_part(key, '/'): an argument is missing"),
    "select max_by(key) from t": (1, 15, "max_by(key): an argument is missing"),
    "select log(n) from t": (1, 8, "log(n): an argument is missing"),
    "select element_at(tags) from t": (1, 8, "element_at(tags): an argument is missing"),
    "select any_match(tags) from t": (1, 8, "any_match(tags): an argument is missing"),
    "select ceil(), date() from t": (0, 0, "ceil(): an argument is missing"),
    "select url_decode() from t": (1, 8, "url_decode(): an argument is missing"),
    "select url_decode(key, '/') from t": (1, 8, "url_decode(key, '/'): an argument too many"),
    "select regexp_like(key, 'a', 'i') from t": (1, 8, "regexp_like(key, 'a', 'i'): use (?i) in the pattern"),
    "select distinct on (key) key, bucket from t": (1, 21, "DISTINCT ON (key): use row_number"),
    "select made_up(key) from t": (1, 8, "made_up is not on the list of what answers alike on Athena and DuckDB"),
    "select 1 from t where regexp_like(key, 'a[b[c]]')": (
        1, 23, "regexp_like(key, 'a[b[c]]'): '[' is not of the common language"),
    "select any_match(array['a', 'a(?!b)'], p -> regexp_like(key, p)) from t": (
        1, 45, "regexp_like(key, p): '(?!b)' is not of the common language"),
    "select regexp_like(key, bucket) from t": (
        1, 8, "regexp_like(key, bucket): the pattern has to be a literal or a parameter"),
    "select json_extract_scalar(a, '$..b') from t": (1, 8, "json path: write the path as '$.a.b[0][\"x-y\"]'"),
    "select replace(key, bucket) from t": (
        1, 8, "replace(key, bucket, ''): the text sought has to be a literal with something in it"),
    "select date_format(x, '%v') from t": (1, 8, "date_format(x, '%v'): not proven in a format: v"),
    "select try(sum(x)) from t": (1, 8, "try(sum(x)): no aggregate and no subquery inside try(...): put the try inside"),
    "select approx_percentile(bytes_sent, 95) from t": (
        1, 8, "approx_percentile(bytes_sent, 95): a percentile is a number between 0 and 1"),
    "select approx_percentile(bytes_sent, '0.5') from t": (
        1, 8, "approx_percentile(bytes_sent, '0.5'): a percentile is a number between 0 and 1"),
    "select approx_percentile(bytes_sent, array[0.5, (-0.1)]) from t": (
        1, 8, "approx_percentile(bytes_sent, ARRAY[0...: a percentile is a number between 0 and 1"),
    "select a.key from s3_access a left join s3_access b": (
        1, 41, "LEFT JOIN s3_access AS b: use join ... on"),
    "select 9223372036854775807, -9223372036854775808, 9223372036854775808": (
        1, 51, "9223372036854775808: a whole number has 64 bits: write a double with an exponent, or a text"),
    "select sequence(date '2026-11-01', date '2026-11-30') from t": (
        1, 8, "sequence(CAST('2026-11-01' AS DATE), ...: say how far a step is, as in interval '1' day"),
    "select distinct key from t order by length(key)": (
        1, 37, "length(key): select distinct is put into order by what it selects"),
    "select key, sum(bytes_sent) as bytes_sent from t group by key order by sum(bytes_sent) desc": (
        1, 72, ("sum(bytes_sent) DESC: bytes_sent is a name of the answer here: "
                "order by it alone, or write of which table it is")),
    "select lower(key) as k, count(*) from t group by rollup (lower(key))": (
        1, 58, "ROLLUP (lower(key)): group by columns here, as a subquery gives them: Athena takes nothing else"),
    "select cast(request_time at time zone 'UTC' as varchar) from t": (
        1, 13, "at_timezone(request_time, 'UTC'): put it into cast(... as timestamp)"),
    "select hour(request_time at time zone 'europe/berlin') from t": (
        1, 13, "at_timezone(request_time, 'europe/ber...: write the zone as 'Europe/Berlin', as '+05:30' or as 'UTC'"),
    "select key, count(*) from t group by rollup (t.key, KEY)": (
        1, 46, "GROUP BY ROLLUP (t.key, KEY): key is written with its table and without: write it one way"),
    "select sum(n) over (order by n rows unbounded preceding exclude ties) from t": (
        1, 8, "sum(n) OVER (ORDER BY n rows BETWEEN ...: without exclude: Trino has none"),
    "select lag(n, -1) over (order by n) from t": (1, 8, "lag(n, -1): an offset is a number, 0 or more"),
    "select a.key from t as a join t as b using (key)": (
        1, 31, "JOIN t AS b USING (key): write key alone, and not a.key: it is of no table"),
    "select key from (select 1e0 / n as key from t) as a join t as b using (key)": (
        1, 58, "JOIN t AS b USING (key): use join ... on: key may be NaN"),
    "select key from t where a / b in (select a / b from t)": (
        1, 25, "a / b IN (SELECT a / b FROM t): use exists (... where x = y): a quotient may be NaN"),
    "select key from t where a / b in (1, a / c)": (1, 25, "a / b IN (1, a / c): use x = y or x = z: a quotient may be NaN"),
    "select case a / b when a / c then 1 end from t": (
        1, 13, "CASE a / b WHEN a / c THEN 1 END: use case when x = y: a quotient may be NaN"),
    "select (key, bucket) in (('a', 'b')) from t": (
        1, 9, ("(key, bucket) IN (('a', 'b')): use exists: "
               "with a NULL in a row it is NULL on one engine and false on the other")),
    "select * except (key) from t": (1, 8, "* EXCEPT (key): name the columns: Trino has nothing behind the star"),
    "select key from t group by all": (0, 0, "GROUP BY ALL: write group by without all, and name the columns"),
}  # fmt: skip


@pytest.mark.parametrize(("call", "name", "use"), [
    ("left(key, 3)", "left", "substr"),
    ("median(n)", "median", "approx_percentile"),
    ("quantile(n, 0.5e0)", "quantile", "approx_percentile"),
    ("current_date", "current_date", "cast(:end as date)"),
    ("initcap(key)", "initcap", None),
])
def test_what_is_refused_has_its_own_name(call: str, name: str, use: str | None, caplog: pytest.LogCaptureFixture) -> None:
    """Not that of the function by which sqlglot would write it, which may be on the list."""
    (problem,) = check(parse(f"select {call} as a from t"))
    hint = f": use {use}" if use else ""
    assert problem.message == f"{name} is not on the list of what answers alike on Athena and DuckDB{hint}"
    assert caplog.messages == []


@pytest.mark.parametrize(("sql", "wanted"), REFUSED.items(), ids=REFUSED)
def test_a_refusal_says_where_and_what_instead(sql: str, wanted: tuple[int, int, str]) -> None:
    first = check(parse(sql))[0]
    assert (first.line, first.column, first.message) == wanted


@pytest.mark.parametrize(
    "pattern", ["(?i)abc", "^[^:]*:(a|b)?/{1,2}$", r"\d+\.\d*?", r"[\w.-]+\\", "[]a]", "(?s).", r"\p{L}"]
)
def test_patterns_of_both_languages(pattern: str) -> None:
    assert patterns.fault(pattern) is None
    assert duck("regexp_matches('', $pattern) is not null", pattern=pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "a++",
        "(a)\\1",
        "(?<=a)b",
        "(?<n>a)",
        "(?m)^a",
        "[a&&b]",
        "[a[b]]",
        "a{",
        "(",
        r"\Qa\E",
        r"\h",
        "(?>a)",
        r"\p{Alpha}",
        "a{2}+",
        "[[:alpha:]]",
        r"\s",
        r"\bk",
        r"\xe9",
    ],
)
def test_patterns_of_one_language_only(pattern: str) -> None:
    assert patterns.fault(pattern)


@pytest.mark.parametrize("join", ["natural join", "left semi join", "asof join"])
def test_joins_that_trino_has_not(join: str) -> None:
    tree = sqlglot.parse_one(f"select a.key from s3_access as a {join} s3_access as b", read="duckdb")
    assert [problem.message.rpartition(": ")[2] for problem in check(tree)] == ["use join ... on"]


@pytest.mark.parametrize("text", ["", r"a\00e9bc", r"\+01F600", "it''s"])
def test_characters_by_their_numbers(text: str) -> None:
    assert check(parse(f"select U&'{text}' as x")) == []


@pytest.mark.parametrize("text", [r"\d800", r"\+00DFFF", r"\+110000", r"\+ffffff", r"\zzzz", "\\", r"\00e"])
def test_numbers_of_no_character(text: str) -> None:
    (problem,) = check(parse(f"select U&'{text}' as x"))
    assert problem.message.endswith(r"an escape is \ and four, or \+ and six hexadecimal digits of a character")


def test_a_substring_from_nowhere() -> None:
    (problem,) = check(parse("select substr('a') as x"))
    assert problem.message == "substr('a'): say from which character on"


def test_only_the_argument_of_an_unrolled_function_is_replaced() -> None:
    qualified = "select any_match(array['zzz'], key -> strpos(s.key, key) > 0) as x from l as s order by s.key"
    assert answer(qualified)[0] == (False,)
    field = parse("select any_match(array['zzz'], arn -> strpos(element_at(resources, 1).arn, arn) > 0) as x from cloudtrail")
    assert "[1].arn" in to_duckdb(field).sql("duckdb")


def test_athenas_text_holds_networks_to_their_family() -> None:
    tree = parse("select contains('10.0.0.0/8', try_cast(remoteip as ipaddress)) as a, contains(tags, 'x') as b from l")
    assert isinstance(tree, exp.Query)
    assert to_athena(tree).sql("athena") == (
        "SELECT CASE WHEN (STRPOS('10.0.0.0/8', ':') > 0)"
        " <> (STRPOS(CAST(TRY_CAST(remoteip AS IPADDRESS) AS VARCHAR), ':') > 0) THEN FALSE"
        " ELSE CONTAINS('10.0.0.0/8', TRY_CAST(remoteip AS IPADDRESS)) END AS a, CONTAINS(tags, 'x') AS b FROM l"
    )


def test_a_pattern_ends_at_the_very_end_in_athenas_text() -> None:
    tree = parse("select regexp_like(key, '[$]$'), any_match(array['a$', 'b'], p -> regexp_like(key, p)), key like 'a$' from l")
    assert isinstance(tree, exp.Query)
    assert to_athena(tree).sql("athena") == (
        "SELECT REGEXP_LIKE(key, '[$]\\z'), ANY_MATCH(ARRAY['a\\z', 'b'], p -> REGEXP_LIKE(key, p)), key LIKE 'a$' FROM l"
    )


@pytest.mark.parametrize(("sql", "printed"), [
    ("decimal '1.10'", "CAST('1.10' AS DECIMAL(3, 2))"),
    ("decimal '-0.5'", "CAST('-0.5' AS DECIMAL(1, 1))"),
    ("decimal '0'", "CAST('0' AS DECIMAL(1, 0))"),
    ("cast(x as decimal)", "CAST(x AS DECIMAL)"),
    ("listagg(x) within group (order by x)", "LISTAGG(x, '') WITHIN GROUP (ORDER BY x)"),
    ("listagg(x, ';') within group (order by x)", "LISTAGG(x, ';') WITHIN GROUP (ORDER BY x)"),
])
def test_athenas_text_has_what_sqlglot_would_lose(sql: str, printed: str) -> None:
    tree = parse(f"select {sql} from l")
    assert isinstance(tree, exp.Query)
    assert to_athena(tree).sql("athena") == f"SELECT {printed} FROM l"


@pytest.mark.parametrize(("sql", "answered"), [
    ("any_match(array['a', 'b'], x -> x = 'b')", True),
    ("any_match(array['a', 'b'], x -> x = 'c')", False),
    ("any_match(array['a', 'b'], x -> x = cast(null as varchar))", None),
    ("any_match(array['a', 'b'], x -> if(x = 'a', cast(null as boolean), true))", True),
    ("any_match(array[1, 2], x -> x + 1 = 3)", True),
    ("any_match(array['10.0.0.0/8', '2001:db8::/32'], n -> contains(n, try_cast('2001:db8::5' as ipaddress)))", True),
    ("any_match(array['10.0.0.0/8', '2001:db8::/32'], n -> contains(n, try_cast('-' as ipaddress)))", None),
    ("all_match(array['a', 'b'], x -> x < 'c')", True),
    ("all_match(array['a', 'b'], x -> x < 'b')", False),
    ("all_match(array['a', 'b'], x -> if(x = 'a', cast(null as boolean), true))", None),
    ("none_match(array['a', 'b'], x -> x = 'c')", True),
    ("none_match(array['a', 'b'], x -> x = 'b')", False),
    ("none_match(array['a', 'b'], x -> if(x = 'a', cast(null as boolean), false))", None),
    ("none_match(array['::/0', '10.0.0.0/8'], n -> contains(n, try_cast('192.0.2.1' as ipaddress)))", True),
    ("none_match(array['10.0.0.0/8', '192.0.2.0/24'], n -> contains(n, try_cast('192.0.2.255' as ipaddress))) = true", False),
    ("none_match(array['10.0.0.0/8', '192.0.2.0/24'], n -> contains(n, try_cast('192.0.3.0' as ipaddress))) = true", True),
])
def test_a_match_over_literals_is_unrolled(sql: str, answered: bool | None) -> None:  # noqa: FBT001  the answer
    assert value(sql) is answered
    assert not re.search("[a-z]_match|list_transform", to_duckdb(parse(f"select {sql}")).sql("duckdb").lower())


@pytest.mark.parametrize(("condition", "shared", "answered"), [
    ("none_match(array['10.0.0.0/8', '::/0'], n -> contains(n, try_cast(x as ipaddress)))", "ATHENA_TRY_IP(x)", [True, None]),
    ("any_match(array['8', 'B'], part -> strpos(lower(x), lower(part)) > 0)", "LOWER(x)", [False, True]),
    ("all_match(array['b', 'AR'], part -> lower(upper(x)) like lower(part) || '%')", "LOWER(ATHENA_UPPER(x))", [False, False]),
    ("any_match(array['8', '9'], part -> strpos(lower(x), part) > 0 or cast(x as integer) > 0)", None, None),
    ("any_match(array['8'], part -> strpos(lower(x), part) > 0)", None, [False, False]),
])
def test_what_is_dear_is_worked_out_once_for_all_items(condition: str, shared: str | None, answered: list[bool | None]) -> None:
    rows = "(values ('192.0.2.1'), ('Bar')) as v(x)"
    text = to_duckdb(parse(f"select {condition} from {rows}")).sql("duckdb")
    assert shared is None or text.count(shared) == 1
    assert ("LIST_TRANSFORM" in text) is (shared is not None)
    if answered:
        assert [found for (found,) in answer(f"select {condition} from {rows} order by x")] == answered
        inside = f"select (select count(*) from (values 1) as o(n) where {condition}) = 1 from {rows} order by x"
        assert [found for (found,) in answer(inside)] == [bool(found) for found in answered]
