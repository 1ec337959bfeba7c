"""A question over raw tables -> what it would read and cost on Athena, and what it takes to fetch the same logs."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from athena_s3logs.aws.client import AT_ONCE
from athena_s3logs.aws.finding import anywhere, in_window
from athena_s3logs.aws.listing import listed
from athena_s3logs.engines.raw_tables import table_of
from athena_s3logs.errors import CostError, SettingError
from athena_s3logs.price import cost, money, terabyte
from athena_s3logs.printable import amount, counting
from athena_s3logs.query import relations
from athena_s3logs.relation import RELATIONS, pruning
from athena_s3logs.scans import scans
from athena_s3logs.values import shown
from athena_s3logs.window import default_slack

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from mypy_boto3_s3 import S3Client

    from athena_s3logs.aws.listing import Listing, S3Object
    from athena_s3logs.engines.base import Question
    from athena_s3logs.engines.raw_tables import RawTable
    from athena_s3logs.sources import Source
    from athena_s3logs.window import Pruning

_SECONDS_EACH: Final = 0.1
_BYTES_A_SECOND: Final = 12_500_000
_UNITS: Final = {"max_cost": "US dollars", "max_bytes": "bytes"}
_MINUTE: Final = 60
_HOUR: Final = 60 * _MINUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetching:
    """What it takes to have the logs on this machine, where asking them costs nothing."""

    objects: int
    bytes: int
    requests: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What a question would read on Athena at most, what that costs in US dollars, and the other way beside it."""

    objects: int
    bytes: int
    cost: float
    price_per_tb: float
    price_assumed: bool
    local: Fetching
    notes: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """All of it, as JSON can have it."""
        return asdict(self)

    def __str__(self) -> str:
        """The two ways side by side, and what there is to know about the figures."""
        local = self.local
        rows = [
            ("", "Athena", "local"),
            ("objects", f"{self.objects:,}", f"{local.objects:,}"),
            ("bytes", f"{amount(self.bytes)} scanned", f"{amount(local.bytes)} to fetch"),
            ("requests", "", f"{local.requests:,}"),
            ("time", "", _about(local.seconds)),
            ("money", money(self.cost), ""),
        ]
        widths = [max(len(row[place]) for row in rows) for place in range(2)]
        table = (f"{name:{widths[0]}}  {athena:{widths[1]}}  {here}".rstrip() for name, athena, here in rows)
        return "\n".join([*table, "", *self.notes])


def estimate(
    question: Question, tables: Mapping[str, RawTable], client: S3Client, *, now: datetime, price_per_tb: float | None = None,
) -> Estimate:
    """What the question would read at most, by the listings of what its window leaves; nothing is run."""
    listings: dict[tuple[str, Pruning], Listing] = {}
    objects: dict[S3Object, None] = {}
    fetched: dict[S3Object, None] = {}
    scanned, notes = 0, []
    for name in relations(question.tree):
        source, times = table_of(name, tables).source, scans(question.tree, name)
        read = pruning(name, source, question.window, now=now, slack_days=question.slack_days)
        key = (source.kind, read)
        listing = listings[key] = listings.get(key) or listed(client, source, read)
        there = [item for item in listing.objects if not item.archived]
        scanned += times * sum(item.size for item in there)
        objects |= dict.fromkeys(there)
        fetched |= dict.fromkeys(_wanted(name, source, there, question))
        notes += [*read.warnings, *_notes(name, source, times, len(listing.objects) - len(there))]
    price = terabyte(price_per_tb)
    return Estimate(
        objects=len(objects),
        bytes=scanned,
        cost=cost(scanned, per_tb=price),
        price_per_tb=price,
        price_assumed=price_per_tb is None,
        local=_fetching(fetched, sum(listing.requests for listing in listings.values())),
        notes=tuple(dict.fromkeys([*notes, *_assumptions(price, assumed=price_per_tb is None)])),
    )


def limits(given: Mapping[str, object]) -> dict[str, float]:
    """The limits that are given: max_cost in US dollars, max_bytes."""
    return {name: _number(name, given[name], unit) for name, unit in _UNITS.items() if given.get(name) is not None}


def check_within(estimates: Sequence[Estimate], allowed: Mapping[str, float]) -> None:
    """Raise where questions would read or cost more than is allowed for all of them together."""
    if not estimates:
        return
    found = _sum(estimates)
    who = "it" if len(estimates) == 1 else f"the {len(estimates)} questions together"
    figures = {"max_cost": found.cost, "max_bytes": found.bytes}
    for name, most in allowed.items():
        if figures[name] > most:
            wanted = money(most) if name == "max_cost" else f"{most:,.0f} bytes"
            price = " assumed" if found.price_assumed else ""
            raise CostError(
                f"not run: {who} would read {counting(found.objects, 'object')}"
                f" of {found.bytes:,} bytes ({amount(found.bytes)})"
                f" on Athena, for {money(found.cost)} at{price} {money(found.price_per_tb)} per TB; {name} allows {wanted}."
                " Choose a shorter window, name accounts, regions or buckets, or allow more",
                found,
            )


def _sum(found: Sequence[Estimate]) -> Estimate:
    """What several questions come to; an object that two of them read counts twice."""
    parts = [one.local for one in found]
    return replace(
        found[0],
        objects=sum(one.objects for one in found),
        bytes=sum(one.bytes for one in found),
        cost=sum(one.cost for one in found),
        local=Fetching(
            objects=sum(one.objects for one in parts),
            bytes=sum(one.bytes for one in parts),
            requests=sum(one.requests for one in parts),
            seconds=sum(one.seconds for one in parts),
        ),
        notes=tuple(dict.fromkeys(note for one in found for note in one.notes)),
    )


def _number(name: str, value: object, unit: str) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < math.inf:
        raise SettingError(f"{name}: expected a number of {unit}, 0 or more; got {shown(value)}")
    return value


def _wanted(name: str, source: Source, objects: list[S3Object], question: Question) -> tuple[S3Object, ...]:
    """What would be fetched of them."""
    window, unparsed = anywhere(question.window), name == "s3_access_unparsed"
    slack = default_slack(source) if question.slack_days is None and not unparsed else question.slack_days
    return in_window(RELATIONS[name], objects, window, slack_days=slack, unparsed=unparsed)


def _fetching(objects: Mapping[S3Object, None], listings: int) -> Fetching:
    size, requests = sum(item.size for item in objects), listings + len(objects)
    seconds = max(requests * _SECONDS_EACH / AT_ONCE, size / _BYTES_A_SECOND)
    return Fetching(objects=len(objects), bytes=size, requests=requests, seconds=round(seconds, 1))


def _notes(name: str, source: Source, times: int, archived: int) -> Iterator[str]:
    if times > 1:
        yield f"{name}: the SQL reads it {times} times, and Athena asks for each."
    if archived:
        yield f"{name}: Athena passes over {counting(archived, 'object')} archived in Glacier."
    if source.flat:
        yield f"{name}: Athena lists all that lies under {source.folder} each time; only the reading is pruned."


def _assumptions(price: float, *, assumed: bool) -> Iterator[str]:
    if assumed:
        yield (
            f"Assumed: {money(price)} per TB, as in most regions; price_per_tb in the section [athena] of the configuration"
            " says otherwise."
        )
    yield (
        f"Assumed for local: {AT_ONCE} requests at once, {_SECONDS_EACH} s each, and"
        f" {_BYTES_A_SECOND * 8 // 1_000_000} Mbit/s; what is there already need not be fetched."
    )


def _about(seconds: float) -> str:
    """A time in the unit that fits.

    >>> _about(0), _about(100), _about(9_000)
    ('about 1 s', 'about 2 min', 'about 2.5 h')
    """
    if seconds < _MINUTE:
        return f"about {max(1, math.ceil(seconds))} s"
    return f"about {seconds / _MINUTE:.0f} min" if seconds < _HOUR else f"about {seconds / _HOUR:.1f} h"
