"""What PyAthena, botocore and Athena itself say of a query that failed -> an EngineError that names a remedy."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Protocol

from athena_s3logs.engines.athena_faults import fault_of
from athena_s3logs.engines.driver_errors import excerpt, tamed
from athena_s3logs.errors import AwsError, EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyathena.model import AthenaQueryExecution


LEFT: Final = "which could not be ended and may still run in Athena: stop it there"
"""What is told of a query with which one has lost touch."""


class Followed(Protocol):
    """What is known of a query while it fails."""

    query_id: str | None
    last: AthenaQueryExecution | None

    @property
    def left(self) -> bool:
        """Whether it may still run in Athena."""


@contextmanager
def translated(sql: str, followed: Followed) -> Iterator[None]:
    """The one edge: what the driver raises leaves as an EngineError, with the query's text and id."""
    import pyarrow as pa
    import pyathena.error as driver

    try:
        yield
    except EngineError as error:
        error.query_id = error.query_id or followed.query_id
        raise
    except pa.ArrowException as error:
        message = f"Athena: a column cannot be taken over ({tamed(error)}); cast it to a plain type"
        raise EngineError(message, sql=sql, query_id=followed.query_id) from error
    except (driver.Error, driver.Warning, AwsError) as error:
        raise engine_error(error, sql, followed) from tamed(error)


def engine_error(error: Exception, sql: str, followed: Followed) -> EngineError:
    """The error as one of ours."""
    last = followed.last
    failed = last is not None and last.state in {"FAILED", "CANCELLED"}
    said = (last.state_change_reason or last.error_message or last.state) if failed and last else _message(error)
    fault = fault_of(" ".join([str(said), *_chain(error)]))
    known = last.retryable if failed and last else None
    query = f" (query {followed.query_id}{f', {LEFT}' if followed.left else ''})" if followed.query_id else ""
    return EngineError(
        f"Athena: {excerpt(str(said)) if said else type(error).__name__}{f'; {fault.remedy}' if fault.remedy else ''}{query}",
        sql=sql,
        query_id=followed.query_id,
        retryable=fault.retryable or bool(known),
    )


def _message(error: Exception) -> str:
    """What an error says, without the remedy that is told anyway."""
    return error.message if isinstance(error, AwsError) else str(error)


def _chain(error: BaseException | None) -> Iterator[str]:
    """Names and texts of what led to an error."""
    while error is not None:
        response = getattr(error, "response", None)
        code = response.get("Error", {}).get("Code", "") if isinstance(response, dict) else ""
        yield f"{type(error).__name__} {code} {error}"
        error = error.__cause__
