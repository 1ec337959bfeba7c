"""NaN, as 0e0 / 0 is: neither less nor greater than any number to Trino, the greatest of all to DuckDB."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlglot import exp

from athena_s3logs.translate.nodes import call

if TYPE_CHECKING:
    from collections.abc import Iterable

_GREATER: Final = (exp.GT, exp.GTE)
_EQUAL: Final = (exp.EQ, exp.NEQ)
_CALCULATIONS: Final = (
    exp.Abs, exp.Add, exp.Alias, exp.Avg, exp.Cast, exp.Ceil, exp.Coalesce, exp.Filter, exp.Floor, exp.Max, exp.Min, exp.Mul,
    exp.Neg, exp.Paren, exp.Round, exp.Select, exp.Sub, exp.Subquery, exp.Sum, exp.Window,
)  # fmt: skip


def unordered(tree: exp.Expr) -> exp.Expr:
    """The tree, in which comparisons of quotients and the greatest of them are Trino's.

    >>> import sqlglot
    >>> unordered(sqlglot.parse_one("select a / b as share from t having share > 1")).sql()
    'SELECT a / b AS share FROM t HAVING ((share > 1) AND NOT ATHENA_IS_NAN(share))'
    """
    names = _quotients(list(tree.find_all(exp.Alias)))
    for node in reversed(list(tree.find_all(*_GREATER, exp.LT, exp.LTE, *_EQUAL))):
        greater, other = (node.this, node.expression) if isinstance(node, _GREATER) else (node.expression, node.this)
        if _may_be_nan(greater, names) and (not isinstance(node, _EQUAL) or _may_be_nan(other, names)):
            nan = call("athena_is_nan", greater)
            node.replace(exp.paren(node | nan if isinstance(node, exp.NEQ) else node & exp.not_(nan)))
    for greatest in reversed(list(tree.find_all(exp.Max))):
        if _may_be_nan(greatest.this, names):
            _put_least_of_negatives(greatest)
    return tree


def _put_least_of_negatives(node: exp.Expr) -> None:
    """DuckDB's least number is NaN only where all are, as Trino's greatest is."""
    whole: exp.Expr = exp.Min(this=exp.Neg(this=exp.paren(node.this)))
    node.replace(whole)
    while isinstance(whole.parent, exp.Filter | exp.Window) and whole.parent.this is whole:
        whole = whole.parent
    whole.replace(exp.Neg(this=whole.copy()))


def _quotients(aliases: Iterable[exp.Alias]) -> set[str]:
    """The names that stand for quotients, and for nothing else."""
    found, before = set[str](), None
    while found != before:
        before = found
        found = {alias.alias.lower() for alias in aliases if _may_be_nan(alias.this, before)}
    return found - {alias.alias.lower() for alias in aliases if not _may_be_nan(alias.this, found)}


def _may_be_nan(node: exp.Expr, names: set[str]) -> bool:
    if isinstance(node, exp.Column):
        return node.name.lower() in names
    if isinstance(node, exp.Div | exp.Mod):
        divisor = node.expression.unnest()
        return not isinstance(divisor, exp.Literal | exp.Nullif) or _may_be_nan(node.this, names)
    if isinstance(node, exp.Case):
        return any(_may_be_nan(one, names) for one in (*node.args["ifs"], node.args.get("default")) if one)
    if isinstance(node, exp.If):
        return any(_may_be_nan(one, names) for one in (node.args["true"], node.args.get("false")) if one)
    if isinstance(node, exp.Cast) and node.to.is_type("varchar"):
        return False
    return isinstance(node, _CALCULATIONS) and any(_may_be_nan(part, names) for part in node.iter_expressions())
