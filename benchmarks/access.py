# ruff: noqa: S608
# The SQL is the package's own.
"""Access logs -> tables: questions raw and stored beside grep, in one process, in small files, on one core, as they grow."""

from __future__ import annotations

import json
import os
import shutil
import statistics
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from benchmarks.data import copied
from benchmarks.page import Table, against, skipped, speeds
from benchmarks.processes import COMMAND, PYTHON, Step, ratio, rounds, seconds, timed
from benchmarks.setting import size_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.setting import Setting

BARE: Final = str(Path(__file__).with_name("bare.py"))
WARM: Final = str(Path(__file__).with_name("warm.py"))
READING: Final = 150
INGESTING: Final = 700
"""Megabytes that a process may take."""

_REQUESTS_OF_KEY: Final = 300
_BY_REQUESTER: Final = (
    "select requester, sum(bytes_sent) as bytes from s3_access group by requester order by bytes desc, requester limit 100"
)


class Object(NamedTuple):
    """An object that some hundred lines tell of."""

    bucket: str
    key: str


@cache
def object_of(truth: Path) -> Object:
    """One whose key is logged as it is."""
    import duckdb

    with duckdb.connect() as connection:
        found = connection.execute(
            f"select bucket_name, key from '{truth}' where regexp_full_match(key, '[a-z0-9/._-]{{3,}}')"
            f" group by all order by abs(count(*) - {_REQUESTS_OF_KEY}), 1, 2 limit 1",
        ).fetchone()
    return Object(*found) if found else Object("", "")


def window(setting: Setting) -> list[str]:
    """The options of a window over all the logs."""
    facts = setting.facts("access")
    return ["--start", facts["start"], "--end", facts["end"]]


def questions(setting: Setting) -> dict[str, list[str]]:
    """Commands without the logs that they ask."""
    one = object_of(setting.truth)
    within = window(setting)
    return {
        "count": [*COMMAND, "run", "requests_by_operation", *within],
        "one key": [*COMMAND, "run", "s3_access/object_history", "-p", f"bucket={one.bucket}", "-p", f"key={one.key}", *within],
        "bytes by requester": [*COMMAND, "query", _BY_REQUESTER, *within],
    }


def reading(setting: Setting) -> Table:
    """Questions to the access logs, raw and stored, beside grep."""
    names, size = sorted(os.listdir(setting.many)), size_of(setting.many)  # noqa: PTH208  names only
    steps = _reading_steps(setting, names, size)
    told = (
        f"{size / 1e6:,.0f} MB in {len(names):,} files; `grep -c REST.GET`, `wc -l`, the reader alone, questions to the raw"
        " files, ingest into a new store, the same questions with the store; whole processes,"
        f" {setting.rounds} rounds, medians."
    )
    return speeds(setting, "Access logs", told, steps, rounds(steps, setting.rounds))


def _reading_steps(setting: Setting, names: Sequence[str], size: int) -> dict[str, Step]:
    logs, store = str(setting.many), setting.scratch / "store"
    named, stored = ["--s3-access", logs], ["--store", str(store)]
    asked = questions(setting)
    starts = _starts(setting) if setting.small else {}

    def step(name: str, *command: str, floor: float = 0, megabytes: int = 0, without: Path | None = None) -> Step:
        start = f"{name}, start" if f"{name}, start" in starts else ""
        return Step(
            command=command, size=size, base="grep", floor=floor, megabytes=megabytes, without=without, start=start,
        )

    # In a small run one key takes its start and hardly anything else, so that noise is most of what is compared.
    floors, limits = {"count": 0.33, "one key": 0.30 if setting.small else 0.70}, {"count": READING}
    return {
        "grep": Step(command=["grep", "-c", "REST.GET", *names], folder=setting.many, size=size),
        "wc": Step(command=["wc", "-l", *names], folder=setting.many, size=size, base="grep"),
        **starts,
        "bare reader": step("bare reader", PYTHON, BARE, "s3_access", logs, floor=0.5, megabytes=READING),
        **{
            f"{name}, raw": step(name, *command, *named, floor=floors.get(name, 0), megabytes=limits.get(name, 0))
            for name, command in asked.items()
        },
        "ingest": step("count", *COMMAND, "ingest", *named, *stored, floor=0.12, megabytes=INGESTING, without=store),
        **{f"{name}, stored": step("", *command, *named, *stored) for name, command in asked.items()},
    }


def _starts(setting: Setting) -> dict[str, Step]:
    few, asked = str(setting.few / "s3_access"), questions(setting)
    return {
        "bare reader, start": Step(command=[PYTHON, BARE, "s3_access", few]),
        "count, start": Step(command=[*asked["count"], "--s3-access", few]),
        "one key, start": Step(command=[*asked["one key"], "--s3-access", few]),
    }


def inside(setting: Setting) -> Table:
    """The same questions inside one process, and their SQL alone."""
    store, logs = setting.scratch / "warm-store", setting.many
    timed(Step(command=[*COMMAND, "ingest", "--s3-access", str(logs), "--store", str(store)], without=store))
    one = object_of(setting.truth)
    facts = setting.facts("access")
    command = [PYTHON, WARM, str(logs), str(store), *one, facts["start"], facts["end"], str(setting.rounds)]
    _, output = timed(Step(command=command))
    shutil.rmtree(store)
    found: dict[str, dict[str, list[float]]] = json.loads(output)
    floors = {"count, SQL alone": 40.0, "one key, SQL alone": 4.0}
    rows, missed = [], []
    for name, times in found.items():
        raw, stored = (statistics.median(times[how]) for how in ("raw", "stored"))
        faster, floor = raw / stored, setting.floor(floors.get(name, 0))
        verdict = against(faster, floor) if floor else ""
        rows.append((name, f"{raw:.3f}", f"{stored:.4f}", f"{faster:.1f}", f"{floor:.1f}" if floor else "", verdict))
        missed += [f"Raw and stored: {name}"] if faster < floor else []
    told = (
        f"{size_of(logs) / 1e6:,.0f} MB; each question {setting.rounds} times after one that counts for nothing, all in one"
        " process: through `S3Logs.run`, and as DuckDB's statement alone, by the reader and over the store's segments; medians."
    )
    head = ("what", "raw seconds", "stored seconds", "times as fast", "floor", "verdict")
    return Table(title="Raw and stored in one process", told=told, head=head, rows=rows, missed=missed, raw=found)


def small_files(setting: Setting) -> Table:
    """The same lines in small files."""
    title = "Small files"
    if setting.small:
        return skipped(title, "not in a small run")
    steps: dict[str, Step] = {}
    for name, command in _readers(setting).items():
        for folder, text in ((setting.logs, "large files"), (setting.splits, "small files")):
            base = "" if folder == setting.logs else f"{name}, large files"
            floor = 0.3 if base else 0
            steps[f"{name}, {text}"] = Step(command=[*command, str(folder)], size=size_of(folder), base=base, floor=floor)
    count = len(os.listdir(setting.splits))  # noqa: PTH208  names only
    told = f"The same lines in {count:,} files of 64 KB at most, beside the large ones; {setting.rounds} rounds, medians."
    return speeds(setting, title, told, steps, rounds(steps, setting.rounds))


def _readers(setting: Setting) -> dict[str, list[str]]:
    """Commands that want a folder of logs yet."""
    return {
        "bare reader": [PYTHON, BARE, "s3_access"],
        "run": [*questions(setting)["count"], "--s3-access"],
    }


def cores(setting: Setting) -> Table:
    """Processes on one core, and on all."""
    title, count = "One core and all", len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    taskset = shutil.which("taskset")
    if not taskset or count == 1:
        return skipped(title, "there is one core only" if taskset else "there is no taskset on this machine")
    first, steps = str(min(os.sched_getaffinity(0))), _core_steps(setting)
    store = setting.scratch / "cores-store"
    all_steps = {
        f"{name}{how}": Step(command=[*before, *command], without=store)
        for name, command in steps.items()
        for how, before in (("", []), (" on one", [taskset, "-c", first]))
    }
    taken = rounds(all_steps, setting.rounds)
    rows = []
    for name in steps:
        all_of_them, one = taken[name], taken[f"{name} on one"]
        gained = ratio(one, all_of_them)
        rows.append((name, f"{seconds(one):.3f}", f"{seconds(all_of_them):.3f}", f"{gained:.2f}"))
    raw = {name: [run._asdict() for run in runs] for name, runs in taken.items()}
    told = f"The same process bound to one core by taskset, and on all {count}; {setting.rounds} rounds, medians."
    head = ("what", "seconds on one core", f"seconds on {count}", "times as fast")
    return Table(title=title, told=told, head=head, rows=rows, raw=raw)


def _core_steps(setting: Setting) -> dict[str, list[str]]:
    """What is run on one core and on all."""
    logs, store = str(setting.many), str(setting.scratch / "cores-store")
    readers = {name: [*command, logs] for name, command in _readers(setting).items()}
    return {
        **readers,
        "ingest": [*COMMAND, "ingest", "--s3-access", logs, "--store", store],
        "CloudTrail, all columns": [PYTHON, BARE, "cloudtrail", str(setting.trail)],
    }


def growth(setting: Setting) -> Table:
    """The logs once, twice, four and eight times."""
    title = "Growth"
    if setting.small:
        return skipped(title, "not in a small run")
    rows, raw = [], dict[str, Any]()
    folder, store = setting.folder / "grown", setting.scratch / "grown-store"
    for times in (1, 2, 4, 8):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        copied(setting.logs, folder, times)
        run, output = timed(Step(command=[*_readers(setting)["run"], str(folder), "--format", "csv"]))
        ingest, _ = timed(
            Step(command=[*COMMAND, "ingest", "--s3-access", str(folder), "--store", str(store)], without=store),
        )
        raw[str(times)] = {"run": run._asdict(), "ingest": ingest._asdict()}
        figures = [f"{figure:,.1f}" for one in (run, ingest) for figure in (one.seconds, one.megabytes)]
        rows.append((f"{times} x", f"{size_of(folder) / 1e6:,.0f}", f"{_requests(output):,}", *figures))
    shutil.rmtree(folder)
    shutil.rmtree(store)
    told = "The logs as often under other names (copies); one round."
    head = ("logs", "MB", "requests", "run, seconds", "run, peak MB", "ingest, seconds", "ingest, peak MB")
    return Table(title=title, told=told, head=head, rows=rows, raw=raw)


def _requests(output: str) -> int:
    r"""The sum of the last column.

    >>> _requests("operation,http_status,requests\nREST.GET.OBJECT,200,5\nREST.GET.OBJECT,404,2\n")
    7
    """
    return sum(int(line.rpartition(",")[2]) for line in output.splitlines()[1:])
