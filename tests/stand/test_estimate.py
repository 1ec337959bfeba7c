"""An estimate is what Trino then reads, by its own count: on every layout, for windows by chance and for the whole library."""

from __future__ import annotations

import random
import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from athena_s3logs.asking import ask
from athena_s3logs.aws.estimate import estimate
from athena_s3logs.engines.raw_tables import athena_sql
from athena_s3logs.library import load
from athena_s3logs.query import Query
from athena_s3logs.session import S3Logs
from athena_s3logs.window import Window
from tests import proof
from tests.stand.deployments import ACCOUNTS, BUCKETS, REGIONS, SHAPES, deployed, deployment
from tests.stand.test_pruning import (
    DAY,
    DAYS,
    FIRST,
    HOUR,
    NOW,
    Month,
    delivery_name,
    event_name,
    flat_name,
    put_lines,
    put_records,
)

if TYPE_CHECKING:
    from athena_s3logs.engines.base import Question
    from tests.stand.stand import Stand

WINDOWS: Final = 15
EVERYTHING: Final = {"s3_access": "select * from s3_access", "cloudtrail": "select * from cloudtrail"}
NAMES: Final = {
    "flat": flat_name, "flat_glued": flat_name, "event": event_name, "delivery": delivery_name,
    "injected": event_name,
}  # fmt: skip
READS_ALL: Final = "enable_dynamic_filtering=false"
"""Else a side of a join that turns out empty may end the reading of the other side, whenever that comes."""

LOOKALIKES: Final = ("_hidden", ".hidden", "_folder/a", "a/_b/c", "a/b", "empty", "a.b")


@pytest.fixture(scope="module")
def months(stand: Stand) -> dict[str, Month]:
    found: dict[str, Month] = {}
    for shape in (*NAMES, "account", "organization"):
        location = str(SHAPES[shape]["location"]).format(f"costs-{shape.replace('_', '-')}")
        item = deployed(stand, deployment(shape, database=f"costs_{shape}", location=location))
        found[shape] = put_lines(stand, item, NAMES[shape]) if shape in NAMES else put_records(stand, item)
        for file in found[shape].files[:: len(found[shape].files) // 25]:
            put_lookalikes(stand, found[shape], file.key)
    return found


def put_lookalikes(stand: Stand, month: Month, key: str) -> None:
    """Beside a file: what is hidden, what lies deeper, what is empty; and a day that is none."""
    bucket, (folder, _, name) = month.deployment.source.location.bucket, key.rpartition("/")
    body = stand.s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    end = ".json.gz" if name.endswith(".json.gz") else ""
    for other in LOOKALIKES:
        stand.put(bucket, f"{folder}/{other}{end}", b"" if other == "empty" else body)
    stand.put(bucket, f"{key[: -len(name) - 1]}x/{name}", body)


def question(sql: str | Query, window: Window) -> Question:
    asked = sql if isinstance(sql, Query) else Query(name="query", sql=sql, path=Path("query"))
    required = [param for param in asked.params if param.required]
    values = {param.name: "10.0.0.0/8" if param.type == "string" else ["10.0.0.0/8"] for param in required}
    return ask(asked, window, values)


def windows(shape: str, count: int) -> list[Window]:
    chance, found = random.Random(f"windows of {shape}"), []  # noqa: S311
    limits: dict[str, Any] = {"accounts": ACCOUNTS, "regions": REGIONS, "buckets": BUCKETS}
    names = {"account": ["regions"], "organization": ["accounts", "regions"]}.get(shape, list(limits))
    for _ in range(count):
        start = FIRST + chance.randrange(DAYS * 24 * 60) * timedelta(minutes=1)
        length = chance.choice([timedelta(minutes=10), 5 * HOUR, timedelta(days=chance.randrange(1, 9)), timedelta(days=40)])
        chosen = [name for name in names if chance.random() < 0.4 and not shape.startswith("flat")]
        given = {name: tuple(chance.sample(limits[name], chance.randint(1, 2))) for name in chosen}
        if shape == "injected":
            given.setdefault("buckets", BUCKETS)
        found.append(Window(start=start, end=start + length, **given))
    return found


@pytest.mark.parametrize("shape", [*NAMES, "account", "organization"])
def test_an_estimate_is_what_is_read(stand: Stand, months: dict[str, Month], shape: str) -> None:
    month, some = months[shape], 0
    tables = S3Logs([month.deployment], today=NOW.date)._tables()
    for window in windows(shape, WINDOWS):
        asked = question(EVERYTHING[month.deployment.source.kind], window)
        expected = estimate(asked, tables, stand.s3, now=NOW)
        read = stand.trino(athena_sql(asked, tables, now=NOW)[0])
        assert (read.splits, read.bytes) == (expected.objects, expected.bytes), window
        assert expected.local.objects <= expected.objects
        proof.count("estimates of bytes and files, by layout and window, beside Trino's own count")
        some += expected.objects
    assert some > WINDOWS


def reads(query: Query) -> tuple[object, ...]:
    """The relations that a question names, as often as it does, and its look-back: what it reads rests on them."""
    return (*sorted(re.findall(r"\b(?:from|join) (s3_access_unparsed|s3_access|cloudtrail)\b", query.sql)), query.lookback)


@pytest.mark.parametrize("name", {reads(query): name for name, query in load().items()}.values())
def test_the_estimate_of_each_kind_of_question(stand: Stand, months: dict[str, Month], name: str) -> None:
    tables = S3Logs([months["event"].deployment, months["account"].deployment], today=NOW.date)._tables()
    asked = question(load()[name], Window(start=DAY, end=DAY + timedelta(days=3)))
    expected = estimate(asked, tables, stand.s3, now=NOW)
    read = stand.trino(athena_sql(asked, tables, now=NOW)[0], session=READS_ALL)
    assert read.bytes == expected.bytes > 0
