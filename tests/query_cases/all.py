"""The cases of all families, and the logs that they are tried on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from athena_s3logs import Window
from athena_s3logs.generate import INCIDENTS, Plan, generate
from athena_s3logs.library import load
from athena_s3logs.query import SOURCES

if TYPE_CHECKING:
    from pathlib import Path

    from athena_s3logs.generate.truth import Incident, Truth
    from tests.query_cases import Case

CASES: Final[dict[str, Case]] = {
    f"{family}/{name}": case
    for family in SOURCES
    for name, case in import_module(f"tests.query_cases.{family}").CASES.items()
}
_LIBRARY: Final = load()
PLAN: Final = Plan(end=date(2026, 11, 15), days=10, lines=12_000, seed=7, incidents=INCIDENTS)
INCIDENT_DAY: Final = PLAN.start + timedelta(days=6)
WINDOW: Final = Window.day(INCIDENT_DAY)
"""The day of all incidents; the days before are history to those queries that look back."""

AWKWARD: Final = Window(start=WINDOW.start - timedelta(hours=11, minutes=29), end=WINDOW.end + timedelta(days=1, hours=7))
"""Several days, from the middle of one to that of another."""

WHOLE: Final = Window(start=datetime.combine(PLAN.start, datetime.min.time()), end=datetime(2026, 11, 16))


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """Generated logs, and what is in them."""

    folder: Path
    truth: Truth

    def incident(self, name: str) -> Incident:
        """The incident that a case is about."""
        return self.truth.incident(CASES[name].incident)

    def planted(self, name: str) -> dict[str, Any]:
        """The parameters that find it."""
        return CASES[name].params(self.incident(name))

    def defaults(self, name: str) -> dict[str, Any]:
        """No more parameters than have to be given."""
        required = {param.name for param in _LIBRARY[name].params if param.required}
        return {param: value for param, value in self.planted(name).items() if param in required}


def company(folder: Path, **changes: Any) -> Company:  # noqa: ANN401  of the plan
    """The logs in a new folder."""
    return Company(folder=folder, truth=generate(folder, replace(PLAN, **changes)))
