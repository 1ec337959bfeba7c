"""python -m benchmarks.recipes [--documentation PAGE]: documented tables beside ours on Hive and Trino, and the page of it."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks import page
from benchmarks.peers import AWS, aws_regexes
from benchmarks.recipes import logs, measure, report
from benchmarks.recipes.documentation import Recipes, of_page, of_regexes
from benchmarks.setting import ROOT
from tests.stand.stand import running_stand

if TYPE_CHECKING:
    from benchmarks.page import Table
    from tests.stand.stand import Stand

LINES: Final = 3_000
LEAD: Final = "AWS's documented recipes beside ours: `python -m benchmarks.recipes --documentation PAGE`, a page saved by you."
RESULTS: Final = ROOT / "benchmarks" / "results"


def main() -> int:
    """1 where something of ours is not right."""
    options = _options()
    recipes = of_page(options.documentation) if options.documentation else of_regexes(aws_regexes())
    with tempfile.TemporaryDirectory(prefix="athena_s3logs-recipes-") as scratch:
        made = logs.make(Path(scratch) / "logs", options.lines)
        with running_stand(Path(scratch) / "stand") as stand:
            tables = measured(stand, made, recipes)
    if not recipes.tables:
        sys.stderr.write(f"theirs is skipped: neither --documentation nor {AWS} names a file; ours is held to {_committed()}\n")
        tables = [_held(table) for table in tables] if options.lines == LINES else tables
    day = f"{datetime.now(tz=UTC):%Y-%m-%d}"
    target = options.page or RESULTS / f"recipes-{day}.md"
    if recipes.tables or options.page:
        page.write(target, f"Recipes, {day}", tables, lead=LEAD)
    sys.stdout.write(page.markdown(f"Recipes, {day}", tables, lead=LEAD))
    return int(any(table.faults for table in tables))


def measured(stand: Stand, made: logs.Logs, recipes: Recipes) -> list[Table]:
    """The tables of the page."""
    on = measure.bench(stand, made)
    reads = list(measure.tables(on, recipes))
    theirs = {read.table: name for read, name in reads if name and read.table != measure.OURS}
    asked = list(measure.questions(on, recipes, theirs))
    return [report.of_logs(made), report.of_tables([read for read, _ in reads]), report.of_questions(asked)]


def _committed() -> Path | None:
    return max(RESULTS.glob("recipes-*.json"), default=None)


def _held(table: Table) -> Table:
    """The table, at fault where figures of ours are others than the committed ones."""
    if (path := _committed()) is None or "table" not in table.head:
        return table
    rows = json.loads(path.read_text(encoding="utf-8"))[table.title]["rows"]
    return replace(table, faults=[*table.faults, *report.differing(table, rows)])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.recipes", description=__doc__)
    parser.add_argument("--documentation", type=Path, help="AWS's page on access logs in Athena, saved as Markdown or HTML")
    parser.add_argument("--lines", type=int, default=LINES, help=f"lines of a month, {LINES:,} unless said otherwise")
    parser.add_argument("--page", type=Path, help="where the page is written, and a .json beside it")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
