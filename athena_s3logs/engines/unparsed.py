"""Lines of access logs that nothing reads: noted while a query reads the others, or counted by a scan of their own."""

# ruff: noqa: S608  the only texts from outside are names of files, and those come quoted

from __future__ import annotations

from collections import Counter
from threading import Lock
from typing import TYPE_CHECKING, Final

from athena_s3logs.printable import counting

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb
    from sqlglot import exp

NOTE: Final = "s3logs_unparsed"
STATUS: Final = "try_cast(httpstatus as integer) as http_status"
"""Three digits or none, so that DuckDB's cast is Trino's."""

_EVERYTHING: Final = 2**62


class Notes:
    """How many lines of each file were noted, from whichever thread."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._lock = Lock()

    def note(self, path: str) -> bool:
        """Note one; it has no time."""
        with self._lock:
            self.counts[path] += 1
        return False


def read_whole(tree: exp.Query) -> bool:
    """Whether each relation is read once, and to its end: no name stands twice, and no query stops early."""
    from sqlglot import exp

    names = [table.name for table in tree.find_all(exp.Table)]
    return len(names) == len(set(names)) and not stops_early(tree)


def stops_early(tree: exp.Query) -> bool:
    """Whether there is a LIMIT without an ORDER BY."""
    from sqlglot import exp

    return any(query.args.get("limit") and not query.args.get("order") for query in tree.find_all(exp.Query))


def timed(rows: str, *, noting: str) -> str:
    """The lines with a time. Of the others those worth `noting` are noted in passing: a second scan costs as much as the first.

    A filter does not go below a LIMIT, so that no line is left out before it is looked at. A query that does not read
    to the end never ends so (DuckDB 2.0.0, a join with a LIMIT).
    """
    if not noting:
        return f"select * from ({rows}) where request_time is not null"
    noted = f'case when request_time is not null then true when {noting} then {NOTE}("$path") else false end'
    looked_at = f"select *, {noted} as timed_ from ({rows}) limit {_EVERYTHING}"
    return f"select * exclude (timed_) from ({looked_at}) where timed_"


def untimed(rows: str, *, noting: str) -> str:
    """The lines without a time that are worth noting."""
    return f"select * from ({rows}) where request_time is null and {noting}"


def counted(connection: duckdb.DuckDBPyConnection, rows: str) -> dict[str, int]:
    """How many rows there are by file."""
    found = connection.execute(f'select "$path", count(*) from ({rows}) group by 1').fetchall()
    return dict(found)


def told(counts: Mapping[str, int]) -> str:
    """The warning about them.

    >>> told({"a": 1})
    '1 line in 1 file cannot be read; s3_access_unparsed has it, by the time of delivery'
    """
    lines, files = sum(counts.values()), len(counts)
    return (
        f"{counting(lines, 'line')} in {counting(files, 'file')} cannot be read;"
        f" s3_access_unparsed has {'it' if lines == 1 else 'them'}, by the time of delivery"
    )
