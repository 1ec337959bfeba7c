"""Paths that a user gives -> the log files under them, what their names tell, and which of them a window needs."""

from __future__ import annotations

import os
import re
import stat
from collections import Counter, deque
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from athena_s3logs.errors import SettingError, WindowError
from athena_s3logs.sources import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from athena_s3logs.window import Window

HIDDEN: Final = "hidden, as it or a folder above begins with _ or ."
UNREADABLE: Final = "a folder that cannot be read"
UNREACHABLE: Final = "cannot be looked at"
BROKEN_LINK: Final = "a link that leads nowhere"
NO_FILE: Final = "a socket, pipe or device"
ACCESS_LOG: Final = "an access log of S3, by its name"
TRAIL_FILE: Final = "a file of CloudTrail, by its name"
JSON: Final = "ends in .json, as no access log does"
TRUTH: Final = "the truth of generated logs"
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
_MAGIC: Final = re.compile(r"[*?\[]")

_DELIVERY_SLACK: Final = 2
_TRAIL_SLACK: Final = 1
_LAST_SECOND: Final = timedelta(hours=23, minutes=59, seconds=59)
# In AWS's own example a file of 14:45 holds an event of 14:52:27, so one of a late evening may hold the next day's first.
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
_AFTER_STAMP: Final = timedelta(minutes=15)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Log files by path, each once, and how many others were left out for which reason."""

    files: tuple[LocalFile, ...]
    skipped: Mapping[str, int]


def find(kind: str, paths: Iterable[str | Path]) -> Found:
    """The logs of a kind (s3_access or cloudtrail) in files, folders and globs; SettingError where a path has none."""
    if kind not in KINDS:
        raise SettingError(f"kind {kind!r}: expected {' or '.join(KINDS)}")
    found: dict[object, _Entry] = {}
    skipped: dict[object, str] = {}
    for path in paths:
        given = os.fspath(path)
        entries = _look_through(given)
        reasons = [entry.fault or _stranger(kind, entry.path) for entry in entries]
        _check(kind, given, reasons)
        for entry, reason in zip(entries, reasons, strict=True):
            if reason:
                skipped[entry.identity] = reason
            else:
                # Its own path tells more than one through a link, whichever was given first.
                found[entry.identity] = min(entry, found.get(entry.identity, entry))
    if not found:
        raise SettingError(f"{kind}: no path was given; name a file, a folder or a glob")
    left_out = Counter(reason for identity, reason in skipped.items() if identity not in found)
    files = [_file(kind, entry) for entry in sorted(found.values(), key=itemgetter(1))]
    return Found(files=_settled(files), skipped=dict(sorted(left_out.items())))


def needed(kind: str, found: Found, window: Window, *, slack_days: int | None = None) -> tuple[LocalFile, ...]:
    """The files that may hold records of the window; `slack_days` stands for those of all files."""
    if slack_days is not None and slack_days < 0:
        raise WindowError(f"slack of {slack_days} days: expected 0 or more")
    files = [file for file in found.files if _in_time(file, window, slack_days)]
    if kind == "s3_access":
        _check_told(files, window)
    limits = [("account", window.accounts), ("region", window.regions), ("bucket", window.buckets)]
    allowed = {name: {None, *values} for name, values in limits if values is not None}
    return tuple(file for file in files if all(getattr(file, name) in values for name, values in allowed.items()))


def _in_time(file: LocalFile, window: Window, slack_days: int | None) -> bool:
    if file.first is None or file.last is None:
        return True
    slack = timedelta(days=file.slack_days if slack_days is None else min(slack_days, timedelta.max.days))
    return file.last >= window.start.replace(microsecond=0) and file.first - window.end < slack


def _check_told(files: Iterable[LocalFile], window: Window) -> None:
    for name in ("account", "region"):
        silent = [file.path for file in files if getattr(file, name) is None]
        if silent and getattr(window, f"{name}s") is not None:
            raise WindowError(
                f"--{name}: {len(silent):,} of the files do not tell their {name} by their path, the first is {silent[0]};"
                f" in a flat layout neither path nor line has it. Leave --{name} out, or name buckets",
            )


class _Entry(NamedTuple):
    """Something that was come upon, by a link or not, and what is wrong with it."""

    linked: bool
    path: str
    identity: object
    size: int = 0
    fault: str = ""


class _Folder(NamedTuple):
    """A folder on the way, and the places of the pattern that the way to it has come to."""

    path: str
    identity: object
    places: frozenset[int]
    hidden: bool = False
    linked: bool = False


def _look_through(given: str) -> list[_Entry]:
    """What a path leads to: the path itself where it is a file, all that lies under it, or what of that goes with a glob."""
    base, pattern = _split(given)
    if os.path.isdir(base):  # noqa: PTH112
        top = os.path.realpath(base)
        status = os.stat(top)  # noqa: PTH116
        return list(_walk(_Folder(top, _identity(top, status), _skip(pattern, frozenset({0}))), pattern))
    folder, name = os.path.split(base)
    way = _Folder(os.path.realpath(folder), None, frozenset(), linked=os.path.islink(base))  # noqa: PTH114
    return [] if pattern else [item for item in [_look(name, way)] if isinstance(item, _Entry)]


def _split(given: str) -> tuple[str, tuple[str, ...]]:
    """What exists of a path, and the rest of it, which is a pattern."""
    base = given if os.path.lexists(given) else os.path.expanduser(given)  # noqa: PTH111
    pattern: list[str] = []
    while base and not os.path.lexists(base):
        base, name = os.path.split(base)
        pattern.insert(0, name)
    if not given or (pattern and not _MAGIC.search("/".join(pattern))):
        raise SettingError(f"path {given!r}: there is nothing; expected a file, a folder or a glob of this machine")
    return base or ".", tuple(filter(None, pattern))


def _check(kind: str, given: str, reasons: Sequence[str]) -> None:
    """SettingError where a path led to no log of the kind."""
    if not reasons:
        fault = "nothing matches" if _split(given)[1] else "an empty folder"
        raise SettingError(f"path {given!r}: {fault}; expected logs of {kind}")
    if all(reasons):
        why = "; ".join(f"{count:,} x {reason}" for reason, count in sorted(Counter(reasons).items()))
        raise SettingError(f"path {given!r}: looked at {len(reasons):,}, and none is a log of {kind}: {why}")


def _walk(start: _Folder, pattern: tuple[str, ...]) -> Iterator[_Entry]:
    """All that lies under a folder and goes with the pattern, by the shortest way; each folder once, and once more by links."""
    folders, seen = deque([start]), set[_Folder]()
    while folders:
        folder = folders.popleft()
        if (key := folder._replace(path="")) in seen:
            continue
        seen.add(key)
        try:
            with os.scandir(folder.path) as scan:
                names = sorted((entry.name, entry.is_symlink()) for entry in scan)
        except OSError:
            yield _Entry(folder.linked, folder.path, folder.identity, fault=UNREADABLE)
            continue
        for name, link in names:
            if not (places := _step(pattern, folder.places, name)):
                continue
            item = _look(name, folder if places == folder.places and not link else _onward(folder, places, link=link))
            if isinstance(item, _Folder):
                folders.append(item)
            elif len(pattern) in places:
                yield item


def _onward(folder: _Folder, places: frozenset[int], *, link: bool) -> _Folder:
    return folder._replace(places=places, linked=folder.linked or link)


def _look(name: str, way: _Folder) -> _Entry | _Folder:
    """What stands at a name in a folder; a folder has come as far in the pattern as the way to it."""
    path = f"{way.path}/{name}" if way.path != "/" else f"/{name}"
    hidden = way.hidden or name.startswith(("_", "."))
    try:
        status = os.stat(path)  # noqa: PTH116
    except OSError:
        fault = BROKEN_LINK if os.path.islink(path) else UNREACHABLE  # noqa: PTH114
        return _Entry(way.linked, path, path, fault=HIDDEN if hidden else fault)
    identity = _identity(path, status)
    if stat.S_ISDIR(status.st_mode):
        return _Folder(path, identity, way.places, hidden, way.linked)
    fault = "" if stat.S_ISREG(status.st_mode) else NO_FILE
    return _Entry(way.linked, path, identity, status.st_size, HIDDEN if hidden else fault)


def _identity(path: str, status: os.stat_result) -> object:
    """The same for all names of a file; some file systems do not number their files."""
    return (status.st_dev, status.st_ino) if status.st_ino else path


def _step(pattern: tuple[str, ...], places: frozenset[int], name: str) -> frozenset[int]:
    """The places of a pattern after one more name: all that lies in a folder that matches goes with it.

    >>> _step(("2026*", "**", "a.gz"), frozenset({0}), "2026-11")
    frozenset({1, 2})
    """
    if len(pattern) in places:
        return places
    stay = {place for place in places if pattern[place] == "**"}
    return _skip(pattern, frozenset(stay | {place + 1 for place in places if fnmatchcase(name, pattern[place])}))


@lru_cache(maxsize=64)
def _skip(pattern: tuple[str, ...], places: frozenset[int]) -> frozenset[int]:
    """The places with those behind each `**`, which may stand for nothing; the end alone once it is reached."""
    reached = set(places)
    for place, part in enumerate(pattern):
        if place in reached and part == "**":
            reached.add(place + 1)
    return frozenset({len(pattern)}) if len(pattern) in reached else frozenset(reached)


def _stranger(kind: str, path: str) -> str:
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


def _file(kind: str, entry: _Entry) -> LocalFile:
    folder, _, name = entry.path.rpartition("/")
    place = _place(folder)
    if kind == "s3_access":
        own, span = place, _access_span(name, place.day)
    else:
        own = _trail_place(name, place)
        span = _trail_span(name, own.day)
    return LocalFile(
        path=entry.path,
        size=entry.size,
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
        return _Span(time, time + _LAST_SECOND if midnight else time, _DELIVERY_SLACK)
    day = time.replace(hour=0, minute=0, second=0)
    first, last = min(day, folder_day), max(day, folder_day)
    return _Span(first, last + _LAST_SECOND, 0 if midnight and first == last else _DELIVERY_SLACK)


def _settled(files: Sequence[LocalFile]) -> tuple[LocalFile, ...]:
    """The files; one that looks like event time may be of midnight where others of the same bucket show delivery."""
    delivered = {_tree(file) for file in files if file.first and file.slack_days == _DELIVERY_SLACK}
    return tuple(
        replace(file, slack_days=_DELIVERY_SLACK) if file.first and not file.slack_days and _tree(file) in delivered else file
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
        days.append((day, max(day + _LAST_SECOND, time + _AFTER_STAMP)))
    if not days:
        return _Span()
    return _Span(min(first for first, _ in days), max(last for _, last in days), _TRAIL_SLACK)


def _day(text: str) -> datetime | None:
    return _moment(text.replace("/", "-"))


def _moment(text: str) -> datetime | None:
    """The time of an ISO text, None where there is no such time."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
