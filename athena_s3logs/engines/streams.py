"""A table that makes an Arrow stream for each scan -> a name in SQL of DuckDB."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import duckdb


class Table(Protocol):
    """What can be scanned."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """A scan."""


def scans_again() -> bool:
    """Whether DuckDB scans a stream as often as it wants: 1.5 would by way of a dataset only, which reads ahead without end."""
    import duckdb

    return int(duckdb.__version__.partition(".")[0]) > 1


def register(connection: duckdb.DuckDBPyConnection, name: str, table: Table) -> None:
    """Give the connection the table, on DuckDB 1.5 for one scan."""
    connection.register(name, table if scans_again() else table.__arrow_c_stream__())
