"""Local log files -> answers, by DuckDB in this process."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, TypeVar

from athena_s3logs.engines import access_reader, trail_reader, unparsed
from athena_s3logs.engines.local_files import find, needed
from athena_s3logs.errors import EngineError, SettingError
from athena_s3logs.query import relations
from athena_s3logs.relation import RELATIONS, local_relation, numbered
from athena_s3logs.render import render
from athena_s3logs.translate import SETUP, to_duckdb
from athena_s3logs.values import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import duckdb
    import pyarrow as pa
    from sqlglot import exp

    from athena_s3logs.engines.base import Question
    from athena_s3logs.engines.local_files import Found
    from athena_s3logs.engines.odd_files import Logs, Problem
    from athena_s3logs.engines.result import Result

_T = TypeVar("_T")

_READERS: Final = {"s3_access": access_reader, "cloudtrail": trail_reader}
_SETTINGS: Final = (
    "set autoinstall_known_extensions = false",
    "set preserve_insertion_order = false",
    "set disabled_optimizers = 'common_subplan'",
)
"""The last one for what `_text` keeps from being materialized."""

_NAMED: Final = 20
_PATIENCE: Final = 0.1
_FURTHER: Final = re.compile(r'\n\nLINE |\n\nUse "SET |\n\tCandidate |\. Detail: Python exception: ')
_RAISED: Final = re.compile(
    r"""Conversion Error: (?:Could not convert string '|invalid \w+ field format: ")"""
    r"""(Division by zero|(?:Cannot|Value|Invalid) .+?(?=' to \w+$|", expected format ))""",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """What is read for each relation of a question, and what there is to tell about it."""

    logs: Mapping[str, Logs]
    columns: Mapping[str, set[str]]
    noting: bool
    size: int
    told: tuple[str, ...]
    closed: tuple[Problem, ...]

    @property
    def problems(self) -> dict[str, str]:
        """What could not be read, or not to its end, and why."""
        opened = (problem for logs in self.logs.values() for problem in logs.problems)
        return {problem.path: problem.reason for problem in (*self.closed, *opened)}


class LocalEngine:
    """Answers from files and folders of logs; what cannot be read is told, and the rest answered."""

    def __init__(
        self, *, s3_access: str | Path | Sequence[str | Path] = (), cloudtrail: str | Path | Sequence[str | Path] = (),
    ) -> None:
        given = {"s3_access": s3_access, "cloudtrail": cloudtrail}
        self._paths = {kind: _several(kind, paths) for kind, paths in given.items()}

    def sql(self, question: Question) -> str:
        """The text for DuckDB; `raw_...` stands for the lines of the files."""
        return _text(_rendered(question))

    def answer(self, question: Question) -> Result:
        """The rows of all files that the window needs."""
        from athena_s3logs.engines.result import Result

        started, tree = time.monotonic(), _rendered(question)
        sql = _text(tree)
        with TemporaryDirectory(prefix="athena_s3logs-") as folder:
            reading, notes = self._opened(question, tree, folder), unparsed.Notes()
            with _connected(folder, notes) as connection:
                table, reading = _asked(connection, sql, reading, notes)
                warnings = (*reading.told, *_problems(reading), *_unparsed(connection, reading, notes))
        return Result.of(
            table,
            question.returns,
            sql=sql,
            engine="local",
            elapsed=time.monotonic() - started,
            scanned_bytes=reading.size,
            warnings=warnings,
            partial=bool(reading.problems),
        )

    def _opened(self, question: Question, tree: exp.Query, folder: str) -> _Reading:
        found: dict[str, Found] = {}
        sizes: dict[str, int] = {}
        missed: list[str] = []
        logs = {}
        for name in relations(question.tree):
            kind = RELATIONS[name]
            found[kind] = found.get(kind) or self._found(kind)
            lost = name == "s3_access_unparsed"
            files = needed(kind, found[kind], question.window, slack_days=question.slack_days, unparsed=lost)
            sizes |= {file.path: file.size for file in files}
            missed += [] if files else [_missed(name, found[kind])]
            logs[name] = _READERS[kind].open_logs([file.path for file in files], Path(folder))
        return _Reading(
            logs=logs,
            columns=_columns(tree),
            noting=unparsed.read_whole(tree),
            size=sum(sizes.values()),
            told=(*_skipped(found), *missed),
            closed=tuple(problem for files in found.values() for problem in files.problems),
        )

    def _found(self, kind: str) -> Found:
        if not self._paths[kind]:
            flag = f"--{kind.replace('_', '-')}"
            raise SettingError(f"{kind}: the query reads it, and no files are named; give {flag} PATH, or {kind}= in Python")
        return find(kind, self._paths[kind])


def _several(kind: str, paths: object) -> tuple[str | Path, ...]:
    items = tuple(paths) if isinstance(paths, Iterable) and not isinstance(paths, str) else (paths,)
    if wrong := [item for item in items if not isinstance(item, str | Path)]:
        raise SettingError(f"{kind}: expected a path or a list of paths, got {shown(wrong[0])}")
    return items


@contextmanager
def _connected(folder: str, notes: unparsed.Notes) -> Iterator[duckdb.DuckDBPyConnection]:
    import duckdb

    with duckdb.connect(config={"temp_directory": f"{folder}/spill"}) as connection:
        with suppress(duckdb.InvalidInputException):  # Jupyter without widgets has no bar, and no way to turn it off
            connection.execute("set enable_progress_bar = false")
        for statement in (*_SETTINGS, *SETUP):
            connection.execute(statement)
        connection.create_function(unparsed.NOTE, notes.note, ["varchar"], "boolean", side_effects=True)
        yield connection


def _asked(
    connection: duckdb.DuckDBPyConnection, sql: str, reading: _Reading, notes: unparsed.Notes,
) -> tuple[pa.Table, _Reading]:
    """The rows; files that DuckDB refuses are set aside, each kind once, and the whole is asked again."""
    import duckdb

    try:
        return _rows(connection, sql, reading), reading
    except (duckdb.InvalidInputException, duckdb.IOException) as error:
        again = replace(reading, logs=_set_aside(reading.logs))
        notes.counts.clear()
        if again.logs == reading.logs:
            raise EngineError(_message(error), sql=sql) from error
    except duckdb.Error as error:
        raise EngineError(_message(error), sql=sql) from error
    try:
        return _rows(connection, sql, again), again
    except duckdb.Error as error:
        raise EngineError(_message(error), sql=sql) from error


def _message(error: duckdb.Error) -> str:
    """What DuckDB says, without its view of a text that nobody wrote, and without the cast by which a macro says it."""
    text = _FURTHER.split(str(error))[0]
    raised = _RAISED.match(text)
    if not raised:
        return f"DuckDB: {text}"
    return f"{raised[1]}; try_cast makes NULL of such a value" if "cast" in raised[1] else raised[1]


def _set_aside(logs: Mapping[str, Logs]) -> dict[str, Logs]:
    return {name: _READERS[RELATIONS[name]].set_aside(opened) for name, opened in logs.items()}


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, reading: _Reading) -> pa.Table:
    for name, logs in reading.logs.items():
        if name != "cloudtrail":
            access_reader.register(connection, logs, _stream(name))
        connection.execute(f'create or replace temp view "raw_{name}" as {_raw(name, logs, reading)}')
    return _interruptible(connection, lambda: connection.sql(sql).to_arrow_table())


def _interruptible(connection: duckdb.DuckDBPyConnection, work: Callable[[], _T]) -> _T:
    """What the work makes, by a thread of its own, so that Ctrl-C comes to us and not to what DuckDB calls of ours.

    DuckDB 1.5 does not look for it before it has the answer; 2.0.0 between tasks only, which in a join may take minutes.
    """
    from concurrent.futures import ThreadPoolExecutor, wait

    with ThreadPoolExecutor(1) as threads:
        made = threads.submit(work)
        try:
            return made.result()
        finally:
            while not made.done():
                connection.interrupt()
                wait([made], timeout=_PATIENCE)


def _rendered(question: Question) -> exp.Query:
    if question.engines == "athena":
        raise SettingError("the query is for Athena and Trino alone, as its header says (engines: athena)")
    names = relations(question.tree)
    selects = {name: local_relation(name, f"raw_{name}", window=question.window) for name in names}
    if question.distinct:
        selects = {name: numbered(name, select) for name, select in selects.items()}
    return _titled(render(question.tree, question.types, question.values, selects))


def _text(tree: exp.Query) -> str:
    """The SQL for DuckDB.

    DuckDB 2.0.0 waits for ever where a CTE is materialized for a join with itself below a LIMIT without an ORDER BY, and it
    materializes CTEs that are called NOT MATERIALIZED too.
    """
    return to_duckdb(_inlined(tree.copy()) if unparsed.stops_early(tree) else tree).sql("duckdb", pretty=True)


def _inlined(tree: exp.Query) -> exp.Query:
    """The tree with its CTEs written out where they are read; as it is where one is recursive or stands further inside."""
    from sqlglot import exp

    if [with_.recursive for with_ in tree.find_all(exp.With)] != [False]:
        return tree
    for cte in tree.ctes:
        for table in [table for table in tree.find_all(exp.Table) if table.name == cte.alias]:
            alias = table.args.get("alias") or exp.TableAlias(this=table.this)
            alias.set("columns", alias.columns or cte.args["alias"].columns)
            table.replace(exp.Subquery(this=cte.this.copy(), alias=alias, joins=table.args.get("joins")))
    tree.set("with_", None)
    return tree


def _titled(tree: exp.Query) -> exp.Query:
    """The tree with Trino's titles for columns that have none, `_col0` and so on."""
    from sqlglot import exp

    for place, item in enumerate(() if tree.is_star else tree.selects):
        if not isinstance(item.unnest(), exp.Alias | exp.Column | exp.Dot):
            item.replace(exp.alias_(item.copy(), f"_col{place}"))
    return tree


def _columns(tree: exp.Query) -> dict[str, set[str]]:
    """All names in each relation, the raw columns that it reads among them."""
    from sqlglot import exp

    return {cte.alias: {name.name for name in cte.find_all(exp.Identifier)} for cte in tree.ctes if cte.alias in RELATIONS}


def _raw(name: str, logs: Logs, reading: _Reading) -> str:
    if name == "cloudtrail":
        return trail_reader.rows_sql(logs, reading.columns[name])
    rows = access_reader.rows_sql(logs, _stream(name))
    return unparsed.timed(rows, noting=reading.noting) if name == "s3_access" else rows


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
    if "s3_access" not in reading.logs:
        return
    counts: Mapping[str, int] = notes.counts
    if not reading.noting:
        counts = _counted(connection, access_reader.rows_sql(reading.logs["s3_access"], _stream("s3_access")))
    if counts:
        yield unparsed.told(counts)


def _counted(connection: duckdb.DuckDBPyConnection, rows: str) -> dict[str, int]:
    import duckdb

    try:
        return _interruptible(connection, lambda: unparsed.counted(connection, rows))
    except duckdb.Error as error:
        raise EngineError(_message(error), sql=rows) from error
