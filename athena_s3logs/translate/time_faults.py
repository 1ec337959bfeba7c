"""Times, their formats and units -> what in them Athena and DuckDB do not do alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from sqlglot import exp

from athena_s3logs.translate import allowed
from athena_s3logs.translate.nodes import COMPARISONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from athena_s3logs.translate.nodes import Check

_LOCAL: Final = (exp.TimeToStr, exp.Hour, exp.Day, exp.Month, exp.Year, exp.Minute, exp.DayOfWeekIso, exp.Extract, exp.Date)
_ZONE: Final = re.compile(
    r"UTC|GMT|[+-][0-9]{2}:[0-9]{2}|(?:[A-Z][a-z]+|US|Etc)(?:/(?:[A-Z][a-z]+\w*(?:-\w+)*|(?:GMT|UTC)(?:[+-][0-9]+)?))+",
)
_UNITS: Final = frozenset(("millisecond", "second", "minute", "hour", "day", "week", "month", "quarter", "year"))
_PARTS: Final = frozenset(("second", "minute", "hour", "day", "week", "month", "quarter", "year", "dow", "day_of_week"))
_INTERVALS: Final = frozenset(("second", "minute", "hour", "day", "week", "month", "year"))


def _format(node: exp.Expr) -> Iterator[str]:
    known = allowed.FORMAT_SPECIFIERS if isinstance(node, exp.TimeToStr) else allowed.PARSE_SPECIFIERS
    text = node.args["format"]
    if not isinstance(text, exp.Literal):
        yield "the format has to be a literal"
        return
    used = set(re.findall(r"%(-?.)", text.name, re.DOTALL))
    if unknown := used - known:
        yield f"not proven in a format: {', '.join(sorted(unknown))}"
    if not re.fullmatch(r"(?:%.|[^%])*", text.name, re.DOTALL):
        yield "write % at the end of a format as %%"
    if isinstance(node, exp.StrToTime) and text.name != " ".join(text.name.split()):
        yield "a format has single blanks inside, and no other white space"
    if isinstance(node, exp.StrToTime) and "Y" not in used:
        yield "a time without %Y is of another year on each engine"
    if isinstance(node, exp.StrToTime) and "I" in used and "p" not in used:
        yield "%h wants %p: 12 is midnight on one engine and noon on the other"


def _unit(node: exp.Expr) -> Iterator[str]:
    if node.text("unit").lower() not in _UNITS:
        yield f"a unit is one of {', '.join(sorted(_UNITS))}"


def _added(node: exp.Expr) -> Iterator[str]:
    """Trino rounds the sum to the digits that the literal has, and so comes back to it."""
    time = node.this.unnest()
    bare = isinstance(time, exp.Cast) and time.to.is_type("timestamp(0)")
    if bare and node.text("unit").lower() == "millisecond":
        yield "write the time with its milliseconds, as in timestamp '2026-01-31 00:00:00.000'"


def _part(node: exp.Expr) -> Iterator[str]:
    if node.name.lower() not in _PARTS:
        yield f"a part is one of {', '.join(sorted(_PARTS))}"


def _zone(node: exp.Expr) -> Iterator[str]:
    """DuckDB knows more names, and takes them in any case."""
    zone = node.args.get("zone") or (node.expressions[-1] if node.name.lower() == "at_timezone" else None)
    literal = isinstance(zone, exp.Literal) and zone.is_string
    if zone is not None and not isinstance(zone, exp.Placeholder) and not (literal and _ZONE.fullmatch(zone.name)):
        yield "write the zone as 'Europe/Berlin', as '+05:30' or as 'UTC'"


def _in_zone(node: exp.Expr) -> Iterator[str]:
    """On Trino the result keeps its zone, on DuckDB it is wall time: alike where only the wall time counts."""
    if isinstance(node, exp.Anonymous) and node.name.lower() != "at_timezone":
        return
    above = node.parent
    wall = isinstance(above, _LOCAL) or (isinstance(above, exp.Cast) and above.to.is_type("timestamp", "date"))
    if not wall:
        yield "put it into cast(... as timestamp)"


def _iso_time(node: exp.Expr) -> Iterator[str]:
    """It keeps the offset of the text, which every cast then shows."""
    text = node.this
    plain = isinstance(text, exp.Literal) and re.fullmatch(r"[^T]*|.*Z|.*T[^+-]*", text.name)
    tried = node.parent if isinstance(node.parent, exp.Try) else node
    above = tried.parent
    zoned = isinstance(above, (exp.AtTimeZone, exp.Is, *COMPARISONS)) or (above and above.name == "at_timezone")
    if not plain and not zoned:
        yield "say in which zone: from_iso8601_timestamp(...) at time zone 'UTC'"


def _interval(node: exp.Expr) -> Iterator[str]:
    if node.text("unit").lower() not in _INTERVALS:
        yield f"an interval is of one of {', '.join(sorted(_INTERVALS))}"
    fraction = r"(\.[0-9]{1,3})?" if node.text("unit").lower() == "second" else ""
    if node.this.is_string and not re.fullmatch(rf"[+-]?[0-9]+{fraction}", node.this.name):
        yield "an interval has a whole number, of seconds thousandths too: DuckDB passes over what is behind the point"


def _steps(node: exp.Expr) -> Iterator[str]:
    """From the 31st on DuckDB goes to the 28th and stays there."""
    step = node.args.get("step")
    units = {interval.text("unit").lower() for interval in step.find_all(exp.Interval)} if step else set()
    if units & {"month", "year"}:
        yield "step by days: use date_add('month', n, ...) for each n of a sequence"
    start = node.args["start"].unnest()
    if step is None and (isinstance(start, exp.Date) or (isinstance(start, exp.Cast) and start.to.is_type("date"))):
        yield "say how far a step is, as in interval '1' day"


CHECKS: Final[tuple[Check, ...]] = (
    ((exp.TimeToStr, exp.StrToTime), _format),
    ((exp.DateAdd, exp.DateDiff, exp.TimestampTrunc, exp.DateTrunc), _unit),
    (exp.DateAdd, _added),
    (exp.Extract, _part),
    (exp.Interval, _interval),
    (exp.GenerateSeries, _steps),
    ((exp.AtTimeZone, exp.Anonymous), _in_zone),
    ((exp.AtTimeZone, exp.Anonymous), _zone),
    (exp.FromISO8601Timestamp, _iso_time),
)
