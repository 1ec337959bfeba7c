"""Tree of Athena's SQL -> what in it is not on the closed list, each with its place and what to use instead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlglot import ErrorLevel, exp, maybe_parse

from athena_s3logs.translate import allowed, cast_faults, group_faults, patterns, text_faults, time_faults
from athena_s3logs.translate.nodes import COMPARISONS
from athena_s3logs.translate.rules import is_map

if TYPE_CHECKING:
    from collections.abc import Iterator

    from athena_s3logs.translate.nodes import Check

_ALLOWED: Final = frozenset((*allowed.FUNCTIONS, *allowed.FORMS, *allowed.WITHOUT_SNIPPET))
_ARRAYS: Final = (exp.Array, exp.Split, exp.RegexpSplit, exp.RegexpExtractAll, exp.ArraySort, exp.ArrayDistinct)
_ROWS: Final = (exp.Struct, exp.Tuple)

_PRINTED_OTHERWISE: Final[dict[type[exp.Expr], str]] = {exp.AnyValue: "any_value", exp.ILike: "ilike", exp.LowerHex: "to_hex"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that a query may not have, and where it stands (from 1; 0 where it has no place)."""

    line: int
    column: int
    message: str


def check(tree: exp.Expr) -> list[Problem]:
    r"""What keeps the tree from having the same answer on Athena and DuckDB, in the order of the text.

    >>> import sqlglot
    >>> check(sqlglot.parse_one("select key,\n  split(key, '/')[2] from s3_access", read="athena"))
    [Problem(line=2, column=3, message="split(key, '/')[2]: use element_at(...), which does not fail past the end")]
    """
    found = [(node, message) for node in tree.walk(prune=_is_path) for message in _faults(node)]
    return sorted((_problem(node, message) for node, message in found), key=lambda problem: (problem.line, problem.column))


def _is_path(node: exp.Expr) -> bool:
    return isinstance(node, exp.JSONPath)


def _problem(node: exp.Expr, message: str) -> Problem:
    places = [part.meta for part in node.walk() if "line" in part.meta] or [
        part.meta for part in patterns.ancestors(node) if "line" in part.meta
    ]
    if not places:
        return Problem(line=0, column=0, message=message)
    first = min(places, key=lambda place: place["start"])
    return Problem(line=first["line"], column=first["col"] - (first["end"] - first["start"]), message=message)


def _name(node: exp.Expr) -> str:
    return node.name.lower() if isinstance(node, exp.Anonymous) else type(node).__name__


def _shown(node: exp.Expr) -> str:
    try:
        text = node.sql("athena", unsupported_level=ErrorLevel.IGNORE, normalize_functions="lower").replace("\n", " ")
    except ValueError:  # a JSON path that Athena has not
        return "json path"
    return text if len(text) < 40 else f"{text[:37]}..."  # noqa: PLR2004  as much as fits into a message


def _faults(node: exp.Expr) -> Iterator[str]:
    if _name(node) not in _ALLOWED:
        yield _unknown(node)
        return
    kind = type(node).__name__
    for (name, argument), use in allowed.WITHOUT.items():
        if kind == name and node.args.get(argument) is not None:
            yield f"{_shown(node)}: use {use}"
    wanted = allowed.ARITIES.get(_name(node), 0) if isinstance(node, exp.Anonymous) else 0
    needed = allowed.NEEDED.get(kind) or ("this" if node.arg_types.get("this") else None)
    missing = needed is not None and node.args.get(needed) is None
    if missing or (wanted and len(node.expressions) != wanted):
        yield f"{_shown(node)}: an argument {'is missing' if missing or len(node.expressions) < wanted else 'too many'}"
        return
    for kinds, rule in _CHECKS:
        if isinstance(node, kinds):
            yield from (f"{_shown(node)}: {message}" for message in rule(node))


def _unknown(node: exp.Expr) -> str:
    name = _PRINTED_OTHERWISE.get(type(node)) or _called(node)
    use = allowed.INSTEAD.get(name) or allowed.INSTEAD.get(node.key)
    return f"{name} is not on the list of what answers alike on Athena and DuckDB" + (f": use {use}" if use else "")


def _called(node: exp.Expr) -> str:
    """The name that Trino has for it; where it has none, sqlglot's, and not that of what sqlglot would write instead."""
    text = node.sql("athena", unsupported_level=ErrorLevel.IGNORE)
    called = re.match(r"(\w+)\(", text)
    if called and type(maybe_parse(text, dialect="athena")) is type(node):
        return called[1].lower()
    return node.sql_name().lower() if isinstance(node, exp.Func) else type(node).__name__


def _decimal(node: exp.Expr) -> Iterator[str]:
    """A literal with a point is DOUBLE on Athena and DECIMAL on Trino, whose quotient has one digit after the point."""
    if node.args.get("is_string") or not re.fullmatch(r"\d*\.\d*", node.name):
        return
    above = node.parent
    while isinstance(above, exp.Neg | exp.Paren | exp.Array):
        above = above.parent
    if not isinstance(above, (*COMPARISONS, exp.ApproxQuantile)):
        yield f"write a double with an exponent: {float(node.name):g}e0"


def _beyond_bigint(node: exp.Expr) -> Iterator[str]:
    """Trino has no such number, DuckDB makes it one of another type."""
    digits = "" if node.args.get("is_string") or not re.fullmatch("[0-9]+", node.name) else node.name.lstrip("0")
    most = str(2**63 if isinstance(node.parent, exp.Neg) else 2**63 - 1)
    if (len(digits), digits) > (len(most), most):
        yield "a whole number has 64 bits: write a double with an exponent, or a text"


def _element(node: exp.Expr) -> Iterator[str]:
    if not node.args.get("safe"):
        yield "use element_at(...), which does not fail past the end"
    elif node.expressions[0] is None:
        yield "an argument is missing"
    elif node.expressions[0].name == "0":
        yield "elements are counted from 1"


def _path(node: exp.Expr) -> Iterator[str]:
    path = node.expression
    plain = isinstance(path, exp.JSONPath) and all(
        isinstance(part, exp.JSONPathRoot)
        or (isinstance(part, exp.JSONPathKey) and isinstance(part.this, str) and not re.search(r'["\\*]', part.this))
        or (isinstance(part, exp.JSONPathSubscript) and isinstance(part.this, int) and part.this >= 0)
        for part in path.expressions
    )
    if not plain or node.args.get("option") or not isinstance(path, exp.JSONPath):
        yield """write the path as '$.a.b[0]["x-y"]'"""


def _equal_arrays(node: exp.Expr) -> Iterator[str]:
    """NULL inside makes the comparison NULL on Trino, and is equal to NULL on DuckDB."""
    if any(isinstance(side.unnest(), _ARRAYS) for side in (node.this, node.expression)):
        yield "compare items of arrays, or their texts by array_join"


def _percentile(node: exp.Expr) -> Iterator[str]:
    """DuckDB takes the largest for what is above 1 and for the text '0.5', and counts from there for what is below 0."""
    given = node.args["quantile"]
    for one in given.expressions if isinstance(given, exp.Array) else [given]:
        bare = one.unnest()
        if isinstance(bare, exp.Neg) or (isinstance(bare, exp.Literal) and (bare.is_string or float(bare.name) > 1)):
            yield "a percentile is a number between 0 and 1"


def _equal_rows(node: exp.Expr) -> Iterator[str]:
    """NULL inside makes the comparison NULL on Trino; to a condition that is false, but not behind a NOT."""
    if any(isinstance(side.unnest(), _ROWS) for side in (node.this, node.expression) if side):
        yield "compare the fields one by one"


def _rows_in(node: exp.Expr) -> Iterator[str]:
    """With a NULL in a row it is NULL on Trino, and false on DuckDB, which are one only to a condition."""
    if isinstance(node.this.unnest(), _ROWS):
        if any(isinstance(above, exp.Not) for above in patterns.ancestors(node)):
            yield "use not exists: a NULL in a row lets it through on one engine only"
        elif isinstance(node.find_ancestor(exp.Select, exp.Where, exp.Having, exp.Join, exp.If), exp.Select) and node.find(
            exp.Column, exp.Null,
        ):
            yield "use exists: with a NULL in a row it is NULL on one engine and false on the other"


def _is(node: exp.Expr) -> Iterator[str]:
    """Sqlglot writes `is not true` as `not` for Athena, which knows neither, and so loses the rows with NULL."""
    if isinstance(node.expression, exp.Boolean):
        yield "use coalesce(..., false)"


def _ties(node: exp.Expr) -> Iterator[str]:
    if node.args.get("with_ties") or node.args.get("percent"):
        yield "use rank() over (order by ...) for rows with ties: DuckDB passes over them"


def _ordered(node: exp.Expr) -> Iterator[str]:
    if isinstance(node.this, exp.Literal) and not node.this.is_int:
        yield "a literal puts nothing into order"


def _ordered_distinct(node: exp.Expr) -> Iterator[str]:
    """Trino refuses it; to DuckDB it is the order of whichever row it keeps."""
    select, bare = _select_in_order(node), node.this.unnest()
    if select is None or not select.args.get("distinct") or select.is_star or isinstance(bare, exp.Literal):
        return
    if bare.name not in select.named_selects and _bare_text(bare) not in map(_bare_text, select.selects):
        yield "select distinct is put into order by what it selects"


def _ordered_by_aggregate(node: exp.Expr) -> Iterator[str]:
    """The name is that of the answer here, of which there is no aggregate."""
    select = _select_in_order(node)
    names = select.named_selects if select else []
    for call in node.find_all(exp.AggFunc) if not node.find(exp.Window) else ():
        for column in call.find_all(exp.Column):
            if column.name in names and not column.table:
                yield f"{column.name} is a name of the answer here: order by it alone, or write of which table it is"


def _select_in_order(node: exp.Expr) -> exp.Select | None:
    above = node.parent.parent if isinstance(node.parent, exp.Order) else None
    return above if isinstance(above, exp.Select) else None


def _bare_text(node: exp.Expr) -> str:
    bare = node.unalias().copy()
    for column in bare.find_all(exp.Column):
        column.set("table", None)
    return bare.sql("athena")


def _ordered_set(node: exp.Expr) -> Iterator[str]:
    """DuckDB takes a name in an expression for the column of the first SELECT."""
    order = node.args.get("order")
    if order and not all(isinstance(one.this.unnest(), exp.Column | exp.Literal) for one in order.expressions):
        yield "order by names or numbers of columns, or select from it as a subquery"


def _tried(node: exp.Expr) -> Iterator[str]:
    if node.find(exp.AggFunc, exp.Window, exp.Query):
        yield "no aggregate and no subquery inside try(...): put the try inside"


def _unnested(node: exp.Expr) -> Iterator[str]:
    alias = node.args.get("alias")
    names = alias.columns if alias else []
    several = len(node.expressions) > 1
    if several and any(is_map(item) for item in node.expressions):
        yield "one map a time"
    if node.args.get("offset") and (several or len(names) > 1):
        yield "with ordinality goes with one column only"


def _formatted(node: exp.Expr) -> Iterator[str]:
    if not isinstance(node.this, exp.JSONExtract):
        yield "json_format takes json_extract(...)"


_CHECKS: Final[tuple[Check, ...]] = (
    *group_faults.CHECKS,
    *text_faults.CHECKS,
    *time_faults.CHECKS,
    (exp.Literal, _decimal),
    (exp.Literal, _beyond_bigint),
    (exp.Bracket, _element),
    (exp.ApproxQuantile, _percentile),
    (exp.Ordered, _ordered),
    (exp.Ordered, _ordered_distinct),
    (exp.Ordered, _ordered_by_aggregate),
    ((exp.EQ, exp.NEQ), _equal_arrays),
    ((exp.EQ, exp.NEQ), _equal_rows),
    (exp.In, _rows_in),
    (exp.Is, _is),
    (exp.LimitOptions, _ties),
    ((exp.JSONExtract, exp.JSONExtractScalar), _path),
    (exp.Cast, cast_faults.faults),
    (exp.SetOperation, _ordered_set),
    (exp.Try, _tried),
    (exp.Unnest, _unnested),
    (exp.JSONFormat, _formatted),
)
