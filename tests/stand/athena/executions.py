"""A query that was started: what is known of it, and how GetQueryExecution tells it."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from tests.stand.athena.errors import Failure
    from tests.stand.athena.results import Result
    from tests.stand.athena.statements import Statement

FINAL: Final = ("SUCCEEDED", "FAILED", "CANCELLED")
_NO_REUSE: Final = {"ResultReuseByAgeConfiguration": {"Enabled": False}}


@dataclass(slots=True, kw_only=True)
class Execution:
    """One query; the thread that runs it writes, those that answer calls read."""

    id: str
    request: dict[str, Any]
    statement: Statement
    workgroup: str
    configuration: dict[str, Any]  # the result configuration that holds, with its output location
    managed: bool
    engine: dict[str, str]
    cutoff: int | None
    submitted: float = field(default_factory=time.time)
    state: str = "QUEUED"
    reason: str | None = None
    failure: Failure | None = None
    started: float | None = None
    ended: float | None = None
    scanned: int = 0
    reused: bool = False
    result: Result | None = None
    manifest: str | None = None
    trino_id: str | None = None
    next_uri: str | None = None
    stopped: threading.Event = field(default_factory=threading.Event)

    @property
    def context(self) -> dict[str, str]:
        """The catalog and the database that the text is read in."""
        return self.request.get("QueryExecutionContext") or {}

    @property
    def database(self) -> str:
        """The database that names without one belong to."""
        return self.context.get("Database") or "default"

    @property
    def location(self) -> str | None:
        """Where the result stands in S3."""
        return self.configuration.get("OutputLocation")

    def finish(self, state: str, *, reason: str | None = None, failure: Failure | None = None) -> None:
        """Come to an end; the state is set last, for it is what callers wait for."""
        self.ended, self.reason, self.failure = time.time(), reason, failure
        self.state = state


def describe(execution: Execution) -> dict[str, Any]:
    """What GetQueryExecution says."""
    state, asked = execution.state, execution.request
    return {
        "QueryExecutionId": execution.id,
        "Query": asked["QueryString"],
        "StatementType": execution.statement.kind,
        **({"SubstatementType": execution.statement.name} if execution.statement.name else {}),
        "ResultConfiguration": execution.configuration,
        "ManagedQueryResultsConfiguration": {"Enabled": execution.managed},
        "ResultReuseConfiguration": asked.get("ResultReuseConfiguration") or _NO_REUSE,
        "QueryExecutionContext": execution.context,
        "Status": _status(execution, state),
        "Statistics": _statistics(execution),
        "WorkGroup": execution.workgroup,
        "EngineVersion": execution.engine,
        **({"ExecutionParameters": asked["ExecutionParameters"]} if asked.get("ExecutionParameters") else {}),
    }


def _status(execution: Execution, state: str) -> dict[str, Any]:
    status: dict[str, Any] = {"State": state, "SubmissionDateTime": execution.submitted}
    if state in FINAL:
        status["CompletionDateTime"] = execution.ended
    if state in FINAL and execution.reason:
        status["StateChangeReason"] = execution.reason
    if state == "FAILED" and (failure := execution.failure):
        status["AthenaError"] = {
            "ErrorCategory": failure.category,
            "ErrorType": failure.kind,
            "Retryable": failure.retryable,
            "ErrorMessage": failure.reason,
        }
    return status


def _statistics(execution: Execution) -> dict[str, Any]:
    end = execution.ended or time.time()
    started = execution.started or end
    statistics: dict[str, Any] = {
        "DataScannedInBytes": execution.scanned,
        "EngineExecutionTimeInMillis": _millis(end - started),
        "TotalExecutionTimeInMillis": _millis(end - execution.submitted),
        "QueryQueueTimeInMillis": _millis(started - execution.submitted),
        "ServiceProcessingTimeInMillis": 0,
        "ResultReuseInformation": {"ReusedPreviousResult": execution.reused},
    }
    if execution.manifest:
        statistics["DataManifestLocation"] = execution.manifest
    return statistics


def _millis(seconds: float) -> int:
    return round(seconds * 1000)
