"""A time window (and accounts, regions, buckets) -> what to read of a source: partition values and file names."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final, cast

from athena_s3logs.errors import WindowError
from athena_s3logs.values import shown, to_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from athena_s3logs.sources import Dimension, Source

PARTITION_LIMIT: Final = 1_000_000
"""Partitions that Athena takes in one scan: https://docs.aws.amazon.com/athena/latest/ug/service-limits.html"""

IN_LIMIT: Final = 1_000
"""Constants that an injected column takes: https://docs.aws.amazon.com/athena/latest/ug/partition-projection-dynamic-id-partitioning.html"""

BEGINNING: Final = datetime(2006, 3, 14)  # noqa: DTZ001  UTC throughout
"""The day that S3 opened: no log is older."""

DELIVERY_SLACK_DAYS: Final = 2
TRAIL_SLACK_DAYS: Final = 1
MOST_SLACK_DAYS: Final = 10_000
"""More than S3 is old."""

TRAIL_EARLY: Final = timedelta(minutes=15)
"""How much later than its name says a trail file can hold a record: in AWS's own example one of 14:45 holds 14:52:27.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
"""

_DAY: Final = "a day, as in 2026-01-31"
_TIME: Final = "a day or a time, as in 2026-01-31 or 2026-01-31T08:00+01:00"
_SPAN: Final = re.compile(r"([1-9][0-9]{0,5})(min|h|d|w)")
_UNITS: Final = {"min": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_INSTANT: Final = timedelta(microseconds=1)
_LAST_YEAR: Final = datetime(9000, 1, 1)  # noqa: DTZ001  UTC throughout; beyond it there is no room for the slack


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Half-open span of record times in UTC, and the partitions that it is limited to.

    A datetime with a zone is converted, one without is taken for UTC; a day or an ISO text will do as well.
    """

    start: datetime
    end: datetime
    accounts: tuple[str, ...] | None = None
    regions: tuple[str, ...] | None = None
    buckets: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        """Convert to UTC and refuse an empty span."""
        for name in ("start", "end"):
            given = getattr(self, name)
            plain = isinstance(given, datetime) and given == given and given.tzinfo is not None  # noqa: PLR0124  NaT is not
            object.__setattr__(self, name, _utc(given) if plain else moment(name, given))
        if self.end <= self.start:
            raise WindowError(f"window {self.start} to {self.end}: the end (now, if none is given) has to come after the start")
        for name in ("accounts", "regions", "buckets"):
            if (values := getattr(self, name)) == ():
                raise WindowError(f"{name} is empty: name at least one, or leave it out for all")
            if isinstance(values, str):
                raise WindowError(f"{name}: expected a list of texts, got {values!r}")

    @classmethod
    def since(cls, span: str, *, now: datetime | None = None) -> Window:
        """The last minutes, hours, days or weeks up to now: `30min`, `24h`, `7d`, `2w`.

        >>> Window.since("24h", now=datetime(2026, 11, 5, 8)).start
        datetime.datetime(2026, 11, 4, 8, 0)
        """
        found = _SPAN.fullmatch(str(span))
        if not found:
            raise WindowError(f"since {span!r}: expected a number and min, h, d or w, as in 24h or 7d")
        end = clock(now)
        back = int(found[1]) * _UNITS[found[2]]
        return cls(start=max(end - back, BEGINNING) if back < end - BEGINNING else BEGINNING, end=end)

    @classmethod
    def day(cls, day: date | str) -> Window:
        """One day in UTC."""
        start = moment("day", day)
        if start.time() != time():
            raise WindowError(f"day: expected {_DAY}, got {shown(str(day))}")
        if start.date() == date.max:
            raise WindowError(f"day {str(day)!r}: there is none after it")
        return cls(start=start, end=start + timedelta(days=1))

    @classmethod
    def last_month(cls, *, now: datetime | None = None) -> Window:
        """The whole calendar month before this one, in UTC."""
        first = clock(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        return cls(start=(first - timedelta(days=1)).replace(day=1), end=first)

    @classmethod
    def all_time(cls, *, now: datetime | None = None) -> Window:
        """All that there is, from the day that S3 opened to tomorrow; on Athena this reads, and costs, everything."""
        return cls(start=BEGINNING, end=datetime.combine(clock(now).date() + timedelta(days=2), time()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruning:
    """What to read: days as they stand in the keys, values of the partition columns, bounds of the paths; None is all."""

    days: tuple[str, str] | None = None
    values: tuple[tuple[str, tuple[str, ...]], ...] = ()
    paths: tuple[str, str] | None = None
    warnings: tuple[str, ...] = ()


def default_slack(source: Source) -> int:
    """Days after a window in which its records may still be delivered, unless the user knows better.

    By event time S3 files a late record under its own day. By delivery time, and in the names of a flat layout, nearly
    all of a day is there two days later. CloudTrail files the last minutes of a day under the next.
    """
    if source.kind == "cloudtrail":
        return TRAIL_SLACK_DAYS
    return 0 if source.time == "event" else DELIVERY_SLACK_DAYS


def moment(name: str, given: datetime | date | str) -> datetime:
    """A point in time as people give it: a datetime (without a zone it is UTC), a day, or an ISO text of either.

    >>> moment("start", "2026-11-01T08:00+02:00")
    datetime.datetime(2026, 11, 1, 6, 0)
    """
    try:
        return cast("datetime", to_value("timestamp", given))
    except ValueError as error:
        raise WindowError(f"{name}: expected {_DAY if name == 'day' else _TIME}, got {shown(given)}") from error


def clock(given: datetime | None = None) -> datetime:
    """The time given, or that of the clock, in UTC and whole seconds."""
    return (datetime.now(tz=UTC).replace(tzinfo=None) if given is None else moment("now", given)).replace(microsecond=0)


def _utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    except OverflowError as error:
        raise WindowError(f"{moment}: outside the years 1 to 9999 in UTC") from error


def prune(source: Source, window: Window, *, now: datetime, slack_days: int | None = None) -> Pruning:
    """What of the source has to be read for the records of the window."""
    slack = timedelta(days=default_slack(source) if slack_days is None else slack_days)
    if window.start.date() > _utc(now).date():
        raise WindowError(f"{_span(window)}: it begins after today, {_utc(now).date()} UTC; there are no logs yet")
    if source.flat:
        return _prune_flat(source, window, slack)
    first, last, warnings = _days(source, window, slack, _utc(now).date())
    values = tuple(_values(source, window))
    _check_count(source, dict(values), (last - first).days + 1)
    return Pruning(days=(_day(first), _day(last)), values=values, warnings=warnings)


def dated_names(source: Source) -> tuple[str, str]:
    """Bounds of the paths of a flat layout that go on with a date of this millennium."""
    return f"{source.location.url}2", f"{source.location.url}3"


def _prune_flat(source: Source, window: Window, slack: timedelta) -> Pruning:
    for name in ("accounts", "regions"):
        if getattr(window, name) is not None:
            raise WindowError(
                f"{name}: the access logs are flat, and neither their lines nor their names tell it; leave out --{name[:-1]}",
            )
    lowest, highest = dated_names(source)
    # The time in a name is that of delivery, so it is never before that of a record inside.
    start = source.location.url + _stamp(window.start.replace(microsecond=0))
    end = source.location.url + _stamp(_next_second(min(window.end, _LAST_YEAR) + slack))
    if end <= lowest:
        raise WindowError(f"{_span(window)}: it ends before the year 2000; S3 has no logs of that time")
    return Pruning(paths=(max(lowest, start), min(highest, end)))


def _days(source: Source, window: Window, slack: timedelta, today: date) -> tuple[date, date, tuple[str, ...]]:
    first_day, span = source.first_day or date.min, _span(window)
    first = _early(window.start).date() if source.kind == "cloudtrail" else window.start.date()
    last_record = (window.end - _INSTANT).date()
    if last_record < first_day:
        raise WindowError(
            f"{span}: the table begins with {first_day}; if there are older logs, create it with an earlier first_day",
        )
    warnings: tuple[str, ...] = ()
    if window.start.date() < first_day and window.start > BEGINNING:
        warnings = (f"{span}: the table begins with {first_day}; what came before is not in the answer",)
    last = today if today - last_record <= slack else last_record + slack
    if source.last_day is None or last <= source.last_day:
        return max(first, first_day), last, warnings
    if window.start.date() > source.last_day:
        raise WindowError(f"{span}: the table ends with {source.last_day}; if there are later logs, have its projection go on")
    ends = f"{span}: the table ends with {source.last_day}; what came after is not in the answer"
    return max(first, first_day), source.last_day, (*warnings, ends)


def _early(start: datetime) -> datetime:
    return start - TRAIL_EARLY if start - datetime.min > TRAIL_EARLY else start  # noqa: DTZ901  UTC throughout


def _values(source: Source, window: Window) -> Iterator[tuple[str, tuple[str, ...]]]:
    for column in source.dimensions:
        values = _column_values(column, getattr(window, f"{column.setting}s"))
        if values is not None:
            yield column.name, values


def _column_values(column: Dimension, given: tuple[str, ...] | None) -> tuple[str, ...] | None:
    name = column.setting
    if given is not None and column.values is not None and (unknown := set(given) - set(column.values)):
        raise WindowError(f"{name} {min(unknown)!r}: the table has no such {name}; it was created for {_some(column.values)}")
    if not column.injected:
        return given
    wanted = given or column.values
    if wanted is None:
        raise WindowError(
            f"{name}: the table does not know its {name}s (injected); name at least one with --{name}, or list {name}s, with"
            f' inject = ["{name}"], in the configuration',
        )
    if len(wanted) > IN_LIMIT:
        raise WindowError(f"{name}: {len(wanted):,} of them, and Athena takes at most {IN_LIMIT:,} in one query; name fewer")
    return wanted


def _check_count(source: Source, values: dict[str, tuple[str, ...]], days: int) -> None:
    counts = [len(values.get(column.name) or column.values or ()) for column in source.dimensions]
    partitions = math.prod(counts, start=days)
    if partitions > PARTITION_LIMIT:
        factors = " x ".join(f"{count:,} {column.setting}s" for count, column in zip(counts, source.dimensions, strict=True))
        raise WindowError(
            f"the window touches {partitions:,} partitions ({factors} x {days:,} days), and Athena takes at most"
            f" {PARTITION_LIMIT:,} in one query; choose a shorter window or name fewer",
        )


def _span(window: Window) -> str:
    return f"window {window.start} to {window.end}"


def _some(values: tuple[str, ...]) -> str:
    shown = ", ".join(values[:5])
    return shown if len(values) <= 5 else f"{shown} and {len(values) - 5} more"  # noqa: PLR2004  as many as fit a line


def _day(day: date) -> str:
    return day.isoformat().replace("-", "/")


def _stamp(moment: datetime) -> str:
    return moment.isoformat("-", "seconds").replace(":", "-")


def _next_second(moment: datetime) -> datetime:
    return moment if not moment.microsecond else moment.replace(microsecond=0) + timedelta(seconds=1)
