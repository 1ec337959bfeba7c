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

_REACH: Final = SPARE // 2
"""Up to where in a word the two bytes are that are looked for: what is read behind a text has to be below SPARE."""

_ENOUGH: Final = 64
_NEAR: Final = 1_024
_SAMPLE: Final = 1 << 16


class Sieve:
    """Finds lines that hold a word, or what may stand in it encoded, by the two bytes of it that the first text has least."""

    def __init__(self, word: bytes, most: int) -> None:
        self._word, self._most = word[:_ENOUGH], most
        self._scratch = np.empty((2, most + SPARE), np.bool_), np.empty(most // 8 + SPARE, np.bool_)
        self._pair: tuple[int, int] | None = None

    def held(self, text: Bytes, size: int) -> list[tuple[int, int]] | None:
        """From where to where these lines are; nothing where they or the text are too many."""
        if size > self._most:
            return None
        self._pair = self._pair or _rarest(text[:size], self._word)
        places = self._places(text, size, *self._pair)
        if len(places) * RARE > size:
            return None
        lines, end = [], 0
        for place in places.tolist():
            if place >= end:
                start, end = last_feed(text, end, place), _end(text, place, size)
                lines.append((start, end))
        return lines

    def _places(self, text: Bytes, size: int, near: int, far: int) -> Places:
        count, word = (size + 7) & ~7, self._word
        rows, words = self._scratch
        found, further = rows[:, :count]
        np.equal(text[near : near + count], word[near], out=found)
        np.equal(text[far : far + count], word[far], out=further)
        np.logical_and(found, further, out=found)
        np.equal(text[:count], ord("%"), out=further)
        np.logical_or(found, further, out=found)
        places = true_places(found, words)
        places = places[places < size]
        percent = text[places] == ord("%")
        whole = places[~percent]
        whole = whole[whole <= size - len(word)]
        whole = whole[windows(text, np.dtype(("S", len(word))))[whole] == word]
        return np.sort(np.concatenate([whole, _encoded(text, places[percent])]))


def _rarest(text: Bytes, word: bytes) -> tuple[int, int]:
    counts = np.bincount(text[:_SAMPLE], minlength=256)
    near, far = sorted(sorted(range(min(len(word), _REACH)), key=lambda place: counts[word[place]])[:2])
    return near, far


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
