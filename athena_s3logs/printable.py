"""Text of strangers -> text that moves no cursor, colours no screen and turns no line round, with escapes in its place."""

from __future__ import annotations

import re
from typing import Final

# str.isprintable() lets these through as letters and marks, yet nothing of them is seen (Default_Ignorable_Code_Point).
_UNSEEN: Final = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")


def is_printable(text: str) -> bool:
    """Whether each character of the text is seen and stays in its place."""
    return text.isprintable() and (text.isascii() or not _UNSEEN.search(text))


def printable(text: str) -> str:
    r"""The text with an escape for each control, line end, bidi mark, zero width or half of a surrogate pair.

    >>> print(printable("a\x1b[31mb\u202e\n"))
    a\x1b[31mb\u202e\n
    """
    if is_printable(text):
        return text
    return "".join(one if is_printable(one) else one.encode("unicode_escape").decode() for one in text)


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
