"""What Trino answers over HTTP becomes an Answer or an error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.stand import trino
from tests.stand.errors import StandError

if TYPE_CHECKING:
    from collections.abc import Mapping

_COLUMNS = [{"name": "a", "type": "bigint"}]
_SCAN = {
    "operatorType": "ScanFilterAndProjectOperator",
    "totalDrivers": 2,
    "physicalInputDataSize": "70B",
    "physicalInputPositions": 7,
}


def test_pages_become_one_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    _answer_with(
        monkeypatch,
        {"id": "q", "nextUri": "x"},
        {"id": "q", "nextUri": "x", "columns": _COLUMNS, "data": [[1]]},
        {"id": "q", "nextUri": "x", "columns": _COLUMNS, "data": [[2], [3]]},
        {"id": "q", "columns": _COLUMNS},
        {"queryId": "q", "finalQueryInfo": False, "queryStats": {"operatorSummaries": []}},
        {"queryId": "q", "finalQueryInfo": True, "queryStats": {"operatorSummaries": [_SCAN, {"operatorType": "x"}, _SCAN]}},
    )
    answer = trino.ask("", "", catalog="c", schema="s")
    assert (answer.columns, answer.rows) == ([("a", "bigint")], [[1], [2], [3]])
    assert (answer.query_id, answer.splits, answer.bytes, answer.rows_read) == ("q", 4, 140, 14)


def test_a_trino_that_has_no_worker_yet_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    _answer_with(
        monkeypatch,
        {"id": "q1", "nextUri": "x"},
        {"id": "q1", "error": {"errorName": "NO_NODES_AVAILABLE", "message": "No nodes available to run query"}},
        {"id": "q2", "columns": _COLUMNS, "data": [[1]]},
        {"queryId": "q2", "finalQueryInfo": True, "queryStats": {"operatorSummaries": []}},
    )
    assert trino.ask("", "", catalog="c", schema="s").rows == [[1]]


def test_any_other_error_is_raised_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    _answer_with(monkeypatch, {"id": "q", "error": {"errorName": "SYNTAX_ERROR", "message": "line 1:1: no"}})
    with pytest.raises(StandError, match=r"^line 1:1: no$"):
        trino.ask("", "", catalog="c", schema="s")


def _answer_with(monkeypatch: pytest.MonkeyPatch, *pages: dict[str, Any]) -> None:
    remaining = iter(pages)

    def call(_address: str, _body: bytes | None = None, *, headers: Mapping[str, str]) -> dict[str, Any]:
        assert headers["X-Trino-User"] == "stand"
        return next(remaining)

    monkeypatch.setattr(trino, "call", call)
