"""The SQL of a query -> the same, each with one predicate dropped or negated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlglot import exp

if TYPE_CHECKING:
    from collections.abc import Iterator

_ASKED: Final = (exp.Where, exp.Having, exp.Join, exp.If)
"""What has a condition; FILTER has its own WHERE."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A wrong query, and what is wrong with it."""

    name: str
    sql: str


def mutants(tree: exp.Query) -> Iterator[Mutant]:
    """All of a tree, each with its text in Athena's dialect."""
    for place in range(len(_predicates(tree))):
        for change in ("drop", "negate"):
            copy = tree.copy()
            predicate = _predicates(copy)[place]
            name = f"{change} {predicate.sql('athena')}"
            predicate.replace(_wrong(predicate, change))
            yield Mutant(name, copy.sql("athena", pretty=True))


def _wrong(predicate: exp.Expr, change: str) -> exp.Expr:
    if change == "negate":
        return exp.paren(exp.not_(exp.paren(predicate.copy())))
    return exp.false() if _parent(predicate) == "or" else exp.true()


def _parent(predicate: exp.Expr) -> str:
    parent = predicate.parent
    while isinstance(parent, exp.Paren):
        parent = parent.parent
    return parent.key if parent else ""


def _predicates(tree: exp.Query) -> list[exp.Expr]:
    conditions = [_condition(node) for node in tree.find_all(*_ASKED)]
    return [leaf for condition in conditions if condition for leaf in _leaves(condition)]


def _condition(node: exp.Expr) -> exp.Expr | None:
    return node.args.get("on") if isinstance(node, exp.Join) else node.this


def _leaves(condition: exp.Expr) -> Iterator[exp.Expr]:
    """The conditions that AND and OR join; a filter that may be left out is one, with its parameter's `is null`."""
    inner = condition.unnest()
    if isinstance(inner, exp.And | exp.Or) and not _optional(inner):
        yield from _leaves(inner.left)
        yield from _leaves(inner.right)
    else:
        yield condition


def _optional(condition: exp.Expr) -> bool:
    return isinstance(condition, exp.Or) and any(
        isinstance(one, exp.Is) and isinstance(one.this, exp.Placeholder) for one in condition.flatten()
    )
