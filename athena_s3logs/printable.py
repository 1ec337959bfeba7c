"""Text of strangers -> text that moves no cursor, colours no screen and turns no line round, with escapes in its place."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# str.isprintable() lets these through as letters and marks, yet nothing of them is seen (Default_Ignorable_Code_Point).
_UNSEEN: Final = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")

# More marks on one character than any language has are painted over the lines above and below.
_MARKS: Final = 5
_MAYBE_MARKS: Final = re.compile(rf"[^\x00-\x7f\w]{{{_MARKS + 1}}}")


def is_printable(text: str) -> bool:
    """Whether each character of the text is seen and stays in its place."""
    if not text.isprintable():
        return False
    return text.isascii() or not (_UNSEEN.search(text) or (_MAYBE_MARKS.search(text) and _piles_up(text)))


def _piles_up(text: str) -> bool:
    return not all(fits for _, fits in _each(text))


def _each(text: str) -> Iterator[tuple[str, bool]]:
    """Each character, and whether there is room for it: a mark stands on the character before it, with those between."""
    marks = 0
    for one in text:
        marks = marks + 1 if unicodedata.category(one) in {"Mn", "Me"} else 0
        yield one, marks <= _MARKS


def escaped(text: str, escape: Callable[[str], str]) -> str:
    """The text with an escape for each character that is not printable where it stands."""
    if is_printable(text):
        return text
    return "".join(one if fits and is_printable(one) else escape(one) for one, fits in _each(text))


def printable(text: str) -> str:
    r"""The text with an escape for each control, line end, bidi mark, zero width, half of a surrogate pair or mark too many.

    >>> print(printable("a\x1b[31mb\u202e\n"))
    a\x1b[31mb\u202e\n
    """
    return escaped(text, lambda one: one.encode("unicode_escape").decode())


def printable_lines(text: str) -> str:
    r"""The same for a text of several lines, whose line feeds stay.

    >>> print(printable_lines("one\r\ntwo"))
    one\r
    two
    """
    return "\n".join(printable(line) for line in text.split("\n"))


def amount(count: int) -> str:
    """Bytes in the unit that fits.

    >>> amount(999), amount(1_230_000)
    ('999 B', '1.2 MB')
    """
    power = min((len(str(count)) - 1) // 3, 4)
    return f"{count / 1000**power:.1f} {' kMGT'[power]}B" if power else f"{count} B"


def counting(count: int, what: str) -> str:
    """A number and its noun.

    >>> counting(1, "line"), counting(1_000, "file")
    ('1 line', '1,000 files')
    """
    return f"{count:,} {what}{'s' * (count != 1)}"
