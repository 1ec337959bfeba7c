"""SQL text -> what Athena calls it, which of its engines runs it, and its form without comments."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

from tests.stand.athena.errors import invalid

_TOKENS: Final = re.compile(
    r"""(?P<literal>'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`)|(?P<gap>(?:\s|--[^\n]*|/\*.*?\*/)+)|(?P<other>.)""", re.DOTALL
)
_MOST_BYTES: Final = 262_144


class Engine(Enum):
    """Who runs a statement."""

    HIVE = "Hive"
    TRINO = "Trino"
    GLUE = "Glue"


# The first that matches the bare text names the statement: StatementType, SubstatementType, engine.
_KINDS: Final = tuple(
    (re.compile(pattern + r"\b", re.IGNORECASE | re.DOTALL), kind, name, engine)
    for pattern, kind, name, engine in (
        (r"create (?:or replace )?view", "DDL", "CREATE_VIEW", Engine.TRINO),
        (r"drop view", "DDL", "DROP_VIEW", Engine.TRINO),
        (r"create table .* as ?\(? ?(?:select|with|values|table)", "DDL", "CREATE_TABLE_AS_SELECT", Engine.TRINO),
        (r"create (?:external )?table", "DDL", "CREATE_TABLE", Engine.HIVE),
        (r"create (?:database|schema)", "DDL", "CREATE_DATABASE", Engine.HIVE),
        (r"drop (?:database|schema)", "DDL", "DROP_DATABASE", Engine.HIVE),
        (r"drop table", "DDL", "DROP_TABLE", Engine.HIVE),
        (r"alter table", "DDL", "ALTER_TABLE", Engine.HIVE),
        (r"alter (?:database|schema)", "DDL", "ALTER_DATABASE", Engine.HIVE),
        (r"msck", "DDL", "MSCK_REPAIR_TABLE", Engine.HIVE),
        (r"show create view", "UTILITY", "SHOW_CREATE_VIEW", Engine.TRINO),
        (r"show create table", "UTILITY", "SHOW_CREATE_TABLE", Engine.HIVE),
        (r"show tables", "UTILITY", "SHOW_TABLES", Engine.GLUE),  # Hive does not see the views
        (r"show views", "UTILITY", "SHOW_VIEWS", Engine.GLUE),
        (r"show (?:databases|schemas)", "UTILITY", "SHOW_DATABASES", Engine.HIVE),
        (r"show columns", "UTILITY", "SHOW_COLUMNS", Engine.HIVE),
        (r"show partitions", "UTILITY", "SHOW_PARTITIONS", Engine.HIVE),
        (r"show tblproperties", "UTILITY", "SHOW_TBLPROPERTIES", Engine.HIVE),
        (r"(?:describe|desc)", "UTILITY", "DESCRIBE_TABLE", Engine.HIVE),
        (r"explain", "UTILITY", "EXPLAIN", Engine.TRINO),
        (r"unload", "DML", "UNLOAD", Engine.TRINO),
        (r"insert", "DML", "INSERT", Engine.TRINO),
        (r"delete", "DML", "DELETE", Engine.TRINO),
        (r"update", "DML", "UPDATE", Engine.TRINO),
        (r"merge", "DML", "MERGE", Engine.TRINO),
        (r"[( ]*(?:select|with|values|table)", "DML", "SELECT", Engine.TRINO),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement."""

    text: str
    bare: str
    kind: str
    name: str
    engine: Engine


def read_statement(text: str) -> Statement:
    """Name a statement, or refuse a text that is too long, or none, or several."""
    if len(text.encode()) > _MOST_BYTES:
        raise invalid(f"Query string is longer than {_MOST_BYTES} bytes")
    bare = without_comments(text)
    if not bare:
        raise invalid("Query string is empty", "MALFORMED_QUERY")
    # What nobody knows goes to Trino, which says what it expects instead.
    kind, name, engine = next((row[1:] for row in _KINDS if row[0].match(bare)), ("DML", "", Engine.TRINO))
    if engine is Engine.TRINO:
        _refuse_several(text)
    return Statement(text=_without_semicolon(text), bare=bare, kind=kind, name=name, engine=engine)


def without_comments(text: str) -> str:
    r"""The statement with a blank for each run of comments and blanks, and without a semicolon at its end.

    >>> without_comments("select  1, -- one\n'--  x' /* two */ ;")
    "select 1, '--  x'"
    """
    joined = "".join(" " if match.lastgroup == "gap" else match[0] for match in _TOKENS.finditer(text))
    return joined.strip().removesuffix(";").strip()


def _refuse_several(text: str) -> None:
    tokens = [match for match in _TOKENS.finditer(text) if match.lastgroup != "gap"]
    if any(token[0] == ";" for token in tokens[:-1]):
        raise invalid(f"Only one sql statement is allowed. Got: {text}", "MALFORMED_QUERY")


def _without_semicolon(text: str) -> str:
    """The text as it was given, but for a semicolon that ends it: neither engine takes one.

    >>> _without_semicolon("select ';' ; -- done")
    "select ';'  -- done"
    """
    last = [match for match in _TOKENS.finditer(text) if match.lastgroup != "gap"][-1]
    return text[: last.start()] + text[last.end() :] if last[0] == ";" else text
