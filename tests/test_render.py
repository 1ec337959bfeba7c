"""One tree: literals, lists, folded filters, relations as subqueries; and the same values back from DuckDB."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest
import sqlglot
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

from athena_s3logs.asking import ask
from athena_s3logs.engines import local_sql
from athena_s3logs.engines.raw_tables import RawTable, athena_sql
from athena_s3logs.query import Query, parse, read_query
from athena_s3logs.relation import pruning, relation
from athena_s3logs.render import render, text
from athena_s3logs.window import Window
from tests.corpus import flat

if TYPE_CHECKING:
    from athena_s3logs.values import Value

HEAD = "-- title: T\n-- description: D\n-- returns: n bigint\n"
FILTERED = """
select count(*) as n from s3_access
where http_status = 403 and (:bucket is null or bucket = :bucket) and (:codes is null or error_code in (:codes))
"""


def query(sql: str, *params: str) -> Query:
    header = HEAD + "".join(f"-- param: {param}\n" for param in params)
    return read_query(header + sql.strip(), path=Path("q.sql"), name="q")


def rendered(asked: Query, **values: Value) -> str:
    types = {param.name: param.type for param in asked.params}
    return render(parse(asked), types, values, {}).sql("athena")


FILTERS = ("bucket string = null", "codes string[] = null")


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({"bucket": None, "codes": None}, "http_status = 403"),
        ({"bucket": "b'x", "codes": None}, "http_status = 403 AND (bucket = 'b''x')"),
        ({"bucket": None, "codes": ("A", "B")}, "http_status = 403 AND (error_code IN ('A', 'B'))"),
        ({"bucket": "b", "codes": ("A",)}, "http_status = 403 AND (bucket = 'b') AND (error_code IN ('A'))"),
    ],
)
def test_optional_filters_are_folded_away(values: dict[str, Value], where: str) -> None:
    assert rendered(query(FILTERED, *FILTERS), **values) == f"SELECT COUNT(*) AS n FROM s3_access WHERE {where}"


def test_a_list_in_an_array_is_spread_too() -> None:
    asked = query("select any_match(array[:names, 'c'], n -> key = n) as n from s3_access", "names string[] = null")
    assert "ARRAY['a', 'b''', 'c']" in rendered(asked, names=("a", "b'"))


def test_rows_in_a_list_stay_rows() -> None:
    asked = query("select count(*) as n from s3_access where (bucket, key) in (('a', 'b'), (:bucket, 'd'))", "bucket string")
    assert rendered(asked, bucket="c").endswith("WHERE (bucket, key) IN (('a', 'b'), ('c', 'd'))")


def test_a_cast_that_is_tried_may_be_null() -> None:
    asked = query("select count(*) as n from s3_access where try_cast(:code as bigint) is null", "code string")
    assert rendered(asked, code="x").endswith("WHERE TRY_CAST('x' AS BIGINT) IS NULL")


def test_a_where_of_which_nothing_is_left_goes() -> None:
    asked = query("select count(*) as n from s3_access where (:bucket is null or bucket = :bucket)", FILTERS[0])
    assert rendered(asked, bucket=None) == "SELECT COUNT(*) AS n FROM s3_access"


def test_a_null_test_on_a_column_stays() -> None:
    asked = query("select count(*) as n from s3_access where bucket is null or not (key is null)")
    assert rendered(asked).endswith("WHERE bucket IS NULL OR NOT (key IS NULL)")


@pytest.mark.parametrize(
    ("type_", "value", "literal"),
    [
        ("string", "it's", "'it''s'"),
        ("integer", -5, "(-5)"),
        ("double", 0.5, "0.5e0"),
        ("double", -1e-9, "(-1e-09)"),
        ("boolean", True, "TRUE"),
        ("date", date(2026, 11, 5), "CAST('2026-11-05' AS DATE)"),
        ("timestamp", datetime(2026, 11, 5, 1, 2, 3, 4), "CAST('2026-11-05 01:02:03.000004' AS TIMESTAMP(6))"),
        ("string", None, "CAST(NULL AS VARCHAR)"),
        ("integer", None, "CAST(NULL AS BIGINT)"),
    ],
)
def test_literals_have_their_type(type_: str, value: Value, literal: str) -> None:
    tree = sqlglot.parse_one("select :x as n", read="athena")
    assert isinstance(tree, exp.Query)
    assert render(tree, {"x": type_}, {"x": value}, {}).sql("athena") == f"SELECT {literal} AS n"


@given(st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    st.sampled_from(["%s", "$$x$$", ":x", "?", "\\", "'", '"', "a\nb", "--", "/*", "😀", "x" * 100_000]),
))
def test_hostile_text_comes_back_unchanged(value: str) -> None:
    tree = sqlglot.parse_one("select :x as n", read="athena")
    assert isinstance(tree, exp.Query)
    sql = render(tree, {"x": "string"}, {"x": value}, {}).sql("duckdb")
    assert duckdb.execute(sql).fetchall() == [(value,)]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_doubles_come_back_unchanged(value: float) -> None:
    tree = sqlglot.parse_one("select :x as n", read="athena")
    assert isinstance(tree, exp.Query)
    sql = render(tree, {"x": "double"}, {"x": value}, {}).sql("duckdb")
    assert duckdb.execute(sql).fetchall() == [(value,)]


def test_relations_come_first_and_the_query_keeps_its_own_subqueries() -> None:
    asked = query("with few as (select key from s3_access) select count(*) as n from few")
    source, window = flat(), Window(start=datetime(2026, 11, 5), end=datetime(2026, 11, 6))
    read = pruning("s3_access", source, window, now=datetime(2026, 11, 20))
    table = relation("s3_access", source, ("db", "raw"), window=window, read=read)
    tree = render(parse(asked), {}, {}, {"s3_access": table})
    assert [cte.alias for cte in tree.ctes] == ["s3_access", "few"]
    assert sqlglot.parse_one(text(tree), read="athena").sql("athena") == tree.sql("athena")


def test_a_query_is_parsed_once_and_rendering_leaves_its_tree_as_it_was() -> None:
    asked = query(FILTERED, *FILTERS)
    window = Window(start=datetime(2026, 11, 1), end=datetime(2026, 11, 2))
    question = ask(asked, window, {"codes": ["A"]})
    before = repr(question.tree)
    local_sql.text(local_sql.rendered(question))
    athena_sql(question, {"s3_access": RawTable(source=flat(), database="d", table="t")}, now=window.end)
    assert repr(question.tree) == before
    assert ask(asked, window, {}).tree is question.tree
