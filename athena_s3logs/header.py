"""The first lines of a query's file, ``-- key: value`` -> checked values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final, NoReturn

from athena_s3logs.errors import QueryFileError
from athena_s3logs.values import EXPECTED, TYPES, Value, shown, to_value

if TYPE_CHECKING:
    from pathlib import Path

CATEGORIES: Final = ("activity", "detection", "operations", "cost", "hygiene", "logging")
WINDOW: Final = ("start", "end")
"""Placeholders that every query may use undeclared: the timestamps of its window."""

WINDOW_PARTS: Final = (*WINDOW, "accounts", "regions", "buckets")
LIMITS: Final = frozenset({"max_cost", "max_bytes"})
"""What a question may cost, or read for money."""

RESERVED: Final = (*WINDOW_PARTS, "window", "slack_days", *sorted(LIMITS))
"""What says how much to read, which no parameter may be called."""

DISTINCT: Final = "distinct"
"""The parameter that has the relations leave out what was delivered before, so that the SQL does not use it."""

_KEYS: Final = (
    "title", "description", "category", "tags", "param", "returns", "limits", "reference", "engines", "lookback",
)  # fmt: skip
_DEMANDED: Final = ("title", "description", "returns")
_NOTE: Final = re.compile(r"--\s*(\w+)\s*:(.*)")
_PARAM: Final = re.compile(r"([a-z]\w*)\s+(\S+)(?:\s+(.*))?")
_NAME: Final = re.compile(r"[a-z_][a-z0-9_]*")
_TAG: Final = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")
_LOOKBACK: Final = re.compile(r"([1-9][0-9]{0,3})d")
_RETURNED: Final = (*EXPECTED, "bigint", *(f"{name}[]" for name in (*EXPECTED, "bigint")))
_JSON: Final = json.JSONDecoder()
_DEFAULTS: Final = 'null, 100, 5e-1, true, "text", "2026-01-31" or ["one", "two"], as JSON has them'


@dataclass(frozen=True, slots=True, kw_only=True)
class Param:
    """A parameter as the header declares it; a default of null makes it one that may be left empty."""

    name: str
    type: str
    required: bool
    default: Value = None
    description: str = ""
    line: int = field(default=1, compare=False)

    @property
    def nullable(self) -> bool:
        """Whether null is a value of it."""
        return not self.required and self.default is None


@dataclass(frozen=True, slots=True)
class Returned:
    """A column of the answer."""

    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Note:
    """One line of a header."""

    path: Path
    line: int
    key: str
    value: str

    def refuse(self, message: str) -> NoReturn:
        """Raise for this line."""
        raise QueryFileError(self.path, self.line, f"{self.key}: {message}")


def split(lines: list[str], path: Path) -> tuple[list[Note], int]:
    """The lines of the header, and the number of the SQL's first."""
    notes: list[Note] = []
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.startswith("--"):
            if not notes:
                raise QueryFileError(path, number, f"text before the header: {shown(line)}; expected `-- title: ...` first")
            return notes, number
        if line.strip():
            notes.append(_note(line, path, number))
    raise QueryFileError(path, len(lines), "the query is empty: expected a SELECT below the header")


def _note(line: str, path: Path, number: int) -> Note:
    found = _NOTE.fullmatch(line)
    if not found:
        raise QueryFileError(
            path, number, f"{shown(line)}: expected `-- key: value`; a comment on the SQL stands below its first line",
        )
    note = Note(path, number, found[1], found[2].strip())
    if note.key not in _KEYS:
        note.refuse(f"no key of a header; {near(note.key, _KEYS)}")
    if not note.value:
        note.refuse("there is nothing behind it; write it down or remove the line")
    return note


def single(notes: Iterable[Note], path: Path) -> dict[str, Note]:
    """The line of each key but param, an empty one where the header has none."""
    found: dict[str, Note] = {}
    for note in notes:
        if note.key in found:
            note.refuse(f"it stands in line {found[note.key].line} too; keep one")
        if note.key != "param":
            found[note.key] = note
    for key in _DEMANDED:
        if key not in found:
            raise QueryFileError(path, 1, f"{key} is missing; expected a header line `-- {key}: ...`")
    return {key: Note(path, 1, key, "") for key in _KEYS} | found


def choice(note: Note, choices: tuple[str, ...]) -> str:
    """One of the choices, or nothing."""
    if note.value and note.value not in choices:
        note.refuse(f"{shown(note.value)}; {near(note.value, choices)}")
    return note.value


def tags(note: Note) -> tuple[str, ...]:
    """Tags, with commas between them."""
    found = tuple(tag.strip() for tag in note.value.split(",")) if note.value else ()
    for number, tag in enumerate(found):
        if not _TAG.fullmatch(tag):
            note.refuse(f"{shown(tag)}; expected lower-case letters, digits, dots and hyphens, with a comma between two tags")
        if tag in found[:number]:
            note.refuse(f"{tag} stands there twice; keep one")
    return found


def returns(note: Note) -> tuple[Returned, ...]:
    """The columns of the answer, with commas between them."""
    found: dict[str, Returned] = {}
    for text in note.value.split(","):
        name, _, type_ = text.strip().partition(" ")
        if not _NAME.fullmatch(name) or not type_:
            note.refuse(f"{shown(text.strip())}; expected `name type`, with a comma between two columns")
        if type_.strip() not in _RETURNED:
            note.refuse(f"type {shown(type_.strip())} of {name}; {near(type_.strip(), _RETURNED)}")
        if name in found:
            note.refuse(f"column {name} stands there twice; name one of them otherwise")
        found[name] = Returned(name, type_.strip())
    return tuple(found.values())


def lookback(note: Note) -> timedelta | None:
    """How far before its window a query looks."""
    if not note.value:
        return None
    found = _LOOKBACK.fullmatch(note.value)
    return timedelta(days=int(found[1])) if found else note.refuse(f"{shown(note.value)}; expected days, as in 30d")


def params(notes: Iterable[Note]) -> tuple[Param, ...]:
    """The parameters that lines of the key param declare, each as `name type = default   description`.

    The type is string, integer, double, boolean, date or timestamp, with [] behind for a list. The default is a value
    of JSON, dates and timestamps as texts, so that it ends where it ends; without one the parameter has to be given.
    """
    found: dict[str, Param] = {}
    for note in notes:
        param = _param(note)
        if param.name in found:
            note.refuse(f"{param.name} stands in line {found[param.name].line} too; keep one")
        if param.name == DISTINCT and (param.type, param.default) != ("boolean", False):
            note.refuse("it leaves out what was delivered twice, in every query alike; expected `distinct boolean = false`")
        found[param.name] = param
    return tuple(found.values())


def _param(note: Note) -> Param:
    found = _PARAM.fullmatch(note.value)
    if not found or not _NAME.fullmatch(found[1]):
        note.refuse(f"{shown(note.value)}; expected `name type = default   description`")
    name, type_, rest = found[1], found[2], found[3] or ""
    if name in RESERVED:
        note.refuse(f"{name} says how much every query reads; choose another name or remove the line")
    if type_ not in TYPES:
        note.refuse(f"type {shown(type_)} of {name}; {near(type_, TYPES)}")
    if not rest.startswith("="):
        return Param(name=name, type=type_, required=True, description=rest, line=note.line)
    default, description = _default(note, name, type_, rest[1:].strip())
    return Param(name=name, type=type_, required=False, default=default, description=description, line=note.line)


def _default(note: Note, name: str, type_: str, text: str) -> tuple[Value, str]:
    try:
        given, end = _JSON.raw_decode(text)
    except ValueError:
        note.refuse(f"default of {name}: {shown(text)}; expected {_DEFAULTS}")
    if text[end : end + 1].strip():
        note.refuse(f"default of {name}: {shown(text)}; expected a blank behind {text[:end]}")
    try:
        return None if given is None else to_value(type_, given), text[end:].strip()
    except ValueError as error:
        note.refuse(f"default of {name}: {error}")


def near(name: str, names: Sequence[str], otherwise: str = "") -> str:
    """What may have been meant, or else what there is.

    >>> near("strin", ("string", "date"))
    'did you mean string?'
    """
    from difflib import get_close_matches

    found = get_close_matches(name, names, n=1)
    return f"did you mean {found[0]}?" if found else otherwise or f"expected one of {', '.join(names)}"
