"""Which earlier query's result a new one may have instead of running."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Final

from tests.stand.athena import objects

if TYPE_CHECKING:
    from tests.stand.athena.executions import Execution
    from tests.stand.athena.service import Service

_CHANGING: Final = re.compile(
    r"\b(?:now|rand|random|uuid|shuffle)\s*\(|\bcurrent_(?:timestamp|date|time)\b|\blocaltime(?:stamp)?\b", re.IGNORECASE
)
_LIMIT: Final = re.compile(r"\b(?:limit|fetch first)\b", re.IGNORECASE)
_ORDER: Final = re.compile(r"\border by\b", re.IGNORECASE)
_DEFAULT_MINUTES: Final = 60


def find(service: Service, execution: Execution) -> Execution | None:
    """The latest query with the same text, context, workgroup and result configuration, if it is young enough."""
    asked = (execution.request.get("ResultReuseConfiguration") or {}).get("ResultReuseByAgeConfiguration") or {}
    if not asked.get("Enabled") or not _reusable(execution):
        return None
    since = time.time() - 60 * asked.get("MaxAgeInMinutes", _DEFAULT_MINUTES)
    for earlier in reversed(list(service.executions.values())):
        if _fits(earlier, execution) and earlier.submitted >= since:
            return earlier if earlier.location and objects.exists(service.stand.s3, earlier.location) else None
    return None


def _reusable(execution: Execution) -> bool:
    bare = execution.statement.bare
    if execution.statement.name != "SELECT" or execution.managed or execution.request.get("ExecutionParameters"):
        return False
    return not _CHANGING.search(bare) and (not _LIMIT.search(bare) or bool(_ORDER.search(bare)))


def _fits(earlier: Execution, execution: Execution) -> bool:
    same = ("QueryExecutionContext", "ResultConfiguration")
    return (
        earlier.state == "SUCCEEDED"
        and not earlier.reused
        and earlier.statement.bare == execution.statement.bare
        and earlier.workgroup == execution.workgroup
        and all(earlier.request.get(key) == execution.request.get(key) for key in same)
    )
