"""Days and lines -> slices of time, each with its share of the work, by the working hours of those who do it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from athena_s3logs.generate.text import DAY, HOUR, MINUTE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from athena_s3logs.generate.stage import Stage

WEEK: Final = 168
_FIRST_HOUR: Final = 72
"""1970 began on a Thursday."""

_LINES: Final = 1_500
_LENGTHS: Final = (5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR)
_OFFICE: Final = {8: 0.4, 12: 0.6, 18: 0.4, 19: 0.06, 20: 0.06} | dict.fromkeys((9, 10, 11, 13, 14, 15, 16, 17), 1.0)
_FRIDAY: Final = 4
_NIGHT: Final = frozenset({0, 1, 2, 3})


@dataclass(frozen=True, slots=True)
class Activity:
    """Something that is done now and then, with its weight in each hour of the week (UTC, from Monday)."""

    run: Callable[[Stage, int], None]
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Slice:
    """A stretch of time, what may be done in it, and how many lines there should be by its end."""

    start: int
    length: int
    lines: int
    runs: Sequence[Callable[[Stage, int], None]]
    weights: Sequence[float]


def hour_of_week(seconds: int) -> int:
    """The hour of the week, from Monday 00:00 UTC.

    >>> hour_of_week(0)
    72
    """
    return (seconds // HOUR + _FIRST_HOUR) % WEEK


def steady(weight: float) -> tuple[float, ...]:
    """All hours alike."""
    return (weight,) * WEEK


def nightly(weight: float) -> tuple[float, ...]:
    """From midnight to four."""
    return tuple(weight if hour % 24 in _NIGHT else weight / 40 for hour in range(WEEK))


def public(weight: float) -> tuple[float, ...]:
    """As the public comes: most in the evening of Europe, less by night, a little less on weekends."""
    return tuple(
        weight * (0.35 if hour % 24 in _NIGHT else 1.0 if hour % 24 > 8 else 0.7) * (0.8 if hour // 24 > _FRIDAY else 1.0)  # noqa: PLR2004
        for hour in range(WEEK)
    )


def office(weight: float, zone: int) -> tuple[float, ...]:
    """Working hours, Monday to Friday, in a zone so many minutes east of UTC.

    >>> [office(1.0, 60)[hour] for hour in (3, 8, 11, 5 * 24 + 10)]
    [0.004, 1.0, 0.6, 0.004]
    """
    return tuple(weight * _at_office((hour + zone // 60) % WEEK) for hour in range(WEEK))


def slices(activities: Sequence[Activity], start: int, days: int, lines: int) -> Iterator[Slice]:
    """The slices of a run, in order: never across the end of an hour, and of a thousand lines or so where there are many."""
    end = start + days * DAY
    length = max((size for size in _LENGTHS if size * lines / (end - start) <= _LINES), default=_LENGTHS[0])
    weights = [list(accumulate(activity.weights[hour] for activity in activities)) for hour in range(WEEK)]
    runs = [activity.run for activity in activities]
    scale = lines / sum(weights[hour_of_week(time)][-1] for time in range(start, end, length))
    done = 0.0
    for time in range(start, end, length):
        hour = weights[hour_of_week(time)]
        done += hour[-1] * scale
        yield Slice(time, length, round(done), runs, hour)


def _at_office(hour: int) -> float:
    return 0.004 if hour // 24 > _FRIDAY else _OFFICE.get(hour % 24, 0.004)
