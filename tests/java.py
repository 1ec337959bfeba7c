"""java.util.regex as Hive uses it, through a small program that is compiled once."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence


class JavaRegex:
    """Runs tests/java/RegexCheck.java in a thread with a stack of 256 KB."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        if shutil.which("javac") is None:
            reason = "no javac on this machine: install a JDK (17 or later) to match in java.util.regex"
            pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
        subprocess.run(["javac", "-d", folder, Path(__file__).parent / "java/RegexCheck.java"], check=True)

    def captures(self, regex: str, lines: Sequence[str]) -> list[list[str | None] | None]:
        return [_captures(row) for row in self._run(regex, lines)]

    def milliseconds(self, regex: str, lines: Sequence[str]) -> list[float]:
        return [int(row) / 1e6 for row in self._run(regex, lines, "time")]

    def steps(self, regex: str, lines: Sequence[str]) -> list[int]:
        return [int(row) for row in self._run(regex, lines, "steps")]

    def _run(self, regex: str, lines: Sequence[str], *more: str) -> list[str]:
        source = self._folder / "lines.txt"
        source.write_text("\n".join(base64.b64encode(text.encode()).decode() for text in (regex, *lines)))
        command = ["java", "-cp", str(self._folder), "RegexCheck", str(source), *more]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout.split("\n")[:-1]


def _captures(row: str) -> list[str | None] | None:
    if not row:
        return None
    return [None if value == "~" else base64.b64decode(value[1:]).decode() for value in row.split(" ")]
