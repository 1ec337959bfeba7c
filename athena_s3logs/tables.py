"""A table as its DDL or the Glue catalog describes it, and what differs between two of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final

from athena_s3logs.errors import SettingError
from athena_s3logs.sources import LISTS, Settings

PREFIX: Final = "athena_s3logs."
"""What all table properties of the package begin with."""

_IDENTIFIER: Final = re.compile(r"[a-z_][a-z0-9_]{0,127}")


def check_identifier(what: str, name: str) -> str:
    """The name, when Athena takes it for a database, table or view as it is.

    >>> check_identifier("table", "s3_access_raw")
    's3_access_raw'
    """
    if not _IDENTIFIER.fullmatch(name):
        raise SettingError(
            f"{what} {name!r}: expected at most 128 lower-case letters, digits and underscores, no digit first",
        )
    return name


@dataclass(frozen=True, slots=True)
class Column:
    """Name, type in Hive's spelling, and comment of a column."""

    name: str
    type: str
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What a table is to Hive and Glue."""

    columns: tuple[Column, ...]
    partitions: tuple[Column, ...]
    location: str
    serde: str
    serde_properties: Mapping[str, str]
    input_format: str
    output_format: str
    properties: Mapping[str, str]

    @property
    def owned(self) -> bool:
        """Whether the package made it."""
        return f"{PREFIX}fingerprint" in self.properties


@dataclass(frozen=True, slots=True)
class View:
    """The text of a view, as the catalog keeps it."""

    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as this version would make it."""

    what: str
    expected: str | None
    found: str | None


def differences(expected: Table, found: Table) -> Iterator[Difference]:
    """What is not in `found` as it is in `expected`; further properties that Glue or a person added do not count."""
    yield from _column_differences("column", expected.columns, found.columns)
    yield from _column_differences("partition column", expected.partitions, found.partitions)
    for name in ("location", "serde", "input_format", "output_format"):
        yield from _difference(name.replace("_", " "), getattr(expected, name), getattr(found, name))
    for name, value in expected.serde_properties.items():
        yield from _difference(name, value, found.serde_properties.get(name))
    ours = {name for name in found.properties if name.startswith((PREFIX, "projection.", "storage.location."))}
    for name in (*expected.properties, *sorted(ours - expected.properties.keys())):
        yield from _difference(name, expected.properties.get(name), found.properties.get(name))


def _column_differences(what: str, expected: tuple[Column, ...], found: tuple[Column, ...]) -> Iterator[Difference]:
    there = {column.name: column for column in found}
    for column in expected:
        other = there.pop(column.name, None)
        if other is None:
            yield Difference(f"{what} {column.name}", column.type, None)
            continue
        yield from _difference(f"type of {what} {column.name}", column.type, other.type)
        yield from _difference(f"comment of {what} {column.name}", column.comment, other.comment)
    for column in there.values():
        yield Difference(f"{what} {column.name}", None, column.type)
    names, others = [column.name for column in expected], [column.name for column in found]
    if names != others and sorted(names) == sorted(others):
        yield Difference(f"order of {what}s", ", ".join(names), ", ".join(others))


def _difference(what: str, expected: str | None, found: str | None) -> Iterator[Difference]:
    if expected != found:
        yield Difference(what, expected, found)


def to_properties(settings: Settings) -> dict[str, str]:
    """The settings of a source as table properties.

    >>> to_properties(Settings(kind="s3_access", location="s3://logs/", layout="flat"))["athena_s3logs.layout"]
    'flat'
    """
    values = {field.name: getattr(settings, field.name) for field in fields(Settings)}
    return {
        PREFIX + name: ",".join(value) if isinstance(value, tuple) else str(value)
        for name, value in values.items()
        if value
    }


def from_properties(properties: Mapping[str, str]) -> Settings:
    """The settings that `to_properties` wrote; a KeyError or ValueError where somebody changed them."""
    known = {name: properties[PREFIX + name] for name in ("kind", "location")}
    known |= {name: properties[PREFIX + name] for name in Settings.__dataclass_fields__ if PREFIX + name in properties}
    values: dict[str, Any] = {name: tuple(value.split(",")) if name in LISTS else value for name, value in known.items()}
    if "first_day" in known:
        values["first_day"] = date.fromisoformat(known["first_day"])
    return Settings(**values)
