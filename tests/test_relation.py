"""The relations and views as trees: raw partition predicates, declared columns, no cast that raises."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import duckdb
import pytest
import sqlglot
from sqlglot import exp
from sqlglot.optimizer.qualify import qualify
from sqlglot.schema import MappingSchema

from athena_s3logs.ddl import parse_table, table_ddl
from athena_s3logs.relation import RELATIONS, columns, pruning, relation, view_select
from athena_s3logs.sources import Settings, Source, make_source
from athena_s3logs.window import Window
from tests.corpus import TODAY, flat

NOW = datetime(2026, 11, 21, 15, 30, tzinfo=UTC)
WINDOW = Window(start=datetime(2026, 11, 5, 1, 2, 3, 4, tzinfo=UTC), end=datetime(2026, 11, 6, tzinfo=UTC))
ACCESS: dict[str, Any] = {"kind": "s3_access", "layout": "partitioned", "location": "s3://logs/app"}
KNOWN: dict[str, Any] = {"accounts": ("1" * 12, "2" * 12), "regions": ("eu-west-1",)}
ORGANIZATION: dict[str, Any] = {"kind": "cloudtrail", "location": "s3://trail/AWSLogs/o-abc/", "organization": "o-abc"}
PARTITIONS = {"account", "region", "source_bucket", "day", "$path"}
MAY_RAISE = (exp.FromISO8601Timestamp, exp.StrToTime, exp.TsOrDsToDate, exp.ParseJSON)
TYPES = {"varchar", "bigint", "integer", "boolean", "timestamp(3)", "array(row(arn varchar, account_id varchar, type varchar))"}


def make(base: dict[str, Any], **changes: Any) -> Source:  # noqa: ANN401  any setting
    return make_source(Settings(first_day=date(2024, 1, 1), **base, **changes), today=TODAY)


SOURCES = {
    "flat": flat("s3://logs/app/"),
    "flat_glued": flat("s3://logs/o'neil/app"),
    "partitioned": make(ACCESS, **KNOWN, buckets=("data",)),
    "delivery": make(ACCESS, **KNOWN, buckets=("data",), time="delivery"),
    "injected": make(ACCESS, **KNOWN, buckets=("data", "site"), inject=("account", "bucket")),
    "account": make({"kind": "cloudtrail", "location": "s3://trail/AWSLogs/111122223333/CloudTrail/"}, regions=("eu-west-1",)),
    "organization": make(ORGANIZATION, **KNOWN),
}
PAIRS = [(name, shape) for name, kind in RELATIONS.items() for shape, source in SOURCES.items() if source.kind == kind]
every_pair = pytest.mark.parametrize(("name", "shape"), PAIRS)
every_shape = pytest.mark.parametrize("shape", SOURCES)


def tree(name: str, shape: str, window: Window = WINDOW) -> exp.Select:
    source = SOURCES[shape]
    return relation(name, source, ("db", "raw"), window=window, read=pruning(name, source, window, now=NOW))


def view(shape: str) -> exp.Select:
    parsed = sqlglot.parse_one(view_select(SOURCES[shape], "db", "raw"), read="athena")
    assert isinstance(parsed, exp.Select)
    return parsed


def raw_columns(shape: str) -> dict[str, str]:
    table = parse_table(table_ddl(SOURCES[shape], database="db", table="raw", view="v"))
    return {column.name: column.type for column in (*table.columns, *table.partitions)}


def conjuncts(condition: exp.Expression) -> Iterator[exp.Expression]:
    if isinstance(condition, exp.Paren):
        yield from conjuncts(condition.this)
    elif isinstance(condition, exp.And):
        yield from conjuncts(condition.this)
        yield from conjuncts(condition.expression)
    else:
        yield condition


def on_partitions(select: exp.Select) -> list[exp.Expression]:
    where = select.args.get("where")
    found = conjuncts(where.this) if where else ()
    return [item for item in found if PARTITIONS & {column.name for column in item.find_all(exp.Column)}]


def check_raw(predicates: list[exp.Expression], *, is_flat: bool) -> None:
    """Each is a column beside literals; a regexp_like on "$path" has bounds beside it."""
    for item in predicates:
        assert isinstance(item.this, exp.Column), item.sql("athena")
        if isinstance(item, exp.RegexpLike):
            assert is_flat
            assert item.this.name == "$path"
            beside = {type(other) for other in predicates if other.this == item.this}
            assert beside >= {exp.GTE, exp.LT}
        else:
            assert isinstance(item, exp.GTE | exp.LT | exp.In | exp.Between), item.sql("athena")
        _, *others = item.iter_expressions()
        assert others
        assert all(isinstance(other, exp.Literal) and other.is_string for other in others), item.sql("athena")


@every_pair
def test_partition_predicates_are_raw(name: str, shape: str) -> None:
    predicates = on_partitions(tree(name, shape))
    assert predicates
    check_raw(predicates, is_flat=SOURCES[shape].flat)


@every_shape
def test_views_have_no_predicate_on_partitions_but_the_names_of_a_flat_layout(shape: str) -> None:
    predicates = on_partitions(view(shape))
    assert len(predicates) == (3 if SOURCES[shape].flat else 0)
    check_raw(predicates, is_flat=SOURCES[shape].flat)


@pytest.mark.parametrize(
    ("name", "shape", "predicates"),
    [
        (
            "s3_access",
            "flat_glued",
            [
                "\"$path\" >= 's3://logs/o''neil/app2'",
                "\"$path\" < 's3://logs/o''neil/app3'",
                "REGEXP_LIKE(\"$path\", '^s3://logs/o''neil/app[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]{2}-[0-9]{2}-[0-9]{2}-[^/]*$')",
                "\"$path\" >= 's3://logs/o''neil/app2026-11-05-01-02-03'",
                "\"$path\" < 's3://logs/o''neil/app2026-11-08-00-00-00'",
            ],
        ),
        ("s3_access", "partitioned", ["day BETWEEN '2026/11/05' AND '2026/11/05'"]),
        ("s3_access", "delivery", ["day BETWEEN '2026/11/05' AND '2026/11/07'"]),
        ("s3_access_unparsed", "delivery", ["day BETWEEN '2026/11/05' AND '2026/11/05'"]),
        (
            "s3_access",
            "injected",
            [
                "account IN ('111111111111', '222222222222')",
                "source_bucket IN ('data', 'site')",
                "day BETWEEN '2026/11/05' AND '2026/11/05'",
            ],
        ),
        ("cloudtrail", "organization", ["day BETWEEN '2026/11/05' AND '2026/11/06'"]),
    ],
)
def test_predicates_by_hand(name: str, shape: str, predicates: list[str]) -> None:
    assert [item.sql("athena") for item in on_partitions(tree(name, shape))] == predicates


def test_filters_are_pushed_down() -> None:
    asked = Window(start=WINDOW.start, end=WINDOW.end, accounts=("2" * 12,), regions=("eu-west-1",))
    assert [item.sql("athena") for item in on_partitions(tree("cloudtrail", "organization", asked))] == [
        "account IN ('222222222222')",
        "region IN ('eu-west-1')",
        "day BETWEEN '2026/11/05' AND '2026/11/06'",
    ]


@pytest.mark.parametrize(
    ("name", "shape", "time"),
    [("s3_access", "flat", "request_time"), ("cloudtrail", "account", "event_time")],
)
def test_the_record_time_is_exact(name: str, shape: str, time: str) -> None:
    select = tree(name, shape)
    *_, start, end = conjuncts(select.args["where"].this)
    selected = next(item.this for item in select.expressions if item.alias == time)
    assert isinstance(start, exp.GTE)
    assert isinstance(end, exp.LT)
    assert start.this == end.this == selected
    assert start.expression.sql("athena") == "CAST('2026-11-05 01:02:03.000004' AS TIMESTAMP(6))"
    assert end.expression.sql("athena") == "CAST('2026-11-06 00:00:00' AS TIMESTAMP)"


@every_pair
def test_declared_columns_are_the_projections(name: str, shape: str) -> None:
    declared = columns(name)
    assert [column.name for column in declared] == tree(name, shape).named_selects
    assert {column.type for column in declared} <= TYPES
    assert all(column.description.endswith(".") for column in declared)


@every_shape
def test_views_end_with_the_raw_partition_columns_and_the_file(shape: str) -> None:
    source = SOURCES[shape]
    *names, last = [column.name for column in columns(source.kind)]
    partitions = [column.name for column in source.dimensions] + ([] if source.flat else ["day"])
    select = view(shape)
    assert last == "log_file"
    assert select.named_selects == [*names, *partitions, last]
    assert all(type(item) is exp.Column for item in select.expressions[len(names) : -1])
    assert select.expressions[-1].sql("athena") == '"$path" AS log_file'


@pytest.mark.parametrize("name", RELATIONS)
def test_no_output_name_is_that_of_a_partition_column(name: str) -> None:
    assert not PARTITIONS & {column.name for column in columns(name)}


@every_pair
def test_each_column_is_one_of_the_raw_table(name: str, shape: str) -> None:
    for select in (tree(name, shape), view(shape)):
        there = {**raw_columns(shape), "$path": "string"}
        schema = MappingSchema({"db": {"raw": there}}, dialect="hive", normalize=False)
        qualify(select.copy(), schema=schema, dialect="athena")
        assert select.find(exp.Table) == exp.table_("raw", db="db", quoted=True)


@every_pair
def test_each_field_is_one_of_its_struct(name: str, shape: str) -> None:
    there = raw_columns(shape)
    for column in tree(name, shape).find_all(exp.Column):
        first, *steps = [part.name for part in column.parts]
        kind = exp.DataType.build(there.get(first, "string"), dialect="hive")
        for step in steps:
            fields = {field.name: field.args["kind"] for field in kind.expressions}
            assert step in fields, column.sql()
            kind = fields[step]


def test_each_field_of_a_resource_is_one_of_its_struct() -> None:
    element = exp.DataType.build(raw_columns("account")["resources"], dialect="hive").expressions[0]
    used = {dot.name for dot in tree("cloudtrail", "account").find_all(exp.Dot) if dot.this.name == "r"}
    assert used
    assert used <= {field.name for field in element.expressions}


def safe(cast: exp.Cast) -> bool:
    """Whether this cast cannot raise: to text, of what was tried, or of our own literal."""
    if isinstance(cast, exp.TryCast) or cast.find_ancestor(exp.Try):
        return True
    kinds = [kind for kind in cast.to.find_all(exp.DataType) if not kind.is_type("struct")]
    value = cast.this.this if isinstance(cast.this, exp.AtTimeZone) else cast.this
    if value.name.upper() == "AT_TIMEZONE":
        value = value.expressions[0]
    if isinstance(value, exp.Literal):
        return bool(datetime.fromisoformat(value.name))
    return isinstance(value, exp.Try) or all(kind.is_type("varchar", "text") for kind in kinds)


@every_pair
def test_no_cast_and_no_function_can_raise(name: str, shape: str) -> None:
    for select in (tree(name, shape), view(shape)):
        for cast in select.find_all(exp.Cast):
            assert safe(cast), cast.sql("athena")
        for call in select.find_all(exp.Func):
            if isinstance(call, MAY_RAISE) or call.name.lower() in {"url_decode", "date_parse", "json_parse", "from_utf8"}:
                assert call.find_ancestor(exp.Try), call.sql("athena")
        assert not re.search(r"[\w)]\[", re.sub(r"'[^']*'", "''", select.sql("athena"))), "a[n] raises, element_at does not"


@every_pair
def test_the_text_parses_to_the_same_tree(name: str, shape: str) -> None:
    for select in (tree(name, shape), view(shape)):
        for pretty in (False, True):
            text = select.sql("athena", pretty=pretty)
            parsed = sqlglot.parse_one(text, read="athena")
            assert parsed.sql("athena", pretty=pretty) == text
            assert sqlglot.parse_one(parsed.sql("athena"), read="athena") == parsed
        assert not re.search(r"--|;|/\*", select.sql("athena", pretty=True))


def test_the_view_is_the_relation() -> None:
    """Whoever reads the view gets what the relation gives, less the window."""
    for shape, source in SOURCES.items():
        wanted = [item.sql("athena") for item in tree(source.kind, shape).expressions]
        seen = [item.sql("athena") for item in view(shape).expressions]
        assert [item for item in seen if item in wanted] == wanted


NAMES = {
    "2026-11-05-10-20-30-0A1B2C": True,
    "2026-11-05-10-20-30-": True,
    "2026-11-05-10-20-30-a/b": False,
    "2026-11-05-10-20-30": False,
    "2026-11-05": False,
    "2-old": False,
    "2x": False,
    "-old2026-11-05-10-20-30-0A1B2C": False,
    "lication2026-11-05-10-20-30-0A1B2C": False,
    "/2026-11-05-10-20-30-0A1B2C": False,
    "22026-11-05-10-20-30-0A1B2C": False,
    "1999-11-05-10-20-30-0A1B2C": False,
}


@pytest.mark.parametrize("url", ["s3://logs/", "s3://logs/app", "s3://my.logs/a(b)!/it's/x=y_.", "s3://logs/a-b/c-"])
def test_a_flat_view_reads_its_own_files_and_no_others(url: str) -> None:
    select = sqlglot.parse_one(view_select(flat(url), "db", "raw"), read="athena")
    assert isinstance(select, exp.Select)
    condition = " and ".join(item.sql("athena") for item in on_partitions(select))
    condition = condition.replace("REGEXP_LIKE", "regexp_matches")
    paths = [url + name for name in NAMES] + [url.replace(".", "x") + "2026-11-05-10-20-30-0A"] * ("." in url)
    rows = duckdb.execute(f'select "$path" from (select unnest($paths) as "$path") where {condition}', {"paths": paths})
    assert [path for (path,) in rows.fetchall()] == [url + name for name, own in NAMES.items() if own]
