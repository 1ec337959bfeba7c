"""A name in an expression of ORDER BY: the column of the answer to Trino, the column of the relation to DuckDB."""

from __future__ import annotations

from sqlglot import exp


def ordered_by_the_answer(tree: exp.Expr) -> exp.Expr:
    """The tree, in which what an alias stands for is written out where rows are put into order by more than the alias.

    >>> import sqlglot
    >>> ordered_by_the_answer(sqlglot.parse_one("select -n as n from t order by n % 2, n")).sql()
    'SELECT -n AS n FROM t ORDER BY (-n) % 2, n'
    """
    for select in tree.find_all(exp.Select):
        order = select.args.get("order")
        if order is not None:
            meant = {item.alias.lower(): item.this for item in select.expressions if isinstance(item, exp.Alias)}
            for one in order.expressions:
                _write_out(one.this, meant)
    return tree


def _write_out(expression: exp.Expr, meant: dict[str, exp.Expr]) -> None:
    nodes = expression.walk(prune=lambda node: isinstance(node, exp.Query))
    for column in [node for node in nodes if isinstance(node, exp.Column) and node is not expression.unnest()]:
        if not column.table and column.name.lower() in meant:
            column.replace(exp.paren(meant[column.name.lower()].copy()))
