"""The one edge to boto3: sessions and clients, and its errors told as ours."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from athena_s3logs.errors import AwsError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from boto3 import Session
    from botocore.config import Config
    from mypy_boto3_glue import GlueClient
    from mypy_boto3_s3 import S3Client

_CONNECT: Final = 3
_READ: Final = 8
_ATTEMPTS: Final = 2
"""Seconds and attempts after which whatever does not answer is given up: all in all within 20 s."""


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
    """A client for S3, by a session, or by the environment's region, profile and endpoint."""
    with told("open a client for S3"):
        return (session or make_session()).client("s3", config=patience())


@contextmanager
def told(action: str) -> Iterator[None]:
    """Tell an error of boto3 as an AwsError that names what was tried."""
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError, UndefinedModelAttributeError

    try:
        yield
    except (BotoCoreError, Boto3Error, ClientError, UndefinedModelAttributeError, ValueError) as error:
        raise AwsError(f"could not {action}: {error}") from error
