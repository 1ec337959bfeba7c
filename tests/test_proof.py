"""Counts reach the data of the page when they are wished for, from a run that was good."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from tests import proof
from tests.corpus import access_lines
from tests.generated_docs import ROOT, counted

if TYPE_CHECKING:
    from pathlib import Path

WHAT = "lines of access logs by the regex in Python, column by column"


def run(path: Path, *words: str) -> int:
    environment = {**os.environ, proof.FILE: str(path), proof.SUITE: "regex"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_regex.py", "-k", *words]
    return subprocess.run(command, check=False, cwd=ROOT, env=environment, capture_output=True).returncode


def test_a_good_run_is_written_in_the_place_of_the_one_before(tmp_path: Path) -> None:
    path, other = tmp_path / "proof.json", {"counts": {"recipes": 3}}
    path.write_text(json.dumps({"suites": {"zoo": other, "regex": {"passed": 0}}}))
    assert run(path, "test_corpus") == 0
    data: dict[str, Any] = json.loads(path.read_text())
    assert list(data["suites"]) == ["regex", "zoo"]
    assert data["suites"]["zoo"] == other
    assert data["suites"]["regex"]["counts"] == {WHAT: len(access_lines())}
    assert data["suites"]["regex"]["passed"] == len(access_lines()) + 1


def test_another_run_is_not(tmp_path: Path) -> None:
    path = tmp_path / "proof.json"
    assert run(path, "nothing_of_this_name") == 5
    assert not path.exists()


def test_a_count_stands_on_the_page_by_its_name() -> None:
    suite = {"day": "2026-11-27", "passed": 1234, "skipped": 2, "versions": {"Trino": "476"}, "counts": {"a | b": 5678}}
    lines = counted({"stand": suite}).splitlines()
    assert "| stand | 2026-11-27 | 1,234 | 2 | Trino 476 |" in lines
    assert "| a \\| b | stand | 5,678 |" in lines
