# ruff: noqa: INP001, S608
# The folder holds scripts, no package; the SQL is the package's own.
"""A folder of access logs -> how many requests there are by operation and status, by the reader alone.

python benchmarks/bare.py FOLDER
"""

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from athena_s3logs.engines.access_reader import open_logs, register, rows_sql

with TemporaryDirectory() as copies, duckdb.connect() as connection:
    logs = open_logs(sorted(f"{sys.argv[1]}/{name}" for name in os.listdir(sys.argv[1])), Path(copies))  # noqa: PTH208  faster
    register(connection, logs)
    counted = f"select operation, httpstatus, count(*) as requests from ({rows_sql(logs)}) group by all order by all"
    rows = connection.execute(counted).fetchall()
sys.stdout.writelines(f"{row}\n" for row in rows)
