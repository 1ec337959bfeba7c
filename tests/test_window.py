"""What a window reads, against a model that puts each record where S3 and CloudTrail would put it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from athena_s3logs.errors import WindowError
from athena_s3logs.sources import Settings, Source, make_source
from athena_s3logs.window import MOST_SLACK_DAYS, Pruning, Window, default_slack, prune
from tests.corpus import TODAY, flat

if TYPE_CHECKING:
    from collections.abc import Callable

FIRST = date(2026, 8, 1)
NOW = datetime(2026, 11, 21, 15, 30, tzinfo=UTC)
DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)
TRAIL: dict[str, Any] = {"kind": "cloudtrail", "location": "s3://trail/AWSLogs/111122223333/CloudTrail/"}
ORGANIZATION: dict[str, Any] = {"kind": "cloudtrail", "location": "s3://trail/AWSLogs/o-abc/", "organization": "o-abc"}
ACCESS: dict[str, Any] = {"kind": "s3_access", "layout": "partitioned", "location": "s3://logs/app"}
ENUMERATED: dict[str, Any] = {"accounts": ("1" * 12, "2" * 12), "regions": ("eu-west-1",), "buckets": ("data", "site")}
TWO = {name: ENUMERATED[name] for name in ("accounts", "regions")}
MANY = tuple(f"{number:012}" for number in range(1_001))


def make(base: dict[str, Any], **changes: Any) -> Source:  # noqa: ANN401  any setting
    return make_source(Settings(**{"first_day": FIRST, **base, **changes}), today=TODAY)


def window(start: str, end: str, **filters: tuple[str, ...]) -> Window:
    return Window(start=datetime.fromisoformat(start), end=datetime.fromisoformat(end), **filters)


def problem(source: Source, asked: Window) -> str:
    with pytest.raises(WindowError) as caught:
        prune(source, asked, now=NOW)
    return str(caught.value)


SOURCES = {
    "flat": flat("s3://logs/app/"),
    "glued": flat("s3://logs/app"),
    "root": flat("s3://logs"),
    "event": make(ACCESS, **ENUMERATED),
    "delivery": make(ACCESS, **ENUMERATED, time="delivery"),
    "account": make(TRAIL, regions=("eu-west-1",)),
    "organization": make(ORGANIZATION, **TWO),
}
PARTITIONED = [name for name, source in SOURCES.items() if not source.flat]


def is_read(source: Source, read: Pruning, record: datetime, delivered: datetime) -> bool:
    """Whether the file that a record lies in is read (formats of S3 and CloudTrail: everything in UTC)."""
    if source.flat:
        assert read.days is None
        assert read.paths
        path = f"{source.location.url}{delivered:%Y-%m-%d-%H-%M-%S}-0A1B2C3D4E5F6A7B"
        return read.paths[0] <= path < read.paths[1]
    assert read.paths is None
    assert read.days
    folder = record if source.time == "event" else delivered
    return read.days[0] <= f"{folder:%Y/%m/%d}" <= read.days[1]


MOMENTS = st.datetimes(
    min_value=datetime(2026, 7, 25),
    max_value=datetime(2026, 11, 23),
) | st.builds(
    lambda day, step: datetime(2026, 8, 1) + day * DAY + step,
    st.integers(-3, 114),
    st.sampled_from([timedelta(0), -INSTANT, INSTANT, timedelta(seconds=-1), timedelta(seconds=1)]),
)


@settings(deadline=None)
@given(
    name=st.sampled_from(sorted(SOURCES)),
    start=MOMENTS,
    length=st.timedeltas(INSTANT, 5 * DAY) | st.sampled_from([INSTANT, timedelta(seconds=1), DAY]),
    slack=st.none() | st.integers(0, 40),
    data=st.data(),
)
def test_each_record_that_is_delivered_in_time_is_read(
    name: str, start: datetime, length: timedelta, slack: int | None, data: st.DataObject,
) -> None:
    source, end, now = SOURCES[name], start + length, NOW.replace(tzinfo=None)
    in_time = timedelta(days=default_slack(source) if slack is None else slack)
    last = length - INSTANT
    record = start + data.draw(st.timedeltas(timedelta(0), last) | st.sampled_from([timedelta(0), last]))
    delay = data.draw(st.timedeltas(timedelta(0), in_time) | st.just(in_time))
    delivered = record + delay
    assume(source.flat or record.date() >= FIRST)
    assume(start.date() <= TODAY)
    assume(delivered <= now or source.flat)
    read = prune(source, Window(start=start, end=end), now=NOW, slack_days=slack)
    assert is_read(source, read, record, delivered)


EARLY = {name: timedelta(minutes=15) if SOURCES[name].kind == "cloudtrail" else timedelta() for name in PARTITIONED}
"""How much later than the day of its folder a record can be."""


@settings(deadline=None)
@given(name=st.sampled_from(PARTITIONED), start=MOMENTS, length=st.timedeltas(INSTANT, 5 * DAY), slack=st.integers(0, 9))
def test_no_day_is_read_in_vain(name: str, start: datetime, length: timedelta, slack: int) -> None:
    source, end = SOURCES[name], start + length
    assume(start.date() <= TODAY)
    assume((end - INSTANT).date() >= FIRST)
    read = prune(source, Window(start=start, end=end), now=NOW, slack_days=slack)
    possible = {start.date() + number * DAY for number in range(-1, 60) if start.date() + number * DAY < end.date() + 20 * DAY}
    wanted = sorted(
        day
        for day in possible
        if FIRST <= day <= TODAY and (start - EARLY[name]).date() <= day <= ((end - INSTANT) + slack * DAY).date()
    )
    assert read.days == (f"{wanted[0]:%Y/%m/%d}", f"{wanted[-1]:%Y/%m/%d}")


@settings(deadline=None)
@given(name=st.sampled_from(["flat", "glued", "root"]), start=MOMENTS, length=st.timedeltas(INSTANT, 5 * DAY))
def test_no_second_is_read_in_vain(name: str, start: datetime, length: timedelta) -> None:
    source, end = SOURCES[name], start + length
    assume(start.date() <= TODAY)
    read = prune(source, Window(start=start, end=end), now=NOW)
    earlier = start.replace(microsecond=0) - INSTANT
    later = (end - INSTANT + 2 * DAY).replace(microsecond=0) + timedelta(seconds=1)
    assert not is_read(source, read, earlier, earlier)
    assert not is_read(source, read, end - INSTANT, later)


@pytest.mark.parametrize(("name", "slack"), [("flat", 2), ("event", 0), ("delivery", 2), ("account", 1), ("organization", 1)])
def test_slack_by_default(name: str, slack: int) -> None:
    assert default_slack(SOURCES[name]) == slack


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("event", ("2026/11/05", "2026/11/05")),
        ("delivery", ("2026/11/05", "2026/11/07")),
        ("account", ("2026/11/04", "2026/11/06")),
        ("organization", ("2026/11/04", "2026/11/06")),
    ],
)
def test_one_day_by_hand(name: str, days: tuple[str, str]) -> None:
    assert prune(SOURCES[name], window("2026-11-05", "2026-11-06"), now=NOW) == Pruning(days=days)


@pytest.mark.parametrize(
    ("name", "url"),
    [("flat", "s3://logs/app/"), ("glued", "s3://logs/app"), ("root", "s3://logs/")],
)
def test_one_flat_day_by_hand(name: str, url: str) -> None:
    read = prune(SOURCES[name], window("2026-11-05", "2026-11-06"), now=NOW)
    assert read == Pruning(paths=(f"{url}2026-11-05-00-00-00", f"{url}2026-11-08-00-00-00"))


def test_parts_of_seconds_are_rounded_outwards() -> None:
    asked = window("2026-11-05 10:00:00.999999", "2026-11-05 10:00:01.000001")
    assert prune(flat(), asked, now=NOW, slack_days=0).paths == (
        "s3://logs/app/2026-11-05-10-00-00",
        "s3://logs/app/2026-11-05-10-00-02",
    )
    assert prune(SOURCES["event"], window("2026-11-05", "2026-11-06 00:00:00.000001"), now=NOW).days == (
        "2026/11/05",
        "2026/11/06",
    )


@pytest.mark.parametrize(("name", "lateness"), [("flat", 2 * DAY), ("delivery", 3 * DAY), ("account", 2 * DAY)])
def test_what_comes_later_than_the_slack_is_not_found(name: str, lateness: timedelta) -> None:
    record = datetime(2026, 11, 5, 23, 59, 59, tzinfo=UTC)
    read = prune(SOURCES[name], window("2026-11-05", "2026-11-06"), now=NOW)
    assert is_read(SOURCES[name], read, record, record + lateness - DAY)
    assert not is_read(SOURCES[name], read, record, record + lateness + timedelta(seconds=1))


@pytest.mark.parametrize("name", PARTITIONED)
def test_clipped_to_today(name: str) -> None:
    for end in ("2026-11-22", "2026-12-31", "9999-12-31 23:59:59.999999"):
        read = prune(SOURCES[name], window("2026-11-20 00:15", end), now=NOW, slack_days=9)
        assert read.days == ("2026/11/20", "2026/11/21")


@pytest.mark.parametrize("name", PARTITIONED)
def test_clipped_to_the_first_day_with_a_warning(name: str) -> None:
    read = prune(SOURCES[name], window("2026-07-30", "2026-08-02"), now=NOW, slack_days=0)
    assert read.days == ("2026/08/01", "2026/08/01")
    assert "\n".join(read.warnings) == (
        "window 2026-07-30 00:00:00 to 2026-08-02 00:00:00: the table begins with 2026-08-01;"
        " what came before is not in the answer"
    )
    assert prune(SOURCES[name], window("2026-08-01", "2026-08-02"), now=NOW).warnings == ()


@pytest.mark.parametrize("name", PARTITIONED)
def test_wholly_outside_is_refused(name: str) -> None:
    assert problem(SOURCES[name], window("2026-07-01", "2026-08-01")) == (
        "window 2026-07-01 00:00:00 to 2026-08-01 00:00:00: the table begins with 2026-08-01;"
        " if there are older logs, create it with an earlier first_day"
    )
    assert problem(SOURCES[name], window("2026-11-22", "2026-11-23")) == (
        "window 2026-11-22 00:00:00 to 2026-11-23 00:00:00: it begins after today, 2026-11-21 UTC; there are no logs yet"
    )


@pytest.mark.parametrize("end", ["2026-11-05 10:00", "2026-11-05 09:59:59.999999", "2025-01-01"])
def test_the_end_comes_after_the_start(end: str) -> None:
    with pytest.raises(WindowError) as caught:
        window("2026-11-05 10:00", end)
    moment = datetime.fromisoformat(end)
    told = f"window 2026-11-05 10:00:00 to {moment}: the end (now, if none is given) has to come after the start"
    assert str(caught.value) == told


def test_zones_are_converted_and_a_naive_time_is_utc() -> None:
    asked = window("2026-11-05 01:00+02:00", "2026-11-05 20:00-05:00")
    assert (asked.start, asked.end) == (datetime.fromisoformat("2026-11-04 23:00"), datetime.fromisoformat("2026-11-06 01:00"))
    assert prune(SOURCES["event"], asked, now=NOW).days == ("2026/11/04", "2026/11/06")
    assert window("2026-11-05 00:00", "2026-11-05 03:00+02:00").end == datetime.fromisoformat("2026-11-05 01:00")
    with pytest.raises(WindowError):
        window("2026-11-05 00:00", "2026-11-05 01:00+02:00")


def test_a_trail_is_read_from_a_quarter_of_an_hour_before() -> None:
    for start, first in (("2026-11-05 00:14:59.999999", "2026/11/04"), ("2026-11-05 00:15", "2026/11/05")):
        days = prune(SOURCES["account"], window(start, "2026-11-06"), now=NOW).days
        assert days == (first, "2026/11/06")
    assert prune(SOURCES["account"], window("2026-08-01", "2026-08-02"), now=NOW) == Pruning(days=("2026/08/01", "2026/08/02"))
    assert prune(SOURCES["account"], window("0001-01-01", "2026-08-02"), now=NOW).days == ("2026/08/01", "2026/08/02")


@pytest.mark.parametrize(("hours", "today"), [(-8, "2026/11/21"), (14, "2026/11/20")])
def test_today_is_that_of_utc(hours: int, today: str) -> None:
    now = datetime(2026, 11, 20 if hours < 0 else 21, 20 if hours < 0 else 1, tzinfo=timezone(timedelta(hours=hours)))
    assert prune(SOURCES["account"], window("2026-11-19", "2026-12-01"), now=now).days == ("2026/11/18", today)


@pytest.mark.parametrize(
    ("start", "end"),
    [("0001-01-01", "0001-01-02"), ("1999-12-01", "1999-12-29"), ("0999-01-01", "1000-01-01")],
)
def test_years_before_2000(start: str, end: str) -> None:
    assert "it ends before the year 2000; S3 has no logs of that time" in problem(flat(), window(start, end))
    assert "the table begins with 2026-08-01" in problem(SOURCES["event"], window(start, end))


@pytest.mark.parametrize(("start", "end"), [("9000-01-01", "9999-12-31 23:59:59.999999"), ("9999-12-31", "9999-12-31 23:00")])
def test_years_after_9000(start: str, end: str) -> None:
    for name in ("flat", "event"):
        assert "it begins after today, 2026-11-21 UTC; there are no logs yet" in problem(SOURCES[name], window(start, end))


def test_all_that_there_ever_was() -> None:
    ever = window("0001-01-01", "9999-12-31 23:59:59.999999")
    assert prune(flat(), ever, now=NOW).paths == ("s3://logs/app/2", "s3://logs/app/3")
    assert prune(SOURCES["account"], ever, now=NOW).days == ("2026/08/01", "2026/11/21")


@pytest.mark.parametrize(
    ("start", "end"),
    [("0001-01-01 00:00+14:00", "2026-11-05"), ("2026-11-05", "9999-12-31 23:59-12:00")],
)
def test_zones_at_the_ends_of_time_do_not_crash(start: str, end: str) -> None:
    try:
        asked = window(start, end)
    except WindowError:
        return
    prune(flat(), asked, now=NOW)


@pytest.mark.parametrize("name", sorted(SOURCES))
@pytest.mark.parametrize("end", ["2026-11-06", "9999-12-31"])
def test_much_slack_does_not_crash(name: str, end: str) -> None:
    prune(SOURCES[name], window("2026-11-05", end), now=NOW, slack_days=MOST_SLACK_DAYS)


def test_filters_become_values() -> None:
    asked = window("2026-11-05", "2026-11-06", buckets=("site",), accounts=("2" * 12,))
    assert prune(SOURCES["event"], asked, now=NOW).values == (("account", ("2" * 12,)), ("source_bucket", ("site",)))
    injected = make(ACCESS, **ENUMERATED, inject=("region", "bucket"))
    assert prune(injected, asked, now=NOW).values == (
        ("account", ("2" * 12,)),
        ("region", ("eu-west-1",)),
        ("source_bucket", ("site",)),
    )
    assert prune(injected, window("2026-11-05", "2026-11-06"), now=NOW).values == (
        ("region", ("eu-west-1",)),
        ("source_bucket", ("data", "site")),
    )


@pytest.mark.parametrize("name", ["accounts", "regions", "buckets"])
def test_filters_that_cannot_be(name: str) -> None:
    with pytest.raises(WindowError) as caught:
        window("2026-11-05", "2026-11-06", **{name: ()})
    assert str(caught.value) == f"{name} is empty: name at least one, or leave it out for all"


@pytest.mark.parametrize("name", ["account", "region"])
def test_flat_access_logs_do_not_tell(name: str) -> None:
    asked = window("2026-11-05", "2026-11-06", **{f"{name}s": ("x",)})
    assert problem(flat(), asked) == (
        f"{name}s: the access logs are flat, and neither their lines nor their names tell it; leave out --{name}"
    )


def test_what_only_the_rows_tell_prunes_nothing() -> None:
    buckets, accounts = {"buckets": ("data",)}, {"accounts": ("1" * 12,)}
    for source, limits in ((flat(), buckets), (SOURCES["organization"], buckets), (SOURCES["account"], accounts)):
        plain, limited = (prune(source, window("2026-11-05", "2026-11-06", **more), now=NOW) for more in ({}, limits))
        assert plain == limited


def test_friendly_windows() -> None:
    now = datetime(2026, 3, 1, 10, 30, 15, 999, tzinfo=timezone(timedelta(hours=2)))
    assert Window.since("90min", now=now) == Window(start=datetime(2026, 3, 1, 7, 0, 15), end=datetime(2026, 3, 1, 8, 30, 15))
    assert Window.since("2w", now=now).start == datetime(2026, 2, 15, 8, 30, 15)
    assert Window.since("99999w", now=now).start == datetime(2006, 3, 14)
    day = Window(start=datetime(2026, 2, 28), end=datetime(2026, 3, 1))
    assert Window.day("2026-02-28") == Window.day(date(2026, 2, 28)) == day
    assert Window.last_month(now=now) == Window(start=datetime(2026, 2, 1), end=datetime(2026, 3, 1))
    assert Window.last_month(now=datetime(2026, 1, 31)).start == datetime(2025, 12, 1)
    assert Window.all_time(now=now) == Window(start=datetime(2006, 3, 14), end=datetime(2026, 3, 3))


@pytest.mark.parametrize(("make_window", "message"), [
    (lambda: Window.since("7 days"), "since '7 days': expected a number and min, h, d or w, as in 24h or 7d"),
    (lambda: Window.day("9999-12-31"), "day '9999-12-31': there is none after it"),
    (
        lambda: Window(start=None, end=None),  # type: ignore[arg-type]
        "start: expected a day or a time, as in 2026-01-31 or 2026-01-31T08:00+01:00, got None",
    ),
    (lambda: Window(start=FIRST, end=FIRST + DAY, buckets="x"), "buckets: expected a list of texts, got 'x'"),  # type: ignore[arg-type]
    (lambda: Window.since("0d"), "since '0d': expected a number and min, h, d or w, as in 24h or 7d"),
    (lambda: Window.day("2026-11-31"), "day: expected a day, as in 2026-01-31, got '2026-11-31'"),
    (lambda: Window.day("2026-11-01T08:00"), "day: expected a day, as in 2026-01-31, got '2026-11-01T08:00'"),
])
def test_windows_that_are_none(make_window: Callable[[], Window], message: str) -> None:
    with pytest.raises(WindowError) as caught:
        make_window()
    assert str(caught.value) == message


def test_all_time_is_not_told_of_the_first_day() -> None:
    assert prune(SOURCES["event"], Window.all_time(now=NOW), now=NOW).warnings == ()
    assert prune(SOURCES["event"], window("2006-03-15", "2026-11-06"), now=NOW).warnings != ()


@pytest.mark.parametrize(
    ("source", "filters", "text"),
    [
        (
            SOURCES["event"],
            {"accounts": ("3" * 12, "1" * 12)},
            "account '333333333333': the table has no such account; it was created for 111111111111, 222222222222",
        ),
        (
            make(TRAIL, regions=tuple(f"eu-west-{number}" for number in range(7))),
            {"regions": ("eu-west-9",)},
            (
                "region 'eu-west-9': the table has no such region;"
                " it was created for eu-west-0, eu-west-1, eu-west-2, eu-west-3, eu-west-4 and 2 more"
            ),
        ),
        (
            make(ACCESS, accounts=("1" * 12,), inject=("account",), regions=("eu-west-1",)),
            {},
            (
                "bucket: the table does not know its buckets (injected); name at least one with --bucket, or list buckets, with"
                ' inject = ["bucket"], in the configuration'
            ),
        ),
        (
            make(ORGANIZATION, regions=("eu-west-1",)),
            {"accounts": MANY},
            "account: 1,001 of them, and Athena takes at most 1,000 in one query; name fewer",
        ),
        (
            make(ORGANIZATION, regions=("eu-west-1",), accounts=MANY, inject=("account",)),
            {},
            "account: 1,001 of them, and Athena takes at most 1,000 in one query; name fewer",
        ),
    ],
)
def test_one_clear_error(source: Source, filters: dict[str, tuple[str, ...]], text: str) -> None:
    assert problem(source, window("2026-11-05", "2026-11-06", **filters)) == text


def test_a_thousand_injected_values_and_more_enumerated_ones_pass() -> None:
    injected = make(ORGANIZATION, regions=("eu-west-1",))
    asked = window("2026-11-05", "2026-11-06", accounts=MANY[:1_000])
    assert prune(injected, asked, now=NOW).values == (("account", MANY[:1_000]),)
    enumerated = make(ORGANIZATION, regions=("eu-west-1",), accounts=MANY, enum=("account",))
    assert prune(enumerated, window("2026-11-05", "2026-11-06"), now=NOW).values == ()


def test_a_million_partitions_and_no_more() -> None:
    regions = tuple(f"eu-{place}-{number}" for place in ("west", "east") for number in range(5))
    source = make(ORGANIZATION, accounts=MANY[:1_000], enum=("account",), regions=regions)
    whole = window("2026-08-10 00:15", "2026-11-18")
    assert prune(source, whole, now=NOW, slack_days=0).days == ("2026/08/10", "2026/11/17")
    assert problem(source, whole) == (
        "the window touches 1,010,000 partitions (1,000 accounts x 10 regions x 101 days),"
        " and Athena takes at most 1,000,000 in one query; choose a shorter window or name fewer"
    )
    prune(source, window("2026-08-10 00:15", "2026-11-18", accounts=MANY[:900]), now=NOW)
