"""Conditions from left to right, as Trino asks them: DuckDB asks all of them of a row, or in whatever order is fast."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlglot import exp

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_DIVISIONS: Final = (exp.Div, exp.Mod)
_FAILING: Final = (*_DIVISIONS, exp.Cast, exp.Date, exp.FromISO8601Date, exp.FromISO8601Timestamp, exp.StrToTime)
_HARMLESS: Final = (exp.Query, exp.Try, exp.TryCast)


def in_order(tree: exp.Expr) -> exp.Expr:
    """The tree, where what may fail is asked of no row for which the conditions before it have decided.

    They stand where they stood as well, since DuckDB takes them to the logs.

    >>> import sqlglot
    >>> in_order(sqlglot.parse_one("select a > 0 and 9 / a > b")).sql()
    'SELECT a > 0 AND CASE WHEN NOT a > 0 THEN FALSE ELSE 9 / a > b END'
    """
    for node in reversed(list(tree.find_all(exp.And, exp.Or))):
        if type(node.parent) is not type(node) and not isinstance(node.parent, exp.Join):
            parts = list(node.flatten(unnest=False))
            places = [place for place, part in enumerate(parts) if place and _may_fail(part)]
            asked = [part for part in parts[: max(places, default=0)] if not part.find(exp.Query)]
            if asked:
                others = [part for place, part in enumerate(parts) if place not in places]
                last = _unless_decided(node, asked, [parts[place] for place in places])
                node.replace(_all(node, [*others, last]))
    return tree


def _unless_decided(node: exp.Expr, asked: Iterable[exp.Expr], failing: Sequence[exp.Expr]) -> exp.Expr:
    case, both = exp.Case(), isinstance(node, exp.And)
    for part in asked:
        case = case.when(exp.not_(part) if both else part, exp.false() if both else exp.true())
    return case.else_(_all(node, failing))


def _all(node: exp.Expr, parts: Sequence[exp.Expr]) -> exp.Expr:
    return exp.and_(*parts) if isinstance(node, exp.And) else exp.or_(*parts)


def _may_fail(part: exp.Expr) -> bool:
    """Whether it divides by something, or makes something else of a text, that is not there as it stands."""
    nodes = part.walk(prune=lambda node: isinstance(node, _HARMLESS))
    return any(isinstance(node, _FAILING) and not _is_harmless(node) for node in nodes)


def _is_harmless(node: exp.Expr) -> bool:
    if isinstance(node, exp.TryCast) or (isinstance(node, exp.Cast) and node.to.is_type("varchar")):
        return True
    value = node.expression if isinstance(node, _DIVISIONS) else node.this
    return value.find(exp.Identifier) is None
