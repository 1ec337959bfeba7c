"""What Athena gives of a result (rows of GetQueryResults, its CSV, the Parquet of an UNLOAD) -> a table of arrow."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, BinaryIO, Final, NamedTuple

from athena_s3logs.engines.trino_types import arrow_type
from athena_s3logs.engines.typed import arrow_type as declared_type

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import pyarrow as pa
    from pyathena.converter import Converter

    from athena_s3logs.header import Returned

COMPLEX: Final = frozenset({"array", "map", "row"})
"""Types of which Athena tells no more than this, and whose values come as a text that cannot be told back."""

_TEXTS: Final = (*COMPLEX, "json", "varbinary", "time", "time with time zone")
_ZONED: Final = "timestamp with time zone"
_DATED: Final = ("date", "timestamp", _ZONED)
"""Types whose texts are taken over column by column, so that an error names it: Athena has years that Python has not."""

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
    """What makes Python's values of the texts of GetQueryResults; of a complex type or a time the text stays."""
    from pyathena.converter import DefaultTypeConverter

    found = DefaultTypeConverter()
    for kind in (*_TEXTS, *_DATED):
        found.remove(kind)
    return found


def of_rows(rows: Sequence[Sequence[Any]], columns: Sequence[ColumnInfo]) -> pa.Table:
    """The table of rows that the converter made."""
    import pyarrow as pa

    arrays = [pa.chunked_array([[row[place] for row in rows]], _read_as(column)) for place, column in enumerate(columns)]
    return _table(arrays, columns)


def of_csv(stream: BinaryIO, columns: Sequence[ColumnInfo]) -> pa.Table:
    """The table of a result's CSV, where a NULL is nothing and an empty text is two quotes."""
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
    return _table(table.columns, columns)


def of_parquet(files: Iterable[BinaryIO], names: Sequence[str], order: Sequence[tuple[str, bool]]) -> pa.Table:
    """The table of an UNLOAD's files, in the order that its query asked for; without files it has no rows."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    found = []
    for file in files:
        with file:
            found.append(pq.read_table(pa.BufferReader(file.read())))
    table = _in_years(pa.concat_tables(found)) if found else pa.table({name: pa.nulls(0) for name in names})
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


def _table(arrays: Sequence[pa.ChunkedArray], columns: Sequence[ColumnInfo]) -> pa.Table:
    import pyarrow as pa

    finished = [_finished(array, column) for array, column in zip(arrays, columns, strict=True)]
    return _in_years(pa.Table.from_arrays(finished, names=[column.name for column in columns]))


def _read_as(column: ColumnInfo) -> pa.DataType:
    """What a column is read as: of a date or time, and of what has no type, the text."""
    import pyarrow.types as of

    kind = _type(column)
    return arrow_type("varchar") if of.is_temporal(kind) or of.is_null(kind) else kind


def _finished(array: pa.ChunkedArray, column: ColumnInfo) -> pa.ChunkedArray:
    import pyarrow as pa
    import pyarrow.types as of

    kind = _type(column)
    if of.is_null(kind):
        return pa.chunked_array([pa.nulls(len(array))])
    if not of.is_temporal(kind):
        return array
    try:
        return _dated(array, column)
    except ValueError as error:
        raise pa.ArrowInvalid(f"column {column.name}: {error}") from error


def _dated(texts: pa.ChunkedArray, column: ColumnInfo) -> pa.ChunkedArray:
    import pyarrow as pa

    kind = _type(column)
    if column.type == "date":
        return texts.cast(kind)
    if column.type == _ZONED:
        return pa.chunked_array([pa.array(_zoned(texts.to_pylist()), type=kind)])
    import pyarrow.compute as pc

    return pc.utf8_slice_codeunits(texts, 0, _MICROSECONDS).cast(pa.timestamp("us")).cast(kind)


def _zoned(texts: Iterable[str | None]) -> Iterator[datetime | None]:
    from pyathena.converter import DefaultTypeConverter

    convert = DefaultTypeConverter().get(_ZONED)
    for text in texts:
        try:
            yield convert(text)
        except ValueError as error:
            raise ValueError(f"{text}: {error}") from error


def _in_years(table: pa.Table) -> pa.Table:
    """The table, if Python has all its dates: arrow has the years before 1 and after 9999 too."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.types as of

    for name, array in zip(table.column_names, table.columns, strict=True):
        if of.is_date(array.type) or of.is_timestamp(array.type):
            for day in pc.min_max(array.cast(pa.date32())).values():
                try:
                    day.as_py()
                except OverflowError as error:
                    raise pa.ArrowInvalid(f"column {name}: {day.cast(pa.string())} is of no year from 1 to 9999") from error
    return table
