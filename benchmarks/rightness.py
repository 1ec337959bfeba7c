"""Our reader's 29 columns of each line -> a table of how many are lost or wrong, which none may be."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.bare import files
from benchmarks.page import Table
from benchmarks.processes import COMMAND, Step, timed
from benchmarks.truth import compared

if TYPE_CHECKING:
    from benchmarks.setting import Setting
    from benchmarks.truth import Compared


def ours(setting: Setting) -> Table:
    """Raw files, small files and the store beside the truth."""
    found = {"raw files": raw(setting.logs, setting.truth), "store": stored(setting)}
    if setting.splits.exists():
        found["files of 64 KB"] = raw(setting.splits, setting.truth)
    rows = [(name, f"{one.rows:,}", f"{one.lost:,}", f"{one.wrong:,}") for name, one in found.items()]
    faults = [f"{name}: {one.lost:,} rows lost, {one.wrong:,} wrong" for name, one in found.items() if one.lost or one.wrong]
    told = "All columns of the raw table over all lines, as multisets, beside what the generator says of each line."
    raw_figures = {name: one._asdict() for name, one in found.items()}
    head = ("read from", "rows", "lost", "wrong")
    return Table(title="Rows of ours beside the truth", told=told, head=head, rows=rows, faults=faults, raw=raw_figures)


def raw(folder: Path, truth: Path) -> Compared:
    """The reader's rows."""
    import duckdb

    from athena_s3logs.engines.access_reader import open_logs, register, rows_sql

    with TemporaryDirectory() as copies, duckdb.connect() as connection:
        logs = open_logs(files(str(folder), ""), Path(copies), once=True)
        register(connection, logs)
        return compared(connection, rows_sql(logs), truth)


def stored(setting: Setting) -> Compared:
    """The rows of a new store's segments."""
    import duckdb

    from athena_s3logs.engines.segment_sql import unpacked

    store = setting.scratch / "right-store"
    timed(Step(command=[*COMMAND, "ingest", "--s3-access", str(setting.logs), "--store", str(store)], without=store))
    with duckdb.connect() as connection:
        found = compared(connection, unpacked("s3_access", [f"{store}/s3_access-*.parquet"]), setting.truth)
    shutil.rmtree(store)
    return found
