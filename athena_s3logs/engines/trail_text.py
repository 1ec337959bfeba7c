"""The bytes of a trail file -> the records in it, wherever they stand, and what is wrong with the rest."""

from __future__ import annotations

import codecs
import json
import re
from dataclasses import dataclass
from json import JSONDecodeError
from typing import TYPE_CHECKING, Any, Final, cast

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BETWEEN: Final = re.compile(r'(?:[\s,\[\]}]|\{\s*"records"\s*:\s*\[|"(?:[^"\\]|\\.)*"\s*:)*', re.IGNORECASE)
_OBJECT: Final = re.compile(r'\{\s*"')
_LONGEST: Final = 1 << 26
"""Characters of one record at most, so that a quote that is never closed does not take all memory."""

_MARKS: Final = frozenset(("eventversion", "eventtime", "eventname", "eventid"))
_SURE_MARKS: Final = frozenset(("eventversion", "eventtime"))
_AHEAD: Final = 64
_NEAR_END: Final = 16
"""A fault so near to the end of what has been read may be none: a number, a word or an escape that goes on."""


def _decoded(chunks: Iterable[bytes]) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
    for chunk in chunks:
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


@dataclass(slots=True, kw_only=True)
class _Text:
    """The part of a text that is looked at, and what is still to come."""

    chunks: Iterator[str]
    text: str = ""
    at: int = 0

    def rest(self) -> int:
        """Characters that have not been passed."""
        return len(self.text) - self.at

    def grow(self) -> bool:
        """Twice as much of the text, without what has been passed; false where there is no more."""
        parts = [self.text[self.at :]]
        size, wanted = len(parts[0]), 2 * len(parts[0]) + 1
        while size < wanted and (chunk := next(self.chunks, None)) is not None:
            parts.append(chunk)
            size += len(chunk)
        grown = size > len(parts[0])
        self.text, self.at = "".join(parts), 0
        return grown


def records(chunks: Iterable[bytes], notes: list[str]) -> Iterator[dict[str, Any]]:
    """The records, wherever they are: under Records, one a line, in a list; what else there is, is noted."""
    text, count, faults = _Text(chunks=_decoded(chunks)), 0, list[int]()
    forms: set[str] = set()
    while (between := _between(text)) or text.rest():
        forms |= {"Records"} if "{" in between else {"text"} if between.strip() or text.rest() else set()
        if not text.rest():
            break
        item = _value(text)
        forms |= {"JSON"} if isinstance(item, dict) else set()
        found = list(_records_of(item))
        if not found and not between.rstrip().endswith(":"):
            faults.append(count)
        if item is _BROKEN:
            found = _next_record(text)
        yield from found
        count += len(found)
    notes.append(_fault(count, faults, forms))


def _fault(count: int, faults: list[int], forms: set[str]) -> str:
    if not forms:
        return "is empty"
    if not count and "Records" not in forms:
        return "has no Records: it is a digest, or no file of CloudTrail" if "JSON" in forms else "is no JSON"
    places = f"{len(faults)} place" + "s" * (len(faults) > 1)
    return f"has no record at {places}, the first after record {faults[0]}: the others are read" if faults else ""


def _between(text: _Text) -> str:
    """What stands before the next value, or its end; it is passed."""
    passed = ""
    while True:
        found = _BETWEEN.match(text.text, text.at)
        end = found.end() if found else text.at
        passed, text.at = (passed + text.text[text.at : end])[-_AHEAD:], end
        if text.rest() >= _AHEAD or not text.grow():
            return passed


def _value(text: _Text) -> object:
    while True:
        try:
            item, text.at = _DECODER.raw_decode(text.text, text.at)
        except (ValueError, RecursionError) as error:
            if _is_final(error, text) or not text.grow():
                return _BROKEN
        else:
            return cast("object", item)


def _is_final(error: Exception, text: _Text) -> bool:
    """Whether more text would not mend it."""
    if not isinstance(error, JSONDecodeError) or len(text.text) - text.at > _LONGEST:
        return True
    return not error.msg.startswith("Unterminated") and error.pos < len(text.text) - _NEAR_END


def _records_of(item: object) -> Iterator[dict[str, Any]]:
    if not isinstance(item, dict):
        return
    lower = {name.lower(): value for name, value in item.items()}
    if not _MARKS.isdisjoint(lower):
        yield item
    elif isinstance(lower.get("records"), list):
        for part in lower["records"]:
            yield from _records_of(part)


def _next_record(text: _Text) -> list[dict[str, Any]]:
    """The first record behind something broken; an object in between without both of a record's marks is none."""
    while True:
        found = _OBJECT.search(text.text, text.at + 1)
        if found:
            text.at = found.start()
            item = _value(text)
            if isinstance(item, dict) and {name.lower() for name in item} >= _SURE_MARKS:
                return [item]
        else:
            text.at = max(text.at, len(text.text) - _NEAR_END)
            if not text.grow():
                text.at = len(text.text)
                return []


def _first(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; of a name that stands twice the first counts, as it does to DuckDB."""
    found = dict(pairs)
    return found if len(found) == len(pairs) else dict(reversed(dict(reversed(pairs)).items()))


_DECODER: Final = json.JSONDecoder(strict=False, object_pairs_hook=_first)
_BROKEN: Final = object()
