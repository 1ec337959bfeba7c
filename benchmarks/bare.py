# ruff: noqa: S608
# The SQL is the package's own.
"""A folder of logs -> an answer by the readers alone.

python benchmarks/bare.py s3_access FOLDER     how many requests there are by operation and status
python benchmarks/bare.py cloudtrail FOLDER    how many values each column has
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import TYPE_CHECKING

from athena_s3logs.__main__ import begin, end

if TYPE_CHECKING:
    import duckdb


def files(folder: str, ending: str) -> list[str]:
    """All files below a folder whose names end so, but for digests."""
    found = (f"{above}/{name}" for above, _, names in os.walk(folder) for name in names if name.endswith(ending))
    return sorted(path for path in found if "_CloudTrail-Digest_" not in path)


def requests(connection: duckdb.DuckDBPyConnection, paths: list[str], copies: Path) -> str:
    """The SQL that counts requests."""
    from athena_s3logs.engines import access_reader

    logs = access_reader.open_logs(paths, copies, once=True)
    access_reader.register(connection, logs)
    rows = access_reader.rows_sql(logs)
    return f"select operation, httpstatus, count(*) as requests from ({rows}) group by all order by all"


def values(connection: duckdb.DuckDBPyConnection, paths: list[str], copies: Path) -> str:
    """The SQL that counts values."""
    from athena_s3logs.engines import trail_reader

    logs = trail_reader.open_logs(paths, copies, once=True)
    trail_reader.register(connection, logs)
    counts = ", ".join(f'count("{name}")' for name in trail_reader.columns())
    return f"select count(*), {counts} from ({trail_reader.rows_sql(logs)})"


def main() -> None:
    """Answer on standard output."""
    begin()
    import duckdb

    _, kind, folder = sys.argv
    ahead = Thread(target=import_module, args=("pyarrow",))  # while DuckDB opens, as the package does
    ahead.start()
    with TemporaryDirectory() as copies, duckdb.connect() as connection:
        ahead.join()
        connection.execute("set preserve_insertion_order = false")  # as the package has it
        if kind == "s3_access":
            sql = requests(connection, files(folder, ""), Path(copies))
        else:
            sql = values(connection, files(folder, ".json.gz"), Path(copies))
        rows = connection.execute(sql).fetchall()
    sys.stdout.writelines(f"{row}\n" for row in rows)
    end(0)


if __name__ == "__main__":
    main()
