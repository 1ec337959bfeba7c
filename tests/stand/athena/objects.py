"""What the server writes to S3, with the encryption that a result configuration asks for."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError

from tests.stand.athena.errors import Failure, QueryError, invalid

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_ACCOUNT: Final = "123456789012"  # moto's


def parse(location: str) -> tuple[str, str]:
    """The bucket and the key of an address.

    >>> parse("s3://results/a/b.csv")
    ('results', 'a/b.csv')
    """
    bucket, _, key = location.removeprefix("s3://").partition("/")
    return bucket, key


def folder(location: str) -> str:
    """The address of a folder, with the slash that may be missing."""
    return location.rstrip("/") + "/"


def check_output(s3: S3Client, configuration: dict[str, Any]) -> None:
    """Refuse a location that no result can be written to."""
    location = configuration["OutputLocation"]
    if not location.startswith("s3://"):
        raise invalid(f"outputLocation is not a valid S3 path.: {location}")
    if (configuration.get("EncryptionConfiguration") or {}).get("EncryptionOption") == "CSE_KMS":
        raise invalid("the stand does not encrypt on the client's side: CSE_KMS")
    bucket, _ = parse(location)
    refused = invalid(f"Unable to verify/create output bucket {bucket}")
    if configuration.get("ExpectedBucketOwner") not in {None, _ACCOUNT}:
        raise refused
    try:
        s3.head_bucket(Bucket=bucket)
    except ClientError:
        raise refused from None


def put(s3: S3Client, location: str, body: bytes | IO[bytes], configuration: dict[str, Any]) -> None:
    """Write an object."""
    bucket, key = parse(location)
    try:
        s3.put_object(Bucket=bucket, Key=key, Body=body, **_encryption(configuration))
    except ClientError as error:
        code = error.response["Error"]["Code"]
        raise QueryError(Failure(reason=f"{code}: cannot write to {location}", kind=401)) from error


def exists(s3: S3Client, location: str) -> bool:
    """Whether an object is there."""
    bucket, key = parse(location)
    try:
        s3.head_object(Bucket=bucket, Key=key)
    except ClientError:
        return False
    return True


def is_empty(s3: S3Client, location: str) -> bool:
    """Whether nothing lies in a folder."""
    bucket, prefix = parse(folder(location))
    return s3.list_objects_v2(Bucket=bucket, Prefix=prefix, MaxKeys=1)["KeyCount"] == 0


def delete(s3: S3Client, location: str) -> None:
    """Delete an object."""
    bucket, key = parse(location)
    s3.delete_object(Bucket=bucket, Key=key)


def _encryption(configuration: dict[str, Any]) -> dict[str, Any]:
    asked = configuration.get("EncryptionConfiguration") or {}
    if asked.get("EncryptionOption") == "SSE_S3":
        return {"ServerSideEncryption": "AES256"}
    if asked.get("EncryptionOption") == "SSE_KMS":
        return {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": asked.get("KmsKey", "")}
    return {}
