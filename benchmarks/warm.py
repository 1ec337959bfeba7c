# ruff: noqa: S608
# The SQL is the package's own; the bucket and the key are of generated logs.
"""Logs, their store and an object -> seconds of two questions inside this process, as JSON.

python benchmarks/warm.py LOGS STORE BUCKET KEY START END ROUNDS
"""

import json
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from athena_s3logs import S3Logs
from athena_s3logs.engines.access_reader import open_logs, register, rows_sql
from athena_s3logs.engines.segment_sql import unpacked

Times = dict[str, list[float]]


def main() -> None:
    """All of it on standard output."""
    folder, store, bucket, key, start, end, rounds = sys.argv[1:]
    window = {"start": start, "end": end}
    raw, stored = S3Logs.local(s3_access=folder), S3Logs.local(s3_access=folder, store=store)
    asked: dict[str, dict[str, Any]] = {"requests_by_operation": {}, "s3_access/object_history": {"bucket": bucket, "key": key}}
    found: dict[str, Times] = {}
    for name, short in (("requests_by_operation", "count"), ("s3_access/object_history", "one key")):
        found[f"{short}, S3Logs.run"] = {
            how: elapsed(int(rounds), partial(answered, logs, name, window | asked[name]))
            for how, logs in (("raw", raw), ("stored", stored))
        }
    with TemporaryDirectory() as copies, duckdb.connect() as connection:
        opened = open_logs(sorted(map(str, Path(folder).iterdir())), Path(copies))
        register(connection, opened)
        tables = {"raw": f"({rows_sql(opened)})", "stored": f"({unpacked('s3_access', [f'{store}/s3_access-*.parquet'])})"}
        for short, sql in statements(bucket, key).items():
            found[f"{short}, SQL alone"] = {
                how: elapsed(int(rounds), partial(spent, connection, sql.format(table)))
                for how, table in tables.items()
            }
    sys.stdout.write(json.dumps(found))


def statements(bucket: str, key: str) -> dict[str, str]:
    """SQL by its short name; a table goes into the braces."""
    return {
        "count": "select operation, httpstatus, count(*) from {} group by all",
        "one key": f"select * from {{}} where bucket_name = '{bucket}' and key = '{key}'",
    }


def elapsed(rounds: int, ask: Callable[[], float]) -> list[float]:
    """Seconds of each round but the first."""
    return [ask() for _ in range(rounds + 1)][1:]


def answered(logs: S3Logs, name: str, given: dict[str, Any]) -> float:
    """Seconds of a question of the library."""
    return logs.run(name, **given).elapsed


def spent(connection: duckdb.DuckDBPyConnection, sql: str) -> float:
    """Seconds of a statement."""
    start = time.perf_counter()
    connection.execute(sql).fetchall()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
