"""The tables' regex in java.util.regex, which is what Athena runs -> a table of its times beside AWS's regexes."""

from __future__ import annotations

import base64
import shutil
import statistics
from typing import TYPE_CHECKING, Final

from benchmarks.page import Table, below, skipped
from benchmarks.peers import aws_regexes
from benchmarks.processes import Step, timed
from benchmarks.setting import ROOT
from benchmarks.truth import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from benchmarks.setting import Setting

TYPICAL: Final = 2_000
LONG: Final = 65_536
MACHINES: Final = 7
TIMES_AWS: Final = 1.4
MILLISECONDS: Final = 5.0

_PIECES: Final = ('"', "a", '" ', '" "', '"a ', '" - ', '" 200 - 1 1 1 1 "a" "b', " ", "- ", "[", "A.B ", '"x" "y" ')
_HEAD: Final = "o b [06/Feb/2019:00:00:38 +0000] 192.0.2.3 {} 3E57427F3EXAMPLE REST.GET.OBJECT "
_REQUESTER: Final = "arn:aws:iam::111122223333:user/alice"
_BLOCK: Final = '"GET /k HTTP/1.1" 200 - 10 20 5 6 '
_TAIL: Final = " v1 h1 SigV4 ECDHE AuthHeader b.s3 TLSv1.2 - - us-east-1"


def speed(setting: Setting) -> Table:
    """Typical lines and the worst ones, in some virtual machines."""
    title = "The regex in Java"
    if setting.small:
        return skipped(title, "not in a small run")
    if not shutil.which("javac"):
        return skipped(title, "there is no javac on this machine")
    timed(Step(command=["javac", "-d", str(setting.scratch), str(ROOT / "tests/java/RegexCheck.java")]))
    typical, worst = list(_typical(setting.logs)), list(_worst())
    texts = {"ours": regex(), **{f"AWS's, {name}": text for name, text in aws_regexes().items()}}
    found = {name: _times(setting, text, (*typical, *worst)) for name, text in texts.items()}
    usual = {name: _usual(runs, len(typical)) for name, runs in found.items()}
    slow = {name: _slowest(runs, len(typical)) for name, runs in found.items()}
    rows = [(name, f"{usual[name] / 1e3:.2f}", f"{usual[name] / usual['ours']:.2f}", f"{slow[name]:.2f}") for name in texts]
    rows[0] = (*rows[0][:3], f"{rows[0][3]} ({below(slow['ours'], MILLISECONDS)})")
    told = (
        f"{len(typical):,} lines of the logs and {len(worst)} lines of 64 KB that repeat a piece wherever somebody can write;"
        f" the fastest of many matches of each, medians of {MACHINES} virtual machines."
    )
    head = ("regex", "microseconds a typical line", "beside ours", "milliseconds, slowest line of 64 KB")
    missed, raw = _missed(usual, slow["ours"]), {"nanoseconds a typical line": usual, "milliseconds, slowest": slow}
    return Table(title=title, told=told, head=head, rows=rows, missed=missed, raw=raw)


def _missed(usual: dict[str, float], slowest: float) -> list[str]:
    missed = [
        f"The regex in Java: {usual['ours'] / time:.2f} times {name} on typical lines, and at most {TIMES_AWS} is the floor"
        for name, time in usual.items()
        if usual["ours"] > TIMES_AWS * time
    ]
    return missed + ([f"The regex in Java: {slowest:.1f} ms for a line of 64 KB"] if slowest >= MILLISECONDS else [])


def _usual(runs: Sequence[Sequence[float]], first: int) -> float:
    """Nanoseconds of a line, of the first ones in the mean, in the median of the runs."""
    return statistics.median(sum(run[:first]) / first for run in runs)


def _slowest(runs: Sequence[Sequence[float]], first: int) -> float:
    """Milliseconds of the line that takes longest in the median."""
    return max(float(statistics.median(times)) for times in zip(*(run[first:] for run in runs), strict=True)) / 1e6


def _times(setting: Setting, text: str, lines: Sequence[str]) -> list[list[float]]:
    """Nanoseconds of each line, in each virtual machine; none where the regex ends it, as by recursion."""
    source = setting.scratch / "lines.txt"
    source.write_text("\n".join(base64.b64encode(one.encode()).decode() for one in (text, *lines)))
    command = ["java", "-cp", str(setting.scratch), "RegexCheck", str(source), "time"]
    return [[float(row) for row in timed(Step(command=command))[1].splitlines()] for _ in range(MACHINES)]


def _typical(logs: Path) -> Iterator[str]:
    """Lines from all over the logs."""
    paths = sorted(logs.iterdir())
    for number in range(TYPICAL):
        lines = paths[number * len(paths) // TYPICAL].read_text(encoding="utf-8").splitlines()
        yield lines[number % len(lines)]


def _worst() -> Iterator[str]:
    head = _HEAD.format(_REQUESTER)
    for piece in _PIECES:
        text = (piece * LONG)[:LONG]
        yield from (text, _HEAD.format(f"arn:{text}") + "k " + _BLOCK + '"-" "c"' + _TAIL, head + text)
        yield from (f'{head}k "GET {text}" 200 - 1 1 1 1 "-" "c"{_TAIL}', f'{head}k "{text}')
        yield from (f'{head}k {_BLOCK}"{text}" "c"{_TAIL}', f'{head}k {_BLOCK}"{text}', f'{head}k {_BLOCK}"-" "{text}"{_TAIL}')
        yield from (f'{head}k {_BLOCK}"-" "{text}', f'{head}k {_BLOCK}"-" "{text}"x', f'{head}k {_BLOCK}"-" "c" {text}')
