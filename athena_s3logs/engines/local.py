"""Local log files -> answers, by DuckDB in this process."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from athena_s3logs.engines import access_reader, trail_reader, unparsed
from athena_s3logs.engines.base import StoppedError
from athena_s3logs.engines.driver_errors import tamed
from athena_s3logs.engines.duck import connected, define, interruptible, message
from athena_s3logs.engines.local_files import find, needed
from athena_s3logs.engines.local_sql import rendered, text, timed_records, words_of_key
from athena_s3logs.engines.readers import open_logs, set_aside
from athena_s3logs.engines.reading import Reading, doubled, missed, skipped, stream, warnings
from athena_s3logs.engines.stored import Known, MovedError, check_there, known, rows_sql, split
from athena_s3logs.errors import EngineError, MissingLogsError, SettingError
from athena_s3logs.locations import SCHEME
from athena_s3logs.query import relations
from athena_s3logs.relation import RELATIONS
from athena_s3logs.store.names import place
from athena_s3logs.values import paths_of, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import duckdb
    import pyarrow as pa
    from sqlglot import exp

    from athena_s3logs.engines.base import Question
    from athena_s3logs.engines.ingest import Ingested
    from athena_s3logs.engines.local_files import Found
    from athena_s3logs.engines.odd_files import Logs, Problem
    from athena_s3logs.engines.result import Result

_WHERE: Final = {"s3_access": "request_time is not null", "s3_access_unparsed": "request_time is null"}
_MADE_FROM: Final = {"eventtime", "httpstatus"}
"""The columns of which `event_time` and `http_status` are made, whatever a relation reads."""


_TRIES: Final = 5


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
        self.paths = {kind: paths_of(kind, paths) for kind, paths in given.items()}
        self.store = None if store is None else _folder(store)
        self._brought: Mapping[str, Mapping[str, int]] = {}

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of logs that are named; a store has no others to ask."""
        return frozenset(kind for kind, paths in self.paths.items() if paths)

    @property
    def in_s3(self) -> dict[str, list[str]]:
        """The paths that are places in S3, which somebody else has to fetch."""
        places = {kind: [str(path) for path in paths if str(path).startswith(SCHEME)] for kind, paths in self.paths.items()}
        return {kind: found for kind, found in places.items() if found}

    def without_s3(self) -> LocalEngine:
        """The engine over all other paths."""
        paths = {kind: [path for path in paths if not str(path).startswith(SCHEME)] for kind, paths in self.paths.items()}
        return LocalEngine(s3_access=paths["s3_access"], cloudtrail=paths["cloudtrail"], store=self.store)

    def fetched(self, brought: Mapping[str, Mapping[str, int]]) -> LocalEngine:
        """The engine with further files of each kind, by path and size: what of their place is needed, and no more."""
        engine = LocalEngine(s3_access=self.paths["s3_access"], cloudtrail=self.paths["cloudtrail"], store=self.store)
        engine._brought = brought
        return engine

    def ingest(self, *, told: Callable[[str, int, int], None]) -> list[Ingested]:
        """Read what is new or has changed of the files into the store."""
        from athena_s3logs.engines.ingest import ingest

        paths = {kind: named for kind, named in self.paths.items() if named}
        if self.store is None or not paths:
            raise SettingError("ingest: no store or no files; give S3Logs.local store=DIR, and s3_access= or cloudtrail=")
        return list(ingest(self.store, paths, told=told))

    def sql(self, question: Question) -> str:
        """The text for DuckDB; `raw_...` stands for the lines of the files."""
        return text(rendered(question))

    def answer(self, question: Question) -> Result:
        """The rows of all files that the window needs."""
        for _ in range(_TRIES):
            try:
                return self._answered(question)
            except MovedError:
                continue
            except StoppedError as stopped:
                raise EngineError(f"DuckDB: {stopped}", sql=self.sql(question)) from stopped
        message = f"{self.store}: its segments are replaced again and again; ask once nothing writes to the store"
        raise EngineError(message, sql=self.sql(question), retryable=True)

    def _answered(self, question: Question) -> Result:
        from athena_s3logs.engines.result import Result

        started, tree = time.monotonic(), rendered(question)
        sql = text(tree)
        with TemporaryDirectory(prefix="athena_s3logs-") as folder:
            reading, notes = self._opened(question, tree, folder), unparsed.Notes()
            with connected(folder) as connection:
                connection.create_function(unparsed.NOTE, notes.note, ["varchar"], "boolean", side_effects=True)
                table, reading = _asked(connection, sql, reading, notes)
                told = (*warnings(connection, reading, notes), *(() if question.distinct else doubled(reading)))
        return Result.of(
            table,
            question.returns,
            sql=sql,
            engine="local",
            elapsed=time.monotonic() - started,
            scanned_bytes=sum(reading.sizes.values()),
            warnings=told,
            partial=bool(reading.problems),
            sources=reading.sources,
        )

    def _opened(self, question: Question, tree: exp.Query, folder: str) -> Reading:
        found: dict[str, Found] = {}
        sizes: dict[str, int] = {}
        unread: list[str] = []
        logs, stored, once = {}, {}, unparsed.read_whole(tree)
        lost: list[Problem] = []
        for name in relations(question.tree):
            kind = RELATIONS[name]
            store = self._known(kind)
            found[kind] = found.get(kind) or self._found(kind, store)
            window, untimed = question.window, name == "s3_access_unparsed"
            files = needed(kind, found[kind], window, slack_days=question.slack_days, unparsed=untimed)
            unread += [] if files else [missed(name, found[kind])]
            stored[name], raw, problems = split(store, [file.path for file in files])
            read = set(raw)
            sizes |= {file.path: file.size for file in files if file.path in read}
            sizes |= stored[name].sizes
            lost += problems
            logs[name] = open_logs(kind, raw, Path(folder), once=once)
        return Reading(
            logs=logs,
            stored=stored,
            columns=_columns(tree),
            words=words_of_key(tree),
            noting=once,
            sizes=sizes,
            told=(*skipped(found), *unread),
            closed=(*lost, *(problem for files in found.values() for problem in files.problems)),
        )

    def _known(self, kind: str) -> Known:
        return Known(kind=kind) if self.store is None else known(self.store, kind)

    def _found(self, kind: str, store: Known) -> Found:
        brought = self._brought.get(kind)
        if not self.paths[kind] and brought is None:
            flag = f"--{kind.replace('_', '-')}"
            fault = f"{kind}: the query reads it, and no files are named"
            raise MissingLogsError(f"{fault}; give {flag} PATH, or {kind}= in Python")
        return find(kind, self.paths[kind], stored=store.files, brought=brought)


def _folder(store: object) -> Path:
    if not isinstance(store, str | Path) or not str(store):
        raise SettingError(f"store: expected a path, got {shown(store)}")
    return place(store)


def _asked(
    connection: duckdb.DuckDBPyConnection, sql: str, reading: Reading, notes: unparsed.Notes,
) -> tuple[pa.Table, Reading]:
    """The rows; files that DuckDB refuses, or that go meanwhile, are set aside, and the whole is asked again."""
    import duckdb

    while True:
        try:
            return _rows(connection, sql, reading), reading
        except (duckdb.InvalidInputException, duckdb.IOException) as error:
            check_there(reading.stored, error)
            again = replace(reading, logs=_set_aside(reading.logs))
            notes.counts.clear()
            if again.logs == reading.logs:
                damaged = "; `store verify` tells of damage" if any(part.scans for part in reading.stored.values()) else ""
                raise EngineError(f"{message(error)}{damaged}", sql=sql) from tamed(error)
            reading = again
        except duckdb.Error as error:
            raise EngineError(message(error), sql=sql) from tamed(error)


def _set_aside(logs: Mapping[str, Logs]) -> dict[str, Logs]:
    return {name: set_aside(RELATIONS[name], opened) for name, opened in logs.items()}


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, reading: Reading) -> pa.Table:
    for name, logs in reading.logs.items():
        if name == "cloudtrail":
            trail_reader.register(connection, logs)
        else:
            words = reading.words if name == "s3_access" else ""
            access_reader.register(connection, logs, stream(name), words=words)
        raw = _raw(name, logs, reading)
        define(connection, raw)
        connection.execute(f'create or replace temp view "raw_{name}" as {raw}')
    define(connection, sql)
    return interruptible(connection, lambda: connection.sql(sql).to_arrow_table())


def _columns(tree: exp.Query) -> dict[str, set[str]]:
    """All names in each relation, the raw columns that it reads among them."""
    from sqlglot import exp

    read = {cte.alias: {name.name for name in cte.find_all(exp.Identifier)} for cte in tree.ctes if cte.alias in RELATIONS}
    return {relation: names | _MADE_FROM for relation, names in read.items()}


def _raw(name: str, logs: Logs, reading: Reading) -> str:
    """The raw lines or records of a relation: those that are read anew, and those of the store."""
    stored = list(rows_sql(reading.stored[name], _columns_of(name, reading), where=_WHERE.get(name, "true")))
    return " union all ".join([_anew(name, logs, reading), *stored] if logs.files or not stored else stored)


def _columns_of(name: str, reading: Reading) -> str:
    if name == "cloudtrail":
        names = trail_reader.columns(reading.columns[name])
        return ", ".join([*names, '"$path"', "event_time"])
    status = ["http_status"] if name == "s3_access" else []
    return ", ".join([*access_reader.columns(reading.columns[name]), "request_time", '"$path"', *status])


def _anew(name: str, logs: Logs, reading: Reading) -> str:
    if name == "cloudtrail":
        return timed_records(trail_reader.rows_sql(logs, reading.columns[name]))
    if name == "s3_access_unparsed":
        return access_reader.rows_sql(logs, stream(name), wanted=reading.columns[name])
    kept = partial(unparsed.timed, noting=access_reader.unparsed_of(reading.words, lines=True) if reading.noting else "")
    rows = access_reader.rows_sql(logs, stream(name), wanted=reading.columns[name], kept=kept, words=reading.words)
    return f"select *, {unparsed.STATUS} from ({rows})"  # noqa: S608  as above
