"""What the API answers when it refuses a call, and why a query that was taken fails later."""

from __future__ import annotations

from dataclasses import dataclass


class ApiError(Exception):
    """A call that is refused, as botocore reads it: a name, a message and further fields."""

    def __init__(self, name: str, message: str, *, status: int = 400, **details: str) -> None:
        super().__init__(message)
        self.name = name
        self.status = status
        self.details = details


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a query failed; the numbers are those of https://docs.aws.amazon.com/athena/latest/ug/error-reference.html."""

    reason: str
    category: int = 2
    kind: int = 1000
    retryable: bool = False


class QueryError(Exception):
    """A query that ends in the state FAILED."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.reason)
        self.failure = failure


class QueryCancelledError(Exception):
    """A query that ends in the state CANCELLED; the message is the reason that is shown."""


def invalid(message: str, code: str = "INVALID_INPUT") -> ApiError:
    """A call that asks for something that cannot be."""
    return ApiError("InvalidRequestException", message, AthenaErrorCode=code)
