"""What a driver raised -> a text that may be printed, and a cause that a traceback may show: both quote values of the logs."""

from __future__ import annotations

from typing import Final, TypeVar

from athena_s3logs.printable import printable_lines

_E = TypeVar("_E", bound=BaseException)

_LONGEST: Final = 2_000


def excerpt(text: str) -> str:
    r"""A text with escapes for what would move a cursor, and without its middle where it is long.

    >>> excerpt("Cannot cast \x1b[2J")
    'Cannot cast \\x1b[2J'
    """
    if len(text) > _LONGEST:
        text = f"{text[: _LONGEST // 2]} ... {text[-_LONGEST // 2 :]}"
    return printable_lines(text)


def tamed(error: _E) -> _E:
    """The error itself with such texts; Trino's has its own in a dict."""
    error.args = tuple(excerpt(part) if isinstance(part, str) else part for part in error.args)
    for part in error.args:
        if isinstance(part, dict) and isinstance(part.get("message"), str):
            part["message"] = excerpt(part["message"])
    return error
