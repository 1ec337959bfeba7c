"""A folder, a day and a prefix -> tiny logs of each layout, and the tables that are to be made over them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from athena_s3logs.catalog import Deployment
from athena_s3logs.generate import Plan, generate
from athena_s3logs.sources import Settings, make_source
from athena_s3logs.window import Window

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from athena_s3logs.generate import Truth

_ONE_DAY: Final = timedelta(days=1)
_DAYS: Final = 3
_LINES: Final = 1_500
_INCIDENTS: Final = ("public_policy", "key_guessing", "denied_then_allowed")
_GENERATED: Final = {"flat": "account", "event": "organization", "delivery": "account"}
"""Layouts of access logs that are written, and the trail beside each."""


class Table(NamedTuple):
    """A table, whose deployment it is, and the folder of the same files on this machine."""

    name: str
    deployment: Deployment
    folder: Path

    @property
    def kind(self) -> str:
        """Which logs it holds."""
        return self.deployment.source.kind

    @property
    def files(self) -> list[Path]:
        """The files that it reads."""
        return [path for path in self.folder.rglob("*") if path.is_file()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """Tables that are asked together: access logs of a layout, and a trail where one lies beside them."""

    tables: tuple[Table, ...]
    window: Window
    buckets: tuple[str, ...] | None = None

    def of(self, kind: str) -> Table | None:
        """Its table of such logs."""
        return next((table for table in self.tables if table.kind == kind), None)


def sides(folder: Path, url: str, database: str, *, today: date) -> tuple[Side, ...]:
    """The logs, written, and their tables; the last have files that others have too, and each query has to name a bucket."""
    plan = Plan(end=today - _ONE_DAY, days=_DAYS, lines=_LINES, incidents=_INCIDENTS)
    made = {name: generate(folder / name, replace(plan, layout=name, trail=trail)) for name, trail in _GENERATED.items()}
    window = Window.day(plan.start + int(0.6 * _DAYS) * _ONE_DAY)  # on which the generator has the incidents happen
    place = _Place(folder, url, database, today)
    found = {name: tuple(place.tables(name, truth)) for name, truth in made.items()}
    (access, _), buckets = found["event"], tuple(made["event"].s3_access.buckets)
    nameless = replace(access.deployment.source.settings, buckets=None)
    injected = Table("injected", place.deployment("injected", nameless), access.folder)
    return (
        Side(tables=found["flat"], window=window),
        Side(tables=found["event"], window=window),
        Side(tables=found["delivery"][:1], window=window),
        Side(tables=(injected,), window=window, buckets=buckets),
    )


@dataclass(frozen=True, slots=True)
class _Place:
    folder: Path
    url: str
    database: str
    today: date

    def tables(self, name: str, truth: Truth) -> Iterator[Table]:
        """The two tables over what was generated under a name."""
        yield self._table(name, f"{name}/s3_access/", _access(truth))
        inside = truth.organization or f"{truth.accounts[0]}/CloudTrail"
        yield self._table(truth.trail, f"{name}/cloudtrail/AWSLogs/{inside}/", _trail(truth))

    def _table(self, name: str, path: str, settings: Mapping[str, Any]) -> Table:
        placed = Settings(location=f"{self.url}{path}", **settings)
        return Table(name, self.deployment(name, placed), self.folder / path)

    def deployment(self, name: str, settings: Settings) -> Deployment:
        """The deployment of settings under a name."""
        source = make_source(settings, today=self.today)
        return Deployment(source=source, database=self.database, table=f"{name}_raw", view=f"{name}_logs")


def _access(truth: Truth) -> dict[str, Any]:
    if truth.layout == "flat":
        return {"kind": "s3_access", "layout": "flat"}
    return {
        "kind": "s3_access", "layout": "partitioned", "time": truth.layout, "buckets": tuple(truth.s3_access.buckets),
        **_dated(truth), "accounts": truth.accounts,
    }  # fmt: skip


def _trail(truth: Truth) -> dict[str, Any]:
    of_all = {"organization": truth.organization, "accounts": truth.accounts} if truth.organization else {}
    return {"kind": "cloudtrail", **_dated(truth), **of_all}


def _dated(truth: Truth) -> dict[str, Any]:
    return {"regions": truth.regions, "first_day": date.fromisoformat(truth.start)}
