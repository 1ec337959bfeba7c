"""A question over raw tables of Athena or Trino -> its SQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from athena_s3logs.errors import MissingLogsError
from athena_s3logs.query import relations
from athena_s3logs.relation import RELATIONS, numbered, over, pruning, relation
from athena_s3logs.render import render, text
from athena_s3logs.translate import to_athena

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlglot import exp

    from athena_s3logs.engines.base import Question
    from athena_s3logs.sources import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class RawTable:
    """Where the raw lines of a source stand.

    `columns` are those of a table that the package did not make, with their types; `day` is its partition column.
    """

    source: Source
    database: str
    table: str
    columns: Mapping[str, str] | None = None
    day: str = "day"
    told: tuple[str, ...] = ()


def athena_sql(question: Question, tables: Mapping[str, RawTable], *, now: datetime) -> tuple[str, tuple[str, ...]]:
    """The text, and what to tell about its window."""
    tree, warnings = athena_tree(question, tables, now=now)
    return text(tree), warnings


def athena_tree(question: Question, tables: Mapping[str, RawTable], *, now: datetime) -> tuple[exp.Query, tuple[str, ...]]:
    """The tree of Athena's SQL, and what to tell about its window and tables."""
    selects: dict[str, exp.Select] = {}
    warnings: list[str] = []
    for name in relations(question.tree):
        table, window = table_of(name, tables), question.window
        read = pruning(name, table.source, window, now=now, slack_days=question.slack_days)
        select = relation(name, table.source, (table.database, table.table), window=window, read=read)
        select = numbered(name, select) if question.distinct else select
        selects[name] = select if table.columns is None else over(select, table.columns, table.day)
        warnings += [*read.warnings, *table.told]
    tree = to_athena(render(question.tree, question.types, question.values, selects))
    return tree, tuple(dict.fromkeys(warnings))


def table_of(name: str, tables: Mapping[str, RawTable]) -> RawTable:
    """The raw table that a relation stands on."""
    if (kind := RELATIONS[name]) not in tables:
        raise MissingLogsError(
            f"{kind}: the query reads {name}, and no {kind} logs are known: write a"
            f" section [{kind}] of the configuration, or name the database whose tables `create` made",
        )
    return tables[kind]
