"""The name of one of Trino's types -> the type of arrow that its values have here."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa
    from sqlglot import exp


def arrow_type(name: str) -> pa.DataType:
    """Arrow's type for one of Trino's; text for what arrow has no type of.

    >>> arrow_type("map(varchar, bigint)"), arrow_type("ipaddress")
    (MapType(map<string, int64>), DataType(string))
    """
    from sqlglot import exp

    return _of_tree(exp.DataType.build(name, dialect="trino", udt=True))


def _of_tree(kind: exp.DataType) -> pa.DataType:
    import pyarrow as pa

    inner = kind.expressions
    if kind.is_type("struct"):
        return pa.struct([pa.field(part.name, _of_tree(part.args["kind"])) for part in inner])
    if kind.is_type("array"):
        return pa.list_(_of_tree(inner[0]))
    if kind.is_type("map"):
        return pa.map_(*map(_of_tree, inner))
    if kind.is_type("decimal"):
        return pa.decimal128(*(int(part.name) for part in inner))
    known = {
        "BIGINT": pa.int64(), "INT": pa.int64(), "SMALLINT": pa.int64(), "TINYINT": pa.int64(), "DOUBLE": pa.float64(),
        "FLOAT": pa.float64(), "BOOLEAN": pa.bool_(), "DATE": pa.date32(), "TIMESTAMP": pa.timestamp("us", tz="UTC"),
        "TIMESTAMPTZ": pa.timestamp("us", tz="UTC"), "UNKNOWN": pa.null(), "NULL": pa.null(),
    }  # fmt: skip
    return known.get(str(getattr(kind.this, "name", "")), pa.string())
