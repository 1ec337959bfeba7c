"""Checked tree of a query, values of its parameters, trees of its relations -> one tree, and its text."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from sqlglot import exp

from athena_s3logs.relation import COPY_NUMBER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from athena_s3logs.values import Value

_TYPES: Final = {"string": "varchar", "integer": "bigint", "timestamp": "timestamp(6)"}
"""Names of parameter types that SQL calls otherwise."""


def render(
    tree: exp.Query, types: Mapping[str, str], values: Mapping[str, Value], relations: Mapping[str, exp.Select],
) -> exp.Query:
    """The tree with its placeholders as typed literals, over the relations as its first subqueries.

    `types` names the type of each placeholder. What a value decides is folded away: `(:bucket is null or ...)` leaves
    nothing where the bucket is null, and its second half where it is not. The relations become parts of the new tree.
    """
    bound = tree.copy()
    for node in list(bound.find_all(exp.Placeholder)):
        literal = _literal(types[node.name], values[node.name])
        listed = isinstance(node.parent, exp.In | exp.Array) and node.arg_key == "expressions"
        node.replace(literal.expressions if listed and isinstance(literal, exp.Tuple) else literal)
    return _with_relations(_folded(bound), relations)


def text(tree: exp.Expr) -> str:
    """The text of a tree in Athena's SQL."""
    return tree.sql("athena", pretty=True)


def _literal(type_: str, value: Value) -> exp.Expr:
    """A value as a literal that has its type on every engine; a list as a tuple of them."""
    if isinstance(value, tuple):
        return exp.Tuple(expressions=[_literal(type_.removesuffix("[]"), item) for item in value])
    name = type_.removesuffix("[]")
    if value is None:
        return exp.cast(exp.Null(), _TYPES.get(name, name))
    if isinstance(value, date):
        written = value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
        return exp.cast(exp.Literal.string(written), _TYPES.get(name, name))
    return _plain(value)


def _plain(value: str | float | bool) -> exp.Expr:  # noqa: FBT001  a boolean is one of the values
    if isinstance(value, str):
        return exp.Literal.string(value)
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    # A literal with a point is DOUBLE on Athena and DECIMAL on Trino; one with an exponent is DOUBLE on both.
    digits = repr(abs(value))
    return _signed(f"{digits}e0" if "." in digits and "e" not in digits else digits, negative=value < 0)


def _signed(digits: str, *, negative: bool) -> exp.Expr:
    number = exp.Literal.number(digits)
    return exp.Paren(this=exp.Neg(this=number)) if negative else number


def _folded(tree: exp.Query) -> exp.Query:
    """The tree without the conditions that its literals decide."""
    for node in reversed(list(tree.walk())):
        decided = _decided(node)
        if decided is not None and node.parent is not None:
            node.replace(decided)
    for where in list(tree.find_all(exp.Where)):
        if where.this == exp.true():
            where.pop()
    return tree


def _decided(node: exp.Expr) -> exp.Expr | None:
    """What a condition comes to, None where it has to stay."""
    if isinstance(node, exp.Is) and isinstance(node.expression, exp.Null):
        return _is_null(node.this)
    if isinstance(node, exp.Paren) and isinstance(node.this, exp.Boolean):
        return node.this.copy()
    if isinstance(node, exp.Not) and isinstance(node.this, exp.Boolean):
        return exp.Boolean(this=not node.this.this)
    if isinstance(node, exp.And | exp.Or):
        return _connected(node, absorbing=isinstance(node, exp.Or))
    return None


def _is_null(operand: exp.Expr) -> exp.Boolean | None:
    inner = operand.this if type(operand) is exp.Cast else operand  # a try_cast may be NULL
    if isinstance(inner, exp.Null):
        return exp.Boolean(this=True)
    bare = inner.this.this if isinstance(inner, exp.Paren) and isinstance(inner.this, exp.Neg) else inner
    return exp.Boolean(this=False) if isinstance(bare, exp.Literal | exp.Boolean | exp.Tuple) else None


def _connected(node: exp.And | exp.Or, *, absorbing: bool) -> exp.Expr | None:
    """`true or x` is true and `false or x` is x; for AND the other way round."""
    for side, other in ((node.this, node.expression), (node.expression, node.this)):
        if isinstance(side, exp.Boolean):
            return (side if bool(side.this) is absorbing else other).copy()
    return None


def _with_relations(tree: exp.Query, relations: Mapping[str, exp.Select]) -> exp.Query:
    own, named = tree.args.get("with_"), _named(tree)
    tables = [
        exp.CTE(this=_only(select, named), alias=exp.TableAlias(this=exp.to_identifier(name)))
        for name, select in relations.items()
    ]
    if tables:
        recursive = own.args.get("recursive") if own else None
        tree.set("with_", exp.With(expressions=[*tables, *(own.expressions if own else [])], recursive=recursive))
    return tree


def _named(tree: exp.Query) -> set[str] | None:
    """All names in a tree, None where a star stands for further ones."""
    if any(not isinstance(star.parent, exp.Count) for star in tree.find_all(exp.Star)):
        return None
    return {name.name for name in tree.find_all(exp.Identifier)}


def _only(select: exp.Select, names: set[str] | None) -> exp.Select:
    """A relation with the columns that are named: a text that can be read, and less to compute."""
    *items, last = select.expressions
    numbered = [last] if last.alias == COPY_NUMBER else []
    items = [item for item in (items if numbered else select.expressions) if names is None or item.alias_or_name in names]
    select.set("expressions", [*(items or select.expressions[:1]), *numbered])
    return _first_copies(select) if numbered else select


def _first_copies(numbered: exp.Select) -> exp.Select:
    columns = [exp.column(name) for name in numbered.named_selects[:-1]]
    first = exp.EQ(this=exp.column(COPY_NUMBER), expression=exp.Literal.number(1))
    return exp.select(*columns).from_(numbered.subquery("copies")).where(first)
