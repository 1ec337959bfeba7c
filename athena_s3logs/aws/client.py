"""The one edge to boto3: clients, and its errors told as ours."""

from __future__ import annotations

import random
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, TypeVar

from athena_s3logs.errors import AwsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mypy_boto3_glue import GlueClient
    from mypy_boto3_s3 import S3Client


_T = TypeVar("_T")

AT_ONCE: Final = 16
"""Requests to S3 under way at a time."""

TRIES: Final = 8
_LONGEST: Final = 20.0
_SHORTEST: Final = 0.5
_SLOW_DOWN: Final = {
    "SlowDown", "Throttling", "ThrottlingException", "TooManyRequestsException", "RequestLimitExceeded", "RequestTimeout",
    "RequestThrottled",
}  # fmt: skip
_SERVER_ERROR: Final = 500


def glue_client() -> GlueClient:
    """A client for Glue, by the environment's region, profile and endpoint."""
    import boto3

    with told("open a client for Glue"):
        return boto3.client("glue")


def s3_client() -> S3Client:
    """A client for S3, by the environment's region, profile and endpoint, for several requests at once."""
    import boto3
    from botocore.config import Config

    with told("open a client for S3"):
        return boto3.client("s3", config=Config(max_pool_connections=AT_ONCE))


def athena_client() -> Any:  # noqa: ANN401  of boto3
    """A client for Athena, by the environment's region, profile and endpoint."""
    import boto3

    with told("open a client for Athena"):
        return boto3.client("athena")


@contextmanager
def told(action: str) -> Iterator[None]:
    """Tell an error of boto3 as an AwsError that names what was tried."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (BotoCoreError, ClientError, ValueError) as error:
        raise AwsError(f"could not {action}: {error}") from error


def patiently(call: Callable[[], _T], *, sleep: Callable[[float], object] = time.sleep) -> _T:
    """What the call gives, tried again after longer and longer times by chance where the service is busy or a line breaks."""
    from botocore.exceptions import BotoCoreError, ClientError

    for number in range(TRIES):
        try:
            return call()
        except (BotoCoreError, ClientError) as error:
            if number + 1 == TRIES or not _passes(error):
                raise
        sleep(random.uniform(0, min(_LONGEST, _SHORTEST * 2**number)))  # noqa: S311  no secret
    raise AssertionError(TRIES)


def _passes(error: Exception) -> bool:
    """Whether the same call may go well in a moment."""
    from botocore import exceptions as of

    if not isinstance(error, of.ClientError):
        broken = of.ConnectionError | of.HTTPClientError | of.IncompleteReadError | of.FlexibleChecksumError
        return isinstance(error, broken)
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return status >= _SERVER_ERROR or error.response.get("Error", {}).get("Code") in _SLOW_DOWN
