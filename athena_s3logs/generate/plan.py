"""What is wished for -> a checked plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from athena_s3logs.errors import SettingError
from athena_s3logs.generate.incidents import INCIDENTS
from athena_s3logs.window import BEGINNING

if TYPE_CHECKING:
    from pathlib import Path

LAYOUTS: Final = ("flat", "event", "delivery")
"""flat; partitioned by the day of the event; partitioned by the day of delivery."""

TRAILS: Final = ("account", "organization")

@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to generate: about `lines` lines of the access log, and the records of CloudTrail that belong to them.

    The logs cover the `days` days before `end` (UTC); their last files are delivered on `end`.
    """

    end: date
    days: int = 7
    lines: int = 100_000
    seed: int = 1
    layout: str = "flat"
    trail: str = "account"
    incidents: tuple[str, ...] = ()

    @property
    def start(self) -> date:
        """The first day."""
        return self.end - timedelta(days=self.days)

    @property
    def first(self) -> int:
        """The first second, since 1970."""
        return int(datetime(self.start.year, self.start.month, self.start.day, tzinfo=UTC).timestamp())

    def check(self, out: Path) -> None:
        """SettingError for what cannot be done, all of it in one."""
        if problems := [*self._problems(), *_folder_problems(out)]:
            raise SettingError("; ".join(problems))

    def _problems(self) -> list[str]:
        end: object = self.end
        if not isinstance(end, date) or isinstance(end, datetime):
            return [f"end {end!r}: expected a day, as in date(2026, 11, 15)"]
        if isinstance(self.incidents, str):
            return [f"incidents {self.incidents!r}: expected a list of names, as in ({self.incidents!r},)"]
        problems = [
            f"{name} {value}: expected at least 1" for name, value in (("days", self.days), ("lines", self.lines)) if value < 1
        ]
        if (self.end - BEGINNING.date()).days < max(self.days, 1):
            problems.append(f"end {self.end}, days {self.days}: expected logs of {BEGINNING:%Y-%m-%d}, when S3 began, or later")
        for name, value, known in (("layout", self.layout, LAYOUTS), ("trail", self.trail, TRAILS)):
            if value not in known:
                problems.append(f"{name} {value!r}: expected one of {', '.join(known)}")
        problems.extend(
            f"incident {name!r}: expected one of {', '.join(INCIDENTS)}" for name in self.incidents if name not in INCIDENTS
        )
        if len(set(self.incidents)) < len(self.incidents):
            problems.append("incidents: each can be planted once")
        return problems


def _folder_problems(out: Path) -> list[str]:
    if out.is_dir():
        return [f"{out}: the folder is not empty; name a new one"] if any(out.iterdir()) else []
    return [f"{out}: expected a folder"] if out.exists() else []
