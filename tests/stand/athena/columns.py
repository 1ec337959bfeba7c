"""Trino's column types -> Athena's ColumnInfo, and the types of Arrow that UNLOAD writes."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Sequence

_NAMES: Final = {"real": "float", "unknown": "unknown"}
_PRECISIONS: Final = {
    "tinyint": 3, "smallint": 5, "integer": 10, "bigint": 19, "real": 17, "double": 17,
    "varchar": 2_147_483_647, "varbinary": 1_073_741_824,
}  # fmt: skip
_CASED: Final = {"varchar", "char"}
_ARROW: Final = {
    "boolean": pa.bool_(), "tinyint": pa.int32(), "smallint": pa.int32(), "integer": pa.int32(), "bigint": pa.int64(),
    "real": pa.float32(), "double": pa.float64(), "date": pa.date32(), "varchar": pa.string(), "char": pa.string(),
    "varbinary": pa.binary(), "timestamp": pa.timestamp("ns"), "unknown": pa.string(),
}  # fmt: skip


def column_info(name: str, signature: dict[str, Any]) -> dict[str, Any]:
    """What GetQueryResults says of a column.

    >>> column_info("n", {"rawType": "decimal", "arguments": [{"value": 5}, {"value": 2}]})["Scale"]
    2
    """
    kind = signature["rawType"]
    numbers = [argument["value"] for argument in signature["arguments"] if isinstance(argument["value"], int)]
    precision, scale = [*numbers, *[0, 0][len(numbers) :]] if numbers else (_PRECISIONS.get(kind, 0), 0)
    return info(name, _NAMES.get(kind, kind), precision=precision, scale=scale, cased=kind in _CASED)


def info(name: str, kind: str, *, precision: int = 0, scale: int = 0, cased: bool = False) -> dict[str, Any]:
    """A ColumnInfo; its catalog is always called hive."""
    return {
        "CatalogName": "hive", "SchemaName": "", "TableName": "", "Name": name, "Label": name, "Type": kind,
        "Precision": precision, "Scale": scale, "Nullable": "UNKNOWN", "CaseSensitive": cased,
    }  # fmt: skip


def arrow_type(signature: dict[str, Any]) -> pa.DataType:
    """The type of a column in the files of UNLOAD; KeyError for one that Athena cannot write either."""
    kind, arguments = signature["rawType"], [argument["value"] for argument in signature["arguments"]]
    if kind == "array":
        return pa.list_(pa.field("array_element", arrow_type(arguments[0])))
    if kind == "map":
        return pa.map_(arrow_type(arguments[0]), arrow_type(arguments[1]))
    if kind == "row":
        return pa.struct([(item["fieldName"]["name"], arrow_type(item["typeSignature"])) for item in arguments])
    if kind == "decimal":
        return pa.decimal128(*arguments)
    return _ARROW[kind]


def arrow_column(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    """A column's values, as they stand in Trino's JSON, in a type of Arrow."""
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return pa.array(values, pa.string()).cast(kind)
    return pa.array([_for_arrow(value, kind) for value in values], kind)


def _for_arrow(value: Any, kind: pa.DataType) -> Any:  # noqa: ANN401, PLR0911  one line a type
    if value is None:
        return None
    if pa.types.is_decimal(kind):
        return Decimal(value)
    if pa.types.is_floating(kind):
        return float(value)
    if pa.types.is_binary(kind):
        from base64 import b64decode

        return b64decode(value)
    if pa.types.is_list(kind):
        return [_for_arrow(item, kind.value_type) for item in value]
    if pa.types.is_map(kind):
        return [(_for_arrow(key, kind.key_type), _for_arrow(item, kind.item_type)) for key, item in value.items()]
    if pa.types.is_struct(kind):
        fields = zip(kind, value, strict=True)
        return {field.name: _for_arrow(item, field.type) for field, item in fields}
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return pa.scalar(value, pa.string()).cast(kind).as_py()
    return value
