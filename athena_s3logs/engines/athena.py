"""Questions over raw tables -> answers of Athena, through PyAthena."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, cast
from uuid import uuid4

from athena_s3logs import price
from athena_s3logs.engines.athena_errors import LEFT
from athena_s3logs.engines.athena_results import COMPLEX, ColumnInfo, of_csv, of_parquet, of_rows, with_lists
from athena_s3logs.engines.athena_runner import PAGE, Conduct, Runner
from athena_s3logs.engines.athena_service import console_url
from athena_s3logs.engines.athena_text import lists_as_json, named, order_of, unloading
from athena_s3logs.engines.raw_tables import athena_tree
from athena_s3logs.errors import AwsError, EngineError
from athena_s3logs.query import relations
from athena_s3logs.relation import RELATIONS
from athena_s3logs.render import text
from athena_s3logs.window import DELIVERY_SLACK_DAYS, TRAIL_SLACK_DAYS, clock

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    import pyarrow as pa
    from pyathena.model import AthenaQueryExecution
    from sqlglot import exp

    from athena_s3logs.engines.athena_runner import Ran
    from athena_s3logs.engines.athena_service import Service
    from athena_s3logs.engines.base import Question
    from athena_s3logs.engines.raw_tables import RawTable
    from athena_s3logs.engines.result import Result

_LATE: Final = {"s3_access": DELIVERY_SLACK_DAYS, "cloudtrail": TRAIL_SLACK_DAYS}
"""Days in which nearly all records of a day have come."""

_UNLOADED: Final = "athena_s3logs-unload"
_UNSORTED: Final = "an unload gives rows in no order, and this query's cannot be told from its columns"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A question as it goes to Athena."""

    question: Question
    tree: exp.Query
    sql: str
    warnings: tuple[str, ...]
    started: float


class AthenaEngine:
    """Runs questions and DDL in Athena."""

    by_the_byte = True

    def __init__(
        self,
        tables: Mapping[str, RawTable],
        service: Service,
        *,
        conduct: Conduct | None = None,
        now: Callable[[], datetime] = clock,
        check: Callable[[RawTable], tuple[str, ...]] = lambda _: (),
    ) -> None:
        self.kinds = frozenset(tables)
        self.tables, self._service, self._now, self._check = tables, service, now, check
        self._conduct = conduct or Conduct()
        self._runner = Runner(service, self._conduct)

    @property
    def workgroup(self) -> str:
        """Where queries run."""
        return self._service.name

    def sql(self, question: Question) -> str:
        """The text that `answer` runs; with unload it stands in an UNLOAD."""
        return self._asked(question).sql

    def answer(self, question: Question) -> Result:
        """The rows, once the query has ended; `check` looks at each table first, and says what to tell of it."""
        asked = self._asked(question)
        kinds = sorted({RELATIONS[name] for name in relations(question.tree)})
        told = [text for kind in kinds for text in self._check(self.tables[kind])]
        asked = replace(asked, warnings=(*asked.warnings, *told))
        if self._conduct.unload:
            return self._unloaded(asked)
        with self._runner.running(asked.sql, reuse=self._is_closed(question)) as ran:
            columns = [ColumnInfo(*column) for column in ran.cursor.description or ()]
            table = _with_lists(self._fetched(ran, columns), asked)
            return self._result(table, asked, ran.execution, _complex(columns, asked))

    def explain(self, question: Question) -> str:
        """Athena's plan for a question, which costs nothing."""
        with self._runner.running(f"EXPLAIN {self.sql(question)}") as ran:
            return "\n".join(str(row[0]) for row in ran.cursor.fetchall())

    def execute(self, statement: str) -> None:
        """Run a statement that gives no rows, as it is: Athena takes no comment in front of DDL."""
        with self._runner.running(statement):
            pass

    def _asked(self, question: Question) -> _Asked:
        started = time.monotonic()
        tree, warnings = athena_tree(question, self.tables, now=self._now())
        if not self._conduct.unload:
            tree = lists_as_json(tree, question.returns)
        sql = named(text(tree), question.name)
        return _Asked(question=question, tree=tree, sql=sql, warnings=warnings, started=started)

    def _is_closed(self, question: Question) -> bool:
        """Whether no more records of its window are to come, so that an earlier result is still right."""
        late = max(_LATE[RELATIONS[name]] for name in relations(question.tree)) if relations(question.tree) else 0
        return self._now() - question.window.end >= timedelta(days=max(late, question.slack_days or 0))

    def _fetched(self, ran: Ran, columns: Sequence[ColumnInfo]) -> pa.Table:
        """The rows: PyAthena has the first page already, and what is longer is read from the file, if that is plain."""
        location = None if ran.execution.encryption_option == "CSE_KMS" else ran.execution.output_location
        rows = ran.cursor.fetchmany(PAGE - 1) if location else ran.cursor.fetchall()
        if not location or len(rows) < PAGE - 1:
            return of_rows(cast("list[tuple[Any, ...]]", rows), columns)
        with self._service.open(location) as stream:
            return of_csv(stream, columns)

    def _unloaded(self, asked: _Asked) -> Result:
        """The rows by way of Parquet files in a folder of their own, which are deleted whatever happens."""
        if not (location := self._runner.location(asked.sql)):
            wanted = "give an output location, and a workgroup that does not keep its results itself"
            raise EngineError(f"Athena: unload wants a place of results; {wanted}", sql=asked.sql)
        names = [name.lower() for name in asked.tree.named_selects]
        if twice := next((name for name in names if name.strip("*") and names.count(name) > 1), None):
            raise EngineError(f"Athena: unload wants a name for each column, and {twice} is there twice", sql=asked.sql)
        folder = f"{location.rstrip('/')}/{_UNLOADED}/{uuid4()}/"
        asked = replace(asked, sql=unloading(asked.sql, folder))
        try:
            with self._runner.running(asked.sql) as ran:
                files = (self._service.open(url) for url in self._service.files(folder))
                table = of_parquet(files, asked.tree.named_selects, order := order_of(asked.tree))
                result = self._result(table, asked, ran.execution, () if order else (_UNSORTED,))
        except BaseException as error:
            left = self._cleaned(folder)
            if isinstance(error, EngineError):
                left = (f"what it unloads to {folder} by then stays there; delete it",) if LEFT in str(error) else left
                error.args = ("; ".join((*error.args, *left)),)
            raise
        return replace(result, warnings=(*result.warnings, *self._cleaned(folder)))

    def _cleaned(self, folder: str) -> tuple[str, ...]:
        """What is left to tell once the folder is empty."""
        try:
            self._service.delete(self._service.files(folder))
        except AwsError as error:
            return (f"what was unloaded to {folder} may still be there ({error}); delete it",)
        return ()

    def _result(
        self, table: pa.Table, asked: _Asked, execution: AthenaQueryExecution, warnings: tuple[str, ...],
    ) -> Result:
        from athena_s3logs.engines.result import Result

        scanned, reused = execution.data_scanned_in_bytes, bool(execution.reused_previous_result)
        result = Result.of(
            table,
            asked.question.returns,
            sql=asked.sql,
            engine="athena",
            elapsed=time.monotonic() - asked.started,
            scanned_bytes=scanned,
            warnings=(*asked.warnings, *warnings),
        )
        cost = 0.0 if reused else price.cost(scanned or 0, per_tb=self._conduct.price_per_tb)
        query_id = execution.query_id
        url = console_url(self._service.region, query_id or "")
        return replace(result, query_id=query_id, cost=cost, console_url=url, reused=reused)


def _with_lists(table: pa.Table, asked: _Asked) -> pa.Table:
    try:
        return with_lists(table, asked.question.returns)
    except ValueError as error:
        raise EngineError(f"Athena: {error}", sql=asked.sql) from error


def _complex(columns: Sequence[ColumnInfo], asked: _Asked) -> tuple[str, ...]:
    """What to tell of columns whose values Athena gives as a text."""
    declared = {one.name for one in asked.question.returns}
    return tuple(
        f"column {column.name}: Athena gives an {column.type} as a text that cannot be told back; cast it to JSON, or unload"
        for column in columns
        if column.type in COMPLEX and column.name not in declared
    )
