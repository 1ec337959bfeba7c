"""Trino 398, with which engine version 3 of Athena began, in one process: it has the tables that it is told of."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final

from athena_s3logs.engines.trino_types import arrow_type
from tests.stand.calls import call
from tests.stand.errors import StandError
from tests.stand.processes import free_ports, listens, reap, spawn, stop, wait

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    import pyarrow as pa

    from tests.stand.parts import OldParts

_JVM: Final = ("-Xmx2g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")


@dataclass(frozen=True, slots=True)
class Column:
    """Name and type, as cursors of the trino package tell them."""

    name: str
    type_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OldTrino:
    """The process, by its address."""

    address: str

    def check(self, sql: str) -> None:
        """Have a statement analysed."""
        self._post(sql=f"explain (type validate) {sql}")

    def ask(self, sql: str) -> tuple[list[Column], list[list[Any]]]:
        """Columns and rows of a statement; the values are as JSON has them."""
        answer = self._post(sql=sql)
        return [Column(*column) for column in answer["columns"]], answer["rows"]

    def define(self, view: str, sql: str) -> None:
        """Make a view."""
        self._post(view=view, sql=sql)

    def fill(self, table: str, records: Iterable[Mapping[str, Any]], types: Mapping[str, str]) -> None:
        """Make a table (as in db.raw) of these records, with columns of these types of Trino's."""
        rows = ", ".join(f'"{name}" {type_}' for name, type_ in types.items())
        names = ", ".join(f'"{name}"' for name in types)
        items = f"unnest(array[cast(json_parse(text) as row({rows}))]) as t({names})"
        texts = [json.dumps(record) for record in records]
        self._post(table=table, sql=f"select t.* from texts cross join {items}", texts=texts)

    def connect(self) -> Connection:
        """A connection in place of one of the trino package."""
        return Connection(self)

    def _post(self, **asked: Any) -> dict[str, Any]:  # noqa: ANN401  any JSON
        answer = call(self.address, json.dumps(asked).encode())
        if "error" in answer:
            raise StandError(answer["error"])
        return answer


@contextmanager
def running_old_trino(folder: Path, parts: OldParts) -> Iterator[OldTrino]:
    """The process for as long as the block runs, and never longer than this one."""
    (port,) = free_ports(1)
    command = [str(parts.java), *_JVM, "-cp", parts.classpath, "OldTrino", str(port)]
    process = spawn(folder, "old_trino", command, stays=False)
    try:
        wait(process, lambda: listens(port), seconds=300)
        yield OldTrino(address=f"http://127.0.0.1:{port}")
    finally:
        stop(folder)
        reap(process)


class Connection:
    """What TrinoEngine needs of a connection and of its cursor."""

    stats: Final[Mapping[str, Any]] = {}

    def __init__(self, trino: OldTrino) -> None:
        self._trino = trino
        self.description: list[Column] = []
        self._rows: list[list[Any]] = []

    def cursor(self) -> Connection:
        """Itself: there is one statement at a time."""
        return self

    def execute(self, sql: str) -> None:
        """Run a statement."""
        self.description, self._rows = self._trino.ask(sql)

    def fetchall(self) -> list[list[Any]]:
        """The rows, in the values that the trino package gives."""
        types = [arrow_type(column.type_code) for column in self.description]
        return [[_value(value, type_) for value, type_ in zip(row, types, strict=True)] for row in self._rows]

    def close(self) -> None:
        """Nothing is held."""


def _value(value: Any, type_: pa.DataType) -> Any:  # noqa: ANN401  any value of SQL
    import pyarrow.types as of

    if value is None:
        return None
    if of.is_struct(type_):
        return tuple(_value(item, field.type) for item, field in zip(value, type_, strict=True))
    if of.is_list(type_):
        return [_value(item, type_.value_type) for item in value]
    if of.is_map(type_):
        return {_value(key, type_.key_type): _value(item, type_.item_type) for key, item in value["map"]}
    return _scalar(value, type_)


def _scalar(value: Any, type_: pa.DataType) -> Any:  # noqa: ANN401  any value of SQL
    import pyarrow.types as of

    if of.is_timestamp(type_):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    if of.is_date(type_):
        return date.fromisoformat(value)
    return float(value) if of.is_floating(type_) else value
