"""Local log files -> answers, by DuckDB in this process."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from athena_s3logs.engines.local_files import find, needed
from athena_s3logs.errors import EngineError, SettingError
from athena_s3logs.query import relations
from athena_s3logs.relation import RELATIONS, local_relation
from athena_s3logs.render import render
from athena_s3logs.translate import SETUP, to_duckdb

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import ModuleType

    import duckdb
    import pyarrow as pa
    from sqlglot import exp

    from athena_s3logs.engines.base import Question
    from athena_s3logs.engines.local_files import Found
    from athena_s3logs.engines.odd_files import Logs
    from athena_s3logs.engines.result import Result

_SETTINGS: Final = (
    "set autoinstall_known_extensions = false",
    "set preserve_insertion_order = false",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """What is read for each relation of a question, and what there is to tell about it."""

    logs: Mapping[str, Logs]
    columns: Mapping[str, set[str]] = field(default_factory=dict)
    size: int
    told: tuple[str, ...]


class LocalEngine:
    """Answers from files and folders of logs; what cannot be read is told, and the rest answered."""

    def __init__(
        self, *, s3_access: str | Path | Sequence[str | Path] = (), cloudtrail: str | Path | Sequence[str | Path] = (),
    ) -> None:
        given = {"s3_access": s3_access, "cloudtrail": cloudtrail}
        self._paths = {kind: _several(paths) for kind, paths in given.items()}

    def sql(self, question: Question) -> str:
        """The text for DuckDB; `raw_...` stands for the lines of the files."""
        return to_duckdb(_rendered(question)).sql("duckdb", pretty=True)

    def answer(self, question: Question) -> Result:
        """The rows of all files that the window needs."""
        from athena_s3logs.engines.result import Result

        started, tree = time.monotonic(), _rendered(question)
        sql = to_duckdb(tree).sql("duckdb", pretty=True)
        with TemporaryDirectory(prefix="athena_s3logs-") as folder:
            reading, unparsed = self._opened(question, folder), list[str]()
            with _connected(folder, unparsed) as connection:
                table, reading = _asked(connection, sql, replace(reading, columns=_columns(tree)), unparsed)
                warnings = (*reading.told, *_problems(reading), *_unparsed(connection, reading, unparsed, _reads_once(tree)))
        return Result.of(
            table,
            question.returns,
            sql=sql,
            engine="local",
            elapsed=time.monotonic() - started,
            scanned_bytes=reading.size,
            warnings=warnings,
            partial=any(logs.problems for logs in reading.logs.values()),
        )

    def _opened(self, question: Question, folder: str) -> _Reading:
        found: dict[str, Found] = {}
        sizes: dict[str, int] = {}
        logs = {}
        for name in relations(question.tree):
            kind = RELATIONS[name]
            found[kind] = found.get(kind) or self._found(kind)
            slack = question.slack_days if name != "s3_access_unparsed" else question.slack_days or 0
            files = needed(kind, found[kind], question.window, slack_days=slack)
            sizes |= {file.path: file.size for file in files}
            logs[name] = _reader(name).open_logs([file.path for file in files], Path(folder))
        return _Reading(logs=logs, size=sum(sizes.values()), told=tuple(_skipped(found)))

    def _found(self, kind: str) -> Found:
        if not self._paths[kind]:
            flag = f"--{kind.replace('_', '-')}"
            raise SettingError(f"{kind}: the query reads it, and no files are named; give {flag} PATH, or {kind}= in Python")
        return find(kind, self._paths[kind])


def _reader(name: str) -> ModuleType:
    """What reads the files of a relation."""
    return import_module(f"athena_s3logs.engines.{'trail' if RELATIONS[name] == 'cloudtrail' else 'access'}_reader")


def _several(paths: str | Path | Sequence[str | Path]) -> tuple[str | Path, ...]:
    return (paths,) if isinstance(paths, str | Path) else tuple(paths)


@contextmanager
def _connected(folder: str, unparsed: list[str]) -> Iterator[duckdb.DuckDBPyConnection]:
    import duckdb

    def note(path: str) -> bool:
        unparsed.append(path)
        return False

    with duckdb.connect(config={"temp_directory": f"{folder}/spill"}) as connection:
        for statement in (*_SETTINGS, *SETUP):
            connection.execute(statement)
        connection.create_function("s3logs_unparsed", note, ["varchar"], "boolean", side_effects=True)
        yield connection


def _asked(
    connection: duckdb.DuckDBPyConnection, sql: str, reading: _Reading, unparsed: list[str],
) -> tuple[pa.Table, _Reading]:
    """The rows; files that DuckDB refuses are set aside, each kind once, and the whole is asked again."""
    import duckdb

    try:
        return _rows(connection, sql, reading), reading
    except (duckdb.InvalidInputException, duckdb.IOException) as error:
        again = replace(reading, logs=_set_aside(reading.logs))
        unparsed.clear()
        if again.logs == reading.logs:
            raise EngineError(f"DuckDB: {error}", sql=sql) from error
    except duckdb.Error as error:
        raise EngineError(f"DuckDB: {error}", sql=sql) from error
    try:
        return _rows(connection, sql, again), again
    except duckdb.Error as error:
        raise EngineError(f"DuckDB: {error}", sql=sql) from error


def _set_aside(logs: Mapping[str, Logs]) -> dict[str, Logs]:
    return {name: _reader(name).set_aside(opened) for name, opened in logs.items()}


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, reading: _Reading) -> pa.Table:
    for name, logs in reading.logs.items():
        connection.execute(f'create or replace temp view "raw_{name}" as {_raw(name, logs, reading.columns[name])}')
    return connection.sql(sql).to_arrow_table()


def _rendered(question: Question) -> exp.Query:
    names = relations(question.tree)
    selects = {name: local_relation(name, f"raw_{name}", window=question.window) for name in names}
    return render(question.tree, question.types, question.values, selects)


def _columns(tree: exp.Query) -> dict[str, set[str]]:
    """All names in each relation, the raw columns that it reads among them."""
    from sqlglot import exp

    return {cte.alias: {name.name for name in cte.find_all(exp.Identifier)} for cte in tree.ctes if cte.alias in RELATIONS}


def _reads_once(tree: exp.Query) -> bool:
    """Whether no relation and no other subquery with a name is read twice."""
    from sqlglot import exp

    names = [table.name for table in tree.find_all(exp.Table)]
    return len(names) == len(set(names))


def _raw(name: str, logs: Logs, columns: set[str]) -> str:
    if name == "cloudtrail":
        rows: str = _reader(name).rows_sql(logs, columns)
        return rows
    rows = _reader(name).rows_sql(logs)
    return _timed(rows) if name == "s3_access" else rows


def _timed(rows: str) -> str:
    """The lines with a time; files with others are noted in passing, since a second scan would cost as much as the first.

    A function with side effects is computed once for each row, below every filter of the query.
    """
    noted = 'case when request_time is null then s3logs_unparsed("$path") else true end'
    status = "try_cast(httpstatus as integer) as http_status"  # three digits or none, so that DuckDB's cast is Trino's
    return f"select * exclude (timed_) from (select *, {status}, {noted} as timed_ from ({rows}) limit {2**62}) where timed_"  # noqa: S608


def _skipped(found: Mapping[str, Found]) -> Iterator[str]:
    for kind, files in found.items():
        for reason, count in files.skipped.items():
            yield f"{kind}: {count:,} files passed over: {reason}"


def _problems(reading: _Reading) -> Iterator[str]:
    problems: dict[str, str] = {problem.path: problem.reason for logs in reading.logs.values() for problem in logs.problems}
    return (f"{path} {reason}; the answer is without what stands there" for path, reason in problems.items())


def _unparsed(connection: duckdb.DuckDBPyConnection, reading: _Reading, unparsed: list[str], once: bool) -> Iterator[str]:  # noqa: FBT001  of the query
    """How many lines nothing could read: as noted, or where the query reads its files several times, counted in those."""
    if not unparsed:
        return
    files = set(unparsed)
    count = len(unparsed) if once else _counted(connection, reading.logs["s3_access"], files)
    yield f"{count:,} lines in {len(files):,} files cannot be read; s3_access_unparsed has them, by the time of their delivery"


def _counted(connection: duckdb.DuckDBPyConnection, logs: Logs, files: set[str]) -> int:
    rows = _reader("s3_access").rows_sql(replace(logs, files=tuple(file for file in logs.files if file.path in files)))
    found = connection.execute(f"select count(*) from ({rows}) where request_time is null").fetchone()  # noqa: S608
    return found[0] if found else 0
