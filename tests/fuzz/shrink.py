"""A disagreement -> the smallest one like it: fewer rows, smaller expressions, shorter texts."""

from __future__ import annotations

import math
import re
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.fuzz.engines import Failed, RefusedError
from tests.fuzz.forms import SERVES, TYPES
from tests.fuzz.judge import statement
from tests.fuzz.terms import Term, null
from tests.fuzz.values import Rows, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fuzz.engines import Engine
    from tests.fuzz.judge import Disagreement, Pair


def shrunk(pair: Pair, found: Disagreement, *, seconds: float = 20) -> Disagreement:
    """The smallest disagreement that is found in a while by taking away what it does not need."""
    end, best = time.monotonic() + seconds, found
    while time.monotonic() < end:
        for smaller in _smaller(best):
            again = _again(pair, smaller, best)
            if again or time.monotonic() > end:
                best = again or best
                break
        else:
            return best
    return best


def _again(pair: Pair, smaller: Disagreement, than: Disagreement) -> Disagreement | None:
    """The smaller one, where Trino and DuckDB differ in it too: an error on one side has to stay one on that side."""
    try:
        left = pair.disagreements([smaller.term], smaller.rows)
    except RefusedError:
        return None
    return next((one for one in left if _sides(one) == _sides(than)), None)


def _sides(found: Disagreement) -> tuple[list[str], list[str]]:
    return [type(item).__name__ for item in found.trino], [type(item).__name__ for item in found.duckdb]


def _smaller(found: Disagreement) -> Iterator[Disagreement]:
    rows = found.rows
    for fewer in _fewer(found):
        yield replace(found, rows=replace(rows, rows=fewer))
    for term in _terms(found.term):
        yield replace(found, term=term)
    names = set(re.findall(r"\w+", found.term.sql)) | {"id", "g"}
    if not names >= set(rows.columns):
        yield replace(found, rows=rows.only(names))
    for row, values in enumerate(rows.rows):
        for column, value in enumerate(values):
            for shorter in _shorter(value) if rows.columns[column] not in {"id", "g"} else ():
                yield replace(found, rows=_with(rows, row, column, shorter))


def _fewer(found: Disagreement) -> Iterator[tuple[tuple[str, ...], ...]]:
    """Some of the rows: that one of a scalar, half of them, all but one."""
    rows = found.rows.rows
    if len(rows) > 1 and found.place < len(rows):
        yield rows[found.place : found.place + 1]
    if len(rows) > 2:
        yield rows[: len(rows) // 2]
        yield rows[len(rows) // 2 :]
    if len(rows) > 1:
        yield from (rows[:place] + rows[place + 1 :] for place in range(len(rows)))


def _terms(term: Term) -> Iterator[Term]:
    """The term with one of its parts made smaller, the largest parts first."""
    if term.kind in TYPES or term.kind in SERVES.get("any", ()):
        yield from (part for part in term.walk() if part is not term and _fits(part.kind, term.kind))
        if term.kind in TYPES and len(term.pieces) > 1:
            yield null(term.kind)
    for place, piece in enumerate(term.pieces):
        if isinstance(piece, Term):
            for smaller in _terms(piece):
                yield Term(kind=term.kind, pieces=(*term.pieces[:place], smaller, *term.pieces[place + 1 :]))


def _fits(kind: str, wanted: str) -> bool:
    return kind == wanted or kind in SERVES.get(wanted, ())


def _shorter(value: str) -> Iterator[str]:
    """A literal text with some of its characters, an empty array."""
    if not re.fullmatch("'.*'", value, re.DOTALL):
        return
    text = value[1:-1].replace("''", "'")
    half = len(text) // 2
    cuts = [text[:half], text[half:], *(text[:place] + text[place + 1 :] for place in range(len(text)))] if text else []
    yield from (quoted(cut) for cut in dict.fromkeys(cuts) if cut != text)


def _with(rows: Rows, row: int, column: int, value: str) -> Rows:
    values = rows.rows[row]
    changed = (*values[:column], value, *values[column + 1 :])
    return replace(rows, rows=(*rows.rows[:row], changed, *rows.rows[row + 1 :]))


def text(found: Disagreement) -> str:
    """One statement that shows the disagreement."""
    term, rows = found.term, found.rows
    if not re.search(r"\b(id|g)\b", term.sql) and term.kind not in {"aggregate", "window", "statement"}:
        rows = rows.only(set(rows.columns) - {"id", "g"})
        return f"select {term.sql}" if not rows.columns else rows.before(f"select {term.sql} from v")
    return rows.before(statement([term.sql], term))


def line(trino: Engine, found: Disagreement) -> dict[str, Any]:
    """The line of the answers file for it: what Trino answers to the statement."""
    sql = text(found)
    got = trino.rows(sql)
    answer = {"error": got.message} if isinstance(got, Failed) else _written(got)
    return {"name": found.term.sql[:100], "sql": sql, "trino": answer}


def _written(value: Any) -> Any:  # noqa: ANN401  any value of SQL
    """A value as the answers files have it."""
    if isinstance(value, list):
        return [_written(item) for item in value]
    if isinstance(value, dict):
        return {"map": _written(value["map"])}
    if isinstance(value, float):
        return round(value, 9) if math.isfinite(value) else str(value)
    return value
