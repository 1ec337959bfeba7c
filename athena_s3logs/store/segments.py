"""Parquet files of a store: put there whole or not at all, and taken away when nothing needs them."""

from __future__ import annotations

import os
import shutil
import stat
from contextlib import ExitStack, closing, contextmanager
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final
from uuid import uuid4
from warnings import warn

from athena_s3logs.errors import StoreError
from athena_s3logs.store import manifest
from athena_s3logs.store.manifest import Segment, Stamp
from athena_s3logs.store.names import LOCK, SEGMENT, UNDONE, is_data, is_segment

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

_CLOSED: Final = Stamp(-1, 0, 0)
_STEP: Final = 0.2


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One writer at a time; another waits. SQLite's lock goes with its process, however that ends."""
    import sqlite3

    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as held:
        try:
            lock = held.enter_context(closing(sqlite3.connect(folder / LOCK, timeout=_STEP, isolation_level=None)))
            if not _taken(lock):
                warn(f"{folder}: another process writes to the store; waiting until it is done", stacklevel=4)
                while not _taken(lock):
                    pass
        except sqlite3.DatabaseError as error:
            raise StoreError(f"{folder / LOCK}: {error}; remove the file where nothing writes to the store") from error
        yield


def _taken(lock: sqlite3.Connection) -> bool:
    """Whether the lock came free within a step, since nothing hears of Ctrl-C while SQLite waits."""
    import sqlite3

    try:
        lock.execute("begin exclusive")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True


def undone(folder: Path) -> Path:
    """Where a new segment is written."""
    return folder / f"{uuid4().hex}{UNDONE}"


def scratch(folder: Path) -> TemporaryDirectory[str]:
    """A folder for what a writer needs while it lives, on the disk of the store."""
    return TemporaryDirectory(suffix=UNDONE, dir=folder)


def put(folder: Path, written: Path, kind: str, files: int) -> Segment:
    """What was written, on the disk and under the name that it keeps; nobody knows of it before the manifest does."""
    name = f"{kind}-{written.name.removesuffix(UNDONE)}{SEGMENT}"
    segment = Segment(name, kind, files, written.stat().st_size, sha256(written))
    _sync(written)
    written.rename(folder / name)
    _sync(folder)
    return segment


def sweep(folder: Path, known: sqlite3.Connection) -> None:
    """Remove the segments that nothing needs, and what an end in the midst left behind."""
    with manifest.transaction(known):
        manifest.remove(known, manifest.unused(known))
    names = {name for (name,) in known.execute("select name from segments")}
    for path in _ours(folder):
        if path.name not in names:
            _remove(path)


def empty(folder: Path) -> None:
    """Remove what the manifest speaks of, and then that; nothing else that stands in the folder."""
    for path in (*_ours(folder), manifest.path(folder)):
        _remove(path)


def _ours(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if is_data(path.name)]


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def put_aside(folder: Path) -> Path | None:
    """Move what a store of an older format holds into a folder in it, the manifest last, and tell which."""
    older = manifest.older(folder)
    if older is None:
        return None
    aside = folder / f"format-{older}"
    aside.mkdir(exist_ok=True)
    segments = [path for path in folder.iterdir() if is_segment(path.name)]
    for path in (*segments, manifest.path(folder)):
        path.rename(aside / path.name)
    return aside


def is_whole(folder: Path, segment: Segment) -> bool:
    """Whether the file is there in its size; `store verify` looks at what is in it."""
    try:
        return (folder / segment.name).stat().st_size == segment.size
    except OSError:
        return False


def stamp(path: str) -> Stamp | None:
    """What the file system tells of a file, None where there is none, or a folder in its place.

    Of one that may not be looked at it is what is no file's.
    """
    try:
        status = os.stat(path)  # noqa: PTH116  thousands of them
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        return _CLOSED
    if stat.S_ISDIR(status.st_mode):
        return None
    return Stamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def sha256(path: str | Path) -> str:
    """The hash of a file's bytes."""
    import hashlib

    with open(path, "rb") as file:  # noqa: PTH123  as above
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    """Wait until the disk has it."""
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
