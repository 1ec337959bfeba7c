"""Tables of figures -> a page of Markdown, and the same as JSON with every single time."""

from __future__ import annotations

import json
import statistics
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from benchmarks.processes import Run, less, ratio, seconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from benchmarks.processes import Step
    from benchmarks.setting import Setting

SPEEDS: Final = ("what", "seconds", "CPU seconds", "MB/s", "speed", "floor", "verdict", "peak MB", "limit MB")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Figures: a sentence that says what was done, rows of text, what missed its floor, what is not right, and raw values."""

    title: str
    told: str
    head: Sequence[str] = ("what",)
    rows: Sequence[Sequence[str]] = ()
    missed: Sequence[str] = ()
    faults: Sequence[str] = ()
    raw: Mapping[str, Any] = field(default_factory=dict)


def skipped(title: str, reason: str) -> Table:
    """A table that there is not, and why."""
    return Table(title=title, told=f"Skipped: {reason}.")


def speeds(setting: Setting, title: str, told: str, steps: Mapping[str, Step], taken: Mapping[str, Sequence[Run]]) -> Table:
    """What each step took, and how its speed stands beside that of its base."""
    rows, missed = [], []
    for name in steps:
        text, kept = _speed(setting, steps, taken, name)
        rows.append(text)
        if not kept:
            missed.append(f"{title}: {name}")
    raw = {name: [run._asdict() for run in runs] for name, runs in taken.items()}
    return Table(title=title, told=told, head=SPEEDS, rows=rows, missed=missed, raw=raw)


def _speed(
    setting: Setting, steps: Mapping[str, Step], taken: Mapping[str, Sequence[Run]], name: str,
) -> tuple[tuple[str, ...], bool]:
    step, runs = steps[name], taken[name]
    peak, took = max(run.megabytes for run in runs), seconds(runs)
    cpu = statistics.median(run.cpu for run in runs)
    share = step.size / steps[step.base].size if step.base and step.size else 1
    reading = less(runs, taken[step.start]) if step.start else runs
    found, floor = ratio(taken[step.base], reading, share) if step.base else 0, setting.floor(step.floor)
    fast, small = not floor or found >= floor, not step.megabytes or peak <= step.megabytes
    verdict = [against(found, floor)] if floor else []
    verdict += [] if small else [f"{peak - step.megabytes:.0f} MB too much"]
    row = (
        name, f"{took:.3f}", f"{cpu:.2f}", f"{step.size / took / 1e6:,.0f}" if step.size else "",
        f"{found:.2f} of {step.base}{' without start' if step.start else ''}" if step.base else "",
        f"{floor:.2f}" if floor else "", ", ".join(verdict),
        f"{peak:.0f}", str(step.megabytes or ""),
    )  # fmt: skip
    return row, fast and (small or setting.small)


def against(found: float, floor: float) -> str:
    """How a ratio stands to its floor.

    >>> against(0.6, 0.5), against(0.4, 0.5)
    ('met, 20 % above', 'missed, 20 % below')
    """
    share = 100 * (found / floor - 1)
    return f"met, {share:.0f} % above" if share >= 0 else f"missed, {-share:.0f} % below"


def below(found: float, most: float) -> str:
    """How a figure stands to the most that it may be.

    >>> below(4, 5), below(6, 5)
    ('met, 20 % below', 'missed, 20 % above')
    """
    share = 100 * (found / most - 1)
    return f"met, {-share:.0f} % below" if share <= 0 else f"missed, {share:.0f} % above"


WHERE_TIME_GOES: Final = "Where the time goes: [PROFILE.md](../PROFILE.md)."


def markdown(title: str, tables: Iterable[Table], *, lead: str = WHERE_TIME_GOES) -> str:
    r"""The page.

    >>> print(markdown("Speed", [Table(title="Start", told="Done.", head=("a", "b"), rows=[("1", "x|y")])]))
    # Speed
    <BLANKLINE>
    Where the time goes: [PROFILE.md](../PROFILE.md).
    <BLANKLINE>
    ## Start
    <BLANKLINE>
    Done.
    <BLANKLINE>
    | a | b |
    |---|---|
    | 1 | x\|y |
    <BLANKLINE>
    """
    tables = list(tables)
    lines = [f"# {title}", "", lead, ""]
    for text, names in (("Missed floors", "missed"), ("Not right", "faults")):
        if found := [name for table in tables for name in getattr(table, names)]:
            lines += [f"{text}:", "", *(f"- {name}" for name in found), ""]
    for table in tables:
        lines += _lines(table)
    return "\n".join(lines)


def _lines(table: Table) -> Iterator[str]:
    yield from (f"## {table.title}", "", table.told, "")
    if table.rows:
        yield _row(table.head)
        yield "|" + "---|" * len(table.head)
        yield from map(_row, table.rows)
        yield ""


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def write(path: Path, title: str, tables: Sequence[Table], *, lead: str = WHERE_TIME_GOES) -> None:
    """The page, and the JSON beside it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(markdown(title, tables, lead=lead), encoding="utf-8")
    told = {
        table.title: {
            "rows": [dict(zip(table.head, row, strict=True)) for row in table.rows],
            "missed": list(table.missed), "faults": list(table.faults), "raw": dict(table.raw),
        }
        for table in tables
    }  # fmt: skip
    path.with_suffix(".json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
