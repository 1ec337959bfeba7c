"""A cast -> what in it Athena and DuckDB do not do alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from sqlglot import exp

from athena_s3logs.translate.nodes import COMPARISONS

if TYPE_CHECKING:
    from collections.abc import Iterator

_ITEMS: Final = ("bigint", "int", "double", "boolean", "varchar", "text", "date", "timestamp")
_TYPES: Final = frozenset(exp.DType[name.upper()] for name in (*_ITEMS, "array", "map", "struct", "json"))
_NOT_OF_JSON: Final = {
    exp.DType.MAP: "use json_extract_scalar for each key: DuckDB rounds numbers and takes objects for texts",
    exp.DType.DATE: "use json_extract_scalar: Trino makes no time of JSON",
    exp.DType.TIMESTAMP: "use json_extract_scalar: Trino makes no time of JSON",
}


def faults(node: exp.Expr) -> Iterator[str]:
    """What keeps a cast from giving the same on both engines."""
    kind = node.args["to"]
    if kind.this == exp.DType.TIMESTAMPTZ:
        known = node.this.name.endswith(" UTC") or isinstance(node.parent, COMPARISONS)
        if not (isinstance(node.this, exp.Literal) and known):
            yield "times are UTC without a zone: use timestamp"
    elif kind.this == exp.DType.IPADDRESS:
        if not isinstance(node.parent, (exp.ArrayContains, exp.Is, *COMPARISONS)):
            yield "an address is for contains(network, address) and comparisons only"
    elif isinstance(node, exp.TryCast) and isinstance(node.this, exp.ParseJSON):
        yield "use try(cast(...)): a text that is no JSON is an error in try_cast"
    elif isinstance(node.this, exp.JSONExtract | exp.ParseJSON) and (of_json := _faults_of_json(kind)):
        yield of_json[0]
    elif kind.this == exp.DType.JSON:
        yield "use json_parse, or json_extract"
    elif not all(_known(part) for part in kind.find_all(exp.DataType)):
        yield f"to one of {', '.join(_ITEMS)}, array, map or row of these"
    elif kind.this in {exp.DType.VARCHAR, exp.DType.TEXT}:
        yield from _to_text(node)


def _faults_of_json(kind: exp.DataType) -> list[str]:
    return [_NOT_OF_JSON[part.this] for part in kind.find_all(exp.DataType) if part.this in _NOT_OF_JSON]


def _known(kind: exp.DataType) -> bool:
    parameters = [part.name for part in kind.expressions if isinstance(part, exp.DataTypeParam)]
    if kind.this == exp.DType.TIMESTAMP:
        return parameters in ([], ["0"], ["3"], ["6"])
    return not parameters and kind.this in _TYPES


def _to_text(node: exp.Expr) -> Iterator[str]:
    value = node.this
    times = (exp.TimestampTrunc, exp.DateTrunc, exp.StrToTime, exp.CurrentTimestamp, exp.UnixToTime)
    if isinstance(value, times) or (isinstance(value, exp.Cast) and value.to.is_type("timestamp", "timestamptz")):
        yield "use date_format: the digits of the fraction differ"
    point = isinstance(value, exp.Literal) and not value.is_string and re.fullmatch(r"\d*\.\d*", value.name)
    if point or isinstance(value, exp.Interval):
        yield "write the text"
