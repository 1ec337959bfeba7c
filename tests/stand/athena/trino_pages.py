"""A query on Trino -> its pages of rows, as they come; it can be stopped between any two answers, and is on Trino as well."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from tests.stand.athena.errors import Failure, QueryCancelledError, QueryError, invalid
from tests.stand.calls import call
from tests.stand.trino import USER, final_info, scans, size_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.stand.athena.executions import Execution
    from tests.stand.athena.faults import Faults

# Athena has timestamps of any precision; to a client that does not say so Trino gives milliseconds.
_HEADERS: Final = {**USER, "X-Trino-Time-Zone": "UTC", "X-Trino-Client-Capabilities": "PARAMETRIC_DATETIME"}
_PAGE: Final = "targetResultSize=16MB"
_STOPPED: Final = "Query cancelled by user"
_OVER: Final = "Query cancelled! : Bytes scanned limit was exceeded"
_KINDS: Final = {
    "TABLE_NOT_FOUND": 1110, "SCHEMA_NOT_FOUND": 1301, "COLUMN_NOT_FOUND": 1006, "SYNTAX_ERROR": 1006, "TYPE_MISMATCH": 1006,
    "FUNCTION_NOT_FOUND": 1303, "INVALID_FUNCTION_ARGUMENT": 1106, "INVALID_CAST_ARGUMENT": 1001, "DIVISION_BY_ZERO": 1001,
    "HIVE_BAD_DATA": 1001, "NOT_SUPPORTED": 1200, "INVALID_VIEW": 1107, "VIEW_IS_STALE": 1107,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some rows, as they stand in Trino's JSON, and what Trino says of their columns."""

    columns: list[dict[str, Any]]
    rows: list[list[Any]]


def check_syntax(address: str, sql: str) -> None:
    """Refuse a text that Trino cannot parse: Athena does so before it takes a query."""
    page = call(f"{address}/v1/statement", f"PREPARE s FROM\n{sql}".encode(), headers=_HEADERS)
    while "nextUri" in page:
        page = call(page["nextUri"], headers=_HEADERS)
    if error := page.get("error"):
        place, _, rest = error["message"].partition(":")
        line = int(place.removeprefix("line ")) - 1 if place.removeprefix("line ").isdecimal() else 1
        raise invalid(f"line {line}:{rest}", "MALFORMED_QUERY")


def pages(address: str, execution: Execution, sql: str, faults: Faults) -> Iterator[Page]:
    """Run a query to its end; the first page tells the columns, even where there is no row."""
    columns: list[dict[str, Any]] | None = None
    for answer in _answers(address, execution, sql):
        _note(execution, answer)
        if answer.get("columns") and (columns is None or answer.get("data")):
            columns = answer["columns"]
            yield Page(columns=columns, rows=answer.get("data") or [])
        while faults.hold and "nextUri" in answer and answer["stats"]["state"] != "QUEUED":
            _hold(address, execution)
    execution.scanned = scans(final_info(address, answer["id"])).bytes
    _check_limit(execution)


def stop(execution: Execution) -> None:
    """End a query, on Trino too if it got there."""
    execution.stopped.set()
    if execution.next_uri:
        request = Request(execution.next_uri, method="DELETE", headers=USER)  # noqa: S310  our own server
        with suppress(HTTPError), urlopen(request, timeout=60):  # noqa: S310  it may have ended meanwhile
            pass


def _answers(address: str, execution: Execution, sql: str) -> Iterator[dict[str, Any]]:
    catalog = (execution.context.get("Catalog") or "awsdatacatalog").lower()
    headers = {**_HEADERS, "X-Trino-Catalog": catalog, "X-Trino-Schema": execution.database.lower()}
    end = time.monotonic() + 60
    while True:
        answer = call(f"{address}/v1/statement", sql.encode(), headers=headers)
        while True:
            error = answer.get("error")
            # Just started, or when the machine is busy, Trino may not know yet that it is a worker as well.
            if error and error["errorName"] == "NO_NODES_AVAILABLE" and time.monotonic() < end:
                break
            yield answer
            if "nextUri" not in answer:
                return
            answer = call(f"{answer['nextUri']}?{_PAGE}", headers=_HEADERS)
        time.sleep(0.2)


def _note(execution: Execution, answer: dict[str, Any]) -> None:
    """Keep what an answer tells of its query, and end it where it must end."""
    execution.trino_id, execution.next_uri = answer["id"], answer.get("nextUri")
    execution.scanned = max(execution.scanned, answer["stats"]["physicalInputBytes"])
    if execution.stopped.is_set():
        stop(execution)  # who asked for it may have come before there was an address
        raise QueryCancelledError(_STOPPED)
    if error := answer.get("error"):
        raise QueryError(_failure(error))
    _check_limit(execution)


def _hold(address: str, execution: Execution) -> None:
    """Leave Trino's rows where they are: it reads on until it has no more room for them."""
    if execution.stopped.wait(0.05):
        raise QueryCancelledError(_STOPPED)
    statistics = call(f"{address}/v1/query/{execution.trino_id}", headers=USER)["queryStats"]
    execution.scanned = size_of(statistics["physicalInputDataSize"])
    _check_limit(execution)


def _check_limit(execution: Execution) -> None:
    if execution.cutoff is not None and execution.scanned > execution.cutoff:
        stop(execution)
        raise QueryCancelledError(_OVER)


def _failure(error: dict[str, Any]) -> Failure:
    name, system = error["errorName"], error["errorType"] != "USER_ERROR"
    kind = _KINDS.get(name, 200 if system else 1000)
    exhausted = error["errorType"] == "INSUFFICIENT_RESOURCES"
    return Failure(
        reason=f"{name}: {error['message']}", category=1 if system else 2, kind=0 if exhausted else kind, retryable=system
    )
