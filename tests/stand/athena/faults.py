"""Faults on command: what the next calls and queries are to suffer."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Final

from tests.stand.athena.errors import ApiError, Failure

FAILURES: Final = {
    "HIVE_BAD_DATA": Failure(
        reason="HIVE_BAD_DATA: Error parsing field value 'x' for field 3: For input string: \"x\"", kind=1001
    ),
    "HIVE_CURSOR_ERROR": Failure(
        reason="HIVE_CURSOR_ERROR: Failed to read s3://logs/app/2026-11-01-00-00-00-0000000000000000: Broken pipe",
        category=1, kind=200, retryable=True,
    ),
    "EXCEEDED_TIME_LIMIT": Failure(reason="Query timeout", kind=210),
    "EXCEEDED_RESOURCES": Failure(
        reason="Query exhausted resources at this scale factor", category=1, kind=0, retryable=True
    ),
    "EXCEEDED_MEMORY_LIMIT": Failure(
        reason="EXCEEDED_LOCAL_MEMORY_LIMIT: Query exceeded per-node memory limit", category=1, kind=1, retryable=True
    ),
    "TABLE_NOT_FOUND": Failure(
        reason="TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.default.nowhere' does not exist", kind=1110
    ),
    "ACCESS_DENIED": Failure(
        reason="Access denied when writing to location: s3://results/", kind=1501
    ),
    "S3_THROTTLED": Failure(
        reason="HIVE_CURSOR_ERROR: Please reduce your request rate. (Service: Amazon S3; Status Code: 503)",
        category=1, kind=1403, retryable=True,
    ),
}


def throttled(name: str = "TooManyRequestsException") -> ApiError:
    """A call above the rate; the other name is ThrottlingException."""
    if name == "ThrottlingException":
        return ApiError(name, "Rate exceeded")
    return ApiError(name, "Rate exceeded", Reason="CONCURRENT_QUERY_LIMIT_EXCEEDED")


def internal() -> ApiError:
    """A fault of Athena's own."""
    return ApiError("InternalServerException", "Internal service error", status=500)


def denied(operation: str) -> ApiError:
    """A call for which the caller has no permission."""
    who, what = "arn:aws:iam::123456789012:user/test", "arn:aws:athena:us-east-1:123456789012:workgroup/primary"
    why = f"because no identity-based policy allows the athena:{operation} action"
    return ApiError(
        "AccessDeniedException", f"User: {who} is not authorized to perform: athena:{operation} on resource: {what} {why}"
    )


@dataclass(slots=True)
class Faults:
    """What is to go wrong; all of it ends with `clear`."""

    queue_seconds: float = 0  # how long the queries that are started now stay QUEUED
    hold: bool = False  # queries stay RUNNING, on Trino too, for as long as this is set
    lose_results: bool = False  # the result is gone from S3 the moment its query has succeeded
    silent: set[str] = field(default_factory=set)  # operations that are accepted and never answered
    _refusals: dict[str, deque[ApiError]] = field(default_factory=lambda: defaultdict(deque))
    _failures: deque[Failure] = field(default_factory=deque)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def refuse(self, operation: str, error: ApiError, *, times: int = 1) -> None:
        """Refuse the next calls of an operation."""
        with self._lock:
            self._refusals[operation].extend([error] * times)

    def fail(self, failure: Failure, *, times: int = 1) -> None:
        """Let the next queries run into a failure."""
        with self._lock:
            self._failures.extend([failure] * times)

    def clear(self) -> None:
        """Let everything work again."""
        with self._lock:
            self.queue_seconds, self.hold, self.lose_results = 0, False, False
            self.silent.clear()
            self._refusals.clear()
            self._failures.clear()

    def next_refusal(self, operation: str) -> ApiError | None:
        """Take what the next call of an operation is refused with."""
        with self._lock:
            waiting = self._refusals[operation]
            return waiting.popleft() if waiting else None

    def next_failure(self) -> Failure | None:
        """Take what the next query fails with."""
        with self._lock:
            return self._failures.popleft() if self._failures else None
