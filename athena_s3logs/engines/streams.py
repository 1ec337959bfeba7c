"""A table that makes an Arrow stream for each scan -> a name in SQL of DuckDB."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import duckdb
    import pyarrow as pa


class Scanned:
    """A table that can be scanned any number of times: each scan makes its batches anew."""

    def __init__(self, schema: pa.Schema, batches: Callable[[], Iterator[pa.RecordBatch]]) -> None:
        self._schema, self._batches = schema, batches

    def __arrow_c_schema__(self) -> object:
        """What DuckDB asks for first."""
        return self._schema.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """A scan; the schema asked for is a wish, which need not be heeded."""
        import pyarrow as pa

        del requested_schema
        return pa.RecordBatchReader.from_batches(self._schema, self._batches()).__arrow_c_stream__()


def scans_again() -> bool:
    """Whether DuckDB scans a stream as often as it wants: 1.5 would by way of a dataset only, which reads ahead without end."""
    import duckdb

    return int(duckdb.__version__.partition(".")[0]) > 1


def register(connection: duckdb.DuckDBPyConnection, name: str, table: Scanned) -> None:
    """Give the connection the table, on DuckDB 1.5 for one scan."""
    connection.register(name, table if scans_again() else table.__arrow_c_stream__())
