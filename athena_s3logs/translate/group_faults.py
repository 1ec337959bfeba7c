"""Groups, windows and joins -> what in them Athena and DuckDB do not do alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlglot import exp

from athena_s3logs.translate.quotients import may_be_nan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from athena_s3logs.translate.nodes import Check

_GROUPINGS: Final = (exp.Rollup, exp.Cube, exp.GroupingSets)


def _grouped(node: exp.Expr) -> Iterator[str]:
    if not all(isinstance(part.unnest(), (exp.Column, exp.Tuple)) for part in node.expressions):
        yield "group by columns here, as a subquery gives them: Athena takes nothing else"


def _one_way(node: exp.Expr) -> Iterator[str]:
    """To DuckDB they are two columns, of which one is missing in each set that has the other."""
    if node.args.get("all") is not None:
        yield "write group by without all, and name the columns"
    if not node.find(*_GROUPINGS):
        return
    tables: dict[str, set[str]] = {}
    for column in node.find_all(exp.Column):
        tables.setdefault(column.name.lower(), set()).add(column.table)
    for name, written in tables.items():
        if "" in written and len(written) > 1:
            yield f"{name} is written with its table and without: write it one way"


def _window(node: exp.Expr) -> Iterator[str]:
    if isinstance(node.this, exp.Lag | exp.Lead) and node.args.get("spec"):
        yield "without rows or range: Trino has no frame there"
    if node.args.get("spec") and node.args["spec"].args.get("exclude"):
        yield "without exclude: Trino has none"
    if isinstance(node.this, exp.Filter):
        yield "use a case inside: Trino has no FILTER on a window function"


def _offset(node: exp.Expr) -> Iterator[str]:
    """Trino refuses what is NULL or below 0, by which DuckDB looks the other way."""
    offset = node.args.get("offset")
    if offset is not None and not (isinstance(offset, exp.Literal) and offset.is_int):
        yield "an offset is a number, 0 or more"


def _join(node: exp.Expr) -> Iterator[str]:
    kind = node.text("kind").upper()
    without = kind != "CROSS" and (kind or node.text("side")) and not (node.args.get("on") or node.args.get("using"))
    if node.args.get("method") or kind not in {"", "INNER", "OUTER", "CROSS"} or without:
        yield "use join ... on"


def _used(node: exp.Expr) -> Iterator[str]:
    """A column that a join uses is of no table to Trino; and NaN, which is equal to nothing there, is to itself in DuckDB."""
    select = node.parent_select
    for name in node.args.get("using") or ():
        if may_be_nan(exp.column(name.name), node):
            yield f"use join ... on: {name.name} may be NaN"
        for column in select.find_all(exp.Column) if select else ():
            if column.name.lower() == name.name.lower() and column.table and column.parent_select is select:
                yield f"write {name.name} alone, and not {column.sql('athena')}: it is of no table"


def _sought(node: exp.Expr) -> Iterator[str]:
    """NaN is in what it is sought in, or is not, by the way that Trino goes."""
    if node.this is None or not may_be_nan(node.this, node):
        return
    if isinstance(node, exp.Case):
        if any(may_be_nan(branch.this, node) for branch in node.args["ifs"]):
            yield "use case when x = y: a quotient may be NaN"
    elif node.args.get("query") is not None:
        if any(may_be_nan(one, node) for one in node.args["query"].unnest().selects):
            yield "use exists (... where x = y): a quotient may be NaN"
    elif any(may_be_nan(one, node) for one in node.expressions):
        yield "use x = y or x = z: a quotient may be NaN"


def _star(node: exp.Expr) -> Iterator[str]:
    if any(node.args.values()):
        yield "name the columns: Trino has nothing behind the star"


CHECKS: Final[tuple[Check, ...]] = (
    (_GROUPINGS, _grouped),
    (exp.Group, _one_way),
    (exp.Window, _window),
    ((exp.Lag, exp.Lead), _offset),
    (exp.Join, _join),
    (exp.Join, _used),
    ((exp.In, exp.Case), _sought),
    (exp.Star, _star),
)
