"""A block of whole lines -> where each of them is, as Arrow's views of strings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from athena_s3logs.engines.odd_files import utf8

if TYPE_CHECKING:
    from numpy.typing import NDArray

Bytes: TypeAlias = "NDArray[np.uint8]"
Places: TypeAlias = "NDArray[np.int64]"
Views: TypeAlias = "NDArray[np.void]"

SPARE: Final = 16
"""Bytes that stand behind a text, whatever they are, so that a view's bytes can be fetched at once."""

_LF, _CR = np.uint8(10), np.uint8(13)
_LAST_MARK: Final = 13
_LAST_ASCII: Final = np.uint8(127)
_INLINE: Final = 12
_VIEW: Final = np.dtype([("length", "<i4"), ("prefix", "<u4"), ("buffer", "<i4"), ("offset", "<i4")])
_PLACE: Final = np.uint64(0x0001020304050607)
"""A word of eight bytes of which one is 1, times this: the highest byte tells which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineViews:
    """The lines, where each ends, and the second buffer: what stands for lines that are no UTF-8."""

    views: Views
    ends: Places
    mended: Bytes | None = None


def line_views(block: Bytes, size: int, scratch: NDArray[np.bool_]) -> LineViews:
    """The lines of a block that is filled so far and ends with a line; the scratch is twice as large as most blocks."""
    text = block[:size]
    marks = _marks(text, scratch)
    found = text[marks]
    if (found != _LF).any():
        return _odd_lines(block, size, marks)
    starts = _starts(marks)
    return LineViews(views=views(block, starts, marks - starts), ends=marks)


def views(text: Bytes, starts: Places, lengths: Places) -> Views:
    """Arrow's views: length, first four bytes, buffer, offset; up to twelve bytes stand in the view itself."""
    found = np.empty(len(starts), _VIEW)
    found["length"], found["buffer"], found["offset"] = lengths, 0, starts
    found["prefix"] = windows(text, "<u4")[starts]
    short = np.flatnonzero(lengths <= _INLINE)
    if len(short):
        inline = windows(text, np.dtype((np.void, _INLINE)))[starts[short]].view(np.uint8).reshape(-1, _INLINE)
        inline[np.arange(_INLINE) >= lengths[short, None]] = 0
        found.view(np.uint8).reshape(-1, found.itemsize)[short, 4:] = inline
    return found


def windows(text: Bytes, of: Any) -> NDArray[Any]:  # noqa: ANN401  whatever names a type of numpy
    """An item at each place of the text, without a copy."""
    item = np.dtype(of)
    return np.ndarray((len(text) - item.itemsize + 1,), item, text, strides=(1,))


def _starts(ends: Places) -> Places:
    starts = np.empty_like(ends)
    starts[:1], starts[1:] = 0, ends[:-1] + 1
    return starts


def _marks(text: Bytes, scratch: NDArray[np.bool_]) -> Places:
    """Where bytes below 14 or above 127 are: lines' ends, and what needs a closer look."""
    size = (len(text) + 7) & ~7
    if 2 * size > len(scratch):
        return np.flatnonzero(text.view(np.int8) <= _LAST_MARK)
    mask = scratch[:size]
    np.less_equal(text.view(np.int8), _LAST_MARK, out=mask[: len(text)])
    mask[len(text) :] = False
    return true_places(mask, scratch[size:])


def true_places(mask: NDArray[np.bool_], scratch: NDArray[np.bool_]) -> Places:
    """As `flatnonzero`, in a third of the time where few are true: by words of eight, of which most have none and few two.

    >>> true_places(np.arange(24) % 11 == 4, np.empty(3, np.bool_)).tolist()
    [4, 15]
    """
    words = mask.view("<u8")
    where = np.flatnonzero(np.not_equal(words, 0, out=scratch[: len(words)]))
    found = words[where]
    if (found & (found - np.uint64(1))).any():
        place = np.flatnonzero(found.view(np.bool_))
        places: Places = (where[place >> 3] << 3) + (place & 7)
        return places
    return (where << 3) + ((found * _PLACE) >> np.uint64(56)).astype(np.int64)


def _odd_lines(block: Bytes, size: int, marks: Places) -> LineViews:
    r"""Lines that end by \r or \r\n too, or hold other marks, or are no UTF-8."""
    text = block[:size]
    found, behind = text[marks], text[np.minimum(marks + 1, size - 1)]
    ends = marks[(found == _LF) | ((found == _CR) & (behind != _LF))]
    starts = _starts(ends)
    torn = (text[ends] == _LF) & (ends > starts) & (text[ends - 1] == _CR)
    seen = views(block, starts, ends - starts - torn)
    suspects = np.unique(np.searchsorted(ends, marks[found > _LAST_ASCII]))
    return LineViews(views=seen, ends=ends, mended=_mended(text, starts, suspects, seen))


def _mended(text: Bytes, starts: Places, suspects: Places, seen: Views) -> Bytes | None:
    """The texts of lines that are no UTF-8, with U+FFFD where Java puts it; the views are set to them."""
    parts, at = [], 0
    for place in suspects:
        line = text[starts[place] : starts[place] + seen["length"][place]].tobytes()
        mended = utf8(line)
        if mended != line:
            part = np.frombuffer(mended + bytes(SPARE), np.uint8)
            (seen[place],) = views(part, np.zeros(1, np.int64), np.array([len(mended)]))
            if len(mended) > _INLINE:
                seen["buffer"][place], seen["offset"][place] = 1, at
            parts.append(part)
            at += len(part)
    return np.concatenate(parts) if parts else None
