"""The table that an engine gave -> one of the types that a query declares, or that its SQL makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from athena_s3logs.header import Returned

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

_NUMBERS: Final = frozenset({"bigint", "double", "decimal", "string"})
_TAKES: Final = {
    "string": frozenset({"string"}),
    "integer": _NUMBERS,
    "bigint": _NUMBERS,
    "double": _NUMBERS,
    "boolean": frozenset({"boolean", "string"}),
    "date": frozenset({"date", "string"}),
    "timestamp": frozenset({"timestamp", "string"}),
}


def typed(table: pa.Table, returns: Sequence[Returned]) -> tuple[pa.Table, tuple[Returned, ...]]:
    """The table with the declared types, or where none are declared with its own, and its columns.

    Whole numbers have 64 bits, times are in UTC with microseconds, and one without a zone is UTC. A type that queries
    do not have, as a map, stays what it is in arrow. A ValueError says what is not as declared.
    """
    import pyarrow as pa

    if returns:
        _agree(table.column_names, [one.name for one in returns])
        arrays = [_declared(array, one) for array, one in zip(table.columns, returns, strict=True)]
        columns = tuple(returns)
    else:
        arrays = [_own(array, name) for array, name in zip(table.columns, table.column_names, strict=True)]
        names = _distinct(table.column_names)
        columns = tuple(Returned(name, word(array.type)) for name, array in zip(names, arrays, strict=True))
    return pa.table(arrays, names=[one.name for one in columns]), columns


def _agree(found: Sequence[str], declared: Sequence[str]) -> None:
    if [name.lower() for name in found] != [name.lower() for name in declared]:
        raise ValueError(
            f"the engine answered the columns {', '.join(found)}; expected {', '.join(declared)}, as `returns` of the query "
            "has them: mend that line, or the select list",
        )


def _declared(array: pa.ChunkedArray, column: Returned) -> pa.ChunkedArray:
    import pyarrow as pa

    found = word(array.type)
    advice = f"column {column.name}: the engine answered {found}; expected {column.type}, as `returns` of the query has it"
    if not _takes(found, column.type):
        raise ValueError(f"{advice}: mend that line, or cast in the SQL")
    try:
        return _cast(array, arrow_type(column.type))
    except pa.ArrowException as error:
        raise ValueError(f"{advice}, and one of its values is none ({error}): mend that line, or cast in the SQL") from error


def _takes(found: str, declared: str) -> bool:
    """Whether values of a type can be those of another without a change of meaning.

    >>> _takes("double", "bigint"), _takes("bigint", "string"), _takes("null[]", "date[]")
    (True, False, True)
    """
    while found.endswith("[]") and declared.endswith("[]"):
        found, declared = found[:-2], declared[:-2]
    return found == "null" or found in _TAKES.get(declared, ())


def _own(array: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    import pyarrow as pa
    import pyarrow.types as of

    found = word(array.type)
    if of.is_interval(array.type) or of.is_duration(array.type):
        raise ValueError(f"column {name}: a span of time has no type here: cast it to varchar, or ask for date_diff")
    if found == "decimal" and array.type.scale == 0:
        found = "bigint"  # as DuckDB has the sum of whole numbers
    try:
        return _cast(array, arrow_type(found.replace("null", "string")))
    except (KeyError, pa.ArrowException):
        return array


def _cast(array: pa.ChunkedArray, to: pa.DataType) -> pa.ChunkedArray:
    import pyarrow as pa
    import pyarrow.types as of

    if of.is_timestamp(to) and word(array.type) == "string":
        return array.cast(pa.timestamp("us")).cast(to)
    if "[ns" in str(array.type):  # what is no whole microsecond is cut; all else that would lose something is an error
        return array.cast(to, safe=False)
    # By way of a reader, since the cast of an array loads pyarrow.compute first, which takes longer than a small answer.
    whole = pa.table([array], names=[""]).to_reader().cast(pa.schema([("", to)])).read_all()
    return whole.column(0)


def word(kind: pa.DataType) -> str:
    """The word of query files for a type, and arrow's own where there is none."""
    import pyarrow.types as of

    if of.is_dictionary(kind):
        return word(kind.value_type)
    if of.is_list(kind) or of.is_large_list(kind) or of.is_fixed_size_list(kind):
        return f"{word(kind.value_type)}[]"
    tests = {
        "string": of.is_string(kind) or of.is_large_string(kind) or of.is_string_view(kind),
        "bigint": of.is_integer(kind),
        "double": of.is_floating(kind),
        "boolean": of.is_boolean(kind),
        "date": of.is_date(kind),
        "timestamp": of.is_timestamp(kind),
        "decimal": of.is_decimal(kind),
    }
    return next((name for name, holds in tests.items() if holds), str(kind))


def arrow_type(name: str) -> pa.DataType:
    """The arrow type of a word of query files; a KeyError for another word."""
    import pyarrow as pa

    if name.endswith("[]"):
        return pa.list_(arrow_type(name[:-2]))
    return {
        "string": pa.string(),
        "integer": pa.int64(),
        "bigint": pa.int64(),
        "double": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "timestamp": pa.timestamp("us", tz="UTC"),
    }[name]


def _distinct(names: Sequence[str]) -> list[str]:
    """Names of which no two are the same.

    >>> _distinct(["a", "a", "a_2"])
    ['a', 'a_3', 'a_2']
    """
    found: list[str] = []
    for name in names:
        number, other = 1, name
        while other in found or (number > 1 and other in names):
            number += 1
            other = f"{name}_{number}"
        found.append(other)
    return found
