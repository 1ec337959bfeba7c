"""What the suites have compared -> the data of docs/proof.md, when ATHENA_S3LOGS_PROOF names the file to write it to.

A suite adds a count by a name that says what was counted, `count("answers of one and of the other compared", 3)`, and it
stands on the page: nothing else has to be told of it. A suite that is no run of pytest calls `write` itself.
"""

from __future__ import annotations

import fcntl
import json
import os
import platform
from collections import Counter
from datetime import UTC, datetime
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any, Final

FILE: Final = "ATHENA_S3LOGS_PROOF"
SUITE: Final = "ATHENA_S3LOGS_SUITE"
"""The variable that names the suite, which .ci/run sets."""

_PACKAGES: Final = ("boto3", "duckdb", "moto", "pyarrow", "pyathena", "sqlglot")
_counts: Counter[str] = Counter()
_versions: dict[str, str] = {}


def count(what: str, number: int = 1) -> None:
    """So many more of what is counted."""
    _counts[what] += number


def version(of: str, number: str) -> None:
    """A part that no package of Python is, and its version."""
    _versions[of] = number


def write(*, passed: int, skipped: int = 0) -> None:
    """Put what a suite has shown in the place of what it showed before; nothing, where no file or no suite is named."""
    if not (name := os.environ.get(FILE)) or not (suite := os.environ.get(SUITE)):
        return
    shown = {
        "day": datetime.now(tz=UTC).date().isoformat(),
        "passed": passed,
        "skipped": skipped,
        "counts": dict(sorted(_counts.items())),
        "versions": {"Python": platform.python_version(), **{name: installed(name) for name in _PACKAGES}, **_versions},
    }
    with Path(name).open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # two suites run at a time
        file.seek(0)
        data: dict[str, Any] = json.loads(file.read() or '{"suites": {}}')
        data["suites"] = dict(sorted((data["suites"] | {suite: shown}).items()))
        file.truncate(0)
        file.write(json.dumps(data, indent=1) + "\n")
