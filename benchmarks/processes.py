# ruff: noqa: S603
# The programs are this package's own, grep and their peers.
"""Commands -> what whole processes took, round by round, back to back."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PYTHON: Final = sys.executable
COMMAND: Final = (PYTHON, "-m", "athena_s3logs")
"""The command line of the package, wherever its script may be."""

LAUNCH: Final = str(Path(__file__).with_name("launch.py"))


_LEAST: Final = 0.001


class Run(NamedTuple):
    """What a process took: seconds, seconds of CPU, and megabytes at its peak."""

    seconds: float
    cpu: float
    megabytes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A process to measure; `size` is what it reads, `base` the step whose speed is the measure of its own.

    `floor` is the least share of that speed, `megabytes` what it may take; `without` has to go before. Of small logs `start` is
    the step that does nothing but start, whose time is none of reading.
    """

    command: Sequence[str]
    folder: Path | None = None
    size: int = 0
    base: str = ""
    floor: float = 0
    megabytes: int = 0
    without: Path | None = None
    start: str = ""


def rounds(steps: Mapping[str, Step], count: int) -> dict[str, list[Run]]:
    """All steps, one after the other, in each round; a round before the first warms the page cache and counts for nothing."""
    taken: dict[str, list[Run]] = {name: [] for name in steps}
    for number in range(count + 1):
        for name, step in steps.items():
            run, _ = timed(step)
            if number:
                taken[name].append(run)
    return taken


def timed(step: Step) -> tuple[Run, str]:
    """One process and its output, which is read through a pipe, since grep stops at the first match when nobody reads."""
    if step.without:
        shutil.rmtree(step.without, ignore_errors=True)
    # As a user's shell is: where Python may not keep what it compiled, each process would compile all modules anew.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")} | {"LC_ALL": "C"}
    with tempfile.NamedTemporaryFile() as figures:
        command = [PYTHON, "-I", "-S", LAUNCH, figures.name, *step.command]
        done = subprocess.run(command, capture_output=True, check=False, env=environment, cwd=step.folder)
        if done.returncode:
            told = done.stderr.decode(errors="replace")[-2_000:]
            raise SystemExit(f"exit code {done.returncode}: {' '.join(step.command[:8])}\n{told}")
        run = Run(*json.loads(Path(figures.name).read_bytes()))
    return run, done.stdout.decode(errors="replace")


def seconds(runs: Sequence[Run]) -> float:
    """The median."""
    return statistics.median(run.seconds for run in runs)


def less(runs: Sequence[Run], starts: Sequence[Run]) -> list[Run]:
    """Without the time that it takes to start."""
    return [
        run._replace(seconds=max(run.seconds - start.seconds, _LEAST)) for run, start in zip(runs, starts, strict=True)
    ]


def ratio(base: Sequence[Run], runs: Sequence[Run], share: float = 1) -> float:
    """The speed beside the base's, round by round, in the median; `share` is how much more is read than by the base."""
    return statistics.median(one.seconds / run.seconds for one, run in zip(base, runs, strict=True)) * share
