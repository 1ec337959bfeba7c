"""What is read for a question over local logs -> what there is to tell beside its rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from athena_s3logs.engines import access_reader, unparsed
from athena_s3logs.engines.driver_errors import tamed
from athena_s3logs.engines.duck import interruptible, message
from athena_s3logs.engines.file_names import is_given_once
from athena_s3logs.engines.stored import check_there, rows_sql
from athena_s3logs.errors import EngineError
from athena_s3logs.printable import amount, counting

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import duckdb

    from athena_s3logs.engines.local_files import Found
    from athena_s3logs.engines.odd_files import Logs, Problem
    from athena_s3logs.engines.stored import Stored

_NAMED: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What is read for each relation of a question, and what there is to tell about it."""

    logs: Mapping[str, Logs]
    stored: Mapping[str, Stored]
    columns: Mapping[str, set[str]]
    words: str
    noting: bool
    sizes: Mapping[str, int]
    told: tuple[str, ...]
    closed: tuple[Problem, ...]

    @property
    def problems(self) -> dict[str, str]:
        """What could not be read, or not to its end, and why."""
        opened = (problem for logs in self.logs.values() for problem in logs.problems)
        stored = {file.path: file.problem for part in self.stored.values() for file in part.files if file.problem}
        return {problem.path: problem.reason for problem in (*self.closed, *opened)} | stored

    @property
    def sources(self) -> str:
        """How much of it comes from the store, and of that, how much is nowhere else any more; nothing without a store."""
        stored = {file.path: file for part in self.stored.values() for file in part.files}
        if not stored:
            return ""
        raw = {file.path for logs in self.logs.values() for file in logs.files}
        gone = {path for part in self.stored.values() for path in part.gone}
        rows = sum(stored[path].rows for path in gone)
        told = f" ({len(gone):,} of them gone, with {counting(rows, 'row')})" if gone else ""
        held = f"{counting(len(stored), 'file')} of {amount(sum(file.stamp.size for file in stored.values()))}"
        anew = f"{len(raw):,} of {amount(sum(self.sizes[path] for path in raw))}" if raw else "none"
        return f"{held} from the store{told}, {anew} read anew"


def warnings(connection: duckdb.DuckDBPyConnection, reading: Reading, notes: unparsed.Notes) -> Iterator[str]:
    """All of them, once the rows are there."""
    yield from reading.told
    yield from unread(reading.problems, "answer")
    yield from _unparsed(connection, reading, notes)


def doubled(reading: Reading) -> Iterator[str]:
    """That a log was read from two places, as one that was unzipped and kept."""
    raw = {file.path for logs in reading.logs.values() for file in logs.files}
    places: dict[str, str] = {}
    copies = []
    for path in sorted(raw | {file.path for part in reading.stored.values() for file in part.files}):
        name = path.rpartition("/")[2].removesuffix(".gz")
        if places.setdefault(name, path) != path and is_given_once(name):
            copies.append((places[name], path))
    if copies:
        files = f"{counting(len(copies), 'file')} {'is' if len(copies) == 1 else 'are'}"
        yield f"{files} there twice by name, as {' and '.join(copies[0])}; what is in both counts twice, but with distinct"


def stream(name: str) -> str:
    """The name of the lines that are streamed for a relation."""
    return f"lines_{name}"


def missed(name: str, found: Found) -> str:
    """That no file may hold what is asked for: an answer without rows that nobody should take for a good one."""
    times = [time for file in found.files for time in (file.first, file.last) if time]
    span = f" (their names tell of {min(times).date()} to {max(times).date()})" if times else ""
    files = counting(len(found.files), "file")
    return f"{name}: of {files}{span} none is of this window, with its accounts, regions and buckets"


def skipped(found: Mapping[str, Found]) -> Iterator[str]:
    """What was passed over, and why; and where no log is any more."""
    for kind, files in found.items():
        for path in files.gone:
            yield f"{kind}: of {path!r} no log is there any more; what was never ingested of it is missing"
        for reason, count in files.skipped.items():
            yield f"{kind}: {counting(count, 'file')} passed over: {reason}"


def unread(problems: Mapping[str, str], what: str) -> Iterator[str]:
    """Of which places an answer or a store is without what stands there, and why; the first of them by name."""
    for path, reason in list(problems.items())[:_NAMED]:
        yield f"{path} {reason}; the {what} is without what stands there"
    if len(problems) > _NAMED:
        further = counting(len(problems) - _NAMED, "further file")
        yield f"{further} cannot be read, or not wholly; the {what} is without them"


def _unparsed(connection: duckdb.DuckDBPyConnection, reading: Reading, notes: unparsed.Notes) -> Iterator[str]:
    """How many lines nothing reads; where a question asks for one key, those that may be of it."""
    if "s3_access" not in reading.logs:
        return
    counts: Mapping[str, int] = notes.counts
    if not reading.noting:
        kept, words = partial(unparsed.untimed, noting=access_reader.unparsed_of(reading.words, lines=True)), reading.words
        rows = access_reader.rows_sql(reading.logs["s3_access"], stream("s3_access"), wanted=(), kept=kept, words=words)
        counts = _counted(connection, rows, reading)
    counts = {**counts, **_unparsed_of_store(connection, reading)}
    if counts:
        yield unparsed.told(counts)


def _unparsed_of_store(connection: duckdb.DuckDBPyConnection, reading: Reading) -> dict[str, int]:
    stored = reading.stored["s3_access"]
    known = {file.path: file.unparsed for file in stored.files if file.unparsed}
    if not known or not reading.words:
        return known
    rows = rows_sql(stored, '"$path"', f"request_time is null and {access_reader.unparsed_of(reading.words)}")
    return _counted(connection, " union all ".join(rows), reading)


def _counted(connection: duckdb.DuckDBPyConnection, rows: str, reading: Reading) -> dict[str, int]:
    import duckdb

    try:
        return interruptible(connection, lambda: unparsed.counted(connection, rows))
    except duckdb.Error as error:
        check_there(reading.stored, error)
        raise EngineError(message(error), sql=rows) from tamed(error)
