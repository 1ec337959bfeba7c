"""A qualified tree and the types of the relations' columns -> what Trino refuses as it is of two kinds, and DuckDB answers.

Only what is known for sure has a kind: columns, literals, casts and the functions below; all else may be anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlglot import exp
from sqlglot.dialects import Athena
from sqlglot.optimizer.annotate_types import annotate_types

from athena_s3logs.translate import patterns
from athena_s3logs.translate.nodes import COMPARISONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TEXTS: Final = (
    exp.ArrayToString, exp.Chr, exp.Concat, exp.ConcatWs, exp.GroupConcat, exp.JSONExtractScalar, exp.JSONFormat, exp.Lower,
    exp.Pad, exp.RegexpExtract, exp.RegexpReplace, exp.Replace, exp.SplitPart, exp.Substring, exp.TimeToStr, exp.Trim,
    exp.Upper,
)  # fmt: skip
_NUMBERS: Final = (
    exp.ApproxDistinct, exp.ArraySize, exp.Avg, exp.Count, exp.CountIf, exp.DateDiff, exp.Day, exp.DayOfWeekIso, exp.DenseRank,
    exp.Extract, exp.Hour, exp.Length, exp.Minute, exp.Month, exp.Ntile, exp.Rank, exp.RowNumber, exp.Second, exp.StrPosition,
    exp.Sum, exp.Year,
)  # fmt: skip
_CONDITIONS: Final = (*COMPARISONS, exp.And, exp.Exists, exp.Is, exp.Like, exp.Not, exp.Or, exp.RegexpLike, exp.StartsWith)
_ARRAYS: Final = (
    exp.Array, exp.ArrayAgg, exp.ArrayDistinct, exp.ArrayFilter, exp.ArraySort, exp.Flatten, exp.GenerateSeries, exp.MapKeys,
    exp.RegexpExtractAll, exp.RegexpSplit, exp.Split, exp.Transform,
)  # fmt: skip
_OF_THEIR_PARTS: Final = (
    exp.Alias, exp.Boolean, exp.Case, exp.Cast, exp.Coalesce, exp.Filter, exp.If, exp.Literal, exp.Max, exp.Min, exp.Neg,
    exp.Null, exp.Paren, exp.Subquery, exp.TryCast, exp.Window,
)  # fmt: skip
_KNOWN: Final[dict[Any, Any]] = {
    **{kind: Athena.EXPRESSION_METADATA[kind] for kind in _OF_THEIR_PARTS},
    **{kind: {"returns": exp.DType.VARCHAR} for kind in _TEXTS},
    **{kind: {"returns": exp.DType.BIGINT} for kind in _NUMBERS},
    **{kind: {"returns": exp.DType.BOOLEAN} for kind in _CONDITIONS},
    **{kind: {"returns": exp.DType.JSON} for kind in (exp.JSONExtract, exp.ParseJSON)},
    **{kind: {"returns": exp.DType.ARRAY} for kind in _ARRAYS},
    exp.Map: {"returns": exp.DType.MAP},
    exp.Struct: {"returns": exp.DType.STRUCT},
    exp.Date: {"returns": exp.DType.DATE},
    exp.StrToTime: {"returns": exp.DType.TIMESTAMP},
}
_KINDS: Final = {
    "a number": ("TINYINT", "SMALLINT", "INT", "BIGINT", "DOUBLE", "FLOAT", "DECIMAL"),
    "a text": ("VARCHAR", "TEXT", "CHAR"),
    "a condition": ("BOOLEAN",),
    "a time": ("DATE", "TIMESTAMP", "TIMESTAMPNTZ", "TIMESTAMPTZ"),
    "JSON": ("JSON",),
}
_KIND_OF: Final = {exp.DType[name]: kind for kind, names in _KINDS.items() for name in names}
_CALCULATIONS: Final = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod)
_CONCATENATIONS: Final = (exp.DPipe, exp.Concat, exp.ConcatWs)
_OF_A_CONDITION: Final = (exp.Not, exp.Where, exp.Having, exp.If, exp.CountIf, exp.LogicalOr, exp.LogicalAnd)
_OF_A_TEXT: Final = (
    *patterns.REGEXES, exp.FromISO8601Date, exp.FromISO8601Timestamp, exp.GroupConcat, exp.Length, exp.Like, exp.Lower,
    exp.Pad, exp.Replace, exp.Split, exp.SplitPart, exp.StartsWith, exp.StrPosition, exp.StrToTime, exp.Substring,
    exp.Translate, exp.Trim, exp.Upper,
)  # fmt: skip
_OF_NUMBERS: Final = (
    exp.Abs, exp.ApproxQuantile, exp.Avg, exp.Ceil, exp.Exp, exp.Floor, exp.Ln, exp.Neg, exp.Ntile, exp.Pow, exp.Round,
    exp.Sign, exp.Sqrt, exp.Stddev, exp.StddevPop, exp.Sum, exp.Trunc, exp.UnixToTime, exp.Variance,
)  # fmt: skip
_COMPARING: Final = (exp.EQ, exp.NEQ, exp.In, exp.Nullif)
_SEEKING: Final = (exp.ArrayContains, exp.ArrayPosition)
_NUMBERED: Final[dict[type[exp.Expr], tuple[str, ...]]] = {
    **dict.fromkeys((exp.BitwiseAnd, exp.BitwiseOr, exp.BitwiseXor), ("this", "expression")),
    **dict.fromkeys((exp.Pad, exp.Limit, exp.Offset), ("expression",)),
    exp.Fetch: ("count",),
    exp.SplitPart: ("part_index",),
    exp.Substring: ("start", "length"),
}
_OF_AN_ORDER: Final = (exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between, exp.Max, exp.Min, exp.Greatest, exp.Least, exp.Ordered)


def type_faults(
    tree: exp.Query, schema: dict[str, object], placeholders: Mapping[str, str],
) -> Iterator[tuple[exp.Expr, str]]:
    """The nodes that are at fault, and what to write instead; a placeholder is of the type that its name has."""
    kinds = {name: exp.DataType.build(type_, dialect="athena") for name, type_ in placeholders.items()}
    mark = {"annotator": lambda self, node: self._set_type(node, kinds.get(node.name))}
    annotate_types(tree, schema=schema, expression_metadata={**_KNOWN, exp.Placeholder: mark}, dialect="athena")
    for node in tree.walk():
        yield from ((node, f"{_shown(node)}: {message}") for message in _faults(node))


def nested_faults(typed: exp.Query) -> Iterator[tuple[exp.Expr, str]]:
    """Comparisons of arrays, maps and rows in a tree that has its types: a NULL inside is equal to NULL in DuckDB alone."""
    for node in typed.find_all(*_COMPARING, *_SEEKING, exp.Case):
        sides = [part for part in _compared(node) if part is not None and part.type]
        if any(side.is_type("array", "map") for side in sides):
            yield node, f"{_shown(node)}: compare items of arrays and maps, or texts by array_join"
        elif any(side.is_type("struct") for side in sides) and not isinstance(node, exp.In):
            yield node, f"{_shown(node)}: compare the fields one by one"


def _compared(node: exp.Expr) -> list[exp.Expr | None]:
    if isinstance(node, exp.Case):
        return [node.this]
    return [node.expression] if isinstance(node, _SEEKING) else [*node.iter_expressions()]


def _faults(node: exp.Expr) -> Iterator[str]:
    for parts in _of_one_kind(node):
        kinds = list(dict.fromkeys(filter(None, map(_kind, parts))))
        if len(kinds) > 1:
            one_kind = "write both as one kind, by a cast or by a literal of that kind"
            remedy = "use json_extract_scalar(...), or a cast of it" if "JSON" in kinds else one_kind
            yield f"{kinds[0]} and {kinds[1]}; {remedy}"
    for part in _conditions(node):
        if _kind(part) not in {None, "a condition"}:
            yield f"{_shown(part)} is {_kind(part)}; expected a condition, as in x > 0"
    if isinstance(node, _CONCATENATIONS):
        yield from _concatenated([_kind(part) for part in node.iter_expressions()])
    if isinstance(node, _CALCULATIONS):
        yield from _miscalculated(node)
    yield from _no_number(node)
    if isinstance(node, exp.Having):
        yield from _names_of_the_answer(node)
    yield from _no_text(node)
    if isinstance(node, _OF_AN_ORDER) and "JSON" in map(_kind, node.iter_expressions()):
        yield "JSON has no order; use json_extract_scalar(...)"


def _kind(node: exp.Expr) -> str | None:
    return _KIND_OF.get(node.type.this) if node.type else None


def _of_one_kind(node: exp.Expr) -> Iterator[list[exp.Expr]]:
    """What has to be of one kind in a node, by groups."""
    if isinstance(node, exp.Case):
        branches = node.args["ifs"]
        yield [one for one in (*(branch.args["true"] for branch in branches), node.args.get("default")) if one]
        yield [node.this, *(branch.this for branch in branches)] if node.this else []
    elif isinstance(node, exp.If) and not isinstance(node.parent, exp.Case):
        yield [one for one in (node.args["true"], node.args.get("false")) if one]
    elif isinstance(node, exp.SetOperation):
        yield from map(list, zip(node.left.selects, node.right.selects, strict=False))
    elif isinstance(node, exp.Array):
        yield node.expressions
    elif isinstance(node, exp.ArrayContains | exp.ArrayPosition) and isinstance(node.this, exp.Array):
        yield [*node.this.expressions, node.expression]
    elif isinstance(node, (*COMPARISONS, exp.Nullif, exp.Coalesce, exp.Greatest, exp.Least)):
        yield [part for part in node.iter_expressions() if not isinstance(part, exp.Query)]


def _conditions(node: exp.Expr) -> list[exp.Expr]:
    if isinstance(node, exp.And | exp.Or):
        return [node.left, node.right]
    simple = isinstance(node, exp.If) and isinstance(node.parent, exp.Case) and node.parent.this
    return [node.this] if isinstance(node, _OF_A_CONDITION) and not simple else []


def _no_text(node: exp.Expr) -> Iterator[str]:
    """What is read as a text and is none: DuckDB takes JSON for one, with its quotes."""
    text = node.this.this if isinstance(node, exp.GroupConcat) and isinstance(node.this, exp.Order) else node.this
    if isinstance(node, exp.Anonymous):
        text = next(iter(node.expressions), None) if node.name.lower() in {"url_decode", "url_extract_parameter"} else None
    elif not isinstance(node, _OF_A_TEXT):
        text = None
    for one in (text, node.expression if isinstance(node, exp.Like | exp.StartsWith) else None):
        if one is not None and _kind(one) not in {None, "a text"}:
            yield f"{_shown(one)} is {_kind(one)}; write {_as_text(_kind(one))}"


def _as_text(kind: str | None) -> str:
    return {"a time": "date_format(..., ...)", "JSON": "json_extract_scalar(...)"}.get(kind or "", "cast(... as varchar)")


def _concatenated(kinds: list[str | None]) -> Iterator[str]:
    """What is no text in a text; what may be an array takes anything."""
    if "a text" in kinds or None not in kinds:
        for kind in dict.fromkeys(kind for kind in kinds if kind not in {None, "a text"}):
            yield f"{kind} in a text; write {_as_text(kind)}"


def _miscalculated(node: exp.Expr) -> Iterator[str]:
    sides = [node.this, node.expression]
    kinds = {_kind(side) for side in sides}
    if kinds & {"a text", "JSON"}:
        yield f"{'JSON' if 'JSON' in kinds else 'a text'} in a calculation; write cast(... as bigint)"
    elif kinds == {"a time", "a number"}:
        yield "a time and a number; write interval '1' day"
    elif isinstance(node, exp.Sub) and all(side.is_type("date") for side in sides):
        yield "write date_diff('day', ..., ...), which is a number on both engines"


def _no_number(node: exp.Expr) -> Iterator[str]:
    for part in _numbers(node):
        if _kind(part) not in {None, "a number"}:
            yield f"{_shown(part)} is {_kind(part)}; expected a number"


def _numbers(node: exp.Expr) -> list[exp.Expr]:
    if isinstance(node, exp.Chr):
        return node.expressions
    names = ("this",) if isinstance(node, _OF_NUMBERS) else _NUMBERED.get(type(node), ())
    parts = [node.args.get(name) for name in names]
    return [part.expressions[0] if isinstance(part, exp.Distinct) else part for part in parts if isinstance(part, exp.Expr)]


def _names_of_the_answer(node: exp.Having) -> Iterator[str]:
    """Names that HAVING takes from the SELECT, of which none is that of a column that rows are grouped by."""
    select = node.parent_select
    items = select.selects if select else []
    meant = {item.alias for item in items if not (isinstance(item.unalias(), exp.Column) and item.unalias().name == item.alias)}
    group = select.args.get("group") if select else None
    meant -= {column.name for column in group.find_all(exp.Column)} if group else set()
    for column in node.find_all(exp.Column):
        if not column.table and column.name in meant and column.find_ancestor(exp.AggFunc, exp.Query) is select:
            yield f"{column.name} is a name of the answer, which HAVING does not know; write out what it stands for"


def _shown(node: exp.Expr) -> str:
    """The node as it was written, without what made it clear of which table a column is."""
    bare = node.copy()
    for column in bare.find_all(exp.Column):
        column.set("table", None)
    for name in bare.find_all(exp.Identifier):
        name.set("quoted", None)
    text = bare.sql("athena", normalize_functions="lower").replace("\n", " ")
    return text if len(text) < 60 else f"{text[:57]}..."  # noqa: PLR2004  as much as fits into a message
