"""Regular expressions that Java (Trino's joni) and RE2 (DuckDB) read alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from sqlglot import exp

if TYPE_CHECKING:
    from collections.abc import Iterator

REGEXES: Final = (exp.RegexpLike, exp.RegexpExtract, exp.RegexpExtractAll, exp.RegexpReplace, exp.RegexpCount, exp.RegexpSplit)

# Beyond ASCII \b and [[:alpha:]] go by Unicode in joni, \xE9 is half a character there, and \s takes VT too: they are left out.
_CLASS_ITEM: Final = r"(?:\\[dDwW]|\\x[0-7][0-9A-Fa-f]|\\[^a-zA-Z0-9]|\\[tnrf]|[^\]\[\\&])"
_TOKEN: Final = re.compile(
    rf"""
    (?P<odd>\(\?(?!:|[is]+\)|[is]+:).{{0,3}}
        | [*+?]\+ | \{{[0-9,]+\}}\+ | \\[1-9k]
        | \\[^dDwWAztnrfxpP\W_] | \\x(?![0-7][0-9A-Fa-f]) | \\[pP](?!\{{L[ul]?\}}))
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
        re.compile(_in_python(pattern))
    except (re.error, OverflowError) as error:
        return str(error)
    return None


def _in_python(pattern: str) -> str:
    """A pattern that Python reads, of the same form."""
    return re.sub(r"\\[pP]\{L[ul]?\}", "x", pattern).replace(r"\z", r"\Z")


def groups(pattern: str) -> int:
    """How many groups a pattern of the common language has.

    >>> groups("(a)(?:b)(c)")
    2
    """
    return re.compile(_in_python(pattern)).groups


def ancestors(node: exp.Expr) -> Iterator[exp.Expr]:
    """What stands around a node, from the inside."""
    while node.parent:
        node = node.parent
        yield node


def pattern_faults(node: exp.Expr) -> Iterator[str]:
    """Faults of the pattern of a regexp function."""
    for literal in literals(node.expression):
        problem = fault(literal.name) if literal is not None else "the pattern has to be a literal or a parameter"
        if problem:
            yield problem


def may_be_empty(pattern: str) -> bool:
    """Whether a pattern of the common language matches a text without a character.

    >>> may_be_empty("a*")
    True
    """
    return fault(pattern) is None and bool(re.search(_in_python(pattern), ""))


def never_empty(node: exp.Expr) -> Iterator[str]:
    """Trino finds the empty text again where a match has just ended, DuckDB does not."""
    for literal in literals(node.expression):
        if literal is not None and may_be_empty(literal.name):
            yield "the pattern may not match the empty text"


def to_the_very_end(pattern: str) -> str:
    r"""A pattern whose `$` is the end in Java too, where it is the place before a last line break as well.

    >>> print(to_the_very_end(r"[$]\$|a$"))
    [$]\$|a\z
    >>> print(to_the_very_end("(?m)a$"))
    (?m)a$
    """
    if fault(pattern):  # of an athena-only query: what it says in Java is what it means
        return pattern
    return "".join(r"\z" if token[0] == "$" else token[0] for token in _TOKEN.finditer(pattern))


def literals(node: exp.Expr) -> list[exp.Expr | None]:
    """The literals that a pattern can be: itself, or the items of the list whose element it is; none for a placeholder."""
    if isinstance(node, exp.Placeholder):
        return []
    if isinstance(node, exp.Literal):
        return [node] if node.is_string else [None]
    for above in ancestors(node):
        if isinstance(above, exp.Lambda) and node.name in {name.name for name in above.expressions} and above.parent:
            items = next((item for item in above.parent.iter_expressions() if isinstance(item, exp.Array)), None)
            return [found for item in items.expressions for found in literals(item)] if items else [None]
    return [None]


def replacement_faults(node: exp.Expr) -> Iterator[str]:
    """Faults of what regexp_replace puts in."""
    given = node.args.get("replacement")
    if given is not None and not (isinstance(given, exp.Literal) and given.is_string):
        yield "the replacement has to be a literal"
    elif given is not None and not re.fullmatch(r"(?:\\[^0-9]|\$[0-9](?![0-9])|[^\\$])*", given.name, re.DOTALL):
        yield "in a replacement $ has one digit after it; write \\$ for the sign"
