"""The words of a query -> what sqlglot reads as something else, or leaves out."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from sqlglot import TokenType

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlglot import Token

_PATH_WITH_COLON: Final = re.compile(r'\$\.(?:[^\[\]":]|\[[^\]]*\])*:')
_MOST: Final = {
    **dict.fromkeys(("cardinality", "json_parse", "last_day_of_month", "log10"), 1),
    **dict.fromkeys(("bitwise_and", "bitwise_or", "bitwise_xor", "date_format", "element_at", "json_extract"), 2),
    **dict.fromkeys(("json_extract_scalar", "ltrim", "mod", "rtrim"), 2),
    **dict.fromkeys(("lpad", "regexp_extract_all", "regexp_replace", "rpad", "sequence"), 3),
}
"""How many arguments a function takes of which sqlglot leaves out those behind."""

_OPENING: Final = frozenset((TokenType.L_PAREN, TokenType.L_BRACKET))
_CLOSING: Final = frozenset((TokenType.R_PAREN, TokenType.R_BRACKET))


def word_faults(tokens: Sequence[Token]) -> Iterator[tuple[Token, str]]:
    """The words that are at fault, and what to write instead: 1_000 is 1 with a name to sqlglot, and $.a:b is $.a.b."""
    for place, (one, other) in enumerate(pairwise(tokens)):
        if one.token_type == TokenType.NUMBER and other.start == one.end + 1 and re.match(r"\w", other.text):
            yield one, f"{one.text}{other.text}: expected a number of digits alone"
        most = _MOST.get(one.text.lower()) if other.token_type == TokenType.L_PAREN else None
        if most and _arguments(tokens[place + 2 :]) > most:
            yield one, f"{one.text}: an argument too many; it takes {most} here"
        if [token.token_type for token in tokens[place : place + 4]] == _CAST_OF_DIGITS:
            yield one, f"{one.text!r} as decimal: say its digits, as in decimal(10, 2), or write decimal {one.text!r}"
    for token in tokens:
        if token.token_type == TokenType.STRING and _PATH_WITH_COLON.match(token.text):
            yield token, f"""path {token.text!r}: write a key with a colon as '$["a:b"]'"""


_CAST_OF_DIGITS: Final = [TokenType.STRING, TokenType.ALIAS, TokenType.DECIMAL, TokenType.R_PAREN]
"""It rounds, and is to sqlglot what a decimal literal is, which keeps its digits."""


def _arguments(tokens: Sequence[Token]) -> int:
    """How many arguments there are up to the closing parenthesis."""
    depth, count = 0, 1
    for token in tokens:
        if token.token_type in _CLOSING and depth == 0:
            return count
        depth += (token.token_type in _OPENING) - (token.token_type in _CLOSING)
        count += token.token_type == TokenType.COMMA and depth == 0
    return count
