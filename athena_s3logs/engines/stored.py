"""Files that are needed -> those whose rows a store has, the others, and the SQL for the former."""

# ruff: noqa: S608  the only texts from outside are names of files, and line_sql quotes those

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from athena_s3logs.engines.line_sql import array
from athena_s3logs.engines.odd_files import Problem
from athena_s3logs.engines.segment_sql import unpacked
from athena_s3logs.store import manifest
from athena_s3logs.store.segments import is_whole, sha256, stamp

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from athena_s3logs.store.manifest import Segment, Stamp, StoredFile


class MovedError(Exception):
    """Segments are gone that were there a moment ago: others have taken their place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a store holds of one kind of logs."""

    kind: str
    folder: Path = field(default_factory=Path)
    files: Mapping[str, StoredFile] = field(default_factory=dict)
    segments: Mapping[str, Segment] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """The files that are read from a store, by segment, and whether that is all that stands in it."""

    kind: str
    folder: Path
    scans: Mapping[str, Sequence[StoredFile]]
    sizes: Mapping[str, int] = field(default_factory=dict)
    whole: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()

    @property
    def files(self) -> Iterator[StoredFile]:
        """All of them."""
        return (file for files in self.scans.values() for file in files)


def known(folder: Path, kind: str) -> Known:
    """What the store holds now."""
    manifest.check(folder)
    with manifest.opened(folder) as opened:
        return Known(kind=kind, folder=folder, files=manifest.files(opened, kind), segments=manifest.segments(opened, kind))


def split(store: Known, paths: Sequence[str]) -> tuple[Stored, list[str], list[Problem]]:
    """What of these files is in the store, what has to be read as it is, and what nobody has any more.

    A file that is gone is as it was, unless it stands elsewhere now; one whose segment is damaged is read again.
    """
    if not store.files:
        return Stored(kind=store.kind, folder=store.folder, scans={}), list(paths), []
    whole = {name: is_whole(store.folder, segment) for name, segment in store.segments.items()}
    here: list[StoredFile] = []
    gone: list[StoredFile] = []
    raw: dict[str, Stamp | None] = {}
    lost = list[Problem]()
    for path in paths:
        file, now = store.files.get(path), stamp(path)
        if file and now in {None, file.stamp} and whole.get(file.segment):
            (gone if now is None else here).append(file)
        elif file and now is None:
            lost.append(Problem(path, f"is gone, and so is its segment {file.segment} of the store, or damaged"))
        else:
            raw[path] = now
    gone = _nowhere_else(gone, here, raw)
    scans: defaultdict[str, list[StoredFile]] = defaultdict(list)
    for file in (*here, *gone):
        scans[file.segment].append(file)
    counts = {name: sum(file.rows > 0 for file in files) for name, files in scans.items()}
    full = frozenset(name for name, count in counts.items() if count == store.segments[name].files)
    sizes = {name: store.segments[name].size for name in scans}
    names = frozenset(file.path for file in gone)
    stored = Stored(kind=store.kind, folder=store.folder, scans=dict(scans), sizes=sizes, whole=full, gone=names)
    return stored, list(raw), lost


def _nowhere_else(
    gone: Sequence[StoredFile], here: Sequence[StoredFile], raw: Mapping[str, Stamp | None],
) -> list[StoredFile]:
    """Those of the logs that are gone that stand in no other file: in one that is there, or in another that is gone.

    What is not in the store, and has the size of none of them, need not be hashed.
    """
    if not gone:
        return []
    sizes = {file.stamp.size for file in gone}
    hashes = {hash_of(path) for path, now in raw.items() if now and now.size in sizes} | {file.sha256 for file in here}
    paths = raw.keys() | {file.path for file in here}
    kept = []
    for file in gone:
        if file.sha256 not in hashes and _other_name(file.path) not in paths:
            kept.append(file)
            hashes.add(file.sha256)
            paths.add(file.path)
    return kept


def _other_name(path: str) -> str:
    """What a log is called once it is zipped, or unzipped."""
    return path.removesuffix(".gz") if path.endswith(".gz") else f"{path}.gz"


def hash_of(path: str) -> str:
    """The hash of a log file; nothing where it cannot be read."""
    try:
        return sha256(path)
    except OSError:
        return ""


def check_there(stored: Mapping[str, Stored], error: Exception) -> None:
    """MovedError where what went wrong is that segments are not there any more."""
    if not all((part.folder / name).exists() for part in stored.values() for name in part.scans):
        raise MovedError from error


def rows_sql(stored: Stored, columns: str, where: str = "true") -> Iterator[str]:
    """SELECTs of columns of the segments; nothing where there are none.

    Two scans at most, since DuckDB runs all parts of a UNION at once, and one that writes keeps rows for each of them.
    """
    wholly = [str(stored.folder / name) for name in stored.scans if name in stored.whole]
    if wholly:
        yield f"select {columns} from ({unpacked(stored.kind, wholly)}) where {where}"
    partly = {str(stored.folder / name): files for name, files in stored.scans.items() if name not in stored.whole}
    if partly:
        wanted = [(path, file.path) for path, files in partly.items() for file in files]
        paths, files = array(path for path, _ in wanted), array(file for _, file in wanted)
        rows = f"select * from ({unpacked(stored.kind, partly, named=True)}) where {where}"
        chosen = f'select unnest({paths}) as filename, unnest({files}) as "$path"'
        kept = f'select * exclude (filename) from ({rows}) semi join ({chosen}) using (filename, "$path")'
        yield f"select {columns} from ({kept})"
