"""Paths -> files that DuckDB reads line by line as Hive and Trino do, by way of a clean copy where it would not."""

from __future__ import annotations

import codecs
import os
import re
import zlib
from binascii import b2a_base64
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Final, Literal, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import BinaryIO

EMPTY: Final = "Cg=="
"""An empty line in a copy: a line feed, which no line holds, since read_csv adds an empty line's length to the next one's."""

LONGEST_LINE: Final = 1_000_000
"""What read_csv is told. It refuses a longer line, and drops one of twice that without a word (1.5.6 and 2.0.0)."""

_WINDOW: Final = LONGEST_LINE // 2
_PEEK: Final = 8_192
_CHUNK: Final = 1 << 18
GZIP: Final = b"\x1f\x8b"
_BOM: Final = b"\xef\xbb\xbf"
_NO_PLAIN_NAME: Final = re.compile(r"[*?\[]|^~|^[A-Za-z0-9]{2,}:")
_SURROGATE: Final = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]?")


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that could not be read, or not to its end, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class LogFile:
    """A file as it was named, what is opened for it, how, and how long a copy's lines are; DuckDB opens all but streams."""

    path: str
    opened: str
    form: Literal["plain", "gzip", "copy", "stream"]
    longest: int = LONGEST_LINE


@dataclass(frozen=True, slots=True)
class Logs:
    """What can be read, what cannot or not wholly, and where copies go, which whoever made the folder removes."""

    folder: Path
    files: tuple[LogFile, ...] = ()
    problems: tuple[Problem, ...] = field(default=())


def open_logs(paths: Iterable[str], folder: Path, *, streaming: bool = False) -> Logs:
    """Look at each file: plain or gzip, by its first bytes; what is known to need a clean copy gets one in the folder.

    A plain file that is streamed needs none, whatever it holds.
    """
    return gathered(Logs(folder), paths, lambda path: _opened(path, folder, streaming=streaming))


def set_aside(logs: Logs) -> Logs:
    """The same with a clean copy of each plain file that read_csv refuses, and without a stream that has no end to read to.

    The others have been looked through before.
    """
    known = {file.path: file for file in logs.files}
    return gathered(replace(logs, files=()), known, lambda path: _cleaned(known[path], logs.folder))


def gathered(logs: Logs, paths: Iterable[str], look: Callable[[str], Iterator[LogFile | Problem]]) -> Logs:
    """The logs with what looking at each of the paths brings; one that cannot be read is a problem."""
    files, problems = list(logs.files), list(logs.problems)
    for path in paths:
        try:
            found = list(look(path))
        except OSError as error:
            found = [Problem(path, f"cannot be read: {error.strerror}")]
        except UnicodeEncodeError:
            found = [Problem(ascii(path), "cannot be read: its name is not UTF-8")]
        files += [item for item in found if isinstance(item, LogFile)]
        problems += [item for item in found if isinstance(item, Problem)]
    return replace(logs, files=tuple(files), problems=tuple(problems))


def _opened(path: str, folder: Path, *, streaming: bool) -> Iterator[LogFile | Problem]:
    path.encode()
    if streaming and not _begins_as_gzip(path):
        yield LogFile(path, path, "stream")
        return
    with open_bytes(path) as file:
        zipped = is_gzip(file)
        clean = _clean_gzip(file) if zipped else _short_lines(file)
        if clean and is_plain_name(path):
            yield LogFile(path, path, "gzip" if zipped else "plain")
        else:
            yield from _copied(path, folder, file, zipped=zipped)


def _cleaned(known: LogFile, folder: Path) -> Iterator[LogFile | Problem]:
    if known.form not in {"plain", "stream"}:
        yield known
        return
    with open_bytes(known.path) as file:
        if all(_chunks(file)) if known.form == "stream" else _clean(_chunks(file)):
            yield known
        else:
            yield from _copied(known.path, folder, file, zipped=False)


def open_bytes(path: str) -> BinaryIO:
    """The file, to be read in large chunks."""
    return cast("BinaryIO", Path(path).open("rb", buffering=0))


def _begins_as_gzip(path: str) -> bool:
    """As `is_gzip`, in a quarter of the time, which is a tenth of a second for some thousand files."""
    file = os.open(path, os.O_RDONLY)
    try:
        return os.read(file, len(GZIP)) == GZIP
    finally:
        os.close(file)


def is_gzip(file: BinaryIO) -> bool:
    """Whether the file begins as a gzip does, whatever its name."""
    file.seek(0)
    return file.read(2) == GZIP


def is_plain_name(path: str) -> bool:
    """Whether DuckDB opens the file by this path: no glob, no home, no address.

    >>> is_plain_name("/logs/a.gz"), is_plain_name("/logs/[1]/a.gz"), is_plain_name("s3://logs/a.gz")
    (True, False, False)
    """
    return not _NO_PLAIN_NAME.search(path)


def _short_lines(file: BinaryIO) -> bool:
    """Whether no line is as long as read_csv's buffer, without reading all: each window of half a line has a line's end."""
    for start in range(0, file.seek(0, 2) - _WINDOW, _WINDOW):
        file.seek(start)
        if b"\n" not in file.read(_PEEK) and b"\n" not in file.read(_WINDOW - _PEEK):
            return False
    return True


def _clean_gzip(file: BinaryIO) -> bool:
    """Whether all is well: DuckDB checks no sum, and 1.5.6 takes a stream that is cut short for a whole one."""
    notes: list[str] = []
    return _clean(_unzipped(file, notes)) and not notes


def _clean(chunks: Iterable[bytes]) -> bool:
    """Whether read_csv reads this exactly: UTF-8 without a carriage return, an empty line, a long one, or a mark of order."""
    decoder, since, last = codecs.getincrementaldecoder("utf-8")(), 0, b"\n"
    for number, chunk in enumerate(_whole_ends(chunks)):
        if b"\r" in chunk or b"\n\n" in last + chunk or (number == 0 and chunk.startswith((b"\n", _BOM))):
            return False
        first = chunk.find(b"\n")
        if since + (len(chunk) if first < 0 else first) >= LONGEST_LINE:
            return False
        since = since + len(chunk) if first < 0 else len(chunk) - chunk.rfind(b"\n")
        last = chunk[-1:]
        if not _decodes(decoder, chunk):
            return False
    return _decodes(decoder, b"", final=True)


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _copied(path: str, folder: Path, file: BinaryIO, *, zipped: bool) -> Iterator[LogFile | Problem]:
    """The lines in base64, so that nothing in them can be a mark to read_csv."""
    notes: list[str] = []
    longest = LONGEST_LINE
    with NamedTemporaryFile(dir=folder, delete=False) as copy:
        for line in _lines(content(file, notes, zipped=zipped)):
            longest = max(longest, copy.write(b2a_base64(utf8(line) or b"\n")))
    yield LogFile(path, copy.name, "copy", longest)
    for reason in filter(None, notes):
        yield Problem(path, reason)


def utf8(line: bytes) -> bytes:
    """The line with U+FFFD where Java's decoder puts it: for each maximal part of a character, and once for a surrogate."""
    if line.isascii():
        return line
    return _SURROGATE.sub(b"\xef\xbf\xbd", line).decode("utf-8", "replace").encode()


def _lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    r"""The lines, each ended by \n, \r or \r\n; a line that spans chunks is put together once, when it ends."""
    parts: list[bytes] = []
    for number, chunk in enumerate(_whole_ends(chunks)):
        lines = (chunk.removeprefix(_BOM) if number == 0 else chunk).splitlines(keepends=True)
        for line in lines:
            parts.append(line)
            if line.endswith((b"\n", b"\r")):
                yield b"".join(parts).rstrip(b"\r\n")
                parts.clear()
    if parts:
        yield b"".join(parts)


def _whole_ends(chunks: Iterable[bytes]) -> Iterator[bytes]:
    r"""The same bytes, no \r\n torn in two, and a mark of order in one piece."""
    held = b""
    for chunk in chunks:
        together = held + chunk
        if together.endswith(b"\r") or len(together) < len(_BOM):
            held = together
            continue
        held = b""
        yield together
    if held:
        yield held


def content(file: BinaryIO, notes: list[str], *, zipped: bool) -> Iterator[bytes]:
    """The bytes of a file, unzipped where it is a gzip; what is wrong with that is noted."""
    return _unzipped(file, notes) if zipped else _chunks(file)


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(_CHUNK):
        yield chunk


def _unzipped(file: BinaryIO, notes: list[str]) -> Iterator[bytes]:
    """All that can be unzipped, member after member; what is wrong with the stream is noted, padding by an empty note."""
    stream, started = zlib.decompressobj(31), False
    for chunk in _chunks(file):
        data, more = chunk if started else _unpadded(chunk, notes), False
        while data or more:
            started, before = True, stream.copy()
            try:
                text = stream.decompress(data, _CHUNK)
            except zlib.error:
                yield from _before_the_damage(before, data)
                notes.append("is damaged: it is no gzip from some place on, or its checksum is wrong")
                return
            yield from filter(None, (text,))
            data, more = stream.unconsumed_tail, len(text) == _CHUNK and not stream.eof
            if stream.eof:
                data = _unpadded(stream.unused_data, notes)
                stream, started = zlib.decompressobj(31), False
    if started:
        notes.append("is cut short: the gzip stream has no end")


def _unpadded(data: bytes, notes: list[str]) -> bytes:
    """Without the zeros that tapes leave between members: gzip skips them, DuckDB does not."""
    if data.startswith(b"\0"):
        notes.append("")
    return data.lstrip(b"\0")


def _before_the_damage(stream: zlib._Decompress, data: bytes) -> Iterator[bytes]:
    for start in range(len(data)):
        try:
            yield stream.decompress(data[start : start + 1])
        except zlib.error:
            return
