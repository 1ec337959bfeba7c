"""Rows that a table gives beside true ones -> how many are lost, how many columns are blank, and what is wrong."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from athena_s3logs.generate.odd import DAMAGED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Row = tuple[object, ...]
HEAD: Final = 8
"""So many fields stand in a damaged line at most."""


class Figures(NamedTuple):
    """Rows expected, found and lost; rows with columns that are NULL and should not be, and these columns; wrong rows."""

    expected: int
    found: int
    lost: int
    blanked: int
    columns: int
    wrong: int


def compared(found: Iterable[Row], truth: Iterable[Row]) -> Figures:
    """Rows as multisets; a row that is true but for its NULLs is blanked, and one of NULLs alone is lost.

    >>> compared([("a", 1), ("b", None), ("d", 4), (None, None)], [("a", 1), ("b", 2), ("c", 3)])
    Figures(expected=3, found=4, lost=1, blanked=1, columns=1, wrong=1)
    """
    there, true = Counter(found), Counter(truth)
    missing = true - there
    blanked = columns = wrong = 0
    search = _Search(missing)
    for row in (there - true).elements():
        match = search.take(row)
        blanked += match is not None
        columns += match or 0
        wrong += match is None and any(value is not None for value in row)
    return Figures(true.total(), there.total(), search.left.total(), blanked, columns, wrong)


class _Search:
    """True rows that nobody gave yet."""

    def __init__(self, rows: Counter[Row]) -> None:
        self.left = rows.copy()
        self._by_value: dict[tuple[int, object], list[Row]] = defaultdict(list)
        for row in rows:
            for place in enumerate(row):
                self._by_value[place].append(row)

    def take(self, row: Row) -> int | None:
        """Take out the row that this one is but for its NULLs, and say how many there are."""
        known = [place for place in enumerate(row) if place[1] is not None]
        likely = min((self._by_value.get(place, []) for place in known), key=len, default=[])
        for one in likely:
            if self.left[one] and all(one[number] == value for number, value in known):
                self.left[one] -= 1
                return sum(value is not None for value in one) - len(known)
        return None


class Table(NamedTuple):
    """Figures of lines that can be read as a whole, rows of NULLs alone, and damaged lines whose head stands and is given."""

    whole: Figures
    nulls: int
    heads: int
    heads_given: int


def of_table(found: Sequence[Row], truth: Sequence[Row], kinds: Sequence[str]) -> Table:
    """All rows of a table beside the truth, by the columns that it has."""
    width = len(found[0]) if found else 0
    cut = [row[:width] for row in truth]
    heads = Counter(row[:HEAD] for row, kind in zip(cut, kinds, strict=True) if kind in DAMAGED and row[0] is not None)
    headless = Counter(row for row in cut if row[0] is None and any(value is not None for value in row))
    whole = [row for row, kind in zip(cut, kinds, strict=True) if kind not in DAMAGED]
    given, rest = 0, []
    for row in (Counter(found) - Counter(whole) - headless).elements():
        if heads[row[:HEAD]] > 0:
            heads[row[:HEAD]] -= 1
            given += 1
        else:
            rest.append(row)
    figures = compared([*(Counter(found) & Counter(whole)).elements(), *rest], whole)._replace(found=len(found))
    nulls = sum(not any(value is not None for value in row) for row in found)
    return Table(figures, nulls, heads.total() + given, given)
