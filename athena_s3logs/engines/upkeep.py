"""A store -> how it stands, what is wrong with it, and a store with less in it."""

# ruff: noqa: S608  the only texts from outside are names of files, and line_sql quotes those

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from athena_s3logs.engines.duck import connected
from athena_s3logs.engines.ingest import rewrite
from athena_s3logs.engines.line_sql import quoted
from athena_s3logs.printable import counting
from athena_s3logs.sources import KINDS
from athena_s3logs.store import manifest
from athena_s3logs.store.segments import empty, is_whole, locked, sha256, stamp, sweep

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

    from athena_s3logs.store.manifest import Segment, StoredFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What a store holds of one kind of logs; the sizes are those of the log files and of the segments."""

    kind: str
    files: int
    rows: int
    size: int
    segments: int
    stored_size: int
    gone: int
    gone_rows: int
    changed: int
    damaged: int


def status(folder: Path) -> list[Holding]:
    """How the store stands, beside the log files that are there."""
    manifest.check(folder)
    with manifest.opened(folder) as known:
        return [_holding(folder, known, kind) for kind in KINDS]


def verify(folder: Path) -> Iterator[str]:
    """What is wrong: segments that are not what was written, and log files that are not what was read."""
    manifest.check(folder)
    with locked(folder), manifest.opened(folder) as known:
        for kind in KINDS:
            files = manifest.files(known, kind)
            for segment in manifest.segments(known, kind).values():
                yield from _faults(folder, segment, [file for file in files.values() if file.segment == segment.name])
            for file in files.values():
                yield from _change(file)


def clear(folder: Path) -> None:
    """Remove all that the store holds."""
    manifest.check(folder)
    with locked(folder):
        empty(folder)


def clear_gone(folder: Path) -> int:
    """Remove the rows of log files that are gone, and tell of how many files they were."""
    manifest.check(folder)
    count = 0
    with locked(folder), manifest.opened(folder) as known:
        for kind in KINDS:
            gone = [file for file in manifest.files(known, kind).values() if stamp(file.path) is None]
            with manifest.transaction(known):
                manifest.forget(known, kind, [file.path for file in gone])
            sweep(folder, known)
            for name, segment in manifest.segments(known, kind).items():
                if name in {file.segment for file in gone} and is_whole(folder, segment):
                    rewrite(folder, known, kind, [name])
            sweep(folder, known)
            count += len(gone)
    return count


def _holding(folder: Path, known: sqlite3.Connection, kind: str) -> Holding:
    files, segments = manifest.files(known, kind), manifest.segments(known, kind)
    now = {path: stamp(path) for path in files}
    gone = [files[path] for path, found in now.items() if found is None]
    damaged = {name for name, segment in segments.items() if not is_whole(folder, segment)}
    return Holding(
        kind=kind,
        files=len(files),
        rows=sum(file.rows for file in files.values()),
        size=sum(file.stamp.size for file in files.values()),
        segments=len(segments),
        stored_size=sum(segment.size for segment in segments.values()),
        gone=len(gone),
        gone_rows=sum(file.rows for file in gone if file.segment not in damaged),
        changed=sum(found not in {None, files[path].stamp} for path, found in now.items()),
        damaged=len(damaged),
    )


def _change(file: StoredFile) -> Iterator[str]:
    try:
        if sha256(file.path) != file.sha256:
            yield f"{file.path}: not what was read; `ingest` reads it again"
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return
    except OSError as error:
        yield f"{file.path}: cannot be read: {error.strerror}"


def _faults(folder: Path, segment: Segment, files: list[StoredFile]) -> Iterator[str]:
    path = folder / segment.name
    if not is_whole(folder, segment):
        gone = sum(stamp(file.path) is None for file in files)
        lost = f", but for {counting(gone, 'log')} that went: `store clear --gone` forgets them" if gone else ""
        yield f"{path}: gone or cut short; `ingest` reads anew what stood there{lost}"
        return
    if sha256(path) != segment.sha256:
        yield f"{path}: not what was written; remove it, and `ingest` reads anew what stood there"
        return
    with TemporaryDirectory(prefix="athena_s3logs-") as spill, connected(spill) as duck:
        sql = f'select "$path", count(*) from read_parquet({quoted(str(path))}, hive_partitioning = false) group by 1'
        rows = Counter(dict(duck.execute(sql).fetchall()))
    for file in files:
        if rows[file.path] != file.rows:
            yield f"{path}: {rows[file.path]:,} rows of {file.path}, and {file.rows:,} were read; `store clear`, then `ingest`"
