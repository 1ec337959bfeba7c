"""What is of two kinds: refused where Trino refuses it, and never where Trino answers."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
import sqlglot
from sqlglot import exp
from sqlglot.optimizer.qualify import qualify

from athena_s3logs.asking import own_query
from athena_s3logs.errors import QueryFileError
from athena_s3logs.query import parse
from athena_s3logs.translate.type_faults import type_faults
from tests.corpus import DATA
from tests.test_translate import OWN, SNIPPETS

ANSWERS: Final = [json.loads(line) for line in (DATA / "type-answers.jsonl").read_text(encoding="utf-8").splitlines()]
"""Statements over relation l of tests/test_translate.py, with the number of rows of a Trino 476, or its error."""

SCHEMA: Final[dict[str, object]] = {"l": {
    **dict.fromkeys(("requestdatetime", "key", "remoteip", "useragent"), "varchar"), "bytessent": "bigint",
    **dict.fromkeys(("requester", "js"), "varchar"), "tags": "array(varchar)", "ts": "timestamp", "d": "date",
    **dict.fromkeys(("request_uri", "operation", "httpstatus"), "varchar"),
}}  # fmt: skip


def faults(sql: str) -> list[str]:
    tree = sqlglot.parse_one(sql, read="athena")
    assert isinstance(tree, exp.Query)
    qualified = qualify(tree, schema=SCHEMA, dialect="athena", expand_alias_refs=False, validate_qualify_columns=False)
    assert isinstance(qualified, exp.Query)
    return [message for _, message in type_faults(qualified, SCHEMA, {})]


@pytest.mark.parametrize("asked", ANSWERS, ids=[asked["sql"] for asked in ANSWERS])
def test_what_trino_refuses_is_refused_and_nothing_else(asked: dict[str, Any]) -> None:
    assert bool(faults(asked["sql"])) is isinstance(asked["trino"], dict)


def test_nothing_that_trino_answers_is_refused() -> None:
    answered = [one["sql"] for one in (*SNIPPETS, *OWN) if not isinstance(one["trino"], dict)]
    assert {sql: found for sql in answered if (found := faults(sql))} == {}


def test_a_function_of_nothing_has_no_kind_at_fault() -> None:
    assert faults("select url_decode() from l") == []


REFUSED: Final = {
    "select key\nfrom s3_access\nwhere http_status = '200'": (
        "query:3: http_status = '200': a number and a text; write both as one kind, by a cast or by a literal of that kind"),
    "select key || bytes_sent as x from s3_access": (
        "query:1: key || bytes_sent: a number in a text; write cast(... as varchar)"),
    "select request_time || ' UTC' as x from s3_access": (
        "query:1: request_time || ' UTC': a time in a text; write date_format(..., ...)"),
    "select key from s3_access where http_status": (
        "query:1: WHERE http_status: http_status is a number; expected a condition, as in x > 0"),
    "select key from cloudtrail where json_extract(request_parameters, '$.bucketName') = 'logs'": (
        "query:1: json_extract(request_parameters, '$.bucketName') = 'logs': "
        "JSON and a text; use json_extract_scalar(...), or a cast of it"),
    "select key from cloudtrail where json_extract(request_parameters, '$.bucketName') like 'logs%'": (
        "query:1: json_extract(request_parameters, '$.bucketName') LIKE 'lo...: "
        "json_extract(request_parameters, '$.bucketName') is JSON; write json_extract_scalar(...)"),
    "select substr(http_status, 1, 1) as x from s3_access": (
        "query:1: substr(http_status, 1, 1): http_status is a number; write cast(... as varchar)"),
    "select count_if(http_status) as x from s3_access": (
        "query:1: count_if(http_status): http_status is a number; expected a condition, as in x > 0"),
    "select date(request_time) + 1 as x from s3_access": (
        "query:1: date(request_time) + 1: a time and a number; write interval '1' day"),
    "select bytes_sent * '2' as x from s3_access": (
        "query:1: bytes_sent * '2': a text in a calculation; write cast(... as bigint)"),
    "select date(request_time) - date '2026-11-05' as x from s3_access": (
        "query:1: date(request_time) - CAST('2026-11-05' AS DATE): "
        "write date_diff('day', ..., ...), which is a number on both engines"),
    "select key, count(*) as n from s3_access group by key having n > 1": (
        "query:1: HAVING n > 1: n is a name of the answer, which HAVING does not know; write out what it stands for"),
    "select avg(request_time) as x from s3_access": (
        "query:1: avg(request_time): request_time is a time; expected a number"),
    "select lpad(key, '5', '.') as x from s3_access": (
        "query:1: lpad(key, '5', '.'): '5' is a text; expected a number"),
    "select key from s3_access order by key limit '5'": "query:1: LIMIT '5': '5' is a text; expected a number",
    "select array_agg(key) = array_agg(key) as x from s3_access": (
        "query:1: array_agg(key) = array_agg(key): compare items of arrays and maps, or texts by array_join"),
    "with a as (select split(key, '/') as l from s3_access) select l in (split('a/b', '/')) as x from a": (
        "query:1: l IN (split('a/b', '/')): compare items of arrays and maps, or texts by array_join"),
    "with a as (select split(key, '/') as l from s3_access) select case l when split('a', '/') then 1 end as x from a": (
        "query:1: CASE l WHEN split('a', '/') THEN 1 END: compare items of arrays and maps, or texts by array_join"),
    "with a as (select row(key, bucket) as r from s3_access) select r = r as x from a": (
        "query:1: r = r: compare the fields one by one"),
    "select key from s3_access where map(array[key], array[1]) = map(array['k'], array[1])": (
        "query:1: map(ARRAY[key], ARRAY[1]) = map(ARRAY['k'], ARRAY[1]): "
        "compare items of arrays and maps, or texts by array_join"),
}  # fmt: skip


@pytest.mark.parametrize(("sql", "message"), REFUSED.items(), ids=REFUSED)
def test_a_refusal_says_where_and_what_instead(sql: str, message: str) -> None:
    with pytest.raises(QueryFileError) as raised:
        parse(own_query(sql, {}))
    assert str(raised.value) == message
    assert raised.value.path == Path("query")


OF_ANOTHER_KIND: Final[dict[str, tuple[object, str]]] = {
    "select key from s3_access where http_status = :x": ("200", (
        "http_status = :x: a number and a text; write both as one kind, by a cast or by a literal of that kind")),
    "select key from s3_access where http_status in (:x)": (["200"], (
        "http_status IN (:x): a number and a text; write both as one kind, by a cast or by a literal of that kind")),
    "select key from s3_access where key like :x": (5, "key LIKE :x: :x is a number; write cast(... as varchar)"),
    "select key from s3_access order by key limit :x": ("5", "LIMIT :x: :x is a text; expected a number"),
    "select key from s3_access where request_time > :x": ("2026-11-05", (
        "request_time > :x: a time and a text; write both as one kind, by a cast or by a literal of that kind")),
    "select key from s3_access where :x": (1, "WHERE :x: :x is a number; expected a condition, as in x > 0"),
}  # fmt: skip


@pytest.mark.parametrize("sql", OF_ANOTHER_KIND)
def test_a_parameter_is_of_the_kind_of_its_value(sql: str) -> None:
    given, message = OF_ANOTHER_KIND[sql]
    with pytest.raises(QueryFileError, match=re.escape(message)):
        parse(own_query(sql, {"x": given}))


@pytest.mark.parametrize(("sql", "given"), [
    ("select key from s3_access where http_status = :x", 200),
    ("select key from s3_access where http_status in (:x)", [200, 404]),
    ("select key from s3_access where http_status = cast(:x as bigint)", "200"),
    ("select key from s3_access where any_match(array[:x], one -> one = key)", ["a"]),
    ("select key from s3_access where request_time > :start and date(request_time) < :x", date(2026, 11, 5)),
    ("select key from s3_access order by key limit :x", 5),
    ("select array_agg(key order by bucket, key) as x from s3_access where date_format(request_time, '%H') = :x", "a"),
])  # fmt: skip
def test_a_parameter_of_the_right_kind_is_taken(sql: str, given: object) -> None:
    parse(own_query(sql, {"x": given}))
