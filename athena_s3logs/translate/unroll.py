"""Conditions over each item of a written array -> one condition, of which what is dear is worked out once."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Final

from sqlglot import exp

from athena_s3logs.translate.nodes import call, numeral

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_MATCHES: Final[Mapping[str, Callable[..., exp.Expr]]] = {
    "any_match": partial(exp.or_, copy=False),
    "all_match": partial(exp.and_, copy=False),
    "none_match": lambda *conditions: exp.not_(exp.paren(exp.or_(*conditions, copy=False))),
}

_CALM: Final = (
    exp.Lower, exp.Upper, exp.TryCast, exp.Coalesce, exp.StrPosition, exp.StartsWith, exp.RegexpLike, exp.ArrayContains,
    exp.Like, exp.DPipe, exp.EQ, exp.NEQ, exp.GT, exp.Connector, exp.Not, exp.Paren, exp.DataType, exp.Column, exp.Identifier,
    exp.Literal, exp.Boolean, exp.Null,
)  # fmt: skip
"""What is no error for any row: where a part is shared, all of a condition is worked out, and OR does not stop at the first."""

_DEAR: Final = {"athena_try_ip", "athena_upper"}
_SHARES: Final = "shares"


def unrolled(tree: exp.Expr) -> exp.Expr:
    """The tree, whose `any_match`, `all_match` and `none_match` over literals are conditions with OR or AND between them.

    A network is then worked out once, and not for each row.
    """
    for node in list(tree.find_all(exp.Anonymous)):
        match = _MATCHES.get(node.name.lower())
        if match and isinstance(node.expressions[0], exp.Array):
            items, function = node.expressions[0].expressions, node.expressions[1]
            plain = isinstance(function, exp.Lambda) and not function.this.find(exp.Lambda)
            if items and plain and all(isinstance(item, exp.Literal) for item in items):
                condition = exp.paren(match(*(_applied(function, item) for item in items)), copy=False)
                condition.meta[_SHARES] = all(isinstance(part, _CALM) for part in function.this.walk())
                node.replace(condition)
    return tree


def _applied(function: exp.Expr, item: exp.Expr) -> exp.Expr:
    """The body of a function of one argument, for this argument."""
    body = exp.paren(function.this.copy())
    for name in list(body.find_all(exp.Identifier)):
        above = name.parent
        if name.name != function.expressions[0].name or (isinstance(above, exp.Dot) and above.expression is name):
            continue
        if not isinstance(above, exp.Column):
            name.replace(item.copy())
        elif not above.table:
            above.replace(item.copy())
    return body


def shared(tree: exp.Expr) -> exp.Expr:
    """DuckDB's tree, in which an address, or a text in small letters, is worked out once for all items of such a condition."""
    for condition in list(tree.find_all(exp.Paren)):
        if condition.meta.get(_SHARES):
            condition.replace(_shared(condition.copy()))
    return tree


def _shared(condition: exp.Expr) -> exp.Expr:
    dear = (node for node in condition.find_all(exp.Lower, exp.Anonymous) if _is_dear(node))
    part, count = next(iter(Counter(dear).most_common(1)), (None, 0))
    if part is None or count == 1:
        return condition
    name = exp.to_identifier("athena_shared")
    for node in [node for node in condition.find_all(type(part)) if node == part]:
        node.replace(name.copy())
    once = call("list_transform", exp.array(part), exp.Lambda(this=condition, expressions=[name]))
    return call("list_extract", once, numeral(1))


def _is_dear(node: exp.Expr) -> bool:
    return (isinstance(node, exp.Lower) or node.name in _DEAR) and node.find(exp.Column) is not None
