"""Plain files -> their lines as an Arrow stream that DuckDB scans where they lie, without a copy of any."""

from __future__ import annotations

import errno
import os
from bisect import bisect
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Final
from weakref import ref

import numpy as np
import pyarrow as pa

from athena_s3logs.engines.line_sieve import SHORTEST, Sieve, last_feed
from athena_s3logs.engines.line_views import SPARE, line_views, views
from athena_s3logs.engines.streams import Scanned

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from weakref import ReferenceType

    from numpy.typing import NDArray

    from athena_s3logs.engines.line_views import Bytes, Views

BLOCK: Final = 1 << 20
"""As a core's second-level cache; twice that made DuckDB's share dearer, half of it the calls."""

_SIFTED: Final = 2 * BLOCK
"""For a block that is looked through for a word: two threads take turns with the interpreter half as often."""

_SCHEMA: Final = pa.schema([("line", pa.string_view()), ("$path", pa.string_view())])
_LEAST: Final = 1 << 16
"""Room that a file is begun in, so that small ones are read at one go."""

_AT_ONCE: Final = 4
"""Blocks that a thread looks through at one go, and that there may be of each."""

_FEW: Final = BLOCK // 4

_MOST: Final = 8
"""Threads that look, so that their blocks stay few on a large machine."""

_LONGEST: Final = 1 << 30
"""A view's length and offset have 31 bits."""

_BOM: Final = b"\xef\xbb\xbf"


class Lines(Scanned):
    """The lines of files; each scan reads the files anew.

    Where a word is given, lines may be left out that hold neither it nor any of its characters encoded.
    """

    def __init__(self, paths: Sequence[str], word: str = "") -> None:
        super().__init__(_SCHEMA, partial(_batches, paths, word))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """The paths, of which each line has one."""

    text: Bytes
    views: Views


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """Whole lines to some size, and the numbers of the files that they are of, each with where it ends."""

    text: Bytes
    size: int
    files: Sequence[int]
    ends: Sequence[int]


class _Pool:
    """Blocks to be used again when nobody reads them any more; to take new ones would cost as much as to read the files.

    DuckDB's letting go of a block calls nothing here, since Ctrl-C would be lost in such a call.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self._blocks: list[tuple[Bytes, ReferenceType[Bytes]]] = []

    def lend(self) -> Bytes:
        """A block, until DuckDB lets go of what points into it."""
        free = (place for place, (_, lent) in enumerate(self._blocks) if lent() is None)
        place = next(free, None)
        block = np.empty(self.size + SPARE, np.uint8) if place is None else self._blocks.pop(place)[0]
        lent = block.view()
        self._blocks.append((block, ref(lent)))
        return lent


@dataclass(slots=True)
class _Filling:
    """The block that is being filled, and the file that it is filled from."""

    pool: _Pool
    text: Bytes = field(default_factory=lambda: np.empty(0, np.uint8))
    size: int = 0
    files: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    number: int = 0
    begun: int = 0
    fresh: bool = True

    def room(self) -> int:
        """Bytes that can still be read into the block."""
        return len(self.text) - SPARE - self.size

    def begin(self, number: int) -> None:
        """The file whose bytes come next."""
        self.number, self.begun, self.fresh = number, self.size, True

    def read(self, file: int) -> int:
        """Bytes that were read; a mark of order is left out."""
        got = os.readv(file, [self.text[self.size : len(self.text) - SPARE].data])
        self.size += got
        if self.fresh and self.size - self.begun >= len(_BOM):
            self.fresh = False
            behind = self.begun + len(_BOM)
            if self.text[self.begun : behind].tobytes() == _BOM:
                self.text[self.begun : self.size - len(_BOM)] = self.text[behind : self.size].copy()
                self.size -= len(_BOM)
        return got

    def cut(self) -> bool:
        """Whether there are whole lines in the block; those of the file are counted in."""
        end = _last_end(self.text, self.begun, self.size)
        if end > self.begun:
            self._count(end)
            self.fresh = False
        return bool(self.files)

    def end(self) -> None:
        """The file is read; its last line gets an end where it has none."""
        if self.size > self.begun:
            if self.text[self.size - 1] != ord("\n"):
                self.text[self.size] = ord("\n")
                self.size += 1
            self._count(self.size)

    def _count(self, end: int) -> None:
        self.files.append(self.number)
        self.ends.append(end)

    def grow(self) -> None:
        """Twice the room, for a line that is longer than the block."""
        if len(self.text) > _LONGEST:
            raise OSError(errno.EFBIG, "a line is longer than 1 GB")
        self.text = np.concatenate([self.text, np.empty(len(self.text), np.uint8)])

    def taken(self) -> Iterator[_Block]:
        """The whole lines; when nobody has them any more, so that their block is free, what is left begins another."""
        end = self.ends[-1] if self.ends else 0
        rest, block = self.text[end : self.size].copy(), _Block(text=self.text, size=end, files=self.files, ends=self.ends)
        self.files, self.ends, self.begun = [], [], 0
        self.text = rest
        if block.files:
            yield block
        del block
        self.text = self.pool.lend() if len(rest) < self.pool.size else np.empty(2 * len(rest) + SPARE, np.uint8)
        self.text[: len(rest)], self.size = rest, len(rest)


def _batches(paths: Sequence[str], word: str) -> Iterator[pa.RecordBatch]:
    sought = len(word) >= SHORTEST
    batch = partial(_batch, names=_named(paths), scratch=np.empty(2 * (_SIFTED if sought else BLOCK), np.bool_))
    blocks = _sifted(paths, word.encode()) if sought else _blocks(enumerate(paths), BLOCK)
    return map(batch, blocks)  # a loop would keep the block while the next is filled


def _sifted(paths: Sequence[str], word: bytes) -> Iterator[_Block]:
    """Blocks of the lines that may hold a word, in whatever order: each thread takes the next file that none has taken."""
    cores, files = min(os.cpu_count() or 1, _MOST), enumerate(paths)
    threads = ThreadPoolExecutor(cores)

    def some(blocks: Iterator[_Block]) -> tuple[Iterator[_Block], list[_Block]]:
        return blocks, list(islice(blocks, _AT_ONCE))

    try:
        under_way, few = deque(threads.submit(some, _left(files, word)) for _ in range(cores + 1)), list[_Block]()
        while under_way:
            blocks, found = under_way.popleft().result()
            if found:
                under_way.append(threads.submit(some, blocks))
            few += (block for block in found if block.files)
            if few and (not under_way or sum(block.size for block in few) > _FEW):
                yield few[0] if len(few) == 1 else _together(few)
                few.clear()
    finally:
        threads.shutdown(cancel_futures=True)


def _together(blocks: Sequence[_Block]) -> _Block:
    """One of several, since a batch of a few lines costs DuckDB as much as one of many; it points into none of them."""
    before = np.cumsum([0, *(block.size for block in blocks)]).tolist()
    return _Block(
        text=np.concatenate([*(block.text[: block.size] for block in blocks), np.zeros(SPARE, np.uint8)]),
        size=before[-1],
        files=[file for block in blocks for file in block.files],
        ends=[start + end for start, block in zip(before, blocks, strict=False) for end in block.ends],
    )


def _left(files: Iterable[tuple[int, str]], word: bytes) -> Iterator[_Block]:
    """The lines of each block that may hold the word; all where it is not worth while to look for them."""
    sieve = Sieve(word, _SIFTED)
    for block in _blocks(files, _SIFTED):
        lines = sieve.held(block.text, block.size)
        yield block if lines is None else _together([_cut_out(block, *line) for line in lines])


def _cut_out(block: _Block, start: int, end: int) -> _Block:
    size, file = end - start, block.files[bisect(block.ends, start)]
    return _Block(text=block.text[start:end], size=size, files=[file], ends=[size])


def _batch(block: _Block, *, names: _Names, scratch: NDArray[np.bool_]) -> pa.RecordBatch:
    lines = line_views(block.text, block.size, scratch)
    counts = np.diff(np.searchsorted(lines.ends, block.ends), prepend=0)
    texts = [block.text] if lines.mended is None else [block.text, lines.mended]
    path = np.repeat(names.views[block.files], counts)
    return pa.RecordBatch.from_arrays([_array(lines.views, *texts), _array(path, names.text)], schema=_SCHEMA)


def _array(found: Views, *texts: Bytes) -> pa.Array:
    return pa.Array.from_buffers(pa.string_view(), len(found), [None, *map(pa.py_buffer, (found, *texts))])


def _named(paths: Sequence[str]) -> _Names:
    names = [path.encode() for path in paths]
    text = np.frombuffer(b"".join(names) + bytes(SPARE), np.uint8)
    lengths = np.fromiter(map(len, names), np.int64, len(names))
    return _Names(text=text, views=views(text, np.cumsum(lengths) - lengths, lengths))


def _blocks(files: Iterable[tuple[int, str]], size: int) -> Iterator[_Block]:
    """The files, each with its number, one after the other, in blocks of a size."""
    filling = _Filling(_Pool(size))
    for number, path in files:
        if filling.room() < _LEAST:
            yield from filling.taken()
        filling.begin(number)
        with _opened(path) as file:
            yield from _filled(filling, file)
        filling.end()
    yield from filling.taken()


def _filled(filling: _Filling, file: int) -> Iterator[_Block]:
    """The blocks that a file fills; its end is left for the next."""
    while filling.read(file):
        if filling.room():
            continue
        if filling.cut():
            yield from filling.taken()
        else:
            filling.grow()


@contextmanager
def _opened(path: str) -> Iterator[int]:
    """The file; whatever goes wrong with it names it."""
    try:
        file = os.open(path, os.O_RDONLY)
        try:
            yield file
        finally:
            os.close(file)
    except OSError as error:
        raise OSError(error.errno, error.strerror, path) from error


def _last_end(text: Bytes, begun: int, size: int) -> int:
    """Behind the last line feed, or where there is none, behind a carriage return that no line feed can follow."""
    end = last_feed(text, begun, size)
    return end if end > begun else begun + text[begun:size].tobytes().rfind(b"\r", 0, -1) + 1
