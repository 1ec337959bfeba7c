"""What Athena gives of a result (rows of GetQueryResults, its CSV, the Parquet of an UNLOAD) -> a table of arrow."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, BinaryIO, Final, NamedTuple

from athena_s3logs.engines.trino_types import arrow_type
from athena_s3logs.engines.typed import arrow_type as declared_type

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import pyarrow as pa
    from pyathena.converter import Converter

    from athena_s3logs.header import Returned

COMPLEX: Final = frozenset({"array", "map", "row"})
"""Types of which Athena tells no more than this, and whose values come as a text that cannot be told back."""

_TEXTS: Final = (*COMPLEX, "json", "varbinary", "time", "time with time zone")
_ZONED: Final = "timestamp with time zone"
_BLOCK: Final = 32 << 20
"""Bytes of a CSV that are parsed at a time: no row of Athena's is longer."""

_MICROSECONDS: Final = len("2026-11-05 12:00:00.000000")


class ColumnInfo(NamedTuple):
    """A column as the descriptions of PyAthena's cursors have it."""

    name: str
    type: str
    display_size: None
    internal_size: None
    precision: int
    scale: int
    nullable: str


def converter() -> Converter:
    """What makes Python's values of the texts of GetQueryResults; a complex type stays the text that it is."""
    from pyathena.converter import DefaultTypeConverter

    found = DefaultTypeConverter()
    for kind in _TEXTS:
        found.remove(kind)
    return found


def of_rows(rows: Sequence[Sequence[Any]], columns: Sequence[ColumnInfo]) -> pa.Table:
    """The table of rows that the converter made."""
    import pyarrow as pa

    arrays = [pa.array([row[place] for row in rows], type=_type(column)) for place, column in enumerate(columns)]
    return pa.Table.from_arrays(arrays, names=[column.name for column in columns])


def of_csv(stream: BinaryIO, columns: Sequence[ColumnInfo]) -> pa.Table:
    """The table of a result's CSV, where a NULL is nothing and an empty text is two quotes."""
    import pyarrow as pa
    from pyarrow import csv

    names = [str(place) for place in range(len(columns))]  # a name can be there twice
    table = csv.read_csv(
        stream,
        read_options=csv.ReadOptions(column_names=names, skip_rows_after_names=1, block_size=_BLOCK),
        parse_options=csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
        convert_options=csv.ConvertOptions(
            column_types={name: _read_as(column) for name, column in zip(names, columns, strict=True)},
            null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=False,
        ),
    )  # fmt: skip
    arrays = [_finished(array, column) for array, column in zip(table.columns, columns, strict=True)]
    return pa.Table.from_arrays(arrays, names=[column.name for column in columns])


def of_parquet(files: Iterable[BinaryIO], names: Sequence[str], order: Sequence[tuple[str, bool]]) -> pa.Table:
    """The table of an UNLOAD's files, in the order that its query asked for; without files it has no rows."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    found = []
    for file in files:
        with file:
            found.append(pq.read_table(pa.BufferReader(file.read())))
    table = pa.concat_tables(found) if found else pa.table({name: pa.nulls(0) for name in names})
    if not order or not found:
        return table
    import pyarrow.compute as pc

    places = {name.lower(): name for name in reversed(table.column_names)}
    keys = [(places[name.lower()], "descending" if down else "ascending") for name, down in order]
    return table.take(pc.sort_indices(table, keys))


def with_lists(table: pa.Table, returns: Sequence[Returned]) -> pa.Table:
    """The table with the lists that came as JSON; a ValueError where a text is none."""
    import pyarrow as pa
    import pyarrow.types as of

    for place, column in enumerate(returns[: table.num_columns]):
        array = table.column(place)
        if column.type.endswith("[]") and of.is_string(array.type):
            values = [_list(text, column) for text in array.to_pylist()]
            table = table.set_column(place, table.column_names[place], pa.array(values, declared_type(column.type)))
    return table


def _list(text: str | None, column: Returned) -> list[Any] | None:
    elements: dict[str, Callable[[Any], Any]] = {
        "date": date.fromisoformat, "timestamp": datetime.fromisoformat, "double": float,
    }
    element = elements.get(column.type[:-2], _same)
    try:
        found = None if text is None else json.loads(text)
        return found and [one if one is None else element(one) for one in found]
    except (ValueError, TypeError) as error:
        raise ValueError(
            f"column {column.name}: Athena wrote a list as a text that cannot be told back; cast it to JSON in the SQL and"
            " declare a string, or ask for an unload",
        ) from error


def _same(value: Any) -> Any:  # noqa: ANN401  whatever a list holds
    return value


def _type(column: ColumnInfo) -> pa.DataType:
    if column.type in _TEXTS:
        return arrow_type("varchar")
    return arrow_type(f"decimal({column.precision}, {column.scale})" if column.type == "decimal" else column.type)


def _read_as(column: ColumnInfo) -> pa.DataType:
    """What the reader of CSV makes of a column: it takes no time finer than its unit, and no zone."""
    import pyarrow.types as of

    kind = _type(column)
    return arrow_type("varchar") if of.is_timestamp(kind) or of.is_null(kind) else kind


def _finished(array: pa.ChunkedArray, column: ColumnInfo) -> pa.ChunkedArray:
    import pyarrow as pa
    import pyarrow.types as of

    kind = _type(column)
    if of.is_null(kind):
        return pa.chunked_array([pa.nulls(len(array))])
    if not of.is_timestamp(kind):
        return array
    if column.type == _ZONED:
        convert = converter().get(_ZONED)
        return pa.chunked_array([pa.array(map(convert, array.to_pylist()), type=kind)])
    import pyarrow.compute as pc

    return pc.utf8_slice_codeunits(array, 0, _MICROSECONDS).cast(pa.timestamp("us")).cast(kind)
