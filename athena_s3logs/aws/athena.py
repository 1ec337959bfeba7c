"""A session of boto3 -> what the engine asks of AWS: connections of PyAthena, the workgroup, and results in S3."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, BinaryIO, Final, cast

from athena_s3logs.aws.client import make_session, patience, patiently, s3_client, told
from athena_s3logs.aws.download import Download
from athena_s3logs.engines.athena_service import Workgroup
from athena_s3logs.errors import AwsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from boto3 import Session
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import DeleteTypeDef
    from pyathena.connection import Connection
    from pyathena.cursor import Cursor

_DELETED: Final = 1000
"""Objects that one request deletes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """Where Athena writes results, how they are encrypted, and whose the bucket has to be."""

    location: str | None = None
    encryption: str | None = None
    kms_key: str | None = None
    bucket_owner: str | None = None


class AthenaService:
    """Athena and the results in S3, by one session."""

    def __init__(self, session: Session | None, *, workgroup: str | None = None, results: Results | None = None) -> None:
        self.session = session or make_session()
        self._results = results or Results()
        self.name = workgroup or os.environ.get("AWS_ATHENA_WORK_GROUP") or "primary"

    @property
    def region(self) -> str:
        """The region of Athena."""
        return self.session.region_name or ""

    @property
    def location(self) -> str | None:
        """Where results go, if that is said; the variable is PyAthena's."""
        return self._results.location or os.environ.get("AWS_ATHENA_S3_STAGING_DIR") or None

    def workgroup(self) -> Workgroup | None:
        """What is known of the workgroup; None where one may not ask."""
        from pyathena.util import RetryConfig, retry_api_call

        try:
            with told(f"read the workgroup {self.name!r}"):
                client = self.session.client("athena", config=patience())
                return _workgroup(retry_api_call(client.get_work_group, RetryConfig(), WorkGroup=self.name)["WorkGroup"])
        except AwsError as error:
            if "AccessDenied" in str(error):
                return None
            raise

    def connect(self, location: str | None) -> Connection[Cursor]:
        """A connection whose results go to a location; without one the workgroup says where."""
        from pyathena import connect

        with told("open a client for Athena"):
            connection = connect(
                session=self.session,
                region_name=self.session.region_name,
                config=patience(),
                work_group=self.name,
                s3_staging_dir=location or "",
                schema_name=None,
                encryption_option=self._results.encryption,
                kms_key=self._results.kms_key,
            )
        if self._results.bucket_owner:  # which PyAthena does not send
            events = connection.client.meta.events
            events.register("before-parameter-build.athena.StartQueryExecution", self._add_owner)
        return connection

    def open(self, url: str) -> BinaryIO:
        """An object of S3, read as a stream."""
        bucket, _, key = url.removeprefix("s3://").partition("/")
        return cast("BinaryIO", Download(self._s3, Bucket=bucket, Key=key, **self._owner))

    def files(self, folder: str) -> Sequence[str]:
        """The objects in a folder of S3, in order."""
        bucket, _, prefix = folder.removeprefix("s3://").partition("/")
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix, **self._owner)
        with told(f"list {folder}"):
            return patiently(lambda: [f"s3://{bucket}/{item['Key']}" for page in pages for item in page.get("Contents", [])])

    def delete(self, urls: Sequence[str]) -> None:
        """Delete objects of one bucket of S3."""
        places = [url.removeprefix("s3://").partition("/") for url in urls]
        for start in range(0, len(places), _DELETED):
            part = places[start : start + _DELETED]
            objects: DeleteTypeDef = {"Objects": [{"Key": key} for _, _, key in part], "Quiet": True}
            with told(f"delete {urls[start]} and what lies beside it"):
                answer = patiently(partial(self._s3.delete_objects, Bucket=part[0][0], Delete=objects, **self._owner))
            for error in answer.get("Errors", []):
                raise AwsError(f"could not delete s3://{part[0][0]}/{error.get('Key')}: {error.get('Message')}")

    @cached_property
    def _s3(self) -> S3Client:
        return s3_client(self.session)

    @property
    def _owner(self) -> dict[str, Any]:
        return {"ExpectedBucketOwner": self._results.bucket_owner} if self._results.bucket_owner else {}

    def _add_owner(self, params: dict[str, Any], **_: object) -> None:
        params["ResultConfiguration"] = {**params.get("ResultConfiguration", {}), **self._owner}


def _workgroup(found: Any) -> Workgroup:  # noqa: ANN401  as boto3 has it
    settings = found.get("Configuration", {})
    return Workgroup(
        name=found["Name"],
        enabled=found.get("State") != "DISABLED",
        location=settings.get("ResultConfiguration", {}).get("OutputLocation"),
        enforced=bool(settings.get("EnforceWorkGroupConfiguration")),
        managed=bool(settings.get("ManagedQueryResultsConfiguration", {}).get("Enabled")),
        engine=settings.get("EngineVersion", {}).get("EffectiveEngineVersion"),
    )
