"""A checked tree -> how often Trino reads a relation for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlglot import exp

_ANCHORS: Final = 12
_STEPS: Final = 66
"""How often Trino works the two sides of a WITH RECURSIVE out.

It writes its ten rounds, and one that has to come out empty, one beside the other, and each begins with the anchor:
1 + 2 + ... + 11 steps, whether they find a row or not. Athena leaves `max_recursion_depth` at ten:
https://trino.io/docs/current/sql/select.html#with-recursive-clause
"""


def scans(tree: exp.Query, relation: str) -> int:
    """How often a checked tree reads a relation at most: Trino works a subquery of WITH out wherever it is named.

    >>> from sqlglot import parse_one
    >>> scans(parse_one("with a as (select * from cloudtrail) select * from a join a as b on true"), "cloudtrail")
    2
    """
    return _count(tree, {relation: 1})


def _count(node: exp.Expr, known: Mapping[str, int]) -> int:
    """The scans in a node, where the names around it stand for so many; those of its own WITH hold within it only."""
    from sqlglot import exp

    own = node.args.get("with_")
    recursive = own and own.args.get("recursive")
    for cte in own.expressions if own else ():
        known = {**known, cte.alias: _unrolled(cte, known) if recursive else _count(cte.this, known)}

    def is_apart(one: exp.Expr) -> bool:
        return one is own or (one is not node and bool(one.args.get("with_")))

    total = 0
    for one in node.walk(prune=is_apart):
        if one is not own and is_apart(one):
            total += _count(one, known)
        elif isinstance(one, exp.Table):
            total += known.get(one.name, 0)
    return total


def _unrolled(cte: exp.CTE, known: Mapping[str, int]) -> int:
    """The scans of a subquery of WITH RECURSIVE; one that does not name itself is as any other."""
    from sqlglot import exp

    union = cte.this
    if not isinstance(union, exp.SetOperation) or not _count(union, {cte.alias: 1}):
        return _count(union, known)
    anchor, step = (_count(side, {**known, cte.alias: 0}) for side in (union.left, union.right))
    return _ANCHORS * anchor + _STEPS * step
