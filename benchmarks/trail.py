"""CloudTrail -> a table: all columns, ingest, and a question raw and stored, beside one zcat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from benchmarks.access import BARE, INGESTING, window
from benchmarks.page import Table, speeds
from benchmarks.processes import COMMAND, PYTHON, Step, rounds

if TYPE_CHECKING:
    from benchmarks.setting import Setting

FLOORS: Final = {1: 1.3, 2: 0.9}
"""By the first number of DuckDB's version: 2.0 unzips with one core where 1.5 takes all."""


def reading(setting: Setting) -> Table:
    """All columns of CloudTrail, and a question."""
    import duckdb

    folder, facts = setting.trail, setting.facts("trail")["cloudtrail"]
    names = sorted(str(path.relative_to(folder)) for path in folder.rglob("*_CloudTrail_*.json.gz"))
    size = facts["bytes"]
    floor = FLOORS[int(duckdb.__version__.partition(".")[0])]
    store = setting.scratch / "trail-store"
    named, stored = ["--cloudtrail", str(folder)], ["--store", str(store)]
    question = [*COMMAND, "run", "cloudtrail/unauthorized_calls", *window(setting)]
    bare = [PYTHON, BARE, "cloudtrail"]
    starts = {"start": Step(command=[*bare, str(setting.few / "cloudtrail")])} if setting.small else {}
    steps = {
        "zcat": Step(command=["zcat", *names], folder=folder, size=size),
        **starts,
        "all columns, raw": Step(command=[*bare, str(folder)], size=size, base="zcat", floor=floor, start="".join(starts)),
        "question, raw": Step(command=[*question, *named], size=size, base="zcat"),
        "ingest": Step(
            command=[*COMMAND, "ingest", *named, *stored], size=size, base="zcat", megabytes=INGESTING, without=store,
        ),
        "question, stored": Step(command=[*question, *named, *stored], size=size, base="zcat"),
    }
    told = (
        f"{facts['records']:,} records, {size / 1e6:,.0f} MB of JSON in {len(names):,} gzip files; one `zcat` of all, a count"
        f" of the values of each column, ingest into a new store, and unauthorized_calls; whole processes,"
        f" {setting.rounds} rounds, medians."
    )
    return speeds(setting, "CloudTrail", told, steps, rounds(steps, setting.rounds))
