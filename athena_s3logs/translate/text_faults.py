"""Texts and patterns -> what in them Athena and DuckDB do not do alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from sqlglot import exp

from athena_s3logs.translate import patterns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from athena_s3logs.translate.nodes import Check

_ESCAPED: Final = re.compile(
    r"(?s)(?:[^\\]|\\(?![dD][89A-Fa-f])[0-9A-Fa-f]{4}|\\\+(?!00[dD][89A-Fa-f])(?:0[0-9A-Fa-f]|10)[0-9A-Fa-f]{4})*",
)


def _escaped(node: exp.Expr) -> Iterator[str]:
    """Trino refuses what is no character, DuckDB takes some of it as it stands."""
    if node.args.get("escape") or not _ESCAPED.fullmatch(node.name):
        yield r"an escape is \ and four, or \+ and six hexadecimal digits of a character"


def _groups(node: exp.Expr) -> Iterator[str]:
    group = node.args.get("group")
    if not (isinstance(group, exp.Literal) and group.is_int):
        return
    for literal in patterns.literals(node.expression):
        if literal is not None and not patterns.fault(literal.name) and int(group.name) > patterns.groups(literal.name):
            yield f"the pattern has no group {group.name}"


def _escape(node: exp.Expr) -> Iterator[str]:
    sign, pattern = node.expression, node.this.expression
    if not (isinstance(sign, exp.Literal) and len(sign.name) == 1):
        yield "escape wants one character"
    elif isinstance(pattern, exp.Literal):
        one = re.escape(sign.name)
        if not re.fullmatch(f"(?:{one}[%_{one}]|(?!{one}).)*", pattern.name, re.DOTALL):
            yield f"behind {sign.name} stands %, _ or {sign.name}"


def _listed(node: exp.Expr) -> Iterator[str]:
    if not isinstance(node.this, exp.Order):
        yield "say in which order: listagg(x, ',') within group (order by x)"


def _joined(node: exp.Expr) -> Iterator[str]:
    if isinstance(node.this, exp.Array) or isinstance(node.expression, exp.Array):
        yield "use concat for arrays"


def _substring(node: exp.Expr) -> Iterator[str]:
    if node.args.get("start") is None:
        yield "say from which character on"


def _padded(node: exp.Expr) -> Iterator[str]:
    fill = node.args.get("fill_pattern")
    if isinstance(node.expression, exp.Neg) or (isinstance(fill, exp.Literal) and not fill.name):
        yield "pad with something, to no less than 0 characters"


def _sought(node: exp.Expr) -> Iterator[str]:
    """Trino finds an empty text between all characters, DuckDB nowhere."""
    sought = node.expression
    if not (isinstance(sought, exp.Placeholder) or (isinstance(sought, exp.Literal) and sought.name)):
        yield "the text sought has to be a literal with something in it"


def _delimiter(node: exp.Expr) -> Iterator[str]:
    part = node.args.get("part_index")
    delimiter = node.expression if isinstance(node, exp.Split) else node.args["delimiter"]
    if isinstance(delimiter, exp.Literal) and not delimiter.name:
        yield "the delimiter is empty"
    if part is not None and not isinstance(part, exp.Placeholder) and not (isinstance(part, exp.Literal) and part.name != "0"):
        yield "the part has to be a literal from 1"


CHECKS: Final[tuple[Check, ...]] = (
    (exp.UnicodeString, _escaped),
    (patterns.REGEXES, patterns.pattern_faults),
    (exp.RegexpReplace, patterns.replacement_faults),
    ((exp.RegexpReplace, exp.RegexpSplit, exp.RegexpCount), patterns.never_empty),
    ((exp.RegexpExtract, exp.RegexpExtractAll), _groups),
    (exp.Escape, _escape),
    (exp.GroupConcat, _listed),
    (exp.DPipe, _joined),
    (exp.Substring, _substring),
    (exp.Pad, _padded),
    (exp.Replace, _sought),
    ((exp.Split, exp.SplitPart), _delimiter),
)
