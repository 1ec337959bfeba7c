"""What a store holds: log files as they were when they were read, and the segments in which their rows stand."""

from __future__ import annotations

from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, Final, NamedTuple

from athena_s3logs.errors import StoreError
from athena_s3logs.store.names import MANIFEST, is_segment

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

FORMAT: Final = 4
"""Of manifest and segments; it goes up with every change by which rows would be read otherwise."""

_PATIENCE: Final = 60
_TABLES: Final = f"""
    create table segments (
        name text primary key, kind text not null, files integer not null, size integer not null, sha256 text not null
    ) strict;
    create table files (
        kind text not null,
        path text not null,
        size integer not null,
        modified integer not null,
        changed integer not null,
        sha256 text not null,
        segment text not null references segments,
        rows integer not null,
        unparsed integer not null,
        problem text not null,
        primary key (kind, path)
    ) strict;
    pragma user_version = {FORMAT};
"""


class Stamp(NamedTuple):
    """What the file system tells of a file: with another stamp it may have another content."""

    size: int
    modified: int
    changed: int


class StoredFile(NamedTuple):
    """A file as it was when it was read, and where its rows are; `problem` is what could not be read of it."""

    path: str
    stamp: Stamp
    sha256: str
    segment: str
    rows: int
    unparsed: int
    problem: str


class Segment(NamedTuple):
    """A Parquet file of the store; rows of so many log files were written into it."""

    name: str
    kind: str
    files: int
    size: int
    sha256: str


@contextmanager
def opened(folder: Path) -> Iterator[sqlite3.Connection]:
    """The manifest of a store, which is made where there is none."""
    import sqlite3

    folder.mkdir(parents=True, exist_ok=True)
    try:
        with closing(sqlite3.connect(path(folder), timeout=_PATIENCE, isolation_level=None)) as manifest:
            _prepare(manifest, folder)
            yield manifest
    except sqlite3.DatabaseError as error:
        raise StoreError(f"{path(folder)}: {error}; `store clear` removes it, and `ingest` makes it anew") from error


def _prepare(manifest: sqlite3.Connection, folder: Path) -> None:
    manifest.execute("pragma foreign_keys = on")
    if _format(manifest) == FORMAT:
        return
    with transaction(manifest):
        found = _format(manifest)
        if not found and not manifest.execute("select 1 from sqlite_schema").fetchone():
            if _has_segments(folder):
                fault = "there are segments, and no manifest that tells what they hold"
                raise StoreError(f"{folder}: {fault}; put {MANIFEST} back, or `store clear` removes them")
            for statement in _TABLES.split(";"):
                manifest.execute(statement)
        elif found != FORMAT:
            mend = "`store clear` removes it, and `ingest` makes it anew"
            if found > 0:
                mend = "`ingest` makes it anew" if found < FORMAT else "a newer version wrote it; use that, or another folder"
            raise StoreError(f"{folder}: a store of format {found}, and this version reads {FORMAT}; {mend}")


def _format(manifest: sqlite3.Connection) -> int:
    (found,) = manifest.execute("pragma user_version").fetchone()
    return int(found)


def path(folder: Path) -> Path:
    """Where the manifest of a store is."""
    return folder / MANIFEST


def exists(folder: Path) -> bool:
    """Whether there is a store in the folder."""
    return path(folder).exists()


def older(folder: Path) -> int | None:
    """The format of a store, if it is older than what this version reads."""
    if not exists(folder):
        return None
    import sqlite3

    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(path(folder))) as manifest:
        found = _format(manifest)
        return found if 0 < found < FORMAT else None
    return None


def _has_segments(folder: Path) -> bool:
    return folder.is_dir() and any(is_segment(path.name) for path in folder.iterdir())


def check(folder: Path) -> None:
    """StoreError where there is none, for all that only ask."""
    if not exists(folder) and not _has_segments(folder):
        raise StoreError(f"{folder}: no store; `ingest` makes one")


@contextmanager
def transaction(manifest: sqlite3.Connection) -> Iterator[None]:
    """All of it or nothing, on the disk when it ends."""
    manifest.execute("begin immediate")
    try:
        yield
    except BaseException:
        manifest.execute("rollback")
        raise
    manifest.execute("commit")


def files(manifest: sqlite3.Connection, kind: str) -> dict[str, StoredFile]:
    """The files of a kind, by path."""
    rows = manifest.execute(
        "select path, size, modified, changed, sha256, segment, rows, unparsed, problem from files where kind = ?", (kind,),
    )
    return {row[0]: StoredFile(row[0], Stamp(*row[1:4]), *row[4:]) for row in rows}


def segments(manifest: sqlite3.Connection, kind: str) -> dict[str, Segment]:
    """The segments of a kind, by name."""
    rows = manifest.execute("select name, kind, files, size, sha256 from segments where kind = ?", (kind,))
    return {row[0]: Segment(*row) for row in rows}


def add(manifest: sqlite3.Connection, segment: Segment, read: Iterable[StoredFile]) -> None:
    """A segment and the files that stand in it, in place of what was known of these files."""
    rows = [(segment.kind, file.path, *file.stamp, *file[2:]) for file in read]
    manifest.execute("insert into segments values (?, ?, ?, ?, ?)", segment)
    manifest.executemany("insert or replace into files values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)


def move(manifest: sqlite3.Connection, old: Collection[str], segment: Segment) -> None:
    """All files of some segments stand in another now."""
    manifest.execute("insert into segments values (?, ?, ?, ?, ?)", segment)
    manifest.executemany("update files set segment = ? where segment = ?", [(segment.name, name) for name in old])
    remove(manifest, old)


def forget(manifest: sqlite3.Connection, kind: str, paths: Sequence[str]) -> None:
    """These files are no longer in the store."""
    manifest.executemany("delete from files where kind = ? and path = ?", [(kind, one) for one in paths])


def remove(manifest: sqlite3.Connection, names: Iterable[str]) -> None:
    """These segments are no longer in the store."""
    manifest.executemany("delete from segments where name = ?", [(name,) for name in names])


def unused(manifest: sqlite3.Connection) -> list[str]:
    """Segments of which no file's rows are needed any more."""
    rows = manifest.execute("select name from segments where name not in (select segment from files)")
    return [name for (name,) in rows]
