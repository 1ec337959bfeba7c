"""A SELECT in Athena's SQL -> the rows of Trino, and those of DuckDB through the translator, in one way of writing."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol

import duckdb
import sqlglot
from sqlglot import exp

from athena_s3logs.translate import SETTINGS, check, to_athena, to_duckdb
from athena_s3logs.translate.macros import MACROS
from tests.stand.errors import StandError
from tests.stand.parts import find_parts
from tests.stand.processes import free_ports, reap, spawn, stop, wait
from tests.stand.settings import trino_alone
from tests.stand.trino import is_started, select

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Row = list[Any]


class RefusedError(Exception):
    """The checker does not let the text pass."""


@dataclass(frozen=True, slots=True)
class Failed:
    """What an engine said instead of an answer."""

    message: str


class Engine(Protocol):
    """What answers a text of Athena's SQL."""

    def rows(self, sql: str) -> list[Row] | Failed:
        """The rows, or the error."""


def parsed(sql: str) -> exp.Query:
    """The tree, where it is one that a query may be."""
    tree = sqlglot.parse_one(sql, read="athena")
    assert isinstance(tree, exp.Query)
    if problems := check(tree):
        raise RefusedError(problems[0].message)
    return tree


@dataclass(frozen=True, slots=True, kw_only=True)
class Trino:
    """A Trino at an address."""

    address: str

    def rows(self, sql: str) -> list[Row] | Failed:
        """The rows of the text as the product writes it for Athena."""
        return self.plain(to_athena(parsed(sql)).sql("athena"))

    def plain(self, sql: str) -> list[Row] | Failed:
        """The rows of a text as it is."""
        try:
            columns, rows = select(self.address, sql)
        except StandError as error:
            return Failed(str(error))
        return [[_of_trino(item, column["typeSignature"]) for item, column in zip(row, columns, strict=True)] for row in rows]


@contextmanager
def running_trino(folder: Path) -> Iterator[Trino]:
    """A Trino without connectors for as long as the block runs."""
    port = free_ports(1)[0]
    part = spawn(folder, "trino", trino_alone(folder, find_parts(), port), stays=False)
    address = f"http://127.0.0.1:{port}"
    try:
        wait(part, lambda: is_started(address))
        yield Trino(address=address)
    finally:
        stop(folder)
        reap(part)


class Duck:
    """DuckDB with all macros made."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        for statement in (*SETTINGS, *MACROS.values()):
            self.connection.execute(statement)

    def load(self, select: str) -> None:
        """Keep the rows of a text as table v."""
        translated = to_duckdb(sqlglot.parse_one(select, read="athena")).sql("duckdb")
        made = self.plain(f"create or replace temp table v as {translated}")
        assert not isinstance(made, Failed), made

    def rows(self, sql: str) -> list[Row] | Failed:
        """The rows of the text as translated."""
        return self.plain(to_duckdb(parsed(sql)).sql("duckdb"))

    def plain(self, sql: str) -> list[Row] | Failed:
        """The rows of a text as it is."""
        try:
            asked = self.connection.execute(sql)
            types = [column[1] for column in asked.description or ()]
            rows = asked.fetchall()
        except duckdb.Error as error:
            return Failed(f"{type(error).__name__}: {error}")
        return [[_of_duckdb(item, kind) for item, kind in zip(row, types, strict=True)] for row in rows]


def _of_trino(value: Any, signature: dict[str, Any]) -> Any:  # noqa: ANN401  any value of SQL
    raw, inner = signature["rawType"], [argument["value"] for argument in signature["arguments"]]
    if value is None:
        return None
    if raw == "array":
        return [_of_trino(item, inner[0]) for item in value]
    if raw == "row":
        return [_of_trino(item, kind["typeSignature"]) for item, kind in zip(value, inner, strict=True)]
    if raw == "map":
        return {"map": sorted([key, _of_trino(item, inner[1])] for key, item in value.items())}
    if raw in {"double", "real"}:
        return float(value)
    return _time(value) if raw.startswith("timestamp") else value


def _time(text: str) -> str:
    try:
        return str(datetime.fromisoformat(text.removesuffix(" UTC")))
    except ValueError:  # a year that Python has not
        return text


def _of_duckdb(value: Any, kind: Any) -> Any:  # noqa: ANN401  any value of SQL
    if value is None:
        return None
    if kind.id in {"list", "array"}:
        return [_of_duckdb(item, kind.children[0][1]) for item in value]
    if isinstance(value, tuple) or kind.id == "struct":
        return [_of_duckdb(item, field) for item, (_, field) in zip(_items(value), kind.children, strict=True)]
    if kind.id == "map":
        return {"map": sorted([key, _of_duckdb(item, kind.children[1][1])] for key, item in value.items())}
    if kind.id == "hugeint":  # pandas makes a float of it, Trino's is a BIGINT
        return f"hugeint {value}"
    return str(value) if isinstance(value, date) else value


def _items(value: Any) -> list[Any]:  # noqa: ANN401  a dict, or a tuple where the fields have no names
    return list(value.values()) if isinstance(value, dict) else list(value)
