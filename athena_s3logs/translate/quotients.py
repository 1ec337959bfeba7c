"""NaN, as 0e0 / 0 is: neither less nor greater than any number to Trino, the greatest of all to DuckDB."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlglot import exp

from athena_s3logs.translate.nodes import call

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_GREATER: Final = (exp.GT, exp.GTE)
_EQUAL: Final = (exp.EQ, exp.NEQ)
_COMPARED: Final = (*_GREATER, exp.LT, exp.LTE, *_EQUAL, exp.Between)
_ROOTS: Final = (exp.Ln, exp.Log, exp.Pow, exp.Sqrt)
_TEXTS: Final = (exp.Bracket, exp.JSONExtractScalar, exp.RegexpExtract, exp.Replace, exp.SplitPart, exp.Substring, exp.Trim)


def unordered(tree: exp.Expr) -> exp.Expr:
    """The tree, in which comparisons of quotients and the greatest of them are Trino's.

    >>> import sqlglot
    >>> unordered(sqlglot.parse_one("select a / b as share from t having share > 1")).sql()
    'SELECT a / b AS share FROM t HAVING ((share > 1) AND NOT ATHENA_IS_NAN(share))'
    """
    names = _quotients(list(_named(tree)))
    for node in reversed(list(tree.find_all(*_COMPARED))):
        greater, other = _sides(node)
        if _may_be_nan(greater, names) and (not isinstance(node, _EQUAL) or _may_be_nan(other, names)):
            nan = call("athena_is_nan", greater)
            node.replace(exp.paren(node | nan if isinstance(node, exp.NEQ) else node & exp.not_(nan)))
    for node in reversed(list(tree.find_all(exp.Max, exp.ArgMax, exp.Greatest))):
        parts = [node.expression] if isinstance(node, exp.ArgMax) else [node.this, *node.expressions]
        if any(_may_be_nan(part, names) for part in parts):
            _put_last(node, parts)
    for node in tree.find_all(exp.ApproxQuantile):
        if _may_be_nan(node.this, names):
            node.set("this", call("athena_finite", node.this))
    for node in tree.find_all(exp.Nullif):
        if all(_may_be_nan(part, names) for part in (node.this, node.expression)):
            node.set("expression", _unless_nan(node.expression))
    return tree


def may_be_nan(value: exp.Expr, place: exp.Expr) -> bool:
    """Whether a value, as it stands somewhere in a tree, may be NaN."""
    return _may_be_nan(value, _quotients(list(_named(place.root()))))


def _sides(node: exp.Expr) -> tuple[exp.Expr, exp.Expr]:
    """The side that is not less if the comparison is true, and the other."""
    if isinstance(node, exp.Between):
        return node.args["high"], node.this
    return (node.this, node.expression) if isinstance(node, _GREATER) else (node.expression, node.this)


def _put_last(node: exp.Expr, parts: Sequence[exp.Expr]) -> None:
    """Have the greatest be NaN only where there is nothing else, as on Trino."""
    if isinstance(node, exp.Greatest):
        node.replace(exp.ArrayMax(this=exp.Array(expressions=[part.copy() for part in parts])))
    elif isinstance(node, exp.ArgMax):
        number = exp.not_(call("athena_is_nan", *parts))
        rank = exp.Case().when(parts[0].is_(exp.null()).not_(), call("row", number, *parts))
        node.set("expression", rank)
    else:
        whole: exp.Expr = node
        while isinstance(whole.parent, exp.Filter | exp.Window) and whole.parent.this is whole:
            whole = whole.parent
        even_nan = whole.copy()
        value = node.this.expressions[0] if isinstance(node.this, exp.Distinct) else node.this
        node.set("this", _unless_nan(value))
        whole.replace(exp.Coalesce(this=whole.copy(), expressions=[even_nan]))


def _unless_nan(value: exp.Expr) -> exp.Case:
    return exp.Case().when(exp.not_(call("athena_is_nan", value)), value.copy())


def _named(tree: exp.Expr) -> Iterator[tuple[str, exp.Expr]]:
    """Each name that something has, with what it stands for."""
    for node in tree.find_all(exp.Alias, exp.SetOperation, exp.TableAlias):
        if isinstance(node, exp.Alias):
            yield node.alias, node.this
        elif isinstance(node, exp.SetOperation):
            yield from zip(node.named_selects, node.right.selects, strict=False)
        elif isinstance(node, exp.TableAlias) and isinstance(node.parent, exp.Unnest):
            yield from ((column.name, item) for column in node.columns for item in node.parent.expressions)
        elif isinstance(node, exp.TableAlias) and node.columns and node.parent is not None:
            for row in node.parent.find_all(exp.Select, exp.Tuple):
                yield from zip((column.name for column in node.columns), row.expressions, strict=False)


def _quotients(named: Sequence[tuple[str, exp.Expr]]) -> set[str]:
    """The names that may stand for quotients."""
    found, before = set[str](), None
    while found != before:
        before = found
        found = {name.lower() for name, value in named if _may_be_nan(value, before)}
    return found


def _may_be_nan(node: exp.Expr, names: set[str]) -> bool:
    """Whether there is something in it of which NaN comes, and no text and no condition is made of that."""
    if isinstance(node, exp.Predicate) or (isinstance(node, exp.Cast) and not node.to.is_type("double")):
        return False
    return _makes_nan(node, names) or any(_may_be_nan(part, names) for part in node.iter_expressions())


def _makes_nan(node: exp.Expr, names: set[str]) -> bool:
    if isinstance(node, exp.Column):
        return node.name.lower() in names
    if isinstance(node, exp.Literal):
        return node.is_string and node.name == "NaN"
    if isinstance(node, exp.Div | exp.Mod):
        divisor = node.expression.unnest()
        return not (float(divisor.name) if isinstance(divisor, exp.Literal) else isinstance(divisor, exp.Nullif))
    return isinstance(node, _ROOTS) or (isinstance(node, exp.Cast) and isinstance(node.this, _TEXTS))
