"""What a session sees to beside its questions: their cost and plan, logs fetched or read into a store, questions published."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from athena_s3logs.asking import ask, refuse_unknown, slack_of, window_of
from athena_s3logs.engines.base import Explainer, Ingester
from athena_s3logs.errors import SettingError
from athena_s3logs.header import LIMITS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from athena_s3logs.aws.client import Clients
    from athena_s3logs.aws.estimate import Estimate
    from athena_s3logs.aws.publish import Published
    from athena_s3logs.aws.pull import Pulled
    from athena_s3logs.engines.base import Engine, Question
    from athena_s3logs.engines.ingest import Ingested
    from athena_s3logs.engines.raw_tables import RawTable
    from athena_s3logs.library import Library
    from athena_s3logs.sources import Source
    from athena_s3logs.window import Window


@dataclass(frozen=True, slots=True)
class Reading:
    """How much is meant, as people say it, and the day that it is now."""

    window: Window | None
    given: Mapping[str, Any]
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """Where questions go to, or would go to."""

    workgroup: str
    database: str
    dry_run: bool


def allowed(engine: Engine, given: Mapping[str, Any]) -> dict[str, float]:
    """The limits that are given for what may be read and paid; SettingError where the engine asks no money."""
    if not LIMITS & given.keys():
        return {}
    from athena_s3logs.aws.estimate import limits

    if (found := limits(given)) and not engine.by_the_byte:
        raise SettingError(f"{' and '.join(found)}: only Athena asks money for what it reads; leave it out")
    return found


def check_cost(most: Mapping[str, float], estimates: Sequence[Estimate]) -> None:
    """Raise where questions may go beyond the limits together."""
    from athena_s3logs.aws.estimate import check_within

    check_within(estimates, most)


def explain(engine: Engine, question: Question) -> str:
    """Athena's plan."""
    if not isinstance(engine, Explainer):
        raise SettingError("explain: this engine has no plan to show; S3Logs.athena has")
    return engine.explain(question)


def ingest(engine: Engine, *, told: Callable[[str, int, int], None]) -> list[Ingested]:
    """Read logs into the store of a local engine."""
    if not isinstance(engine, Ingester):
        raise SettingError("ingest: a store takes files of this machine; `pull` fetches what is in S3, then ingest its folder")
    return engine.ingest(told=told)


def pull(
    places: Mapping[str, Sequence[Source | str]],
    clients: Clients,
    to: Path,
    reading: Reading,
    *,
    told: Callable[[int, int], None],
) -> Pulled:
    """Fetch the objects that may hold records of a window."""
    from athena_s3logs.aws import pull as pulling
    from athena_s3logs.aws.finding import of_places

    refuse_unknown(reading.given)
    window, slack = window_of(reading.window, reading.given), slack_of(reading.given)
    found = of_places(clients.s3, places, window, now=reading.now, slack_days=slack)
    return replace(pulling.pull(clients.s3, found.objects, to, told=told), skipped=found.skipped)


def publish(
    library: Library, tables: Mapping[str, RawTable], clients: Clients, console: Console, reading: Reading,
) -> Published:
    """Bring the questions into the console; without a window they are of the last days."""
    from athena_s3logs.aws import publish as publishing

    refuse_unknown(reading.given)
    given = reading.given
    wanted = reading.window if reading.window or given.get("start") else publishing.last_days(reading.now.date())
    window = window_of(wanted, given)
    slack = {"slack_days": given.get("slack_days")}
    asked = [(one, partial(ask, one, window, slack | publishing.stand_ins(one))) for one in library.values()]
    named, skipped = publishing.named_queries(asked, tables, window, now=reading.now)
    place = publishing.Place(client=clients.athena, workgroup=console.workgroup, database=console.database)
    return publishing.publish(place, named, skipped=skipped, dry_run=console.dry_run)
