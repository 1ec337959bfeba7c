"""The one edge to boto3: sessions and clients, and its errors told as ours."""

from __future__ import annotations

import random
import time
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeVar

from athena_s3logs.engines.athena_faults import EXPIRED, SIGNING, fault_of
from athena_s3logs.engines.base import awaited
from athena_s3logs.errors import AwsError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

    from boto3 import Session
    from botocore.config import Config
    from mypy_boto3_glue import GlueClient
    from mypy_boto3_s3 import S3Client

_CONNECT: Final = 3
_READ: Final = 8
_ATTEMPTS: Final = 2
"""Seconds and attempts after which whatever does not answer is given up: all in all within 20 s."""

_T = TypeVar("_T")
_R = TypeVar("_R")

AT_ONCE: Final = 16
"""Requests to S3 under way at a time."""

TRIES: Final = 8
_LONGEST: Final = 20.0
_SHORTEST: Final = 0.5
_GIVEN_UP: Final = 60.0
"""Seconds after which nothing is tried again: what stalls takes all of its time with each try."""

_NOWHERE: Final = 10.0
"""The same where nobody was reached at all: with the last try it is within 20 s."""

_LEAVING: Final = 2.0
"""Seconds that one who leaves waits for what is under way, so that a line that stalls does not hold up Ctrl-C."""

_SLOW_DOWN: Final = {
    "SlowDown", "Throttling", "ThrottlingException", "TooManyRequestsException", "RequestLimitExceeded", "RequestTimeout",
    "RequestThrottled",
}  # fmt: skip
_SERVER_ERROR: Final = 500


def make_session(*, region: str | None = None, profile: str | None = None) -> Session:
    """A session of boto3, by the environment where nothing is given, that waits no longer than this module does.

    Its own calls, as for the roles and sign-ins of a profile, go by the same patience.
    """
    import boto3
    from botocore.session import get_session

    with told("open a session"):
        core = get_session()
        core.set_default_client_config(patience())
        return boto3.Session(botocore_session=core, region_name=region, profile_name=profile)


def patience() -> Config:
    """How long clients wait."""
    from botocore.config import Config

    return Config(
        connect_timeout=_CONNECT, read_timeout=_READ, retries={"total_max_attempts": _ATTEMPTS, "mode": "standard"},
    )


def glue_client(session: Session | None = None) -> GlueClient:
    """A client for Glue, by a session, or by the environment's region, profile and endpoint."""
    with told("open a client for Glue"):
        return (session or make_session()).client("glue", config=patience())


def s3_client(session: Session | None = None) -> S3Client:
    """A client for S3, by a session, or by the environment's region, profile and endpoint, for several requests at once."""
    from botocore.config import Config

    with told("open a client for S3"):
        return (session or make_session()).client("s3", config=patience().merge(Config(max_pool_connections=AT_ONCE)))


def athena_client(session: Session | None = None) -> Any:  # noqa: ANN401  of boto3
    """A client for Athena, in the same way."""
    with told("open a client for Athena"):
        return (session or make_session()).client("athena", config=patience())


class Clients:
    """Clients of a session, made when they are first used."""

    def __init__(self, session: Session | None, *, s3: S3Client | None = None) -> None:
        self._session, self._s3 = session, s3

    @cached_property
    def s3(self) -> S3Client:
        """For S3: the one that was given, or the session's."""
        return self._s3 or s3_client(self._session)

    @cached_property
    def athena(self) -> Any:  # noqa: ANN401  of boto3
        """For Athena."""
        return athena_client(self._session)


@contextmanager
def told(action: str) -> Iterator[None]:
    """Tell an error of boto3 as an AwsError that names what was tried."""
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError, UndefinedModelAttributeError

    try:
        yield
    except (BotoCoreError, Boto3Error, ClientError, UndefinedModelAttributeError, ValueError) as error:
        raise AwsError(f"could not {action}: {error}", remedy=_remedy(error)) from error


@contextmanager
def streamed() -> Iterator[None]:
    """Tell what breaks while a body comes as botocore tells it, which lets some of it through, such as a bad record of TLS."""
    from botocore.exceptions import ResponseStreamingError
    from urllib3.exceptions import HTTPError

    try:
        yield
    except HTTPError as error:
        raise ResponseStreamingError(error=error) from error


def at_once(work: Callable[[_T], _R], items: Iterable[_T]) -> Generator[_R, None, None]:
    """What the work makes of each, in their order, several at a time; after a failure or an interrupt nothing new begins."""
    pool, under_way = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="athena_s3logs-s3"), []
    try:
        under_way = [pool.submit(work, item) for item in items]
        for one in under_way:
            yield awaited(one)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        wait([one for one in under_way if one.running()], timeout=_LEAVING)


def patiently(call: Callable[[], _T], *, sleep: Callable[[float], object] = time.sleep) -> _T:
    """What the call gives, tried again after longer and longer times by chance where the service is busy or a line breaks."""
    from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError, EndpointConnectionError

    began = time.monotonic()
    for number in range(TRIES):
        try:
            return call()
        except (BotoCoreError, ClientError) as error:
            patience = _NOWHERE if isinstance(error, EndpointConnectionError | ConnectTimeoutError) else _GIVEN_UP
            left = began + patience - time.monotonic()
            if number + 1 == TRIES or not passes(error) or left <= 0:
                raise
        sleep(min(left, random.uniform(0, min(_LONGEST, _SHORTEST * 2**number))))  # noqa: S311  no secret
    raise AssertionError(TRIES)


def passes(error: Exception) -> bool:
    """Whether the same call may go well in a moment."""
    from botocore import exceptions as of

    if not isinstance(error, of.ClientError):
        broken = of.ConnectionError | of.HTTPClientError | of.IncompleteReadError | of.FlexibleChecksumError
        return isinstance(error, broken)
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return status >= _SERVER_ERROR or error.response.get("Error", {}).get("Code") in _SLOW_DOWN


def expired(error: Exception) -> bool:
    """Whether no call goes well any more until one has signed in anew."""
    return fault_of(_name(error), (EXPIRED,)) == EXPIRED


def _remedy(error: Exception) -> str:
    if passes(error):
        return "AWS is busy or out of reach: look at region, endpoint and network, and run it again later"
    return fault_of(_name(error), SIGNING).remedy


def _name(error: Exception) -> str:
    response = getattr(error, "response", None) or {}  # some errors of a line have one that is None
    return f"{type(error).__name__} {response.get('Error', {}).get('Code', '')}"
