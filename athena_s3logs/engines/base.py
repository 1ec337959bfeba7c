"""What the catalog asks of an engine and of the place where tables are described."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from athena_s3logs.sources import Source
    from athena_s3logs.tables import Table, View


class Engine(Protocol):
    """Runs one statement."""

    def execute(self, statement: str) -> None:
        """Run a statement that gives no rows."""


class Metastore(Protocol):
    """Knows what tables and views there are, and what lies under them."""

    def find(self, database: str, name: str) -> Table | View | None:
        """The table or view of this name, None where there is none."""

    def tables(self, database: str) -> Mapping[str, Table | View]:
        """The tables and views of a database, in order; none where there is no such database."""

    def strangers(self, source: Source) -> Sequence[str]:
        """Objects and folders under the table's location that are no logs of a flat source."""
