"""Rules for casts, for what has to keep its type, and for JSON, of which a cast takes what is in it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from sqlglot import exp

from athena_s3logs.translate.nodes import as_type, call, numeral, of_type, string

_ISO: Final = {
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "timestamp": re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d(\.\d{1,6})?)?"),
}
_CASTS: Final = {"BIGINT": "bigint", "INT": "bigint", "DOUBLE": "double"} | {
    "BOOLEAN": "boolean", "DATE": "date", "TIMESTAMP": "timestamp", "VARCHAR": "varchar", "TEXT": "varchar", "IPADDRESS": "ip",
}  # fmt: skip
_PRECISIONS: Final = {"0": ("second", 500_000), "3": ("millisecond", 500)}
"""What is cut off behind them, and half of each in microseconds."""

_OF_JSON: Final = ("bigint", "double", "boolean", "varchar")
_FAILING: Final = (*_CASTS.values(), *(f"json_{kind}" for kind in _OF_JSON), "url_decode", "iso_timestamp", "iso_date")
NULL_INSTEAD: Final = {f"athena_{kind}": f"athena_try_{kind}" for kind in _FAILING}
"""Macros that raise an error, and those that have NULL in its place."""


def date(node: exp.Expr) -> exp.Expr:
    """DuckDB takes a text with a time too."""
    return call("athena_date", node.this)


def iso_date(node: exp.Expr) -> exp.Expr:
    """DuckDB knows neither days of the year nor weeks in a text."""
    return call("athena_iso_date", node.this)


def cast(node: exp.Expr) -> exp.Expr | None:
    """A cast that takes the texts and numbers that Trino takes, and rounds as it does."""
    kind = node.args["to"]
    name = _CASTS.get(kind.this.name) if isinstance(kind.this, exp.DType) else None
    if kind.is_type("timestamptz"):
        return call("timezone", string("UTC"), as_type(_with_offset(node.this), "timestamptz"))
    if name is None:
        return _json_nested(node)
    if name in {"date", "timestamp"} and _is_iso(node.this, name):
        return rounded(as_type(node.this, name), kind) if name == "timestamp" else None
    tried = isinstance(node, exp.TryCast)
    if _is_json(node.this) and name in _OF_JSON:
        name = f"json_{name}"
    macro = f"athena_{'try_' * tried}{name}"
    value = call(macro, node.this) if name == "ip" else _once(macro, node.this)  # `contains` has to see an address
    if kind.is_type("int"):
        return type(node)(this=value, to=kind.copy())
    return rounded(value, kind) if name == "timestamp" else value


def _with_offset(text: exp.Expr) -> exp.Expr:
    """An offset stands right behind the time in DuckDB."""
    return string(re.sub(" (?=[+-][0-9]{2}:[0-9]{2}$)", "", text.name)) if text.is_string else text


def _once(macro: str, value: exp.Expr) -> exp.Expr:
    """The macro, which would repeat the text of its argument, and so a cast of a cast a thousand times."""
    if not any(value.iter_expressions()) or isinstance(value, exp.Column):
        return call(macro, value)
    name = exp.to_identifier("once")
    worked_out = call("list_transform", exp.Array(expressions=[value]), _function(name, call(macro, name)))
    return exp.Bracket(this=worked_out, expressions=[exp.Literal.number(1)], offset=1)


def _json_nested(node: exp.Expr) -> exp.Expr | None:
    """DuckDB makes NULL of an item that cannot be cast, Trino of the whole; and any item is a text to DuckDB."""
    if not _is_json(node.this):
        return None
    tried = isinstance(node, exp.TryCast)
    plain = _of_json(node.this, node.args["to"], 1, tried=tried or isinstance(node.parent, exp.Try))
    return exp.Try(this=plain) if tried else plain


def _of_json(value: exp.Expr, kind: exp.DataType, depth: int, *, tried: bool = False) -> exp.Expr:
    """What is at some depth of JSON, as Trino casts it: fields of rows go by names, of any case, or by their places.

    The outermost is tried itself, since TRY lets its error pass (DuckDB 1.5).
    """
    name, within, try_ = exp.to_identifier(f"json_{depth}"), kind.expressions, "try_" * tried
    if kind.is_type("array"):
        json_list = exp.DataType.build("json[]", dialect="duckdb")
        items = (exp.TryCast if tried else exp.Cast)(this=value.copy(), to=json_list)
        item = _of_json(name, within[0], depth + 1)
        if item is name:  # null of JSON is NULL to DuckDB 1.5
            item = exp.Coalesce(this=name, expressions=[as_type(string("null"), "json")])
        return call("list_transform", items, _function(name, item))
    if kind.is_type("struct") and all(isinstance(field, exp.ColumnDef) for field in within):
        names = exp.Array(expressions=[string(field.name.lower()) for field in within])
        places = [exp.Bracket(this=name.copy(), expressions=[numeral(place)], offset=1) for place in range(1, len(within) + 1)]
        fields = [_of_json(place, field.kind, depth + 1) for place, field in zip(places, within, strict=True)]
        row = exp.Case().when(name.copy().is_(exp.null()).not_(), exp.Cast(this=call("row", *fields), to=kind.copy()))
        once = exp.Array(expressions=[call(f"athena_{try_}json_fields", value, names)])
        return exp.Bracket(this=call("list_transform", once, _function(name, row)), expressions=[numeral(1)], offset=1)
    if kind.is_type("json"):
        return value
    macro = _CASTS.get(kind.this.name)
    plain = call(f"athena_json_{macro}", value) if macro in _OF_JSON else value
    return plain if kind.this.name.lower() in (*_OF_JSON, "text") else exp.Cast(this=plain.copy(), to=kind.copy())


def _function(name: exp.Identifier, body: exp.Expr) -> exp.Lambda:
    return exp.Lambda(this=body, expressions=[name.copy()])


def _is_json(node: exp.Expr) -> bool:
    return isinstance(node, exp.ParseJSON) or (isinstance(node, exp.Anonymous) and node.name == "athena_json_extract")


def _is_iso(node: exp.Expr, kind: str) -> bool:
    if not (isinstance(node, exp.Literal) and node.is_string and _ISO[kind].fullmatch(node.name)):
        return False
    try:
        return bool(datetime.fromisoformat(node.name))
    except ValueError:
        return False


def rounded(value: exp.Expr, kind: exp.DataType) -> exp.Expr:
    """Halves go up, where a cast of DuckDB's goes down before 1970; without a precision a TIMESTAMP has three digits."""
    precision = kind.expressions[0].name if kind.expressions else "3"
    if precision not in _PRECISIONS:
        return value
    unit, half = _PRECISIONS[precision]
    return call("date_trunc", string(unit), exp.Add(this=value.copy(), expression=call("to_microseconds", numeral(half))))


def no_wider(node: exp.Expr) -> exp.Expr | None:
    """What is negated before any row is read becomes a HUGEINT where a BIGINT overflows."""
    if node.find(exp.Column) or isinstance(node.this.unnest(), exp.Literal):
        return None
    return of_type(node, node.this)


def sign_of_its_kind(node: exp.Expr) -> exp.Expr:
    """DuckDB's is a TINYINT, and 0 for NaN."""
    return call("athena_sign", node.this)


def json_text(node: exp.Expr) -> exp.Expr:
    """DuckDB raises an error for a text that is no JSON, and writes its numbers anew."""
    name = "athena_json_extract_scalar" if isinstance(node, exp.JSONExtractScalar) else "athena_json_extract"
    return call(name, node.this, string(json_path(node)))


def json_escapes(node: exp.Expr) -> exp.Expr:
    r"""Trino writes what is outside the first plane of Unicode as `\uD83D\uDE00`."""
    return call("athena_json_format", node.this)


def json_path(node: exp.Expr) -> str:
    """The path for DuckDB, which writes a key in quotes after a point."""
    parts = node.expression.expressions[1:]
    return "$" + "".join(f"[{part.this}]" if isinstance(part, exp.JSONPathSubscript) else f'."{part.this}"' for part in parts)
