"""What was measured -> tables for the page, with what is not right of ours."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from athena_s3logs.printable import printable
from benchmarks.page import Table
from benchmarks.recipes.measure import OURS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.recipes.logs import Logs
    from benchmarks.recipes.measure import Asked, Read

REQUESTER: Final = 4


def of_logs(logs: Logs) -> Table:
    """What the logs are."""
    kinds = [kind for kind in sorted(set(logs.kinds)) if kind]
    rows = [(kind, f"{logs.kinds.count(kind):,}") for kind in kinds]
    blanks = sum(" " in str(row[REQUESTER]) for row in logs.truth)
    rows.append(("requester with blanks in it, of CloudFront's identities: not counted as odd", f"{blanks:,}"))
    odd = sum(kind != "" for kind in logs.kinds)
    told = (
        f"A month, {len(logs.truth):,} lines in {len(logs.files):,} files, {logs.size:,} bytes; {odd:,} lines are odd,"
        " some of them by hand from a person who sends quotes."
    )
    return Table(title="Logs", told=told, head=("odd lines", "how many"), rows=rows)


def of_tables(reads: Sequence[Read]) -> Table:
    """What each table makes of all the lines."""
    told = (
        "All columns that a table has, of all lines. A damaged line (truncated, double blank, two glued) has no more truth"
        " than its first eight fields, and counts where these are given."
    )
    head = (
        "table", "rows wholly NULL", "whole lines lost", "rows blanked", "columns blanked", "wrong rows",
        "heads of damaged lines", "error",
    )  # fmt: skip
    faults = [f"{one.table}: {_table_row(one)}" for one in reads if one.table == OURS and not _right(one)]
    raw = {one.table: asdict(one) for one in reads}
    return Table(title="Tables", told=told, head=head, rows=[_table_row(one) for one in reads], faults=faults, raw=raw)


def _right(one: Read) -> bool:
    found = one.figures
    return found is not None and found.heads == found.heads_given and not any((found.nulls, *found.whole[2:]))


def _table_row(one: Read) -> Sequence[str]:
    if one.figures is None:
        return (one.table, *[""] * 6, printable(one.error))
    found, whole = one.figures, one.figures.whole
    return (
        one.table, f"{found.nulls:,}", f"{whole.lost:,}", f"{whole.blanked:,}", f"{whole.columns:,}", f"{whole.wrong:,}",
        f"{found.heads_given:,} of {found.heads:,}", "",
    )  # fmt: skip


def of_questions(asked: Sequence[Asked]) -> Table:
    """What each question answers, on each table."""
    told = (
        "An answer beside that of the same question over the truth. In our words: the same question by us in the columns of"
        " the documented table; on ours it is over the relation, with its window."
    )
    head = (
        "question", "table", "words", "rows expected", "rows found", "rows lost", "columns blanked", "wrong rows", "bytes read",
        "files read", "error",
    )  # fmt: skip
    bad = [one for one in asked if one.table == OURS and not _answered(one)]
    faults = [f"{one.question}: {printable(one.error) or one.figures}" for one in bad]
    raw = {f"{one.question}, {one.table}, {one.words}": asdict(one) for one in asked}
    return Table(title="Questions", told=told, head=head, rows=list(map(_question_row, asked)), faults=faults, raw=raw)


def _answered(one: Asked) -> bool:
    return one.figures is not None and not any(one.figures[2:])


def _question_row(one: Asked) -> Sequence[str]:
    if one.figures is None:
        return (one.question, one.table, one.words, *[""] * 7, printable(one.error))
    expected, found, lost, _, columns, wrong = one.figures
    numbers = (expected, found, lost, columns, wrong, one.bytes, one.files)
    return (one.question, one.table, one.words, *(f"{number:,}" for number in numbers), "")


def differing(table: Table, committed: Sequence[dict[str, str]]) -> Iterator[str]:
    """Where rows of ours are others than those that were committed."""
    place = list(table.head).index("table")
    for row in table.rows:
        if row[place] == OURS and dict(zip(table.head, row, strict=True)) not in committed:
            yield f"{table.title}: {' | '.join(row)}: expected as in the committed figures"
