"""Rules for dates and times: DuckDB's are TIMESTAMP in UTC throughout, whether Trino's have a zone or not."""

from __future__ import annotations

import re
from typing import Final

from sqlglot import exp

from athena_s3logs.translate import casts
from athena_s3logs.translate.nodes import call, numeral, of_type, string

_HOURS: Final = frozenset(("millisecond", "second", "minute", "hour"))


def _is_interval(node: exp.Expr) -> bool:
    node = node.unnest()
    if isinstance(node, exp.Mul):
        return _is_interval(node.this) or _is_interval(node.expression)
    return isinstance(node, exp.Interval)


def _with_hours(value: exp.Expr, other: exp.Expr, units: set[str]) -> exp.Expr:
    """The value, or an error where both are dates: DuckDB takes their midnight."""
    return call("athena_time", value, other) if units & _HOURS else value


def _unit(node: exp.Expr) -> str:
    return node.text("unit").lower()


def date_and_interval_is_a_date(node: exp.Expr) -> exp.Expr | None:
    """DuckDB makes it a TIMESTAMP."""
    for value, other in ((node.this, node.expression), (node.expression, node.this)):
        if _is_interval(other) and not _is_interval(value) and not isinstance(value.unnest(), exp.Interval):
            timed = _with_hours(value, value, set(map(_unit, other.find_all(exp.Interval))))
            if timed is not value:
                value.replace(timed)
            return of_type(node, value)
    return None


def truncated_date_is_a_date(node: exp.Expr) -> exp.Expr:
    """DuckDB makes it a TIMESTAMP."""
    value = node.this
    return of_type(call("date_trunc", string(_unit(node)), _with_hours(value, value, {_unit(node)})), value)


def date_add_keeps_the_type(node: exp.Expr) -> exp.Expr:
    """DuckDB makes a DATE a TIMESTAMP, and adds parts of a unit: sqlglot writes a cast for Athena, which rounds them."""
    unit = exp.Interval(this=numeral(1), unit=exp.Var(this=node.text("unit").upper()))
    whole = casts.cast(exp.Cast(this=node.expression.copy(), to=exp.DataType.build("bigint")))
    steps = exp.Mul(this=exp.paren(node.expression.copy()) if node.expression.is_int else whole, expression=unit)
    timed = _with_hours(node.this, node.this, {_unit(node)})
    return of_type(exp.Add(this=exp.paren(timed.copy()), expression=steps), node.this)


def whole_units_between(node: exp.Expr) -> exp.Expr:
    """DuckDB's date_diff counts the boundaries in between."""
    start, end = node.expression, node.this
    return call("date_sub", string(_unit(node) or "day"), _with_hours(start, end, {_unit(node)}), end)


def part_by_its_name(node: exp.Expr) -> exp.Expr:
    """Sunday is 0 in DuckDB; and what it extracts from a NULL that stands in the text is a DOUBLE."""
    part = node.name.lower()
    value = node.expression
    return call("isodow" if part in {"dow", "day_of_week"} else part, _with_hours(value, value, {part}))


def year_by_its_name(node: exp.Expr) -> exp.Expr:
    """Sqlglot extracts it."""
    return call("isoyear", node.this)


def local_time(node: exp.Expr) -> exp.Expr:
    """Times are TIMESTAMP in UTC here, with a zone on Trino: shown in a zone they are that zone's wall time."""
    zone = node.args["zone"]
    offset = re.fullmatch("([+-])([0-9]{2}):([0-9]{2})", zone.name) if zone.is_string else None
    if offset:  # no zone to DuckDB
        minutes = int(f"{offset[1]}{int(offset[2]) * 60 + int(offset[3])}")
        return exp.paren(exp.Add(this=exp.paren(node.this.copy()), expression=call("to_minutes", numeral(minutes))))
    return call("timezone", zone, call("timezone", string("UTC"), node.this))


def iso_time_in_utc(node: exp.Expr) -> exp.Expr:
    """DuckDB gives a time with a zone, and takes more forms."""
    return call("athena_iso_timestamp", node.this)


def unix_time_in_utc(node: exp.Expr) -> exp.Expr:
    """DuckDB gives a time with a zone, and microseconds where Trino rounds to milliseconds, a half of one up."""
    milliseconds = exp.Mul(this=exp.cast(node.this, "double"), expression=numeral(1000))
    half_up = exp.Add(this=milliseconds, expression=exp.Literal.number("0.5"))
    return call("epoch_ms", exp.cast(call("floor", half_up), "bigint"))


def written_to_the_millisecond(node: exp.Expr) -> None:
    """Trino rounds before it writes a time."""
    node.set("this", casts.rounded(node.this, exp.DataType.build("timestamp(3)")))


def parsed_time_has_milliseconds(node: exp.Expr) -> exp.Expr:
    """DuckDB keeps microseconds, and takes blanks that the format has not, and `epoch`."""
    strict = node.copy()
    strict.set("this", call("athena_time_text", node.this))
    return call("date_trunc", string("milliseconds"), strict) if "%f" in node.text("format") else strict
