"""The one edge to boto3: clients, and its errors told as ours."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from athena_s3logs.errors import AwsError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_glue import GlueClient
    from mypy_boto3_s3 import S3Client


AT_ONCE: Final = 16
"""Requests to S3 under way at a time."""


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


@contextmanager
def told(action: str) -> Iterator[None]:
    """Tell an error of boto3 as an AwsError that names what was tried."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (BotoCoreError, ClientError, ValueError) as error:
        raise AwsError(f"could not {action}: {error}") from error
