"""The benchmark of recipes, small: ours loses nothing, and of another table it tells what it loses and blanks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.recipes import logs
from benchmarks.recipes.__main__ import measured
from benchmarks.recipes.cases import CASES
from benchmarks.recipes.documentation import of_page
from benchmarks.recipes.logs import AGENT, HOSTILE
from benchmarks.recipes.report import differing
from tests.corpus import DATA

if TYPE_CHECKING:
    from benchmarks.page import Table
    from tests.stand.stand import Stand

THEIRS = "documented table 1"
HIDDEN = CASES[0].title
AGENTS = [name for name, changes in HOSTILE.items() if AGENT in changes]


@pytest.fixture(scope="module")
def pages(stand: Stand, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Table]:
    made = logs.make(tmp_path_factory.mktemp("recipes") / "logs", 200)
    return {table.title: table for table in measured(stand, made, of_page(DATA / "recipes/page.md"))}


def rows(of: Table, /, **wanted: str) -> list[dict[str, Any]]:
    found = [dict(zip(of.head, row, strict=True)) for row in of.rows]
    return [row for row in found if wanted.items() <= row.items()]


def test_ours_loses_nothing(pages: dict[str, Table]) -> None:
    assert not [fault for table in pages.values() for fault in table.faults]
    assert len(rows(pages["Questions"], table="ours")) == len(CASES)


def test_a_table_that_blanks_rows_is_told_as_such(pages: dict[str, Table]) -> None:
    (theirs,) = rows(pages["Tables"], table=THEIRS)
    json_agents = 3
    assert int(theirs["rows wholly NULL"]) >= json_agents
    assert int(theirs["rows blanked"]) > 0
    assert int(theirs["columns blanked"]) > 0


def test_who_hides_behind_a_quote_is_seen_in_ours(pages: dict[str, Table]) -> None:
    (ours,) = rows(pages["Questions"], table="ours", question=HIDDEN)
    (theirs,) = rows(pages["Questions"], table=THEIRS, question=HIDDEN)
    assert (ours["rows expected"], ours["rows lost"]) == (str(3 * len(AGENTS)), "0")
    assert theirs["rows lost"] == "3"


def test_documented_questions_are_asked_in_their_words(pages: dict[str, Table]) -> None:
    documented = rows(pages["Questions"], words="documented")
    assert [row["question"] for row in documented] == ["What somebody did", "What nobody did", "A column that there is not"]
    somebody, nobody, failed = documented
    assert (somebody["rows found"], somebody["rows lost"]) == (str(3 * len(AGENTS) - 3), "3")
    assert int(nobody["rows lost"]) == int(nobody["rows expected"]) > 0
    assert nobody["rows found"] == "0"
    assert "olour" in failed["error"]


def test_a_window_reads_less(pages: dict[str, Table]) -> None:
    title = next(case.title for case in CASES if case.timed)
    (ours,) = rows(pages["Questions"], table="ours", question=title)
    (theirs,) = rows(pages["Questions"], table=THEIRS, question=title)
    assert int(ours["files read"]) < int(theirs["files read"])


def test_other_figures_than_the_committed_are_told(pages: dict[str, Table]) -> None:
    table = pages["Questions"]
    committed = rows(table)
    assert not list(differing(table, committed))
    assert len(list(differing(table, [row | {"rows lost": "1"} for row in committed]))) == len(CASES)
