"""The command line from cold, and the library -> a table of how long they take to begin."""

from __future__ import annotations

import json
import statistics
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.data import FEW
from benchmarks.page import Table, speeds
from benchmarks.processes import COMMAND, PYTHON, Step, rounds, timed

if TYPE_CHECKING:
    from benchmarks.setting import Setting

INSIDE: Final = str(Path(__file__).with_name("texts.py"))
TIMES: Final = 2
"""Short processes are run so many times more often than long ones."""


def cold(setting: Setting) -> Table:
    """Processes that do little."""
    settled = setting.scratch / "athena_s3logs.toml"
    settled.write_text('[s3_access]\nlocation = "s3://example-logs/"\nlayout = "flat"\n', encoding="utf-8")
    few = str(setting.few / "s3_access")
    commands = {
        "python -c pass": [PYTHON, "-c", "pass"],
        "import click": [PYTHON, "-c", "import click"],
        "--help": [*COMMAND, "--help"],
        "queries": [*COMMAND, "queries"],
        "sql requests_by_operation": [*COMMAND, "sql", "requests_by_operation", "--all-time", "--config", str(settled)],
        f"run, {FEW} lines": [*COMMAND, "run", "requests_by_operation", "--all-time", "--s3-access", few],
    }
    steps = {
        name: Step(command=command, base="import click" if name == "--help" else "", floor=1 / 1.5 if name == "--help" else 0)
        for name, command in commands.items()
    }
    count = setting.rounds * TIMES
    told = f"Whole processes that do little; {count} rounds, medians. `--help` may take 1.5 times as long as `import click`."
    return speeds(setting, "Cold start", told, steps, rounds(steps, count))


def inside(setting: Setting) -> Table:
    """What is made in a process before an engine is asked."""
    _, output = timed(Step(command=[PYTHON, INSIDE, str(setting.rounds)]))
    found: dict[str, list[float]] = json.loads(output)
    rows = [
        (name, f"{1e3 * statistics.mean(times):.2f}", f"{1e3 * max(times):.2f}", str(len(times)))
        for name, times in found.items()
    ]
    told = "The library is read, and Athena's SQL of each question made, in one process; the first text imports the parser."
    return Table(title="Texts", told=told, head=("what", "mean ms", "most ms", "times"), rows=rows, raw=found)
