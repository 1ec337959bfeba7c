"""What else lies under the location of a flat table, found with a handful of list requests."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from athena_s3logs.aws.listing import list_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_s3 import S3Client

    from athena_s3logs.locations import Location

_DATED: Final = re.compile(r"[0-9]{4}(-[0-9]{2}){5}-[^/]*")
_SHOWN: Final = 100


def strangers(client: S3Client, location: Location) -> list[str]:
    """Objects and folders that a flat table reads and that are no logs of its prefix: the first 100 of each side.

    The dated names themselves may be millions and are not listed: what hides among them is not found.
    """
    prefix = location.prefix
    before = _between(client, location, "", f"{prefix}2")
    among = _between(client, location, f"{prefix}2", f"{prefix}20")
    after = _between(client, location, f"{prefix}2:", None)  # : follows 9, so no date lies behind it
    found = dict.fromkeys((*before, *among, *after))
    return [f"s3://{location.bucket}/{key}" for key in found if not _DATED.fullmatch(key.removeprefix(prefix))]


def _between(client: S3Client, location: Location, start: str, stop: str | None) -> Iterator[str]:
    bucket, folder = location.bucket, location.folder
    answer = list_page(client, bucket, folder, StartAfter=start, Delimiter="/", MaxKeys=_SHOWN)
    folders = [item["Prefix"] for item in answer.get("CommonPrefixes", [])]
    for key in sorted([*folders, *(item["Key"] for item in answer.get("Contents", []))]):
        if stop is not None and key >= stop:
            return
        if key != folder:
            yield key
