"""Logs that strangers wrote, in the tables as they are printed: the same rows on Trino as on DuckDB."""

from __future__ import annotations

import gzip
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from athena_s3logs import S3Logs, Window
from athena_s3logs.catalog import raw_tables
from athena_s3logs.engines.trino import TrinoEngine, connector
from athena_s3logs.relation import RELATIONS
from tests import hostile, proof
from tests.corpus import TODAY
from tests.stand.deployments import SHAPES, deployed, deployment
from tests.stand.trail_files import to_lines
from tests.test_hostile_logs import NAME, TRAIL, everything
from tests.test_translate import JSON_COLUMNS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.stand.stand import Stand

ACCESS = f"app/{NAME}"
RECORDS = f"x/AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/05/{TRAIL}"


@pytest.fixture(scope="module")
def both(stand: Stand, tmp_path_factory: pytest.TempPathFactory) -> tuple[S3Logs, S3Logs]:
    """The tables on Trino, and the files by DuckDB."""
    folder: Path = tmp_path_factory.mktemp("hostile")
    places = {shape: SHAPES[shape]["location"].format(f"hostile-{shape}") for shape in ("flat", "account")}
    items = [
        deployed(stand, deployment(shape, database=f"hostile_{shape}", location=place)) for shape, place in places.items()
    ]
    lines = b"".join(line + b"\n" for line in hostile.lines(5, 400))
    trail = gzip.compress(hostile.as_delivered(hostile.records(5, 400), ascii_only=False))
    for item, key, data in zip(items, (ACCESS, RECORDS), (lines, trail), strict=True):
        path = folder / key
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
        stand.put(item.source.location.bucket, key, to_lines(data) if key == RECORDS else data)
    connect = connector(stand.trino_address, user="stand", catalog="awsdatacatalog")
    engine = TrinoEngine(raw_tables(items), connect, now=lambda: datetime(2026, 11, 21))
    return (
        S3Logs(items, engine=engine, today=lambda: TODAY),
        S3Logs.local(s3_access=folder / ACCESS, cloudtrail=folder / RECORDS),
    )


@pytest.mark.parametrize("relation", list(RELATIONS))
def test_the_same_rows(relation: str, both: tuple[S3Logs, S3Logs]) -> None:
    """JSON is compared by its values: how an escape is spelt in it the engines do not say."""
    there, here = (logs.query(everything(relation), Window.all_time()) for logs in both)
    assert len(here) > 50
    assert there.columns == here.columns
    json_columns = [place for place, column in enumerate(here.columns) if column.name in JSON_COLUMNS]
    for one, other in zip(there.rows, here.rows, strict=True):
        assert parsed(one, json_columns) == parsed(other, json_columns)
    proof.count("rows of logs that strangers wrote, on Trino and on DuckDB", len(here))


def parsed(row: tuple[Any, ...], places: list[int]) -> list[Any]:
    return [json.loads(value) if place in places and value is not None else value for place, value in enumerate(row)]
