"""The path of a log file -> what it tells: whose log it is, and the time, account, region and bucket of what is inside."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from athena_s3logs.sources import KINDS
from athena_s3logs.store.names import is_any
from athena_s3logs.window import DELIVERY_SLACK_DAYS, TRAIL_EARLY, TRAIL_SLACK_DAYS

if TYPE_CHECKING:
    from collections.abc import Sequence

ACCESS_LOG: Final = "an access log of S3, by its name"
TRAIL_FILE: Final = "a file of CloudTrail, by its name"
JSON: Final = "ends in .json, as no access log does"
TRUTH: Final = "the truth of generated logs"
STORE: Final = "a file of a store"
SIDES: Final = {
    "CloudTrail-Digest": "a digest of CloudTrail (CloudTrail-Digest)",
    "CloudTrail-Insight": "insights of CloudTrail (CloudTrail-Insight)",
    "CloudTrail-Aggregated": "aggregated events of CloudTrail (CloudTrail-Aggregated)",
    "CloudTrail-NetworkActivity": "network activity of CloudTrail (CloudTrail-NetworkActivity)",
}
"""What CloudTrail writes beside its trail, and the reason why it is left out."""

_ACCOUNT: Final = "[0-9]{12}"
_REGION: Final = "[a-z]{2,4}(?:-[a-z]+)+-[0-9]+"
_DAY: Final = "(2[0-9]{3}/[0-9]{2}/[0-9]{2})"
_DAY_FOLDER: Final = re.compile(rf"/{_DAY}$")
_ACCESS_FOLDER: Final = re.compile(rf"/[^/]*({_ACCOUNT})/({_REGION})/([A-Za-z0-9._-]{{3,255}})/{_DAY}$")
_TRAIL_FOLDER: Final = re.compile(rf"/({_ACCOUNT})/CloudTrail/({_REGION})/{_DAY}$")
_SIDE_FOLDER: Final = re.compile(rf"/({'|'.join(SIDES)})(?=/|$)(?!.*/CloudTrail(?:/|$))")
_STAMP: Final = re.compile("(2[0-9]{3}-[0-9]{2}-[0-9]{2})-([0-9]{2})-([0-9]{2})-([0-9]{2})")
_UNIQUE: Final = re.compile(r"-[0-9A-F]{16}(?:\.[^/]*)?$")
_TRAIL_NAME: Final = re.compile(
    rf"({_ACCOUNT})_CloudTrail_({_REGION})_(2[0-9]{{7}}T[0-9]{{4}})Z_[0-9A-Za-z]+(?:\.[^/]*)?",
)
_SIDE_NAME: Final = re.compile(rf"{_ACCOUNT}_({'|'.join(SIDES)})_")
_JSON_ENDS: Final = (".json", ".json.gz")
_LAST_SECOND: Final = timedelta(hours=23, minutes=59, seconds=59)


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalFile:
    """A log file and what its path tells; None where it does not.

    Its path tells of the time from `first` to `last` (UTC, whole seconds): no record is later, and none is earlier by
    more than `slack_days`. A file whose path tells no time is read always.
    """

    path: str
    size: int
    first: datetime | None = None
    last: datetime | None = None
    slack_days: int = 0
    account: str | None = None
    region: str | None = None
    bucket: str | None = None


def stranger(kind: str, path: str) -> str:
    """Why a file is plainly no log of this kind; in doubt it is one."""
    folder, _, name = path.rpartition("/")
    json = name.endswith(_JSON_ENDS)
    if not json and _access_time(name):
        return ACCESS_LOG if kind == "cloudtrail" else ""
    if side := _SIDE_NAME.match(name):
        return SIDES[side[1]]
    place = _place(folder)
    if place.side:
        return SIDES[place.side]
    if name == "truth.json" and all(os.path.isdir(f"{folder}/{kind}") for kind in KINDS):  # noqa: PTH112
        return TRUTH
    if is_any(name):
        return STORE
    return _no_access_log(name, place, json=json) if kind == "s3_access" else ""


def _no_access_log(name: str, place: _Place, *, json: bool) -> str:
    if place.trail or _TRAIL_NAME.fullmatch(name):
        return TRAIL_FILE
    return JSON if json else ""


class _Place(NamedTuple):
    """What a folder tells."""

    day: datetime | None = None
    account: str | None = None
    region: str | None = None
    bucket: str | None = None
    trail: bool = False
    side: str = ""


@lru_cache(maxsize=64)
def _place(folder: str) -> _Place:
    """What a folder tells.

    >>> _place("/logs/123456789012/eu-west-1/shop/2026/11/05").bucket
    'shop'
    """
    if found := _SIDE_FOLDER.search(folder):
        return _Place(side=found[1])
    if found := _TRAIL_FOLDER.search(folder):
        account, region, day = found.groups()
        return _Place(_day(day), account, region, trail=True)
    if found := _ACCESS_FOLDER.search(folder):
        account, region, bucket, day = found.groups()
        return _Place(_day(day), account, region, bucket)
    found = _DAY_FOLDER.search(folder)
    return _Place(_day(found[1]) if found else None)


class _Span(NamedTuple):
    """The time that a path tells of, and by how much records may be earlier."""

    first: datetime | None = None
    last: datetime | None = None
    slack_days: int = 0


def is_given_once(name: str) -> bool:
    """Whether a name is one that AWS gives to one file only.

    >>> is_given_once("2026-11-05-10-11-12-0123456789ABCDEF"), is_given_once("access.log")
    (True, False)
    """
    return _access_time(name) is not None or _TRAIL_NAME.fullmatch(name) is not None


def told(kind: str, path: str, size: int) -> LocalFile:
    """The file with what its path tells."""
    folder, _, name = path.rpartition("/")
    place = _place(folder)
    if kind == "s3_access":
        own, span = place, _access_span(name, place.day)
    else:
        own = _trail_place(name, place)
        span = _trail_span(name, own.day)
    return LocalFile(
        path=path,
        size=size,
        first=span.first,
        last=span.last,
        slack_days=span.slack_days,
        account=own.account,
        region=own.region,
        bucket=own.bucket,
    )


def _access_span(name: str, folder_day: datetime | None) -> _Span:
    time = _access_time(name)
    if time is None:
        return _Span()
    midnight = not (time.hour or time.minute or time.second)
    if folder_day is None:
        # At midnight it can be one by event time, taken out of its folders.
        return _Span(time, time + _LAST_SECOND if midnight else time, DELIVERY_SLACK_DAYS)
    day = time.replace(hour=0, minute=0, second=0)
    first, last = min(day, folder_day), max(day, folder_day)
    return _Span(first, last + _LAST_SECOND, 0 if midnight and first == last else DELIVERY_SLACK_DAYS)


def settled(files: Sequence[LocalFile]) -> tuple[LocalFile, ...]:
    """The files; one that looks like event time may be of midnight where others of the same bucket show delivery."""
    delivered = {_tree(file) for file in files if file.first and file.slack_days == DELIVERY_SLACK_DAYS}
    return tuple(
        replace(file, slack_days=DELIVERY_SLACK_DAYS)
        if file.first and not file.slack_days and _tree(file) in delivered
        else file
        for file in files
    )


def _tree(file: LocalFile) -> str:
    """The folder above those of the days."""
    return file.path.rpartition("/")[0][: -len("/2026/11/05")]


def _access_time(name: str) -> datetime | None:
    """The time in a name as S3 makes it; a name with more than that is somebody's own and tells nothing.

    >>> _access_time("logs2026-11-05-10-11-12-0123456789ABCDEF.gz")
    datetime.datetime(2026, 11, 5, 10, 11, 12)
    >>> _access_time("2026-11-01-00-00-00-to-2026-11-05-10-11-12-0123456789ABCDEF")
    """
    found = _STAMP.search(name)
    return _moment("{}T{}:{}:{}".format(*found.groups())) if found and _UNIQUE.match(name, found.end()) else None


def _trail_place(name: str, place: _Place) -> _Place:
    """What a folder of a trail tells, and a name besides; nothing where the two differ."""
    own = place if place.trail else _Place()
    found = _TRAIL_NAME.fullmatch(name)
    if not found:
        return own
    account, region = found[1], found[2]
    return own._replace(
        account=account if own.account in {None, account} else None,
        region=region if own.region in {None, region} else None,
    )


def _trail_span(name: str, folder_day: datetime | None) -> _Span:
    found = _TRAIL_NAME.fullmatch(name)
    time = _moment(found[3]) if found else None
    days = [] if folder_day is None else [(folder_day, folder_day + _LAST_SECOND)]
    if time:
        day = time.replace(hour=0, minute=0)
        days.append((day, max(day + _LAST_SECOND, time + TRAIL_EARLY)))
    if not days:
        return _Span()
    return _Span(min(first for first, _ in days), max(last for _, last in days), TRAIL_SLACK_DAYS)


def _day(text: str) -> datetime | None:
    return _moment(text.replace("/", "-"))


def _moment(text: str) -> datetime | None:
    """The time of an ISO text, None where there is no such time."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
