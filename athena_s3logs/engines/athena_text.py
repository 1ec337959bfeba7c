"""The tree of a question in Athena's SQL -> the texts that are run: named, with lists as JSON, or as an UNLOAD."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from athena_s3logs.printable import printable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from athena_s3logs.header import Returned


def named(sql: str, name: str) -> str:
    """The text with its query's name, for whoever reads Athena's history.

    It stands behind, as readers of SQL tell DDL from a SELECT by how a text begins. Comments do not keep Athena from reusing
    a result (https://docs.aws.amazon.com/athena/latest/ug/reusing-query-results.html), and a query has always the same one.
    """
    return f"{sql}\n-- athena_s3logs {printable(name)}"


def unloading(sql: str, folder: str) -> str:
    """The statement that writes the rows as Parquet into a folder of S3."""
    place = exp.Literal.string(folder).sql("athena")
    return f"UNLOAD (\n{sql}\n)\nTO {place}\nWITH (format = 'PARQUET', compression = 'SNAPPY')"


def lists_as_json(tree: exp.Query, returns: Sequence[Returned]) -> exp.Query:
    """The tree with its lists as JSON text: Athena writes them as [a, b], where a comma may be of a value.

    >>> from sqlglot import parse_one
    >>> from athena_s3logs.header import Returned
    >>> tree = parse_one("select a as x from t order by x", read="athena")
    >>> lists_as_json(tree, [Returned("x", "string[]")]).sql("athena")
    'SELECT JSON_FORMAT(CAST(a AS JSON)) AS x FROM t ORDER BY a'
    """
    lists = [place for place, column in enumerate(returns) if column.type.endswith("[]")]
    if not isinstance(tree, exp.Select) or not lists or len(tree.expressions) != len(returns):
        return tree
    found = tree.copy()
    before: dict[str, exp.Expr] = {}
    for place in lists:
        item = found.expressions[place]
        before |= dict.fromkeys((item.alias_or_name, str(place + 1)), item.unalias().copy())
        text = exp.Anonymous(this="JSON_FORMAT", expressions=[exp.cast(item.unalias().copy(), "json")])
        item.replace(exp.alias_(text, item.alias_or_name))
    _reorder(found, before)
    return found


def _reorder(tree: exp.Select, before: Mapping[str, exp.Expr]) -> None:
    """Let an order by a list go by the list, and not by its text."""
    order: exp.Order | None = tree.args.get("order")
    for key in order.expressions if order else ():
        if isinstance(key.this, exp.Column | exp.Literal) and key.this.name in before:
            key.this.replace(before[key.this.name].copy())


def order_of(tree: exp.Query) -> tuple[tuple[str, bool], ...]:
    """The columns that the rows are ordered by, with True for those that descend, where the query's own columns tell it.

    An UNLOAD writes its files in no order. NULLs come last, as Trino has it and arrow too.

    >>> from sqlglot import parse_one
    >>> order_of(parse_one("select a, b as c from t order by 2 desc, a", read="athena"))
    (('c', True), ('a', False))
    """
    order: exp.Order | None = tree.args.get("order")
    names = tree.named_selects
    places = {} if tree.is_star else {str(place): name for place, name in enumerate(names, 1)}
    keys: list[tuple[str, bool]] = []
    for key in order.expressions if order else ():
        name = places.get(key.this.name) if isinstance(key.this, exp.Literal) else key.this.name
        if not isinstance(key.this, exp.Literal | exp.Column) or not name or name not in names or key.args.get("nulls_first"):
            return ()
        keys.append((name, bool(key.args.get("desc"))))
    return tuple(keys)
