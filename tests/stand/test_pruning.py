"""A window reads the files that it must and no more, by Trino's own count, and loses no row that a full scan finds."""

from __future__ import annotations

import gzip
import itertools
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import pytest

from athena_s3logs.relation import pruning, relation
from athena_s3logs.window import Window
from tests.corpus import access_lines
from tests.stand.deployments import ACCOUNTS, BUCKETS, REGIONS, deployed, deployment
from tests.stand.errors import StandError
from tests.stand.trail_files import to_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from athena_s3logs.catalog import Deployment
    from tests.stand.stand import Stand
    from tests.stand.trino import Answer

NOW: Final = datetime(2026, 11, 20)
FIRST: Final = datetime(2026, 10, 10)
DAYS: Final = 30
DAY: Final = datetime(2026, 10, 25)
HOUR: Final = timedelta(hours=1)
NIGHT: Final = timedelta(days=1)
DELAYS: Final = {0: HOUR, 9: 30 * HOUR, 18: 2 * HOUR, 23: 2 * HOUR}
"""Hour of a record, and how long after it is delivered: at once, a day late, and after midnight."""

ONE_DAY: Final = Window(start=DAY, end=DAY + NIGHT)


@dataclass(frozen=True, slots=True)
class File:
    """An object of logs, and the times of delivery and of the records in it."""

    key: str
    size: int
    delivered: datetime
    times: tuple[datetime, ...]
    place: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Month:
    """A deployment over a month of files."""

    deployment: Deployment
    files: tuple[File, ...]

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files)


def records(hours: dict[int, timedelta]) -> Iterator[tuple[datetime, datetime]]:
    """Time and delivery of each record."""
    for day, (hour, delay) in itertools.product(range(DAYS), hours.items()):
        time = FIRST + timedelta(days=day, hours=hour, minutes=59 if hour == 23 else 0)
        yield time, time + delay


def line(time: datetime, number: int, bucket: str) -> str:
    """A line of varying length, so that no two sets of files are of one size."""
    stamp = f"[{time:%d/%b/%Y:%H:%M:%S +0000}]"
    raw = access_lines()[0].raw | {"requestdatetime": stamp, "key": "k" * (1 + number % 97), "bucket_name": bucket}
    return " ".join(value for value in raw.values() if value is not None) + "\n"


def put_lines(stand: Stand, item: Deployment, name: Callable[[datetime, datetime, tuple[str, ...]], str]) -> Month:
    places = list(itertools.product(*(column.values or BUCKETS for column in item.source.dimensions)))
    files = []
    for number, ((time, delivered), place) in enumerate(itertools.product(records(DELAYS), places)):
        location = item.source.location
        key = location.prefix + name(time, delivered, place) + f"{number:016X}"
        body = line(time, number, place[-1] if place else "data").encode()
        stand.put(location.bucket, key, body)
        files.append(File(key, len(body), delivered, (time,), place))
    return Month(item, tuple(files))


def put_records(stand: Stand, item: Deployment) -> Month:
    """Records of a trail, delivered within the quarter of an hour: the last ones of a day under the next."""
    places = list(itertools.product(*(column.values or () for column in item.source.dimensions)))
    files = []
    for number, ((time, delivered), place) in enumerate(itertools.product(records({0: HOUR, 12: HOUR, 23: HOUR}), places)):
        folder = "/".join((*place[:-1], "CloudTrail", place[-1])) if len(place) > 1 else place[0]
        key = f"{item.source.location.prefix}{folder}/{delivered:%Y/%m/%d}/{number:08}.json.gz"
        record = {"eventTime": f"{time:%Y-%m-%dT%H:%M:%SZ}", "eventID": str(number), "eventName": "x" * (number % 97)}
        body = to_lines(gzip.compress(json.dumps({"Records": [record]}).encode()))
        stand.put(item.source.location.bucket, key, body)
        files.append(File(key, len(body), delivered, (time,), place))
    return Month(item, tuple(files))


def flat_name(_: datetime, delivered: datetime, __: tuple[str, ...]) -> str:
    return f"{delivered:%Y-%m-%d-%H-%M-%S}-"


def event_name(time: datetime, _: datetime, place: tuple[str, ...]) -> str:
    return f"{'/'.join(place)}/{time:%Y/%m/%d/%Y-%m-%d}-00-00-00-"


def delivery_name(_: datetime, delivered: datetime, place: tuple[str, ...]) -> str:
    return f"{'/'.join(place)}/{delivered:%Y/%m/%d/%Y-%m-%d-%H-%M-%S}-"


@pytest.fixture(scope="module")
def months(stand: Stand) -> dict[str, Month]:
    def made(shape: str) -> Deployment:
        bucket = "month-" + shape.replace("_", "-")
        return deployed(stand, deployment(shape, database=f"month_{shape}", location=_location(shape, bucket)))

    names = {"flat": flat_name, "flat_glued": flat_name, "event": event_name, "delivery": delivery_name, "injected": event_name}
    lines = {shape: put_lines(stand, made(shape), name) for shape, name in names.items()}
    return lines | {shape: put_records(stand, made(shape)) for shape in ("account", "organization")}


def _location(shape: str, bucket: str) -> str:
    from tests.stand.deployments import SHAPES

    return str(SHAPES[shape]["location"]).format(bucket)


def ask(stand: Stand, month: Month, window: Window, **more: int) -> Answer:
    item, name = month.deployment, month.deployment.source.kind
    read = pruning(name, item.source, window, now=NOW, **more)
    tree = relation(name, item.source, (item.database, item.table), window=window, read=read)
    return stand.trino(tree.sql("athena"))


def within(first: datetime, last: datetime) -> Callable[[File], bool]:
    return lambda file: first <= file.delivered < last


EXPECTED: Final[dict[str, Callable[[File], bool]]] = {
    "flat": within(DAY, DAY + 3 * NIGHT),
    "flat_glued": within(DAY, DAY + 3 * NIGHT),
    "event": lambda file: file.times[0].date() == DAY.date(),
    "delivery": within(DAY, DAY + 3 * NIGHT),
    "injected": lambda file: file.times[0].date() == DAY.date() and file.place[2] == "data",
    "account": within(DAY - NIGHT, DAY + 2 * NIGHT),
    "organization": within(DAY - NIGHT, DAY + 2 * NIGHT),
}


@pytest.mark.parametrize("shape", EXPECTED)
def test_one_day_of_a_month(stand: Stand, months: dict[str, Month], shape: str) -> None:
    month, window = months[shape], ONE_DAY
    if shape == "injected":
        window = Window(start=DAY, end=DAY + NIGHT, buckets=("data",))
    expected = [file for file in month.files if EXPECTED[shape](file)]
    found = ask(stand, month, window)
    assert (found.splits, found.bytes) == (len(expected), sum(file.size for file in expected))
    everything = whole(stand, month, window)
    assert (everything.splits, everything.bytes) == whole_expected(month, window)
    assert found.bytes < everything.bytes / 8
    assert sorted(map(str, found.rows)) == sorted(map(str, in_window(month, everything)))
    assert found.rows


def whole(stand: Stand, month: Month, window: Window) -> Answer:
    """All of the history through the view."""
    item = month.deployment
    names = f"where source_bucket = '{window.buckets[0]}'" if window.buckets else ""
    return stand.trino(f'select * from "{item.database}"."{item.view}" {names}')


def whole_expected(month: Month, window: Window) -> tuple[int, int]:
    files = [file for file in month.files if not window.buckets or file.place[2] == window.buckets[0]]
    return len(files), sum(file.size for file in files)


def in_window(month: Month, everything: Answer) -> list[list[object]]:
    """The rows of the day, as the relation has them: without the view's partition columns."""
    partitions = 0 if month.deployment.source.flat else len(month.deployment.source.dimensions) + 1
    time = [name for name, _ in everything.columns].index(
        "event_time" if month.deployment.source.kind == "cloudtrail" else "request_time",
    )
    rows = [row for row in everything.rows if str(row[time]).startswith(f"{DAY:%Y-%m-%d} ")]
    return [[*row[: -1 - partitions], row[-1]] for row in rows]


def test_hours_of_a_flat_layout(stand: Stand, months: dict[str, Month]) -> None:
    window = Window(start=DAY + 18 * HOUR, end=DAY + 19 * HOUR)
    expected = [file for file in months["flat"].files if within(window.start, window.end + 2 * NIGHT)(file)]
    found = ask(stand, months["flat"], window)
    assert (found.splits, found.bytes) == (len(expected), sum(file.size for file in expected))
    assert len(found.rows) == 1


def test_account_region_and_bucket_prune(stand: Stand, months: dict[str, Month]) -> None:
    window = Window(start=DAY, end=DAY + NIGHT, accounts=ACCOUNTS[:1], regions=REGIONS[1:], buckets=BUCKETS[:1])
    place = (ACCOUNTS[0], REGIONS[1], BUCKETS[0])
    for shape in ("event", "delivery"):
        expected = [file for file in months[shape].files if EXPECTED[shape](file) and file.place == place]
        found = ask(stand, months[shape], window)
        assert (found.splits, found.bytes) == (len(expected), sum(file.size for file in expected)), shape


@pytest.mark.parametrize("shape", ["event", "delivery", "account", "organization"])
def test_a_filter_on_partitions_prunes_through_the_view(stand: Stand, months: dict[str, Month], shape: str) -> None:
    month, item = months[shape], months[shape].deployment
    region = REGIONS[1]
    found = stand.trino(
        f"""select * from "{item.database}"."{item.view}" where day = '{DAY:%Y/%m/%d}' and region = '{region}'""",
    )
    wanted = EXPECTED["event"] if shape == "event" else within(DAY, DAY + NIGHT)
    expected = [file for file in month.files if wanted(file) and region in file.place]
    assert (found.splits, found.bytes) == (len(expected), sum(file.size for file in expected))


def test_a_filter_on_the_log_file_prunes_through_the_flat_view(stand: Stand, months: dict[str, Month]) -> None:
    month, item = months["flat"], months["flat"].deployment
    low, high = (f"{item.source.location.url}{day:%Y-%m-%d}" for day in (DAY, DAY + NIGHT))
    found = stand.trino(
        f"""select * from "{item.database}"."{item.view}" where log_file >= '{low}' and log_file < '{high}'""",
    )
    expected = [file for file in month.files if within(DAY, DAY + NIGHT)(file)]
    assert (found.splits, found.bytes) == (len(expected), sum(file.size for file in expected))


@pytest.mark.parametrize(("shape", "slack"), [("flat", 2), ("delivery", 2), ("account", 1)])
def test_what_comes_after_the_slack_is_not_found_unless_it_is_widened(stand: Stand, shape: str, slack: int) -> None:
    item = deployed(stand, deployment(shape, database=f"late_{shape}", location=_location(shape, f"late-{shape}")))
    delivered, bucket = DAY + (slack + 1) * NIGHT + HOUR, item.source.location.bucket
    prefix = item.source.location.prefix
    if shape == "account":
        body = to_lines(gzip.compress(json.dumps({"Records": [{"eventTime": f"{DAY:%Y-%m-%d}T12:00:00Z"}]}).encode()))
        stand.put(bucket, f"{prefix}{REGIONS[0]}/{delivered:%Y/%m/%d}/x.json.gz", body)
    else:
        name = flat_name if shape == "flat" else delivery_name
        key = prefix + name(DAY, delivered, (ACCOUNTS[0], REGIONS[0], BUCKETS[0])) + "0" * 16
        stand.put(bucket, key, line(DAY + 12 * HOUR, 1, "data").encode())
    month = Month(item, ())
    assert ask(stand, month, ONE_DAY).rows == []
    assert len(ask(stand, month, ONE_DAY, slack_days=slack + 1).rows) == 1


def test_an_injected_column_wants_a_value(stand: Stand, months: dict[str, Month]) -> None:
    item = months["injected"].deployment
    with pytest.raises(StandError, match="source_bucket"):
        stand.trino(f'select * from "{item.database}"."{item.view}"')
    window = Window(start=DAY, end=DAY + NIGHT, buckets=BUCKETS)
    found = ask(stand, months["injected"], window)
    expected = [file for file in months["injected"].files if file.times[0].date() == DAY.date()]
    assert (found.splits, found.bytes) == (len(expected), sum(file.size for file in expected))


def test_unparsed_lines_are_found_by_their_delivery(stand: Stand) -> None:
    for shape, name in (("flat", flat_name), ("event", event_name)):
        item = deployed(stand, deployment(shape, database=f"odd_{shape}", location=_location(shape, f"odd-{shape}")))
        for day in range(-1, 2):
            time = DAY + day * NIGHT + HOUR
            key = item.source.location.prefix + name(time, time, (ACCOUNTS[0], REGIONS[0], BUCKETS[0])) + "0" * 16
            stand.put(item.source.location.bucket, key, f"no log of day {day}\n".encode())
        read = pruning("s3_access_unparsed", item.source, ONE_DAY, now=NOW)
        tree = relation("s3_access_unparsed", item.source, (item.database, item.table), window=ONE_DAY, read=read)
        found = stand.trino(tree.sql("athena"))
        log_time = DAY + HOUR if shape == "flat" else DAY
        assert [row[:3] for row in found.rows] == [["no log of day 0", "head", f"{log_time}.000"]]
        assert found.splits == 1
