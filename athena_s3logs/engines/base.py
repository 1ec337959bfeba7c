"""What engines and the place where tables are described have to offer."""

from __future__ import annotations

from concurrent.futures import Future, wait
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Final, Protocol, TypeVar, runtime_checkable

from athena_s3logs.header import DISTINCT

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from sqlglot import exp

    from athena_s3logs.engines.ingest import Ingested
    from athena_s3logs.engines.result import Result
    from athena_s3logs.header import Returned
    from athena_s3logs.sources import Source
    from athena_s3logs.tables import Table, View
    from athena_s3logs.values import Value
    from athena_s3logs.window import Window

_T = TypeVar("_T")

_PATIENCE: Final = 0.1

_stop: Final[ContextVar[Event | None]] = ContextVar("athena_s3logs_stop", default=None)


class StoppedError(KeyboardInterrupt):
    """Nobody waits for the query any more. As an interrupt, which PyAthena answers by ending the query in Athena."""


@contextmanager
def stoppable(stop: Event) -> Iterator[None]:
    """Queries of this context are ended when the event is set, in threads that have a copy of the context too."""
    token = _stop.set(stop)
    try:
        yield
    finally:
        _stop.reset(token)


def stopping() -> Event:
    """What ends the queries of this context; nobody sets it where nobody said what does."""
    return _stop.get() or Event()


def awaited(work: Future[_T]) -> _T:
    """Its result. Where polars is imported, Ctrl-C ends no wait without a bound: its handler has system calls begun again."""
    while not work.done():
        wait([work], timeout=_PATIENCE)
    return work.result()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A checked tree, the values of its placeholders and their types, and the window of its relations."""

    tree: exp.Query
    types: Mapping[str, str]
    values: Mapping[str, Value]
    window: Window
    slack_days: int | None = None
    returns: Sequence[Returned] = ()
    engines: str = "all"
    name: str = "query"

    @property
    def distinct(self) -> bool:
        """Whether the relations leave out what was delivered before."""
        return self.values.get(DISTINCT) is True


class Engine(Protocol):
    """Answers questions."""

    by_the_byte: bool
    """Whether it asks money for what it reads."""

    @property
    def kinds(self) -> Collection[str]:
        """The kinds of logs that it has."""

    def sql(self, question: Question) -> str:
        """The text that `answer` runs."""

    def answer(self, question: Question) -> Result:
        """The rows, typed as the question declares them."""


@runtime_checkable
class Explainer(Protocol):
    """Tells how it would answer."""

    def explain(self, question: Question) -> str:
        """The plan, for people."""


@runtime_checkable
class Ingester(Protocol):
    """Has a store of its logs."""

    def ingest(self, *, told: Callable[[str, int, int], None]) -> list[Ingested]:
        """Read what is new or has changed into it."""


class Executor(Protocol):
    """Runs one statement."""

    def execute(self, statement: str) -> None:
        """Run a statement that gives no rows."""


class Metastore(Protocol):
    """Knows what tables and views there are, and what lies under them."""

    def find(self, database: str, name: str) -> Table | View | None:
        """The table or view of this name, None where there is none."""

    def tables(self, database: str) -> Mapping[str, Table | View]:
        """The tables and views of a database, in order; none where there is no such database."""

    def strangers(self, source: Source) -> Sequence[str]:
        """Objects and folders under the table's location that are no logs of a flat source."""
