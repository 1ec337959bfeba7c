"""A source, or a bare s3:// location, and a window -> the objects that may hold its records."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from athena_s3logs.aws.listing import described, is_hidden, list_page, listed
from athena_s3logs.engines import file_names
from athena_s3logs.engines.local_files import Found, needed
from athena_s3logs.errors import SettingError, SourceError
from athena_s3logs.locations import SCHEME, check_bucket
from athena_s3logs.relation import pruning
from athena_s3logs.window import BEGINNING, DELIVERY_SLACK_DAYS, default_slack

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mypy_boto3_s3 import S3Client

    from athena_s3logs.aws.listing import S3Object
    from athena_s3logs.sources import Source
    from athena_s3logs.window import Window

ARCHIVED: Final = "archived (Glacier); restore it first"

_DAY_FOLDER: Final = re.compile(r"((?:.*/)?)(2[0-9]{3}/[0-9]{2}/[0-9]{2})/.*", re.DOTALL)
_DATED_NAME: Final = re.compile(r"((?:.*[^0-9])?)(2[0-9]{3}-[0-9]{2}-[0-9]{2})-[0-9]{2}-[0-9]{2}-[0-9]{2}-[^/]*", re.DOTALL)
_ONE_DAY: Final = timedelta(days=1)
_LATE: Final = datetime(2900, 1, 1)  # noqa: DTZ001  UTC throughout; behind it there is room for the slack


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Objects of logs, and how many others were left out for which reason."""

    objects: tuple[S3Object, ...]
    skipped: Mapping[str, int] = field(default_factory=dict)


def of_places(
    client: S3Client, places: Mapping[str, Sequence[Source | str]], window: Window, *, now: datetime, slack_days: int | None,
) -> Wanted:
    """Those of all sources and locations of each kind, each once."""
    objects: dict[S3Object, None] = {}
    skipped: Counter[str] = Counter()
    for kind, several in places.items():
        for one in several:
            if isinstance(one, str):
                found = of_location(client, kind, one, window, slack_days=slack_days)
            else:
                found = of_source(client, one, window, now=now, slack_days=slack_days)
            objects |= dict.fromkeys(found.objects)
            skipped.update(found.skipped)
    return Wanted(objects=tuple(objects), skipped=dict(skipped))


def of_source(
    client: S3Client, source: Source, window: Window, *, now: datetime, slack_days: int | None = None,
) -> Wanted:
    """Those under the partitions that the window leaves."""
    objects = listed(client, source, pruning(source.kind, source, window, now=now, slack_days=slack_days)).objects
    there = [item for item in objects if not item.cold]
    cold = len(objects) - len(there)
    slack = default_slack(source) if slack_days is None else slack_days  # a name of midnight does not tell it
    wanted = in_window(source.kind, there, anywhere(window), slack_days=slack)
    return Wanted(objects=wanted, skipped={ARCHIVED: cold} if cold else {})


def of_location(client: S3Client, kind: str, location: str, window: Window, *, slack_days: int | None = None) -> Wanted:
    """Those whose names do not tell that nothing of the window is in them; SettingError where nothing is a log of this kind."""
    bucket, prefix = split(location)
    items = _listed(client, kind, (bucket, prefix), *_days(window, slack_days))
    reasons = {item: _reason(kind, item, prefix) for item in items}
    logs = [item for item, reason in reasons.items() if not reason]
    others = Counter(reason for reason in reasons.values() if reason)
    if not logs:
        why = "; ".join(f"{count:,} x {reason}" for reason, count in sorted(others.items()))
        raise SettingError(f"{location}: looked at {len(items):,} objects, and none is a log of {kind}{why and f': {why}'}")
    return Wanted(objects=in_window(kind, logs, window, slack_days=slack_days), skipped=dict(sorted(others.items())))


def in_window(
    kind: str, objects: Iterable[S3Object], window: Window, *, slack_days: int | None = None, unparsed: bool = False,
) -> tuple[S3Object, ...]:
    """Those of the objects whose names do not tell that nothing of the window is in them, as with local files."""
    items = {item.url: item for item in objects}
    found = Found(files=file_names.settled([file_names.told(kind, url, item.size) for url, item in items.items()]), skipped={})
    return tuple(items[file.path] for file in needed(kind, found, window, slack_days=slack_days, unparsed=unparsed))


def anywhere(window: Window) -> Window:
    """The window without what the partitions of a source have seen to."""
    return replace(window, accounts=None, regions=None, buckets=None)


def split(location: str) -> tuple[str, str]:
    """Bucket and prefix of a location.

    >>> split("s3://logs/app/")
    ('logs', 'app/')
    """
    if not location.startswith(SCHEME):
        raise SourceError(f"location {location!r}: expected s3://bucket/prefix/")
    bucket, _, prefix = location.removeprefix(SCHEME).partition("/")
    check_bucket(bucket)
    return bucket, prefix


def _reason(kind: str, item: S3Object, prefix: str) -> str:
    """Why an object is left out."""
    if item.key.endswith("/") or not item.size:
        return "empty, or a folder"
    if is_hidden(item.key, prefix):
        return "hidden, as it or a folder above begins with _ or ."
    return file_names.stranger(kind, item.url) or (ARCHIVED if item.cold else "")


def _days(window: Window, slack_days: int | None) -> tuple[str, str]:
    """The days that a name may tell of; a day more on either side, as names and folders may differ by midnight."""
    slack = timedelta(days=DELIVERY_SLACK_DAYS if slack_days is None else slack_days)
    first = max(window.start, BEGINNING) - _ONE_DAY
    last = min(window.end, _LATE) + slack + _ONE_DAY
    return f"{first:%Y-%m-%d}", f"{last:%Y-%m-%d}"


def _listed(client: S3Client, kind: str, place: tuple[str, str], first: str, last: str) -> list[S3Object]:
    """What lies under a prefix; from a page that ends before the days, or behind them, the next one begins further on.

    A log whose name tells no time may be of any day, and so may those beside it.
    """
    bucket, prefix = place
    found: list[S3Object] = []
    start = ""
    while True:
        answer = list_page(client, bucket, prefix, StartAfter=start)
        found += [described(bucket, item) for item in answer.get("Contents", [])]
        if not answer.get("IsTruncated"):
            return found
        end = found[-1]
        dated = file_names.stranger(kind, end.url) or file_names.told(kind, end.url, end.size).first
        start = onward(end.key, first, last) if dated else end.key


def onward(key: str, first: str, last: str) -> str:
    """Behind which text to go on after a key, since what lies between them is of its year, and not from first to last.

    It is never behind the year: what begins with other digits may be an account or a longer prefix as well as a day.

    >>> onward("app/2026-02-01-00-00-00-A", "2026-11-05", "2026-11-06")
    'app/2026-11-05'
    >>> onward("app/2024-02-01-00-00-00-A", "2026-11-05", "2026-11-06")
    'app/2024-13'
    >>> onward("1/eu-west-1/data/2026/11/08/x", "2026-11-05", "2026-11-06")
    '1/eu-west-1/data/2026/13'
    >>> onward("app/2026-11-05-00-00-00-A", "2026-11-05", "2026-11-06")
    'app/2026-11-05-00-00-00-A'
    """
    found = _DAY_FOLDER.fullmatch(key) or _DATED_NAME.fullmatch(key)
    if not found:
        return key
    head, text = found.groups()
    day = text.replace("/", "-")
    if first <= day <= last:
        return key
    year_end = f"{day[:4]}-13"
    further = min(first, year_end) if day < first else year_end
    return max(key, head + further.replace("-", text[4]))
