"""Lines and records -> the rows of the raw tables, as their SerDes give them."""

from __future__ import annotations

import gzip
import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from sqlglot import exp

from athena_s3logs.ddl import parse_table, table_ddl
from tests.corpus import regex
from tests.stand.trail_files import to_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from athena_s3logs.sources import Source

_NUMBERS: Final = ("bytessent", "objectsize")


@cache
def raw_types(source: Source, dialect: str, *, partitions: bool = False) -> dict[str, str]:
    """The columns of the raw table of a source, and the path, with the types of a dialect."""
    table = parse_table(table_ddl(source, database="d", table="t", view="v"))
    columns = (*table.columns, *(table.partitions if partitions else ()))
    types = {column.name: exp.DataType.build(column.type, dialect="hive").sql(dialect) for column in columns}
    return {**types, "$path": "VARCHAR"}


def access_row(captures: Mapping[str, str | None]) -> dict[str, Any]:
    """The row of a line by the captures of the regex: a BIGINT column reads `-` as NULL."""
    numbers = {name: None if (text := captures[name]) in {None, "-"} else int(text or "") for name in _NUMBERS}
    return {**captures, **numbers}


def access_rows(lines: Iterable[str], source: Source) -> list[dict[str, Any]]:
    """The rows of lines of an access log."""
    *names, _ = raw_types(source, "hive")
    found = (_pattern().fullmatch(line) for line in lines)  # its last alternative takes any line
    return [access_row(dict(zip(names, one.groups(), strict=True))) for one in found if one]


def trail_rows(delivered: bytes, source: Source) -> list[dict[str, Any]]:
    """The rows of the records of a delivered .json.gz."""
    records = [
        {name.lower(): item for name, item in json.loads(line).items()}
        for line in gzip.decompress(to_lines(delivered)).decode().split("\n")
        if line
    ]
    return [{name: _lower(record.get(name), kind) for name, kind in _kinds(source).items()} for record in records]


def _lower(item: Any, kind: Any) -> Any:  # noqa: ANN401  any JSON
    """JSON in the names of the table's structs, scalars as text."""
    if item is None:
        return None
    if isinstance(kind, list):
        return [_lower(part, kind[0]) for part in item]
    if isinstance(kind, dict):
        given = {name.lower(): part for name, part in item.items()}
        return {name: _lower(given.get(name), field) for name, field in kind.items()}
    return item if isinstance(item, str | dict) else json.dumps(item)


@cache
def _kinds(source: Source) -> dict[str, Any]:
    """What is below each column: by name in a struct, once in a list, nothing in a scalar."""
    types = raw_types(source, "duckdb")
    return {name: _kind(exp.DataType.build(type_, dialect="duckdb")) for name, type_ in types.items()}


def _kind(type_: exp.DataType) -> Any:  # noqa: ANN401  as deep as the type
    if type_.is_type("array"):
        return [_kind(type_.expressions[0])]
    return {field.name: _kind(field.args["kind"]) for field in type_.expressions} if type_.is_type("struct") else None


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(regex(), re.DOTALL)
