"""Trino's values, as they stand in its JSON -> the text that Athena gives for them."""

from __future__ import annotations

import base64
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_WHOLE: Final = {"tinyint", "smallint", "integer", "bigint"}
_FRACTIONAL: Final = {"double", "real"}


def text_column(values: Sequence[Any], signature: dict[str, Any]) -> pa.Array:
    """The texts of a column, NULL where Trino has NULL."""
    kind = signature["rawType"]
    if kind in _WHOLE:
        return pa.array(values, pa.int64()).cast(pa.string())
    write = _writer(signature)
    if write is _as_is:
        return pa.array(values, pa.string())
    return pa.array([None if value is None else write(value) for value in values], pa.string())


def _writer(signature: dict[str, Any]) -> Callable[[Any], str]:
    kind, arguments = signature["rawType"], signature["arguments"]
    if kind in _FRACTIONAL:
        return java_number
    if kind == "array":
        return _array_writer(_nested(arguments[0]["value"]))
    if kind == "map":
        return _map_writer(_nested(arguments[1]["value"]))
    if kind == "row":
        return _row_writer([argument["value"] for argument in arguments])
    simple: dict[str, Callable[[Any], str]] = {"boolean": _boolean, "varbinary": _bytes, "unknown": str}
    simple |= dict.fromkeys(_WHOLE, str)
    return simple.get(kind, _as_is)


def _nested(signature: dict[str, Any]) -> Callable[[Any], str]:
    write = _writer(signature)
    return lambda value: "null" if value is None else write(value)


def _array_writer(write: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda items: f"[{', '.join(map(write, items))}]"


def _map_writer(write: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda items: "{" + ", ".join(f"{key}={write(value)}" for key, value in items.items()) + "}"


def _row_writer(fields: Sequence[dict[str, Any]]) -> Callable[[Any], str]:
    names = [(field.get("fieldName") or {}).get("name") or f"field{index}" for index, field in enumerate(fields)]
    writers = [_nested(field["typeSignature"]) for field in fields]

    def write(values: Sequence[Any]) -> str:
        parts = (f"{name}={writer(value)}" for name, writer, value in zip(names, writers, values, strict=True))
        return "{" + ", ".join(parts) + "}"

    return write


def _as_is(value: str) -> str:
    return value


def _boolean(value: bool) -> str:  # noqa: FBT001  a value
    return "true" if value else "false"


def _bytes(value: str) -> str:
    """Trino's base64 as Athena's hexadecimal pairs.

    >>> _bytes("YWI=")
    '61 62'
    """
    return base64.b64decode(value).hex(" ")


def java_number(value: float | str) -> str:
    """A double as Java writes it; Trino's JSON has infinities and NaN as texts.

    >>> [java_number(value) for value in (1.0, 0.001, 1e7, 12345678.9, 1.5e-7, -0.0, "NaN")]
    ['1.0', '0.001', '1.0E7', '1.23456789E7', '1.5E-7', '-0.0', 'NaN']
    """
    if isinstance(value, str):
        return value
    if not value or 1e-3 <= abs(value) < 1e7:
        return repr(value)
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    first, *rest = map(str, digits)
    return f"{'-' * sign}{first}.{''.join(rest) or '0'}E{int(exponent) + len(rest)}"
