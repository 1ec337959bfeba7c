"""Reads athena_s3logs.toml: every key is known, and a mistake is named with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from athena_s3logs import price
from athena_s3logs.errors import SettingError
from athena_s3logs.sources import KINDS, LISTS, Settings
from athena_s3logs.values import shown

if TYPE_CHECKING:
    from collections.abc import Callable

FILE: Final = "athena_s3logs.toml"
DATABASE: Final = "s3logs"

_TEXTS: Final = {"location", "layout", "time", "organization", "table", "view"}
_DAYS: Final = {"first_day"}
_ATHENA: Final[dict[str, tuple[str, Callable[[Any], bool]]]] = {
    **dict.fromkeys(
        ("workgroup", "output_location", "region", "profile"), ("a text in quotes", lambda value: isinstance(value, str)),
    ),
    "ledger": ("true or false", lambda value: isinstance(value, bool)),
    "price_per_tb": (price.EXPECTED, price.is_price),
}
"""Keys of the section [athena]: what is expected of each, and whether a value is that."""

_HEADER: Final = re.compile(r"""\s*\[{1,2}\s*["']?([^\]"'.]+?)["']?\s*[\].]""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The settings of one source, and the names of its table and view where they are given."""

    settings: Mapping[str, Any]
    table: str | None = None
    view: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What the configuration file says."""

    database: str | None = None
    queries: tuple[Path, ...] = ()
    athena: Mapping[str, Any] = field(default_factory=dict)
    sections: Mapping[str, Section] = field(default_factory=dict)

    @property
    def money(self) -> dict[str, Any]:
        """What it says of the price, and of writing down what was paid."""
        return {name: self.athena[name] for name in ("price_per_tb", "ledger") if name in self.athena}

    def names(self, kind: str) -> dict[str, str]:
        """The names of database, table and view that it gives to a kind of logs."""
        section = self.sections.get(kind, Section(settings={}))
        names = {"database": self.database, "table": section.table, "view": section.view}
        return {what: name for what, name in names.items() if name is not None}


def load_config(path: Path) -> Config:
    """The configuration in a file, checked."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"{_shown(path)}: cannot be read ({error})") from error
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingError(f"{path}: {error}") from error
    return _config(_Place(path, text), content)


def parse_config(content: Mapping[str, Any]) -> Config:
    """The configuration in a mapping of the file's shape, checked.

    >>> parse_config({"s3_access": {"location": "s3://logs/", "layout": "flat"}}).sections["s3_access"].settings["layout"]
    'flat'
    """
    if not isinstance(content, Mapping):
        raise SettingError(f"configuration: expected a path or a dict, got {shown(content)}")
    return _config(_Place(), content)


@dataclass(frozen=True, slots=True)
class _Place:
    path: Path | None = None
    text: str = ""

    def error(self, section: str, key: str, problem: str) -> SettingError:
        if self.path is None:
            return SettingError(f"[{section}] {problem}" if section else problem)
        return SettingError(f"{self.path}:{self._line(section, key)}: {problem}")

    def _line(self, section: str, key: str) -> int:
        """The line of a key; where it stands in a way that only a TOML parser finds, that of its section."""
        current, of_section = "", 1
        for number, line in enumerate(self.text.split("\n"), 1):
            if header := _HEADER.match(line):
                current = header[1]
                of_section = number if current == section else of_section
                if not section and current == key:
                    return number
            elif current == section and _starts(line, key):
                return number
            elif not current and section and _starts(line, section):
                of_section = number
        return of_section


def _starts(line: str, key: str) -> bool:
    return re.match(rf"""\s*["']?{re.escape(key)}["']?\s*[.=]""", line) is not None


def _shown(path: Path) -> str:
    return str(path) if str(path).isprintable() else repr(str(path))


def _config(place: _Place, content: Mapping[str, Any]) -> Config:
    for key in content:
        if key in {"database", "queries", "athena", *KINDS}:
            continue
        raise place.error("", key, f"unknown key {key!r}: expected database, queries, [athena], [{'] or ['.join(KINDS)}]")
    database = content.get("database")
    if database is not None and not isinstance(database, str):
        raise place.error("", "database", "database: expected a text in quotes")
    sections: dict[str, Section] = {kind: _section(place, kind, content[kind]) for kind in KINDS if kind in content}
    queries, athena = _folders(place, content.get("queries", [])), _athena(place, content.get("athena", {}))
    return Config(database=database, queries=queries, athena=athena, sections=sections)


def _athena(place: _Place, content: object) -> dict[str, Any]:
    """How Athena is called, what it costs, and whether that is written down."""
    if not isinstance(content, dict):
        raise place.error("", "athena", "athena: expected a section [athena]")
    for key, value in content.items():
        if key not in _ATHENA:
            raise place.error("athena", key, f"unknown key {key!r}: expected one of {', '.join(sorted(_ATHENA))}")
        expected, fits = _ATHENA[key]
        if not fits(value):
            raise place.error("athena", key, f"{key}: expected {expected}")
    return dict(content)


def _folders(place: _Place, content: object) -> tuple[Path, ...]:
    """Folders of query files, beside the configuration's own file unless they say otherwise."""
    if not isinstance(content, list | tuple) or not all(isinstance(item, str) for item in content):
        raise place.error("", "queries", 'queries: expected a list of folders, as in ["queries"]')
    return tuple((place.path.parent if place.path else Path()) / item for item in content)


def _section(place: _Place, kind: str, content: object) -> Section:
    if not isinstance(content, dict):
        raise place.error("", kind, f"{kind}: expected a section [{kind}]")
    values = {key: _value(place, kind, key, value) for key, value in content.items()}
    table, view = values.pop("table", None), values.pop("view", None)
    return Section(settings=values, table=table, view=view)


def _value(place: _Place, kind: str, key: str, value: object) -> Any:  # noqa: ANN401  one of the types that TOML has
    if key in _TEXTS:
        if isinstance(value, str):
            return value
        raise place.error(kind, key, f"{key}: expected a text in quotes")
    if key in LISTS:
        if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
            return tuple(value)
        raise place.error(kind, key, f'{key}: expected a list of texts, as in ["a", "b"]')
    if key in _DAYS:
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        raise place.error(kind, key, f"{key}: expected a day without quotes, as in 2024-01-31")
    known = ", ".join(sorted(_TEXTS | LISTS | _DAYS))
    raise place.error(kind, key, f"unknown key {key!r}: expected one of {known}")


def merged(kind: str, section: Section | None, given: Mapping[str, Any]) -> Settings:
    """The settings of a source: what was given wins over the configuration file."""
    values = {**(section.settings if section else {}), **given}
    if "location" not in values:
        raise SettingError(f"{kind}: no location; give --location s3://bucket/prefix/ or a section [{kind}] in {FILE}")
    return Settings(kind=kind, **values)
