"""Runs a query that was started: from the queue to its end, with its result on disk and in S3."""

from __future__ import annotations

import tempfile
import time
import traceback
from typing import IO, TYPE_CHECKING, Any
from urllib.error import HTTPError

from tests.stand.athena import ddl, objects, reuse, unload
from tests.stand.athena.columns import info
from tests.stand.athena.errors import Failure, QueryCancelledError, QueryError
from tests.stand.athena.results import Result, store, store_texts
from tests.stand.athena.statements import Engine
from tests.stand.athena.trino_pages import pages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.stand.athena.executions import Execution
    from tests.stand.athena.service import Service
    from tests.stand.athena.trino_pages import Page

_CANCELLED = "Query cancelled by user"


def run(service: Service, execution: Execution) -> None:
    """Bring a query to its end, whatever happens."""
    try:
        _queue(service, execution)
        execution.result = _answer(service, execution)
        if service.faults.lose_results and execution.location:
            objects.delete(service.stand.s3, execution.location)
        execution.finish("SUCCEEDED")
    except QueryCancelledError as cancelled:
        execution.finish("CANCELLED", reason=str(cancelled))
    except QueryError as failed:
        execution.finish("FAILED", reason=failed.failure.reason, failure=failed.failure)
    except Exception as error:  # noqa: BLE001  a query that never ends would hang the test instead of telling it
        if execution.stopped.is_set() and isinstance(error, HTTPError):  # Trino forgot it while it was asked
            execution.finish("CANCELLED", reason=_CANCELLED)
        else:
            failure = Failure(reason=f"GENERIC_INTERNAL_ERROR: {traceback.format_exc()}", category=1, kind=100, retryable=True)
            execution.finish("FAILED", reason=failure.reason, failure=failure)


def _queue(service: Service, execution: Execution) -> None:
    end = time.monotonic() + service.faults.queue_seconds
    while (left := end - time.monotonic()) > 0:
        if execution.stopped.wait(min(left, 0.1)):
            break
    if execution.stopped.is_set():
        raise QueryCancelledError(_CANCELLED)
    execution.started = time.time()
    execution.state = "RUNNING"
    if failure := service.faults.next_failure():
        raise QueryError(failure)


def _answer(service: Service, execution: Execution) -> Result:
    if earlier := reuse.find(service, execution):
        execution.reused, execution.configuration = True, earlier.configuration
        assert earlier.result is not None
        return earlier.result
    if execution.statement.engine is not Engine.TRINO:
        return _from_hive(service, execution)
    if execution.statement.name == "UNLOAD":
        return _unloaded(service, execution)
    if execution.statement.kind == "UTILITY":
        return _lines(service, execution)
    if execution.statement.name == "SELECT":
        return _selected(service, execution)
    return _done(service, execution)


def _from_hive(service: Service, execution: Execution) -> Result:
    rows = ddl.run(service, execution)
    return _texts(service, execution, ddl.columns(execution.statement.name), rows)


def _lines(service: Service, execution: Execution) -> Result:
    column = "Query Plan" if execution.statement.name == "EXPLAIN" else "Create View"
    rows = [line for page in _pages(service, execution) for row in page.rows for line in row[0].split("\n")]
    return _texts(service, execution, [info(column, "varchar")], rows)


def _texts(service: Service, execution: Execution, columns: list[dict[str, Any]], rows: list[str]) -> Result:
    _put(service, execution, "".join(f"{row}\n" for row in rows).encode())
    return store_texts(_file(service, execution), columns, rows)


def _selected(service: Service, execution: Execution) -> Result:
    if execution.managed:
        return store(_file(service, execution), _pages(service, execution), to=None)
    with tempfile.TemporaryFile(dir=service.folder) as file:
        result = store(_file(service, execution), _pages(service, execution), to=file)
        file.seek(0)
        _put(service, execution, file)
    return result


def _unloaded(service: Service, execution: Execution) -> Result:
    s3, target = service.stand.s3, unload.parse(execution.statement.text)
    unload.check_target(s3, target)
    files, count = unload.write(s3, target, _pages(service, execution, target.sql), execution.configuration)
    if execution.location:
        execution.manifest = f"{execution.location}-manifest.csv"
        objects.put(s3, execution.manifest, "".join(f"{file}\n" for file in files).encode(), execution.configuration)
    return Result(columns=[info("rows", "bigint", precision=19)], updated=count)


def _done(service: Service, execution: Execution) -> Result:
    """What changes something shows no rows."""
    counts = [row[0] for page in _pages(service, execution) for row in page.rows]
    if execution.statement.kind == "DDL" and execution.statement.name != "CREATE_TABLE_AS_SELECT":
        return _texts(service, execution, [], [])
    updated = counts[0] if counts and isinstance(counts[0], int) else 0
    return Result(columns=[info("rows", "bigint", precision=19)], updated=updated)


def _pages(service: Service, execution: Execution, sql: str | None = None) -> Iterator[Page]:
    text = execution.statement.text if sql is None else sql
    if given := execution.request.get("ExecutionParameters"):
        escaped = text.replace("'", "''")
        text = f"EXECUTE IMMEDIATE '{escaped}' USING {', '.join(given)}"
    return pages(service.stand.trino_address, execution, text, service.faults)


def _put(service: Service, execution: Execution, body: bytes | IO[bytes]) -> None:
    if execution.location:
        objects.put(service.stand.s3, execution.location, body, execution.configuration)
        objects.put(service.stand.s3, f"{execution.location}.metadata", b"\x08\x00", execution.configuration)


def _file(service: Service, execution: Execution) -> Path:
    return service.folder / f"{execution.id}.arrow"
