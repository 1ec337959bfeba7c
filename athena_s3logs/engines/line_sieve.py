"""A block of lines -> where those are that may hold a word, found without looking where each of the others ends."""

from __future__ import annotations

import re
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Final

import numpy as np

from athena_s3logs.engines.access_reader import ENCODED
from athena_s3logs.engines.line_views import SPARE, true_places, windows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from athena_s3logs.engines.line_views import Bytes, Places

SHORTEST: Final = 3
"""What a word has at least: a shorter one is in each line."""

RARE: Final = 2_048
"""Bytes of a block for each place that is looked at; where there are more, as of a word of each line, all lines are taken."""

_REACH: Final = SPARE // 2 - 1
"""How far apart the two bytes of a word may be that are looked for: what is read behind a text has to be below SPARE."""

_ENOUGH: Final = 64
_NEAR: Final = 1_024


def held(text: Bytes, size: int, word: bytes, scratch: NDArray[np.bool_]) -> list[tuple[int, int]] | None:
    """From where to where lines are that hold the word, or what may stand in it encoded; nothing where these are too many.

    The scratch has three rows, each as long as the text.
    """
    places = _places(text, size, word[:_ENOUGH], scratch)
    if len(places) * RARE > size:
        return None
    lines, end = [], 0
    for place in places.tolist():
        if place >= end:
            start, end = last_feed(text, end, place), _end(text, place, size)
            lines.append((start, end))
    return lines


def _places(text: Bytes, size: int, word: bytes, scratch: NDArray[np.bool_]) -> Places:
    count, far = (size + 7) & ~7, min(len(word) - 1, _REACH)
    found, further, some = scratch[:, :count]
    np.equal(text[:count], word[0], out=found)
    np.equal(text[far : far + count], word[far], out=further)
    np.logical_and(found, further, out=found)
    np.equal(text[:count], ord("%"), out=further)
    np.logical_or(found, further, out=found)
    places = true_places(found, some)
    places = places[places < size]
    percent = text[places] == ord("%")
    words = places[~percent]
    words = words[words <= size - len(word)]
    words = words[windows(text, np.dtype(("S", len(word))))[words] == word]
    return np.sort(np.concatenate([words, _encoded(text, places[percent])]))


def _encoded(text: Bytes, percents: Places) -> Places:
    """Where what stands in a word is behind a percent sign, encoded once or twice."""
    pairs = windows(text, "<u2")
    once = pairs[percents + 1]
    twice = percents[once == int.from_bytes(b"25", "little")]
    return np.concatenate([percents[_unreserved()[once]], twice[_unreserved()[pairs[twice + 3]]]])


@cache
def _unreserved() -> NDArray[np.bool_]:
    """Whether two digits of hex are what may be encoded of a word."""
    table = np.zeros(1 << 16, np.bool_)
    for digits in map("".join, product("0123456789ABCDEFabcdef", repeat=2)):
        table[int.from_bytes(digits.encode(), "little")] = bool(re.fullmatch(ENCODED, f"%{digits}"))
    return table


def last_feed(text: Bytes, begun: int, place: int) -> int:
    """Behind the last line feed before a place; where there is none, where it is begun."""
    for near in (max(begun, place - _NEAR), begun):
        if found := text[near:place].tobytes().rfind(b"\n") + 1:
            return near + found
    return begun


def _end(text: Bytes, place: int, size: int) -> int:
    for near in (min(size, place + _NEAR), size):
        if found := text[place:near].tobytes().find(b"\n") + 1:
            return place + found
    return size
