"""Regular expressions that Java (Trino's joni) and RE2 (DuckDB) read alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from sqlglot import exp

if TYPE_CHECKING:
    from collections.abc import Iterator

_CLASS_ITEM: Final = r"(?:\\[dDwWsS]|\\x[0-9A-Fa-f]{2}|\\[^a-zA-Z0-9]|\\[tnrf]|\[:\^?[a-z]+:\]|[^\]\[\\&])"
_TOKEN: Final = re.compile(
    rf"""
    (?P<odd>\(\?(?!:|[is]+\)|[is]+:).{{0,3}}
        | [*+?]\+ | \{{[0-9,]+\}}\+ | \\[1-9k]
        | \\[^dDwWsSbBAztnrfxpP\W_] | \\x(?![0-9A-Fa-f]{{2}}) | \\[pP](?!\{{L[ul]?\}}))
    | (?P<set>\[\^?\]?{_CLASS_ITEM}*\])
    | (?P<open>\[)
    | \\[pP]\{{L[ul]?\}} | \\. | \{{[0-9]+(?:,[0-9]*)?\}} | (?P<brace>[{{}}]) | .
    """,
    re.VERBOSE | re.DOTALL,
)


def fault(pattern: str) -> str | None:
    """What keeps a pattern from meaning the same on both engines.

    >>> fault("^arn:[^:]*:(user|role)/")
    >>> fault("a(?=b)")
    "'(?=b)' is not of the common language"
    """
    for token in _TOKEN.finditer(pattern):
        if token.lastgroup in {"odd", "open", "brace"}:
            return f"{token[0]!r} is not of the common language"
    try:
        re.compile(re.sub(r"\\[pP]\{L[ul]?\}", "x", pattern).replace(r"\z", r"\Z").replace("[[:", "[").replace(":]]", "]"))
    except (re.error, OverflowError) as error:
        return str(error)
    return None


def ancestors(node: exp.Expr) -> Iterator[exp.Expr]:
    """What stands around a node, from the inside."""
    while node.parent:
        node = node.parent
        yield node


def pattern_faults(node: exp.Expr) -> Iterator[str]:
    """Faults of the pattern of a regexp function."""
    for literal in _literals(node.expression):
        problem = fault(literal.name) if literal is not None else "the pattern has to be a literal or a parameter"
        if problem:
            yield problem


def _literals(node: exp.Expr) -> list[exp.Expr | None]:
    """The literals that a pattern can be: itself, or the items of the list whose element it is; none for a placeholder."""
    if isinstance(node, exp.Placeholder):
        return []
    if isinstance(node, exp.Literal):
        return [node] if node.is_string else [None]
    for above in ancestors(node):
        if isinstance(above, exp.Lambda) and node.name in {name.name for name in above.expressions} and above.parent:
            items = next((item for item in above.parent.iter_expressions() if isinstance(item, exp.Array)), None)
            return [found for item in items.expressions for found in _literals(item)] if items else [None]
    return [None]


def replacement_faults(node: exp.Expr) -> Iterator[str]:
    """Faults of what regexp_replace puts in."""
    given = node.args.get("replacement")
    if given is not None and not (isinstance(given, exp.Literal) and given.is_string):
        yield "the replacement has to be a literal"
    elif given is not None and not re.fullmatch(r"(?:\\[^0-9]|\$[0-9](?![0-9])|[^\\$])*", given.name, re.DOTALL):
        yield "in a replacement $ has one digit after it; write \\$ for the sign"
