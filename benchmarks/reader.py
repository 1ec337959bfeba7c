# ruff: noqa: INP001, S603
# The folder holds scripts, no package; the programs are grep and this script's own.
"""Generated access logs -> the speed of the local reader and its store as a ratio of grep's on the same files, whole processes.

python benchmarks/reader.py [FOLDER]

Makes the logs where the folder is missing (1.3 GB, two minutes), and fails where a floor is missed. Wants a machine with
nothing else to do.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

COMMAND: Final = (sys.executable, "-c", "from athena_s3logs.cli import main; main()")
START, END, DAYS = "2026-08-14", "2026-09-01", 18
MEGABYTES, INGESTING = 150, 700
"""What a process may take at its peak."""


class Run(NamedTuple):
    """What a process took."""

    seconds: float
    megabytes: float


class Step(NamedTuple):
    """A process to measure, the share of grep's speed that it must reach, what it may take, and what has to go before."""

    command: Sequence[str]
    floor: float = 0
    megabytes: int = MEGABYTES
    without: Path | None = None


def main() -> int:
    """Make what is missing, and measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path, nargs="?", default=Path(tempfile.gettempdir()) / "athena-s3logs-benchmark")
    parser.add_argument("--lines", type=int, default=2_000_000)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    if not options.folder.exists():
        make(options.folder, options.lines)
    return measure(options.folder / "s3_access", options.rounds)


def make(folder: Path, lines: int) -> None:
    """Logs with the share of odd lines that real ones have; the trail that the generator makes beside them is not needed."""
    size = ["--lines", str(lines), "--days", str(DAYS), "--end", END, "--seed", "1"]
    subprocess.run([*COMMAND, "generate", str(folder), *size], check=True)
    shutil.rmtree(folder / "cloudtrail")


def measure(logs: Path, rounds: int) -> int:
    """Each round asks grep and all questions back to back, so that a slow moment of the machine hits all of them."""
    files = [str(path) for path in sorted(logs.iterdir())]
    with tempfile.TemporaryDirectory() as folder:
        steps = dict(steps_of(logs, files, Path(folder) / "store"))
        taken: dict[str, list[Run]] = {name: [] for name in steps}
        for number in range(rounds + 1):
            for name, step in steps.items():
                if step.without:
                    shutil.rmtree(step.without, ignore_errors=True)
                run = timed(step.command)
                if number:  # the first round warms the page cache
                    taken[name].append(run)
    size = sum(path.stat().st_size for path in logs.iterdir())
    sys.stdout.write(f"{size / 1e6:,.0f} MB in {len(files):,} files, {rounds} rounds, medians\n")
    sys.stdout.write(f"{'':8}{'seconds':>8}{'MB/s':>8}{'of grep':>9}{'floor':>7}{'peak MB':>9}{'limit':>7}\n")
    return max([reported(name, step, taken, size) for name, step in steps.items()])


def steps_of(logs: Path, files: Sequence[str], store: Path) -> Iterator[tuple[str, Step]]:
    """What is measured."""
    named, stored = ["--s3-access", str(logs)], ["--store", str(store)]
    run = [*COMMAND, "run", "requests_by_operation", "--engine", "local", *named, "--start", START, "--end", END]
    yield "grep", Step(["grep", "-c", "REST.GET", *files])
    yield "bare", Step([sys.executable, str(Path(__file__).with_name("bare.py")), str(logs)], 0.50)
    yield "run", Step(run, 0.33)
    yield "ingest", Step([*COMMAND, "ingest", *named, *stored], 0.12, INGESTING, store)
    yield "stored", Step([*run, *stored])


def timed(command: Sequence[str]) -> Run:
    """One process; its output is read through a pipe, since grep stops at the first match when nobody reads."""
    start = time.perf_counter()
    pipe, nothing, environment = subprocess.PIPE, subprocess.DEVNULL, {**os.environ, "LC_ALL": "C"}
    with subprocess.Popen(command, stdout=pipe, stderr=nothing, env=environment) as process:
        _ = process.stdout and process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"exit code {process.returncode}: {' '.join(command[:8])}")
    return Run(time.perf_counter() - start, used.ru_maxrss / 1024)


def reported(name: str, step: Step, taken: dict[str, list[Run]], size: int) -> int:
    """One row of the table; 1 where a floor is missed."""
    seconds = statistics.median(run.seconds for run in taken[name])
    ratio = statistics.median(grep.seconds / run.seconds for grep, run in zip(taken["grep"], taken[name], strict=True))
    peak = max(run.megabytes for run in taken[name])
    row = f"{name:8}{seconds:8.3f}{size / seconds / 1e6:8,.0f}{ratio:9.2f}{step.floor:7.2f}{peak:9.0f}{step.megabytes:7}"
    missed = ratio < step.floor or peak > step.megabytes
    sys.stdout.write(f"{row}{'  missed' if missed else ''}\n")
    return int(missed)


if __name__ == "__main__":
    raise SystemExit(main())
