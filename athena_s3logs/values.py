"""A Python object, or a text of the command line -> a value of a declared type."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import UTC, date, datetime, time, timedelta
from numbers import Integral, Real
from pathlib import Path
from typing import Any, Final

from athena_s3logs.errors import ParameterError, SettingError

Scalar = str | int | float | date
"""What a parameter holds: bool is an int to Python, and datetime a date."""

Value = Scalar | tuple[Scalar, ...] | None

EXPECTED: Final = {
    "string": "Unicode text",
    "integer": "a whole number of 64 bits",
    "double": "a finite number",
    "boolean": "true or false",
    "date": "a day as in 2026-01-31",
    "timestamp": "a time as in 2026-01-31T08:00:00, UTC",
}
"""What each type takes, in words; a list of it is written with [] behind."""

TYPES: Final = (*EXPECTED, *(f"{name}[]" for name in EXPECTED))

_KINDS: Final[tuple[tuple[type, str], ...]] = (
    (str, "string"), (bool, "boolean"), (Integral, "integer"), (Real, "double"), (datetime, "timestamp"), (date, "date"),
)  # fmt: skip
_INTEGER: Final = re.compile(r"[+-]?[0-9]+")
_DOUBLE: Final = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_BOOLEANS: Final = {"true": True, "false": False}
_SHOWN: Final = 60


def expected(type_: str) -> str:
    """What a parameter of this type takes, in words.

    >>> expected("date[]")
    'a list: each a day as in 2026-01-31'
    """
    words = EXPECTED[type_.removesuffix("[]")]
    return f"a list: each {words}" if type_.endswith("[]") else words


def to_value(type_: str, given: object) -> Value:
    """The value of a Python object as the type has it; a ValueError where it is of another.

    >>> to_value("timestamp", datetime.fromisoformat("2026-01-31T08:00+02:00"))
    datetime.datetime(2026, 1, 31, 6, 0)
    """
    plain = _plain(given)
    if not type_.endswith("[]"):
        return _scalar(type_, plain)
    if isinstance(plain, str | bytes | Mapping) or not isinstance(plain, Iterable):
        raise ValueError(f"expected {expected(type_)}, got {shown(given)}")  # noqa: TRY004  one kind for what a value can be
    items = [_scalar(type_.removesuffix("[]"), _plain(item)) for item in plain]
    if not items:
        raise ValueError("an empty list matches nothing: give at least one item, or leave it out")
    # A set has another order in each process, and the same question wants the same text.
    return tuple(sorted(items)) if isinstance(plain, AbstractSet) else tuple(items)


def from_text(type_: str, text: str) -> object:
    """What a text of the command line stands for; the text itself where it is none of the type.

    >>> from_text("integer", "100"), from_text("integer", "1_000")
    (100, '1_000')
    """
    name = type_.removesuffix("[]")
    if name == "integer" and _INTEGER.fullmatch(text) and len(text) < _SHOWN:
        return int(text)
    if name == "double" and _DOUBLE.fullmatch(text):
        return float(text)
    return _BOOLEANS.get(text, text) if name == "boolean" else text


def as_json(value: Value) -> object:
    """A value as JSON has it: days and times as texts.

    >>> as_json(date(2026, 1, 31))
    '2026-01-31'
    """
    if isinstance(value, tuple):
        return [as_json(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def type_of(name: str, given: object) -> str:
    """The type that a Python value is of.

    >>> type_of("codes", [403, 404])
    'integer[]'
    """
    plain = _plain(given)
    if isinstance(plain, Iterable) and not isinstance(plain, str | bytes | Mapping | Iterator):  # which can be read once
        types = [type_of(name, item) for item in plain] or ["string"]
        if types[0].endswith("[]"):
            raise ParameterError((f"{name}: a list of lists; expected a list of texts, numbers, booleans, days or times",))
        return f"{types[0]}[]"
    for kind, type_ in _KINDS:
        if isinstance(plain, kind):
            return type_
    raise ParameterError((f"{name}: {shown(given)}; expected a text, number, boolean, day or time, or a list of one of these",))


def paths_of(name: str, given: object) -> tuple[str | Path, ...]:
    """The paths that one path or several are; a SettingError where something is none.

    >>> paths_of("queries", "own"), paths_of("queries", ["own", "theirs"])
    (('own',), ('own', 'theirs'))
    """
    items = tuple(given) if isinstance(given, Iterable) and not isinstance(given, str | bytes) else (given,)
    if wrong := [item for item in items if not isinstance(item, str | Path)]:
        raise SettingError(f"{name}: expected a path or a list of paths, got {shown(wrong[0])}")
    return items


def _scalar(type_: str, given: object) -> Scalar:
    try:
        return _CONVERTERS[type_](given)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"expected {expected(type_)}, got {shown(given)}") from error


def _plain(given: Any) -> Any:  # noqa: ANN401  whatever a caller holds
    """Scalars of numpy as Python's own, without an import of numpy."""
    kind = getattr(getattr(given, "dtype", None), "kind", None)
    if getattr(given, "shape", None) != () or kind not in {"b", "i", "u", "f", "U", "M", "m"}:
        return given
    if kind not in {"M", "m"}:
        return given.item()
    # Of nanoseconds, and beyond the year 9999, item() makes a bare integer.
    moment = given.astype(f"{given.dtype.name.partition('[')[0]}[us]").item()
    return moment if isinstance(moment, date | timedelta) else None


def _string(given: object) -> str:
    if not isinstance(given, str):
        raise TypeError
    given.encode()  # half of a surrogate pair, as Python makes it of an argument that is not UTF-8, is no text to an engine
    return str(given)


def _integer(given: object) -> int:
    if isinstance(given, bool) or not isinstance(given, Integral):
        raise TypeError
    if not -(2**63) <= int(given) < 2**63:
        raise OverflowError
    return int(given)


def _double(given: object) -> float:
    if isinstance(given, bool) or not isinstance(given, Real):
        raise TypeError
    if not math.isfinite(value := float(given)):
        raise ValueError
    return value


def _boolean(given: object) -> bool:
    if not isinstance(given, bool):
        raise TypeError
    return given


def _date(given: object) -> date:
    if isinstance(given, str):
        return date.fromisoformat(given)
    if not isinstance(given, datetime):
        if not isinstance(given, date):
            raise TypeError
        return given
    if given.utcoffset() is not None or given.time() != time():
        raise ValueError
    return given.date()


def _timestamp(given: object) -> datetime:
    if isinstance(given, str):
        given = datetime.fromisoformat(given)
    if isinstance(given, datetime):
        moment = given if given.utcoffset() is None else given.astimezone(UTC)
        return datetime.combine(moment.date(), moment.time())  # a plain one, also of a Timestamp of pandas
    if isinstance(given, date):
        return datetime.combine(given, time())
    raise TypeError


_CONVERTERS: Final[dict[str, Callable[[object], Scalar]]] = {
    "string": _string,
    "integer": _integer,
    "double": _double,
    "boolean": _boolean,
    "date": _date,
    "timestamp": _timestamp,
}


def shown(given: object) -> str:
    """A value for a message: on one line, nothing in it that moves a cursor, and not too long."""
    text = repr(given)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
