"""Where the data of a run of the benchmarks are, and how strict it is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parent.parent
LENIENT: Final = 3
"""What floors are divided by in a small run, where noise and the start of processes weigh much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A folder of data, a folder for what is thrown away, a Python environment with the peers, and how much is measured."""

    folder: Path
    scratch: Path
    peers: Path
    rounds: int
    small: bool

    @property
    def lines(self) -> int:
        """Lines of the access logs, about."""
        return 60_000 if self.small else 2_000_000

    @property
    def days(self) -> int:
        """Days that the access logs cover."""
        return 3 if self.small else 18

    @property
    def trail_lines(self) -> int:
        """Lines of the access logs whose requests the trail holds, about."""
        return 20_000 if self.small else 480_000

    @property
    def logs(self) -> Path:
        """The access logs whose truth is known."""
        return self.folder / "access" / "s3_access"

    @property
    def truth(self) -> Path:
        """What their columns hold."""
        return self.folder / "access" / "truth.parquet"

    @property
    def many(self) -> Path:
        """The access logs that are timed: in a small run the same files under four names each."""
        return self.folder / "copies" if self.small else self.logs

    @property
    def splits(self) -> Path:
        """The same lines in files of 64 KB."""
        return self.folder / "splits"

    @property
    def few(self) -> Path:
        """A hundred lines, and a file of CloudTrail: what a process takes for them, it takes to start."""
        return self.folder / "few"

    @property
    def trail(self) -> Path:
        """The files of CloudTrail."""
        return self.folder / "trail" / "cloudtrail"

    def facts(self, name: str) -> dict[str, Any]:
        """What the generator told of `access` or `trail`."""
        told: dict[str, Any] = json.loads((self.folder / name / "truth.json").read_text(encoding="utf-8"))
        return told

    def floor(self, value: float) -> float:
        """The floor of a ratio in this run."""
        return value / LENIENT if self.small else value


def size_of(folder: Path) -> int:
    """Bytes of the files of a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
