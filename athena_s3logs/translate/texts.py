"""Rules for texts: characters are Java's, a part that is not there is NULL."""

from __future__ import annotations

import re
from typing import Final

from sqlglot import exp

from athena_s3logs.translate.nodes import as_type, call, numeral, string

_ORDERED: Final = (exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between)
_BLANKS: Final = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \u1680"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u2028\u2029\u205f\u3000"
)


def nul_is_a_character(node: exp.Expr) -> exp.Expr | None:
    """The text of a statement ends at a NUL in DuckDB 1.5."""
    if not node.args.get("is_string") or "\0" not in node.name:
        return None
    first, *others = map(string, node.name.split("\0"))
    parts = [part for other in others for part in (call("chr", numeral(0)), other)]
    return call("concat", first, *parts)


def text_stays_a_text(node: exp.Expr) -> exp.Expr | None:
    """DuckDB would make it the number that it is compared with, and round it; so DuckDB refuses it, as Trino does."""
    return as_type(node, "varchar") if isinstance(node.parent, _ORDERED) and node.args.get("is_string") else None


def regexp_group_or_null(node: exp.Expr) -> exp.Expr:
    """DuckDB gives an empty text where nothing matches."""
    return call("athena_regexp_extract", node.this, node.expression, node.args.get("group") or numeral(0))


def regexp_groups_by_backslash(node: exp.Expr) -> exp.Expr:
    """`$1` to Trino, where a backslash makes the next character plain."""
    given = node.args.get("replacement")
    text = given.name if given is not None else ""
    parts = re.findall(r"\\(.)|\$(\d)|([^\\$])", text, re.DOTALL)
    mended = "".join(f"\\{group}" if group else (escaped or plain).replace("\\", "\\\\") for escaped, group, plain in parts)
    return call("regexp_replace", node.this, node.expression, string(mended), string("g"))


def part_or_null(node: exp.Expr) -> exp.Expr:
    """DuckDB gives an empty text for a part that is not there."""
    return call("athena_split_part", node.this, node.args["delimiter"], node.args["part_index"])


def split(node: exp.Expr) -> exp.Expr:
    """DuckDB takes a delimiter that is NULL for one that is not there."""
    return call("athena_split", node.this, node.expression)


def joined_by_what_is_said(node: exp.Expr) -> None:
    """LISTAGG without a separator has none, and a comma by sqlglot."""
    if node.args.get("separator") is None:
        node.set("separator", string(""))


def count_is_an_integer(node: exp.Expr) -> None:
    """DuckDB takes no BIGINT for the code of a character, and none for a width."""
    count = node.expressions[0] if isinstance(node, exp.Chr) else node.expression
    if not isinstance(count, exp.Literal):
        count.replace(exp.cast(count.copy(), "int"))


def blanks_of_java(node: exp.Expr) -> exp.Expr | None:
    """DuckDB trims blanks only, that which does not break among them, Trino what Character.isWhitespace takes for one."""
    if node.expression is not None:
        return None
    name = {"LEADING": "ltrim", "TRAILING": "rtrim"}.get(node.text("position").upper(), "trim")
    return call(name, node.this, string(_BLANKS))


def upper_of_java(node: exp.Expr) -> exp.Expr:
    """Trino leaves `ß` as it is, of which DuckDB makes a capital."""
    return call("athena_upper", node.this)


def substring_of_java(node: exp.Expr) -> exp.Expr:
    """A start of 0 gives nothing, and one before the text too; DuckDB begins at the first character."""
    start, length = node.args["start"], node.args.get("length")
    return call("athena_substr_length", node.this, start, length) if length else call("athena_substr", node.this, start)
