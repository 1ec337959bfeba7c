"""Every table and view on Hive's own driver and on Trino, as printed; and the corpora read back through them."""

from __future__ import annotations

import gzip
import json
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from athena_s3logs.catalog import status
from athena_s3logs.relation import columns, relation
from athena_s3logs.window import Pruning, Window
from tests.corpus import access_lines, trail_records
from tests.stand.deployments import SHAPES, deployed, deployment, metastore
from tests.stand.trail_files import to_lines

if TYPE_CHECKING:
    from athena_s3logs.catalog import Deployment
    from tests.stand.stand import Stand

EXCHANGED = {"input format"}
"""CloudTrailInputFormat is closed source: the stand has Hadoop's in its place, and nothing else is different there."""


@pytest.mark.parametrize("shape", SHAPES)
def test_ddl_runs_as_printed_twice_and_is_what_it_says(stand: Stand, shape: str) -> None:
    item = deployed(stand, deployment(shape))
    deployed(stand, item)
    table, view = status(item, metastore(stand))
    assert {difference.what for difference in table.differences} == (EXCHANGED if item.source.kind == "cloudtrail" else set())
    assert view.state == "ok"


@pytest.mark.parametrize("shape", ["flat", "flat_glued", "flat_root", "flat_odd_prefix"])
def test_a_prefix_is_read_where_s3_puts_its_files(stand: Stand, shape: str) -> None:
    item = deployed(stand, deployment(shape))
    body = (access_lines()[0].text + "\n").encode()
    key = f"{item.source.location.prefix}2026-11-05-12-00-00-0123456789ABCDEF"
    stand.put(item.source.location.bucket, key, body)
    found = stand.trino(f'select log_file from "{item.database}"."{item.view}"').rows
    assert found == [[f"s3://{item.source.location.bucket}/{key}"]]
    assert len(stand.hive_rows(f"select bucketowner from {item.database}.{item.table}")) == 1


@pytest.fixture(scope="module")
def corpus(stand: Stand) -> Deployment:
    item = deployed(stand, deployment("flat", database="corpus", location="s3://corpus/app/"))
    body = "".join(f"{line.text}\n" for line in access_lines()).encode()
    stand.put("corpus", "app/2026-11-05-12-00-00-0123456789ABCDEF", body)
    return item


def raw_expected() -> list[list[Any]]:
    """The captures, with the two BIGINT columns as numbers."""
    rows = []
    for line in access_lines():
        numbers = {name: number(line.raw[name]) for name in ("bytessent", "objectsize")}
        rows.append(list({**line.raw, **numbers}.values()))
    return rows


def number(text: str | None) -> int | None:
    return None if text is None or text == "-" else int(text)


def test_hive_reads_the_corpus(stand: Stand, corpus: Deployment) -> None:
    found = stand.hive_rows(f"select * from {corpus.database}.{corpus.table}")
    expected = [[value if value is None else str(value) for value in row] for row in raw_expected()]
    assert found == expected


def test_trino_reads_the_corpus(stand: Stand, corpus: Deployment) -> None:
    assert stand.trino(f"select * from {corpus.database}.{corpus.table}").rows == raw_expected()


def test_no_row_is_wholly_null(stand: Stand, corpus: Deployment) -> None:
    names = ", ".join(access_lines()[0].raw)
    nulls = f"select count(*) from {corpus.database}.{corpus.table} where coalesce({names}) is null"
    nulls = nulls.replace("bytessent, objectsize, ", "")
    assert stand.trino(nulls).rows == [[0]]


ALWAYS = Window(start=datetime(2000, 1, 1), end=datetime(2100, 1, 1))


def declared(name: str) -> list[tuple[str, str]]:
    return [(column.name, column.type) for column in columns(name)]


def plain(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Trino's types without the length of a text; without parameters it means timestamp(3)."""
    return [(name, re.sub(r"varchar\([0-9]+\)", "varchar", kind).replace("timestamp", "timestamp(3)")) for name, kind in found]


def run_relation(stand: Stand, name: str, item: Deployment) -> Any:  # noqa: ANN401  Answer
    tree = relation(name, item.source, (item.database, item.table), window=ALWAYS, read=Pruning())
    return stand.trino(tree.sql("athena"))


def test_s3_access_gives_the_expected_rows(stand: Stand, corpus: Deployment) -> None:
    found = run_relation(stand, "s3_access", corpus)
    names = [column.name for column in columns("s3_access")]
    assert plain(found.columns) == declared("s3_access")
    log_file = "s3://corpus/app/2026-11-05-12-00-00-0123456789ABCDEF"
    expected = [line for line in access_lines() if line.typed is not None]
    assert len(found.rows) == len(expected)
    for line, row in zip(expected, found.rows, strict=True):
        typed = {**(line.typed or {}), "log_file": log_file}
        typed["request_time"] = f"{typed['request_time'].replace('T', ' ')}.000"
        assert dict(zip(names, row, strict=True)) == typed, line.number


def test_s3_access_unparsed_gives_the_rest_as_it_stands(stand: Stand, corpus: Deployment) -> None:
    found = run_relation(stand, "s3_access_unparsed", corpus)
    assert plain(found.columns) == declared("s3_access_unparsed")
    log_file = "s3://corpus/app/2026-11-05-12-00-00-0123456789ABCDEF"
    expected = [
        [line.text, "head" if line.raw["unparsed_line"] is not None else "time", "2026-11-05 12:00:00.000", log_file]
        for line in access_lines()
        if line.typed is None
    ]
    assert found.rows == expected


JSON_COLUMNS = ("request_parameters", "response_elements", "additional_event_data", "service_event_details")


def test_cloudtrail_gives_the_expected_rows(stand: Stand) -> None:
    item = deployed(stand, deployment("account", database="corpus_trail", location="s3://corpus-trail/AWSLogs/111122223333/CloudTrail/"))
    records = [record for record, _ in trail_records()]
    delivered = gzip.compress(json.dumps({"Records": records}).encode())
    key = "AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/05/111122223333_CloudTrail_eu-west-1_20261105T1200Z_x.json.gz"
    stand.put("corpus-trail", key, to_lines(delivered))
    found = stand.trino(f'select * from "{item.database}"."{item.view}"')
    names = [column.name for column in columns("cloudtrail")]
    *most, last = declared("cloudtrail")
    assert plain(found.columns) == [*most, ("region", "varchar"), ("day", "varchar"), last]
    assert len(found.rows) == len(records)
    for row, (_, expected) in zip(found.rows, trail_records(), strict=True):
        typed = dict(zip(names[:-1], row, strict=False))
        assert typed == trail_row(expected), expected["event_id"]
        assert row[-3:] == ["eu-west-1", "2026/11/05", f"s3://corpus-trail/{key}"]


def trail_row(expected: dict[str, Any]) -> dict[str, Any]:
    row = dict(expected)
    for name in ("event_time", "session_created"):
        if row[name]:
            time, _, fraction = row[name].replace("T", " ").partition(".")
            row[name] = f"{time}.{fraction:0<3}"
    if row["resources"] is not None:
        row["resources"] = [list(resource.values()) for resource in row["resources"]]
    for name in JSON_COLUMNS:
        if row[name] is not None:
            row[name] = json.dumps(row[name], ensure_ascii=False, separators=(",", ":"))
    return row
