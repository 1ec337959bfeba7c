# ruff: noqa: S608
# The SQL is the package's own.
"""A folder of logs -> an answer by the readers alone.

python benchmarks/bare.py s3_access FOLDER     how many requests there are by operation and status
python benchmarks/bare.py cloudtrail FOLDER    how many values each column has
"""

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from athena_s3logs.engines import access_reader, trail_reader


def files(folder: str, end: str) -> list[str]:
    """All files below a folder whose names end so, but for digests."""
    found = (f"{above}/{name}" for above, _, names in os.walk(folder) for name in names if name.endswith(end))
    return sorted(path for path in found if "_CloudTrail-Digest_" not in path)


def requests(connection: duckdb.DuckDBPyConnection, paths: list[str], copies: Path) -> str:
    """The SQL that counts requests."""
    logs = access_reader.open_logs(paths, copies, once=True)
    access_reader.register(connection, logs)
    rows = access_reader.rows_sql(logs)
    return f"select operation, httpstatus, count(*) as requests from ({rows}) group by all order by all"


def values(paths: list[str], copies: Path) -> str:
    """The SQL that counts values."""
    counts = ", ".join(f'count("{name}")' for name in trail_reader.columns())
    return f"select count(*), {counts} from ({trail_reader.rows_sql(trail_reader.open_logs(paths, copies))})"


def main() -> None:
    """Answer on standard output."""
    _, kind, folder = sys.argv
    with TemporaryDirectory() as copies, duckdb.connect() as connection:
        if kind == "s3_access":
            sql = requests(connection, files(folder, ""), Path(copies))
        else:
            sql = values(files(folder, ".json.gz"), Path(copies))
        rows = connection.execute(sql).fetchall()
    sys.stdout.writelines(f"{row}\n" for row in rows)


if __name__ == "__main__":
    main()
