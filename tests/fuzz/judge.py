"""Expressions over rows -> where Trino and DuckDB do not agree: the same value, or an error on both."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tests.fuzz.engines import Failed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.fuzz.engines import Duck, Row, Trino
    from tests.fuzz.terms import Term
    from tests.fuzz.values import Rows

_TOLERANCE: Final = 1e-9
_BROKEN: Final = Failed("Internal error")
"""A fault of Trino's own, as of nullif(..., try(...)) in 476: no answer to hold DuckDB to."""

_STATEMENTS: Final = {
    "aggregate": "select g, {} from v group by g order by g",
    "window": "select id, {} from v order by id",
    "statement": "{}",
}
_SCALAR: Final = "select id, {} from v order by id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """An expression, the rows, the number of that of the result on which they differ first, and what the two make of it."""

    term: Term
    rows: Rows
    place: int
    trino: Any
    duckdb: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Both engines."""

    trino: Trino
    duck: Duck

    def disagreements(self, terms: Sequence[Term], rows: Rows) -> list[Disagreement]:
        """The first row of each expression on which they do not agree; all the expressions are of one nature."""
        theirs, ours = self._by_trino(terms, rows), self._by_duckdb(terms, rows)
        found = []
        for term, wanted, got in zip(terms, theirs, ours, strict=True):
            if _BROKEN in wanted:
                continue
            places = [place for place, pair in enumerate(zip(got, wanted, strict=False)) if not alike(*pair)]
            places += [min(len(got), len(wanted))] if len(got) != len(wanted) else []
            found += [
                Disagreement(term=term, rows=rows, place=place, trino=wanted[place:][:1], duckdb=got[place:][:1])
                for place in places[:1]
            ]
        return found

    def _by_trino(self, terms: Sequence[Term], rows: Rows) -> list[list[Any]]:
        """What Trino makes of each expression: try() shows where there is an error, an array round it that there is none."""
        tried = _is_scalar(terms[0])

        def ask(part: Sequence[Term]) -> list[Row] | Failed:
            items = [f"try(array[{term.sql}])" if tried else term.sql for term in part]
            return self.trino.rows(rows.before(statement(items, part[0])))

        columns = [_spread(column, len(rows.rows) if tried else 1) for column in _columns(terms, ask)]
        return [[_untried(item) for item in column] for column in columns] if tried else columns

    def _by_duckdb(self, terms: Sequence[Term], rows: Rows) -> list[list[Any]]:
        """What DuckDB makes of each expression, in one SELECT as far as there is no error."""
        self.duck.load(rows.sql())

        def ask(part: Sequence[Term]) -> list[Row] | Failed:
            return self.duck.rows(statement([term.sql for term in part], part[0]))

        def whole(term: Term, column: list[Any] | Failed) -> list[Any]:
            by_row = isinstance(column, Failed) and _is_scalar(term)
            return _by_row(self.duck, term, 0, len(rows.rows)) if by_row else _spread(column, 1)

        return list(map(whole, terms, _columns(terms, ask)))


def statement(items: Sequence[str], term: Term) -> str:
    """The statement over table v that shows expressions of the nature of one."""
    return _STATEMENTS.get(term.kind, _SCALAR).format(", ".join(items))


def _is_scalar(term: Term) -> bool:
    return term.kind not in _STATEMENTS


def _columns(terms: Sequence[Term], ask: Callable[[Sequence[Term]], list[Row] | Failed]) -> list[list[Any] | Failed]:
    """The columns of a SELECT but the first, halved as long as it fails; all rows of a whole statement."""
    if len(terms) > 1 and terms[0].kind == "statement":
        return [column for term in terms for column in _columns([term], ask)]
    got = ask(terms)
    if not isinstance(got, Failed):
        if terms[0].kind == "statement":
            return [sorted(got, key=repr)]
        return [[row[place] for row in got] for place in range(1, len(terms) + 1)]
    if len(terms) == 1:
        return [got]
    half = len(terms) // 2
    return [*_columns(terms[:half], ask), *_columns(terms[half:], ask)]


def _by_row(duck: Duck, term: Term, start: int, count: int) -> list[Any]:
    """A column of which some rows are errors, the rows halved as long as there is one."""
    got = duck.rows(f"select {term.sql} from v where id >= {start} and id < {start + count} order by id")
    if not isinstance(got, Failed):
        return [row[0] for row in got]
    if count == 1:
        return [got]
    half = count // 2
    return [*_by_row(duck, term, start, half), *_by_row(duck, term, start + half, count - half)]


def _spread(column: list[Any] | Failed, count: int) -> list[Any]:
    return [column] * count if isinstance(column, Failed) else column


def _untried(item: list[Any] | Failed | None) -> Any:  # noqa: ANN401  any value of SQL
    if item is None:
        return Failed("an error in this row")
    return item if isinstance(item, Failed) else item[0]


def alike(got: Any, wanted: Any) -> bool:  # noqa: ANN401  any value of SQL
    """Whether two outcomes are one, types and all, doubles but for their last digits."""
    if isinstance(got, list) and isinstance(wanted, list):
        return len(got) == len(wanted) and all(map(alike, got, wanted))
    if isinstance(got, dict) and isinstance(wanted, dict):
        return alike(got["map"], wanted["map"])
    if isinstance(got, float) and isinstance(wanted, float):
        both_nan = math.isnan(got) and math.isnan(wanted)
        return both_nan or math.isclose(got, wanted, rel_tol=_TOLERANCE, abs_tol=_TOLERANCE)
    return type(got) is type(wanted) and (isinstance(got, Failed) or bool(got == wanted))
