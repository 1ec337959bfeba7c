"""A source and what to read of it -> the objects of S3 that Athena reads for it, listed by several requests at once."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from athena_s3logs.aws.client import AT_ONCE, at_once, patiently, told
from athena_s3logs.relation import own_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import ListObjectsV2OutputTypeDef, ObjectTypeDef

    from athena_s3logs.sources import Source
    from athena_s3logs.window import Pruning

# https://docs.aws.amazon.com/athena/latest/ug/s3-considerations.html: without a restore, Athena passes over them.
_ARCHIVES: Final = {"GLACIER", "DEEP_ARCHIVE"}
_HIDDEN: Final = re.compile(r"(?<![^/])[_.]")
_DATE: Final = len("2026-11-05")
_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class S3Object:
    """An object as a listing tells of it."""

    bucket: str
    key: str
    size: int
    changed: datetime
    etag: str = ""
    archived: bool = False
    restored: bool = False

    @property
    def cold(self) -> bool:
        """Whether nobody can fetch it."""
        return self.archived and not self.restored

    @property
    def url(self) -> str:
        """Where it is."""
        return f"s3://{self.bucket}/{self.key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Objects in the order of their keys within each partition, and how many requests told of them."""

    objects: tuple[S3Object, ...]
    requests: int


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Keys with a prefix, behind one text and before another, and which of them count."""

    bucket: str
    prefix: str
    after: str
    before: str
    counts: Callable[[str], bool]


def listed(client: S3Client, source: Source, read: Pruning) -> Listing:
    """The objects that Athena reads: those of the partitions, or of a flat layout those whose paths lie within the bounds.

    What is empty, hidden or a folder has no part in it.
    """
    pages = list(at_once(lambda stretch: list(_pages(client, stretch)), _stretches(source, read)))
    objects = tuple(item for several in pages for page in several for item in page)
    return Listing(objects=objects, requests=sum(map(len, pages)))


def list_page(client: S3Client, bucket: str, prefix: str, **more: Any) -> ListObjectsV2OutputTypeDef:  # noqa: ANN401  of S3
    """One page of a listing."""
    with told(f"list s3://{bucket}/{prefix}"):
        more |= {"Bucket": bucket, "Prefix": prefix, "OptionalObjectAttributes": ["RestoreStatus"]}
        return patiently(partial(client.list_objects_v2, **more))


def list_pages(client: S3Client, bucket: str, prefix: str, **more: Any) -> Iterator[ListObjectsV2OutputTypeDef]:  # noqa: ANN401
    """A listing, page by page."""
    while True:
        answer = list_page(client, bucket, prefix, **more)
        yield answer
        if not answer.get("IsTruncated"):
            return
        more = {"ContinuationToken": answer["NextContinuationToken"]}


def described(bucket: str, item: ObjectTypeDef) -> S3Object:
    """What a listing says of one object; a restored copy has an expiry, and the storage class of its archive."""
    restore = item.get("RestoreStatus", {})
    return S3Object(
        bucket=bucket,
        key=item["Key"],
        size=item["Size"],
        changed=item["LastModified"],
        etag=item.get("ETag", "").strip('"'),
        archived=item.get("StorageClass") in _ARCHIVES,
        restored="RestoreExpiryDate" in restore and not restore.get("IsRestoreInProgress"),
    )


def is_hidden(key: str, behind: str = "") -> bool:
    """Whether Athena passes over it: a part of it begins, behind a prefix, with _ or a dot.

    >>> is_hidden("app/_x", behind="app/"), is_hidden("app_x", behind="app"), is_hidden("_app/x", behind="_app")
    (True, False, False)
    """
    return _HIDDEN.search(key, len(behind)) is not None


def _pages(client: S3Client, stretch: _Stretch) -> Iterator[list[S3Object]]:
    for answer in list_pages(client, stretch.bucket, stretch.prefix, StartAfter=stretch.after):
        found = answer.get("Contents", [])
        yield [
            described(stretch.bucket, item)
            for item in found
            if item["Size"] and item["Key"] < stretch.before and stretch.counts(item["Key"])
        ]
        if found and found[-1]["Key"] >= stretch.before:
            return


def _stretches(source: Source, read: Pruning) -> Iterator[_Stretch]:
    """What is listed as one: as many as there are requests at once, or one for each series of days where those are more."""
    if read.paths:
        yield from _flat(source, *(path.removeprefix(f"s3://{source.location.bucket}/") for path in read.paths))
        return
    if not read.days:
        raise TypeError(source.shape)
    first, last = (date.fromisoformat(day.replace("/", "-")) for day in read.days)
    folders = list(_folders(source, read))
    parts = list(_parts(first, last, max(1, AT_ONCE // len(folders))))
    for folder, (start, end) in itertools.product(folders, parts):
        prefix = f"{source.location.prefix}{folder}"
        # The day is the last part of a partition, so that days stand in their order; 0 follows the slash.
        after, before = f"{prefix}{_folder(start)}", f"{prefix}{_folder(end)}0"
        yield _Stretch(source.location.bucket, prefix, after, before, _in_days(prefix, start, end))


def _flat(source: Source, low: str, high: str) -> Iterator[_Stretch]:
    location, counts = source.location, _own(source)
    days = [_day(text[len(location.prefix) :][:_DATE]) for text in (low, high)]
    cuts = [low, high]
    if days[0] and days[1]:
        cuts[1:1] = [f"{location.prefix}{start}" for start, _ in _parts(days[0], days[1], AT_ONCE)][1:]
    for after, before in itertools.pairwise(cuts):
        yield _Stretch(location.bucket, location.prefix, after, before, counts)


def _own(source: Source) -> Callable[[str], bool]:
    own, bucket = re.compile(own_files(source), re.DOTALL), source.location.bucket
    return lambda key: own.fullmatch(f"s3://{bucket}/{key}") is not None


def _folders(source: Source, read: Pruning) -> Iterator[str]:
    """Where the days of each account, region and bucket stand."""
    wanted = dict(read.values)
    names = [column.name for column in source.dimensions]
    steps: list[Sequence[str]] = [wanted.get(column.name) or column.values or () for column in source.dimensions]
    if source.shape == "cloudtrail_organization":
        steps.insert(names.index("account") + 1, ["CloudTrail"])
    return ("".join(f"{step}/" for step in place) for place in itertools.product(*steps))


def _in_days(prefix: str, first: date, last: date) -> Callable[[str], bool]:
    days = {f"{_folder(first + _ONE_DAY * number)}/" for number in range((last - first).days + 1)}
    length = len(_folder(first)) + 1

    def counts(key: str) -> bool:
        rest = key.removeprefix(prefix)
        return rest[:length] in days and not key.endswith("/") and not is_hidden(rest[length:])

    return counts


def _parts(first: date, last: date, count: int) -> Iterator[tuple[date, date]]:
    """The days in at most so many parts, each by its first and last day.

    >>> [(start.day, end.day) for start, end in _parts(date(2026, 11, 1), date(2026, 11, 5), 2)]
    [(1, 3), (4, 5)]
    """
    length = -(-((last - first).days + 1) // count) * _ONE_DAY
    while first <= last:
        yield first, min(last, first + length - _ONE_DAY)
        first += length


def _folder(day: date) -> str:
    return day.isoformat().replace("-", "/")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
