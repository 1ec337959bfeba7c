"""Local log files -> segments of a store, for those that are new or have changed."""

# ruff: noqa: S608  the only texts from outside are names of files, and line_sql quotes those

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from athena_s3logs.engines import access_reader, trail_reader
from athena_s3logs.engines.driver_errors import tamed
from athena_s3logs.engines.duck import connected, define, interruptible, message
from athena_s3logs.engines.line_sql import quoted
from athena_s3logs.engines.local_files import find
from athena_s3logs.engines.local_sql import timed_records
from athena_s3logs.engines.odd_files import Problem
from athena_s3logs.engines.readers import open_logs, set_aside
from athena_s3logs.engines.segment_sql import packed
from athena_s3logs.engines.stored import Stored, hash_of, rows_sql
from athena_s3logs.engines.unparsed import STATUS
from athena_s3logs.errors import StoreError
from athena_s3logs.store import manifest
from athena_s3logs.store.manifest import StoredFile
from athena_s3logs.store.segments import is_whole, locked, put, put_aside, scratch, stamp, sweep, undone

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    import duckdb

    from athena_s3logs.engines.file_names import LocalFile
    from athena_s3logs.engines.odd_files import Logs

_BATCH: Final = 512_000_000
"""Bytes of logs in a segment, about: what an end in the midst costs."""

_ZIPPED: Final = 8
"""How much longer the content of a gzip is, about."""

_SMALL: Final = 16_000_000
_MANY: Final = 20
"""Of segments that are small there are at most so many, since each is opened for each answer."""

_TICK: Final = 50_000_000
"""Nanoseconds in which a file system may give two contents one time: what changed just now is left for the next time."""

_MEMORY: Final = "set memory_limit = '500MB'"
_OPTIONS: Final = "format parquet, compression zstd, compression_level 1, row_group_size_bytes '64MB'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingested:
    """What became of the files of one kind: how many were known, read or left for the next time, and what was read of them.

    `problems` are the places that could not be read, or not to their end. `aside` is where a store of an older format was
    put, which this made anew.
    """

    kind: str
    known: int
    read: int
    left: int
    rows: int
    size: int
    problems: tuple[Problem, ...]
    aside: Path | None = None


def ingest(
    folder: Path, paths: Mapping[str, Sequence[str | Path]], *, told: Callable[[str, int, int], None] = lambda *_: None,
) -> Iterator[Ingested]:
    """Read what is new or has changed into the store, kind by kind; `told` hears of the bytes that are done, and of all.

    It can be ended at any moment: what is done stays, and the next goes on from there. Another one waits for this.
    """
    with locked(folder):
        aside = put_aside(folder)
        with manifest.opened(folder) as known:
            sweep(folder, known)
            for kind, given in paths.items():
                done = replace(_ingested(folder, known, kind, given, told), aside=aside)
                sweep(folder, known)
                yield done


def _ingested(
    folder: Path, known: sqlite3.Connection, kind: str, given: Sequence[str | Path], told: Callable[[str, int, int], None],
) -> Ingested:
    found = find(kind, given)
    fresh = _fresh(folder, known, kind, found.files)
    size, done, read, problems = sum(file.size for file in fresh), 0, list[StoredFile](), list[Problem]()
    if fresh:
        with scratch(folder) as spill, connected(spill) as duck:
            for batch in _batches(fresh):
                told(kind, done, size)
                stored, unread = _read(folder, known, duck, kind, [file.path for file in batch])
                read += stored
                problems += unread
                done += sum(file.size for file in batch)
    told(kind, done, size)
    sweep(folder, known)
    _merge(folder, known, kind)
    lost = {problem.path for problem in problems} - {file.path for file in read}
    return Ingested(
        kind=kind,
        known=len(found.files) - len(fresh),
        read=len(read),
        left=len(fresh) - len(read) - len(lost),
        rows=sum(file.rows for file in read),
        size=sum(file.stamp.size for file in read),
        problems=(*found.problems, *problems),
    )


def _fresh(folder: Path, known: sqlite3.Connection, kind: str, found: Sequence[LocalFile]) -> list[LocalFile]:
    """Those that are not in the store as they are now, in the order of their time."""
    files = manifest.files(known, kind)
    whole = {name for name, segment in manifest.segments(known, kind).items() if is_whole(folder, segment)}
    fresh = [
        file for file in found
        if not (stored := files.get(file.path)) or stored.segment not in whole or stored.stamp != stamp(file.path)
    ]  # fmt: skip
    return sorted(fresh, key=lambda file: (str(file.first), file.path))


def _batches(files: Sequence[LocalFile]) -> Iterator[list[LocalFile]]:
    batch: list[LocalFile] = []
    size = 0
    for file in files:
        batch.append(file)
        size += file.size * (_ZIPPED if file.path.endswith(".gz") else 1)
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _read(
    folder: Path, known: sqlite3.Connection, duck: duckdb.DuckDBPyConnection, kind: str, paths: Sequence[str],
) -> tuple[list[StoredFile], list[Problem]]:
    """The files that are in the store now, and what cannot be read; neither tells of those that changed meanwhile."""
    latest, written = time.time_ns() - _TICK, undone(folder)
    before = {path: stamp(path) for path in paths}
    try:
        with scratch(folder) as copies, ThreadPoolExecutor(1) as other:
            hashes = other.submit(lambda: {path: hash_of(path) for path in paths})
            logs = _written(duck, kind, open_logs(kind, paths, Path(copies), once=True), written)
            counts = _counts(duck, kind, written)
            hashed = hashes.result()
        segment = put(folder, written, kind, len(counts))
        reasons = {problem.path: problem.reason for problem in logs.problems}
        opened = {file.path for file in logs.files}
        still = {
            path: now for path, now in before.items()
            if now and now == stamp(path) and max(now.modified, now.changed) < latest
        }  # fmt: skip
        read = [
            StoredFile(path, now, hashed[path], segment.name, *counts.get(path, (0, 0)), reasons.get(path, ""))
            for path, now in still.items()
            if path in opened and hashed[path]
        ]
        with manifest.transaction(known):
            manifest.add(known, segment, read)
    finally:
        written.unlink(missing_ok=True)
    return read, [problem for problem in logs.problems if problem.path not in before.keys() - still.keys()]


def _written(duck: duckdb.DuckDBPyConnection, kind: str, logs: Logs, target: Path) -> Logs:
    """The logs as they were read in the end."""
    import duckdb

    try:
        return _copied(duck, kind, logs, target)
    except duckdb.Error as error:
        raise StoreError(f"{target.parent}: {message(error)}") from tamed(error)


def _copied(duck: duckdb.DuckDBPyConnection, kind: str, logs: Logs, target: Path) -> Logs:
    """The same; what DuckDB refuses is set aside, and what goes meanwhile, as where old logs are being removed."""
    import duckdb

    while True:
        try:
            _roomily(duck, partial(_copy, duck, kind, logs, target))
        except (duckdb.InvalidInputException, duckdb.IOException):
            again = set_aside(kind, logs)
            if again == logs:
                raise
            logs = again
        else:
            return logs


def _roomily(duck: duckdb.DuckDBPyConnection, write: Callable[[], None]) -> None:
    """Once more with the memory that DuckDB takes by itself, where a thousand lines are more than it mostly needs."""
    import duckdb

    ((usual,),) = duck.execute("select current_setting('memory_limit')").fetchall()
    duck.execute(_MEMORY)
    try:
        write()
    except duckdb.OutOfMemoryException:
        duck.execute(f"set memory_limit = {quoted(usual)}")
        write()
    finally:
        duck.execute(f"set memory_limit = {quoted(usual)}")


def _copy(duck: duckdb.DuckDBPyConnection, kind: str, logs: Logs, target: Path) -> None:
    if kind == "s3_access":
        access_reader.register(duck, logs)
        rows = f"select *, {STATUS} from ({access_reader.rows_sql(logs, wanted=access_reader.columns())})"
    else:
        trail_reader.register(duck, logs)
        rows = timed_records(trail_reader.rows_sql(logs))
    _save(duck, packed(kind, rows), target)


def _save(duck: duckdb.DuckDBPyConnection, rows: str, target: Path) -> None:
    define(duck, rows)
    interruptible(duck, lambda: duck.execute(f"copy ({rows}) to {quoted(str(target))} ({_OPTIONS})"))


def _counts(duck: duckdb.DuckDBPyConnection, kind: str, written: Path) -> dict[str, tuple[int, int]]:
    """Rows of each file, and how many of them are lines that nothing reads."""
    lost = "count(*) filter (where request_time is null)" if kind == "s3_access" else "0"
    parquet = f"read_parquet({quoted(str(written))}, hive_partitioning = false)"
    rows = duck.execute(f'select "$path", count(*), {lost} from {parquet} group by 1').fetchall()
    return {path: (count, unparsed) for path, count, unparsed in rows}


def _merge(folder: Path, known: sqlite3.Connection, kind: str) -> None:
    """One segment of many small ones."""
    small = [
        name for name, segment in manifest.segments(known, kind).items() if segment.size < _SMALL and is_whole(folder, segment)
    ]
    if len(small) > _MANY:
        rewrite(folder, known, kind, small)


def rewrite(folder: Path, known: sqlite3.Connection, kind: str, names: Collection[str]) -> None:
    """One segment in place of these, without the rows that nobody needs any more."""
    scans: dict[str, list[StoredFile]] = {}
    for file in manifest.files(known, kind).values():
        if file.segment in names:
            scans.setdefault(file.segment, []).append(file)
    written = undone(folder)
    try:
        with scratch(folder) as spill, connected(spill) as duck:
            rows = " union all ".join(rows_sql(Stored(kind=kind, folder=folder, scans=scans), "*"))
            _roomily(duck, lambda: _save(duck, packed(kind, rows), written))
        segment = put(folder, written, kind, sum(file.rows > 0 for files in scans.values() for file in files))
        with manifest.transaction(known):
            manifest.move(known, names, segment)
    finally:
        written.unlink(missing_ok=True)
