"""Asks Trino over its plain HTTP protocol, and reads from its own statistics what the table scans really read."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tests.stand.calls import call
from tests.stand.errors import StandError

if TYPE_CHECKING:
    from collections.abc import Iterator


USER: Final = {"X-Trino-User": "stand"}
_SCANS: Final = {"TableScanOperator", "ScanFilterAndProjectOperator"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What Trino gives for one statement; values are as in its JSON: texts for times and decimals, lists for rows."""

    columns: list[tuple[str, str]]
    rows: list[list[object]]
    query_id: str
    splits: int
    bytes: int
    rows_read: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scans:
    """What the table scans of a query really read."""

    splits: int
    bytes: int
    rows: int


def ask(address: str, sql: str, *, catalog: str, schema: str, session: str = "") -> Answer:
    """Run one statement in UTC, with properties of the session, and wait for its end."""
    place = {"X-Trino-Catalog": catalog, "X-Trino-Schema": schema, "X-Trino-Session": session}
    headers = {**USER, **place, "X-Trino-Time-Zone": "UTC"}
    pages = _run(f"{address}/v1/statement", sql, headers)
    columns: list[dict[str, str]] = next((page["columns"] for page in pages if page.get("columns")), [])
    info = final_info(address, pages[-1]["id"])
    scanned = scans(info)
    return Answer(
        columns=[(column["name"], column["type"]) for column in columns],
        rows=[row for page in pages for row in page.get("data") or []],
        query_id=info["queryId"],
        splits=scanned.splits,
        bytes=scanned.bytes,
        rows_read=scanned.rows,
    )


def select(address: str, sql: str) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """The columns and rows of a statement that reads no table."""
    pages = _run(f"{address}/v1/statement", sql, {**USER, "X-Trino-Time-Zone": "UTC"})
    columns: list[dict[str, Any]] = next((page["columns"] for page in pages if page.get("columns")), [])
    return columns, [row for page in pages for row in page.get("data") or []]


def is_started(address: str) -> bool:
    """Whether Trino takes statements."""
    return not call(f"{address}/v1/info")["starting"]


def final_info(address: str, query_id: str) -> dict[str, Any]:
    """What Trino knows of a query, once all its workers have reported."""
    end = time.monotonic() + 60
    while not (info := call(f"{address}/v1/query/{query_id}", headers=USER))["finalQueryInfo"]:
        if time.monotonic() > end:
            raise StandError(f"Trino did not finish the statistics of {query_id} in 60 s")
        time.sleep(0.02)
    return info


def scans(info: dict[str, Any]) -> Scans:
    """What the operators that read tables report."""
    all_scans = [operator for operator in info["queryStats"]["operatorSummaries"] if operator["operatorType"] in _SCANS]
    read = [scan for scan in all_scans if size_of(scan["physicalInputDataSize"])]  # a scan without files has an empty split
    return Scans(
        splits=sum(scan["totalDrivers"] for scan in read),  # each split of a table is read by a driver of its own
        bytes=sum(size_of(scan["physicalInputDataSize"]) for scan in read),
        rows=sum(scan["physicalInputPositions"] for scan in read),
    )


def size_of(size: str) -> int:
    """Trino's size as a number.

    >>> size_of("629556B")
    629556
    """
    return int(size.removesuffix("B"))


def _run(address: str, sql: str, headers: dict[str, str]) -> list[dict[str, Any]]:
    end = time.monotonic() + 60
    while error := (pages := list(_pages(address, sql, headers)))[-1].get("error"):
        # Just started, or when the machine is busy, Trino may not know yet, or not any more, that it is a worker as well.
        if error["errorName"] != "NO_NODES_AVAILABLE" or time.monotonic() > end:
            raise StandError(error["message"])
        time.sleep(0.2)
    return pages


def _pages(address: str, sql: str, headers: dict[str, str]) -> Iterator[dict[str, Any]]:
    page = call(address, sql.encode(), headers=headers)
    while True:
        yield page
        if "nextUri" not in page:
            return
        page = call(page["nextUri"], headers=USER)
