"""One statement -> what Athena says of it once it has succeeded, or an error; it is ended in Athena when nobody waits."""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from athena_s3logs.engines.athena_errors import LEFT, translated
from athena_s3logs.engines.athena_results import converter
from athena_s3logs.engines.athena_watch import Watch
from athena_s3logs.engines.base import StoppedError, stopping
from athena_s3logs.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pyathena.connection import Connection
    from pyathena.cursor import Cursor
    from pyathena.model import AthenaQueryExecution

    from athena_s3logs.engines.athena_service import Service, Workgroup
    from athena_s3logs.engines.athena_watch import Progress

PAGE: Final = 1000
"""Rows that GetQueryResults gives at a time; the first of the first page is the header."""

_REUSE_MINUTES: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Conduct:
    """How queries are run: whether answers go by way of Parquet, how long one waits, who is told, the price."""

    unload: bool = False
    timeout: float | None = None
    told: Callable[[Progress], None] | None = None
    price_per_tb: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """A statement that has succeeded."""

    cursor: Cursor
    execution: AthenaQueryExecution


class Runner:
    """Runs statements over one connection, which is made with the first of them."""

    def __init__(self, service: Service, conduct: Conduct) -> None:
        self._service, self._conduct = service, conduct
        self._lock = threading.Lock()
        self._connection: Connection[Cursor] | None = None
        self._workgroup: Workgroup | None = None
        logging.getLogger("pyathena").addHandler(logging.NullHandler())  # it logs each error that it raises

    def managed(self, sql: str) -> bool:
        """Whether Athena keeps the results itself."""
        self._ready(sql)
        return self._workgroup is not None and self._workgroup.managed

    def location(self, sql: str) -> str | None:
        """Where results go, as far as it is known."""
        self._ready(sql)
        group, given = self._workgroup, self._service.location
        own = group.location if group else None
        return own or given if group and group.enforced else given or own

    @contextmanager
    def running(self, sql: str, *, reuse: bool = False) -> Iterator[Ran]:
        """The statement once it has succeeded; what goes wrong with its result is told with its id too."""
        watch = Watch(told=self._conduct.told, timeout=self._conduct.timeout)
        with _edge(sql, watch):
            settings: dict[str, Any] = {"poll_interval": 0, "on_poll": watch, "converter": converter(), "arraysize": PAGE}
            cursor = self._ready(sql).cursor(**settings)
            try:
                yield _execute(cursor, sql, watch, reuse=reuse and not self.managed(sql))
            except BaseException:
                watch.failed()
                raise
            finally:
                cursor.close()

    def _ready(self, sql: str) -> Connection[Cursor]:
        """The connection, once it is known that the workgroup can answer."""
        with self._lock, _edge(sql, Watch(told=None, timeout=None)):
            if self._connection is None:
                group, location = self._service.workgroup(), self._service.location
                if group and (fault := group.fault(location)):
                    raise EngineError(f"Athena: {fault}", sql=sql)
                self._connection, self._workgroup = self._service.connect(location), group
            return self._connection


@contextmanager
def _edge(sql: str, watch: Watch) -> Iterator[None]:
    """What the driver raises is told as ours, and whoever leaves does not wait until Athena throttles no more."""
    from pyathena.util import stop_retries_on

    with translated(sql, watch), stop_retries_on(stopping()):
        yield


def _execute(cursor: Cursor, sql: str, watch: Watch, *, reuse: bool) -> Ran:
    import pyathena.error as driver

    try:
        cursor.execute(
            sql, result_reuse_enable=reuse, result_reuse_minutes=_REUSE_MINUTES, on_start_query_execution=watch.begin,
        )
    except StoppedError as stopped:
        message = f"Athena: {stopped} (query {cursor.query_id}, {LEFT if watch.left else 'ended'})"
        raise EngineError(message, sql=sql, query_id=cursor.query_id) from stopped
    except BaseException:
        if watch.left:  # PyAthena ends a query by itself for an interrupt only
            with suppress(driver.Error):
                cursor.cancel()
                watch.cancelled = True
        raise
    if watch.last is None:
        raise EngineError("Athena: a query ended that was never looked at", sql=sql, query_id=cursor.query_id)
    return Ran(cursor=cursor, execution=watch.last)
