"""Local log files -> answers, by DuckDB in this process."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from athena_s3logs.engines import access_reader, trail_reader, unparsed
from athena_s3logs.engines.duck import connected, define, interruptible, message
from athena_s3logs.engines.local_files import find, needed
from athena_s3logs.engines.local_sql import rendered, text, timed_records, words_of_key
from athena_s3logs.engines.readers import open_logs, set_aside
from athena_s3logs.engines.stored import Known, is_there, known, rows_sql, split
from athena_s3logs.errors import EngineError, SettingError
from athena_s3logs.printable import amount
from athena_s3logs.query import relations
from athena_s3logs.relation import RELATIONS
from athena_s3logs.values import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import duckdb
    import pyarrow as pa
    from sqlglot import exp

    from athena_s3logs.engines.base import Question
    from athena_s3logs.engines.local_files import Found
    from athena_s3logs.engines.odd_files import Logs, Problem
    from athena_s3logs.engines.result import Result
    from athena_s3logs.engines.stored import Stored

_WHERE: Final = {"s3_access": "request_time is not null", "s3_access_unparsed": "request_time is null"}
_NAMED: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
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
        told = f" ({len(gone):,} of them gone, with {unparsed.counting(rows, 'row')})" if gone else ""
        held = f"{unparsed.counting(len(stored), 'file')} of {amount(sum(file.stamp.size for file in stored.values()))}"
        anew = f"{len(raw):,} of {amount(sum(self.sizes[path] for path in raw))}" if raw else "none"
        return f"{held} from the store{told}, {anew} read anew"


class _MovedError(Exception):
    """Segments are gone that were there a moment ago: others have taken their place."""


class LocalEngine:
    """Answers from files and folders of logs, and from a store of them; what cannot be read is told, and the rest answered."""

    by_the_byte = False

    def __init__(
        self,
        *,
        s3_access: str | Path | Sequence[str | Path] = (),
        cloudtrail: str | Path | Sequence[str | Path] = (),
        store: str | Path | None = None,
    ) -> None:
        given = {"s3_access": s3_access, "cloudtrail": cloudtrail}
        self.paths = {kind: _several(kind, paths) for kind, paths in given.items()}
        self.store = None if store is None else Path(store)
        self._brought: Mapping[str, Mapping[str, int]] = {}

    def fetched(self, brought: Mapping[str, Mapping[str, int]]) -> LocalEngine:
        """The engine with further files of each kind, by path and size: what of their place is needed, and no more."""
        engine = LocalEngine(s3_access=self.paths["s3_access"], cloudtrail=self.paths["cloudtrail"], store=self.store)
        engine._brought = brought
        return engine

    def sql(self, question: Question) -> str:
        """The text for DuckDB; `raw_...` stands for the lines of the files."""
        return text(rendered(question))

    def answer(self, question: Question) -> Result:
        """The rows of all files that the window needs."""
        try:
            return self._answered(question)
        except _MovedError:
            return self._answered(question)

    def _answered(self, question: Question) -> Result:
        from athena_s3logs.engines.result import Result

        started, tree = time.monotonic(), rendered(question)
        sql = text(tree)
        with TemporaryDirectory(prefix="athena_s3logs-") as folder:
            reading, notes = self._opened(question, tree, folder), unparsed.Notes()
            with connected(folder) as connection:
                connection.create_function(unparsed.NOTE, notes.note, ["varchar"], "boolean", side_effects=True)
                table, reading = _asked(connection, sql, reading, notes)
                warnings = (*reading.told, *_problems(reading), *_unparsed(connection, reading, notes))
        return Result.of(
            table,
            question.returns,
            sql=sql,
            engine="local",
            elapsed=time.monotonic() - started,
            scanned_bytes=sum(reading.sizes.values()),
            warnings=warnings,
            partial=bool(reading.problems),
            sources=reading.sources,
        )

    def _opened(self, question: Question, tree: exp.Query, folder: str) -> _Reading:
        found: dict[str, Found] = {}
        sizes: dict[str, int] = {}
        missed: list[str] = []
        logs, stored, once = {}, {}, unparsed.read_whole(tree)
        lost: list[Problem] = []
        for name in relations(question.tree):
            kind = RELATIONS[name]
            store = self._known(kind)
            found[kind] = found.get(kind) or self._found(kind, store)
            window, untimed = question.window, name == "s3_access_unparsed"
            files = needed(kind, found[kind], window, slack_days=question.slack_days, unparsed=untimed)
            missed += [] if files else [_missed(name, found[kind])]
            stored[name], raw, problems = split(store, [file.path for file in files])
            read = set(raw)
            sizes |= {file.path: file.size for file in files if file.path in read}
            sizes |= stored[name].sizes
            lost += problems
            logs[name] = open_logs(kind, raw, Path(folder), once=once)
        return _Reading(
            logs=logs,
            stored=stored,
            columns=_columns(tree),
            words=words_of_key(tree),
            noting=once,
            sizes=sizes,
            told=(*_skipped(found), *missed),
            closed=(*lost, *(problem for files in found.values() for problem in files.problems)),
        )

    def _known(self, kind: str) -> Known:
        return Known() if self.store is None else known(self.store, kind)

    def _found(self, kind: str, store: Known) -> Found:
        brought = self._brought.get(kind)
        if not self.paths[kind] and brought is None:
            flag = f"--{kind.replace('_', '-')}"
            raise SettingError(f"{kind}: the query reads it, and no files are named; give {flag} PATH, or {kind}= in Python")
        return find(kind, self.paths[kind], stored=store.files, brought=brought)


def _several(kind: str, paths: object) -> tuple[str | Path, ...]:
    items = tuple(paths) if isinstance(paths, Iterable) and not isinstance(paths, str) else (paths,)
    if wrong := [item for item in items if not isinstance(item, str | Path)]:
        raise SettingError(f"{kind}: expected a path or a list of paths, got {shown(wrong[0])}")
    return items


def _asked(
    connection: duckdb.DuckDBPyConnection, sql: str, reading: _Reading, notes: unparsed.Notes,
) -> tuple[pa.Table, _Reading]:
    """The rows; files that DuckDB refuses are set aside, each kind once, and the whole is asked again."""
    import duckdb

    try:
        return _rows(connection, sql, reading), reading
    except (duckdb.InvalidInputException, duckdb.IOException) as error:
        if not all(is_there(part) for part in reading.stored.values()):
            raise _MovedError from error
        again = replace(reading, logs=_set_aside(reading.logs))
        notes.counts.clear()
        if again.logs == reading.logs:
            raise EngineError(message(error), sql=sql) from error
    except duckdb.Error as error:
        raise EngineError(message(error), sql=sql) from error
    try:
        return _rows(connection, sql, again), again
    except duckdb.Error as error:
        raise EngineError(message(error), sql=sql) from error


def _set_aside(logs: Mapping[str, Logs]) -> dict[str, Logs]:
    return {name: set_aside(RELATIONS[name], opened) for name, opened in logs.items()}


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, reading: _Reading) -> pa.Table:
    for name, logs in reading.logs.items():
        if name != "cloudtrail":
            access_reader.register(connection, logs, _stream(name))
        raw = _raw(name, logs, reading)
        define(connection, raw)
        connection.execute(f'create or replace temp view "raw_{name}" as {raw}')
    define(connection, sql)
    return interruptible(connection, lambda: connection.sql(sql).to_arrow_table())


def _columns(tree: exp.Query) -> dict[str, set[str]]:
    """All names in each relation, the raw columns that it reads among them."""
    from sqlglot import exp

    return {cte.alias: {name.name for name in cte.find_all(exp.Identifier)} for cte in tree.ctes if cte.alias in RELATIONS}


def _raw(name: str, logs: Logs, reading: _Reading) -> str:
    """The raw lines or records of a relation: those that are read anew, and those of the store."""
    stored = list(rows_sql(reading.stored[name], _columns_of(name, reading), where=_WHERE.get(name, "true")))
    return " union all ".join([_anew(name, logs, reading), *stored] if logs.files or not stored else stored)


def _columns_of(name: str, reading: _Reading) -> str:
    if name == "cloudtrail":
        names = trail_reader.columns(reading.columns[name] | {"eventtime"})
        return ", ".join([*names, '"$path"', "event_time"])
    status = ["http_status"] if name == "s3_access" else []
    return ", ".join([*access_reader.columns(), "request_time", '"$path"', *status])


def _anew(name: str, logs: Logs, reading: _Reading) -> str:
    if name == "cloudtrail":
        return timed_records(trail_reader.rows_sql(logs, reading.columns[name] | {"eventtime"}))
    if name == "s3_access_unparsed":
        return access_reader.rows_sql(logs, _stream(name))
    rows = access_reader.rows_sql(logs, _stream(name), kept=partial(unparsed.timed, noting=reading.noting), words=reading.words)
    return f"select *, {unparsed.STATUS} from ({rows})"  # noqa: S608  as above


def _stream(name: str) -> str:
    return f"lines_{name}"


def _missed(name: str, found: Found) -> str:
    """That no file may hold what is asked for: an answer without rows that nobody should take for a good one."""
    times = [time for file in found.files for time in (file.first, file.last) if time]
    span = f" (their names tell of {min(times).date()} to {max(times).date()})" if times else ""
    files = unparsed.counting(len(found.files), "file")
    return f"{name}: of {files}{span} none is of this window, with its accounts, regions and buckets"


def _skipped(found: Mapping[str, Found]) -> Iterator[str]:
    for kind, files in found.items():
        for reason, count in files.skipped.items():
            yield f"{kind}: {unparsed.counting(count, 'file')} passed over: {reason}"


def _problems(reading: _Reading) -> Iterator[str]:
    problems = reading.problems
    for path, reason in list(problems.items())[:_NAMED]:
        yield f"{path} {reason}; the answer is without what stands there"
    if len(problems) > _NAMED:
        further = unparsed.counting(len(problems) - _NAMED, "further file")
        yield f"{further} cannot be read, or not wholly; the answer is without them"


def _unparsed(connection: duckdb.DuckDBPyConnection, reading: _Reading, notes: unparsed.Notes) -> Iterator[str]:
    """How many lines nothing reads; where a question asks for one key, those that may be of it."""
    if "s3_access" not in reading.logs:
        return
    counts: Mapping[str, int] = notes.counts
    if not reading.noting:
        rows = access_reader.rows_sql(reading.logs["s3_access"], _stream("s3_access"), words=reading.words)
        counts = _counted(connection, rows)
    counts = {**counts, **_unparsed_of_store(connection, reading)}
    if counts:
        yield unparsed.told(counts)


def _unparsed_of_store(connection: duckdb.DuckDBPyConnection, reading: _Reading) -> dict[str, int]:
    stored = reading.stored["s3_access"]
    known = {file.path: file.unparsed for file in stored.files if file.unparsed}
    if not known or not reading.words:
        return known

    def counted(where: str) -> dict[str, int]:
        rows = rows_sql(stored, 'request_time, "$path"', f"request_time is null and {where}")
        return _counted(connection, " union all ".join(rows))

    # Of a line whose time alone is none all columns would have to be read, and there is hardly ever one.
    whole = f"concat_ws(' ', {', '.join(access_reader.columns())})" if counted("unparsed_line is null") else "unparsed_line"
    return counted(access_reader.holding(whole, reading.words))


def _counted(connection: duckdb.DuckDBPyConnection, rows: str) -> dict[str, int]:
    import duckdb

    try:
        return interruptible(connection, lambda: unparsed.counted(connection, rows))
    except duckdb.Error as error:
        raise EngineError(message(error), sql=rows) from error
