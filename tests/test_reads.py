"""What each query reads and what not: the partitions of its window, and of the store the columns that it names."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Any

import pytest
from sqlglot import exp

from athena_s3logs import S3Logs
from athena_s3logs.asking import ask
from athena_s3logs.catalog import Deployment, raw_tables
from athena_s3logs.engines import duck, local
from athena_s3logs.engines.ingest import ingest
from athena_s3logs.engines.raw_tables import athena_tree
from athena_s3logs.library import load
from athena_s3logs.query import parse, relations
from athena_s3logs.relation import RELATIONS, local_relation
from athena_s3logs.sources import Settings, make_source
from tests.query_cases.all import WINDOW, Company, company
from tests.scenes.all import SCENES, planted
from tests.scenes.files import write

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

    from athena_s3logs.query import Query

LIBRARY = load()
NOW = datetime(2026, 11, 21)
ACCESS: dict[str, Any] = {"kind": "s3_access", "location": "s3://logs/access/", "layout": "partitioned"}
TRAIL: dict[str, Any] = {"kind": "cloudtrail", "first_day": date(2026, 1, 1), "regions": ("eu-west-1", "us-east-1")}
ACCOUNT = "111122223333"
KNOWN = {"accounts": (ACCOUNT,), "regions": TRAIL["regions"], "buckets": ("data", "media"), "first_day": TRAIL["first_day"]}
OF_ACCOUNT = TRAIL | {"location": f"s3://logs/AWSLogs/{ACCOUNT}/CloudTrail/"}
OF_ORGANIZATION = TRAIL | {"location": "s3://logs/AWSLogs/o-abc123/", "organization": "o-abc123", "accounts": (ACCOUNT,)}
LAYOUTS: dict[str, tuple[dict[str, Any], ...]] = {
    "event": (ACCESS | KNOWN, OF_ORGANIZATION),
    "delivery": (ACCESS | KNOWN | {"time": "delivery"}, OF_ACCOUNT),
    "injected": (
        ACCESS | KNOWN | {"buckets": None, "inject": ("bucket",)},
        OF_ORGANIZATION | {"accounts": None, "inject": ("account",)},
    ),
}
PARTS = replace(WINDOW, accounts=(ACCOUNT,), regions=("eu-west-1",), buckets=("data",))

def table(settings: dict[str, Any]) -> Deployment:
    source = make_source(Settings(**settings), today=NOW.date())
    return Deployment(source=source, database="logs", table=f"{source.kind}_raw", view=source.kind)


TABLES = [[table(settings) for settings in both] for both in LAYOUTS.values()]
OF_READING = {"request_time", "event_time", "http_status", "$path", "filename"}
"""What a window goes by, and what tells the files of a segment apart."""

_KEPT_AS = {"hostid_bytes": "hostid"}

DELAY = timedelta(days=2)
"""So far from its event a file may be delivered, and the ends of a day are other ones than those of a window."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Company:
    return company(tmp_path_factory.mktemp("logs") / "company")


@pytest.fixture(scope="module")
def stored(made: Company) -> S3Logs:
    """A store of the company's logs and of those of all scenes."""
    write(made.folder, chain.from_iterable(scene.log for scene in SCENES.values()))
    store, access, trail = (made.folder / name for name in ("store", "s3_access", "cloudtrail"))
    list(ingest(store, {"s3_access": [access], "cloudtrail": [trail]}))
    return S3Logs.local(s3_access=access, cloudtrail=trail, store=store)


@pytest.mark.parametrize("name", LIBRARY)
def test_it_reads_the_partitions_of_its_window(name: str, made: Company) -> None:
    query = LIBRARY[name]
    asked = ask(query, PARTS, planted(name, made)[0])
    for items in TABLES:
        tree, _ = athena_tree(asked, raw_tables(items), now=NOW)
        reads = [table for table in tree.find_all(exp.Table) if table.name.endswith("_raw")]
        assert {read.name for read in reads} == {f"{RELATIONS[name]}_raw" for name in relations(asked.tree)}
        dimensions = {item.table: {one.name for one in item.source.dimensions} for item in items}
        for read in reads:
            conditions = list(conjuncts(read))
            named = {one.this.name for one in conditions if isinstance(one, exp.In) and isinstance(one.this, exp.Column)}
            assert dimensions[read.name] <= named
            (days,) = [one for one in conditions if isinstance(one, exp.Between) and one.this.name == "day"]
            first, last = (days.args[end].name for end in ("low", "high"))
            since = WINDOW.start - (query.lookback or timedelta())
            assert f"{since - DELAY:%Y/%m/%d}" < first <= last < f"{WINDOW.end + DELAY:%Y/%m/%d}"


def conjuncts(table: exp.Table) -> Iterator[exp.Expr]:
    """What has to be true of the rows that are read of a table."""
    select = table.parent_select
    assert select
    return flat(select.args["where"].this)


def flat(condition: exp.Expr) -> Iterator[exp.Expr]:
    inner = condition.unnest()
    if isinstance(inner, exp.And):
        yield from flat(inner.this)
        yield from flat(inner.expression)
    else:
        yield inner


class PlannedError(Exception):
    """DuckDB's plan of a question, which is not run."""


def planned(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    duck.define(connection, sql)
    if sql.startswith("WITH"):
        ((_, plan),) = connection.execute(f"explain (format json) {sql}").fetchall()
        raise PlannedError(json.loads(plan))


@pytest.mark.parametrize("name", LIBRARY)
def test_columns_that_it_does_not_name_are_not_read(
    name: str, stored: S3Logs, made: Company, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(local, "define", planned)
    with pytest.raises(PlannedError) as caught:
        stored.run(name, WINDOW, **planted(name, made)[0])
    scans = [scan for plan in caught.value.args[0] for scan in parquet_scans(plan)]
    assert scans
    used = columns_of(LIBRARY[name])
    for scan in scans:
        assert {_KEPT_AS.get(name, name) for name in scan["extra_info"]["Projections"]} <= used


def parquet_scans(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if node["name"].strip() == "READ_PARQUET":
        yield node
    for child in node["children"]:
        yield from parquet_scans(child)


def columns_of(query: Query) -> set[str]:
    """The raw columns behind those columns of the relations that the text names, and the times that a window goes by."""
    tree = parse(query)
    named = {column.name for column in tree.find_all(exp.Column)}
    selects = [local_relation(name, "raw", window=WINDOW) for name in relations(tree)]
    items = [item for select in selects for item in select.expressions if item.alias_or_name in named]
    return OF_READING | {path(column) for item in items for column in item.find_all(exp.Column)}


def path(column: exp.Column) -> str:
    """With the parts of a struct."""
    whole: exp.Column | exp.Dot = column
    while isinstance(whole.parent, exp.Dot):
        whole = whole.parent
    return ".".join(part.name for part in whole.parts)
