"""Source and what to read of it -> the typed relation that queries see, as one sqlglot tree."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import sqlglot
from sqlglot import exp

from athena_s3logs import resources
from athena_s3logs.window import Pruning, dated_names, prune

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from athena_s3logs.sources import Source
    from athena_s3logs.window import Window

RELATIONS: Final = {"s3_access": "s3_access", "s3_access_unparsed": "s3_access", "cloudtrail": "cloudtrail"}
"""Name of each relation, and the kind of source that it stands on."""

_COLUMN: Final = re.compile(r"-- column: (\w+) (.+?)  +(.+)")
_NOTE: Final = re.compile(r"^-- (\w+): (.+)$", re.MULTILINE)
_STAMP: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]{2}-[0-9]{2}-[0-9]{2}"
_TIMES: Final = {"s3_access": "request_time", "cloudtrail": "event_time"}


@dataclass(frozen=True, slots=True)
class RelationColumn:
    """A column as the relation's file declares it."""

    name: str
    type: str
    description: str


def columns(relation: str) -> tuple[RelationColumn, ...]:
    """The columns of a relation, in order.

    >>> columns("s3_access_unparsed")[1].name
    'reason'
    """
    return tuple(RelationColumn(*found.groups()) for found in _COLUMN.finditer(_text(relation)))


def notes(relation: str) -> dict[str, str]:
    """Title, description, limits and reference of a relation.

    >>> notes("cloudtrail")["title"]
    'CloudTrail records, a row an event'
    """
    return {key: value for key, value in _NOTE.findall(_text(relation)) if key != "column"}


def view_select(source: Source, database: str, table: str) -> str:
    """The text of the view of a source: its relation, and the raw partition columns, so that a filter on them prunes."""
    select = _select(source.kind, source, database, table)
    log_file = select.expressions[-1]
    days = [] if source.flat else ["day"]
    partitions = [exp.column(name) for name in (*(column.name for column in source.dimensions), *days)]
    return select.select(*select.expressions[:-1], *partitions, log_file, append=False).sql("athena", pretty=True)


def pruning(name: str, source: Source, window: Window, *, now: datetime, slack_days: int | None = None) -> Pruning:
    """What has to be read for a relation; lines without a time go by their delivery, so they have no slack unless asked."""
    return prune(source, window, now=now, slack_days=slack_days if name in _TIMES else slack_days or 0)


def relation(name: str, source: Source, table: tuple[str, str], *, window: Window, read: Pruning) -> exp.Select:
    """The relation over the raw table (database and name), with the window pushed down to partitions and file names."""
    select = _select(name, source, *table)
    select = select.where(*_predicates(read), copy=False)
    return select.where(*_exact(select, _TIMES[name], window.start, window.end)) if name in _TIMES else select


def _select(name: str, source: Source, database: str, table: str) -> exp.Select:
    select = sqlglot.parse_one(_text(name), read="athena")
    if not isinstance(select, exp.Select):
        raise TypeError(name)
    for comment in select.find_all(exp.Expr):
        comment.comments = None
    for node in list(select.find_all(exp.Column)):
        if node.name == "log_time":
            node.replace(exp.alias_(_log_time(source), "log_time"))
    select = select.from_(exp.table_(table, db=database, quoted=True))
    return select.where(*_own_files(source)) if source.flat else select


def _own_files(source: Source) -> Iterator[exp.Expr]:
    """Bounds that prune, and a pattern that does not but keeps other prefixes and folders out."""
    path, (lowest, highest) = _path(), dated_names(source)
    yield exp.GTE(this=path, expression=exp.Literal.string(lowest))
    yield exp.LT(this=path.copy(), expression=exp.Literal.string(highest))
    pattern = f"^{re.escape(source.location.url)}{_STAMP}-[^/]*$"
    yield exp.RegexpLike(this=path.copy(), expression=exp.Literal.string(pattern))


def _predicates(read: Pruning) -> Iterator[exp.Expr]:
    """Partition values and paths, compared raw: Athena prunes by literals only."""
    if read.paths:
        lowest, highest = read.paths
        yield exp.GTE(this=_path(), expression=exp.Literal.string(lowest))
        yield exp.LT(this=_path(), expression=exp.Literal.string(highest))
    for name, values in read.values:
        yield exp.In(this=exp.column(name), expressions=[exp.Literal.string(value) for value in values])
    if read.days:
        first, last = map(exp.Literal.string, read.days)
        yield exp.Between(this=exp.column("day"), low=first, high=last)


def _exact(select: exp.Select, column: str, start: datetime, end: datetime) -> Iterator[exp.Expr]:
    time = next(item.this for item in select.expressions if item.alias == column)
    yield exp.GTE(this=time.copy(), expression=_timestamp(start))
    yield exp.LT(this=time.copy(), expression=_timestamp(end))


def _timestamp(moment: datetime) -> exp.Expr:
    literal = exp.Literal.string(moment.isoformat(sep=" "))
    return exp.Cast(this=literal, to=exp.DataType.build("timestamp(6)" if moment.microsecond else "timestamp"))


def _log_time(source: Source) -> exp.Expr:
    if source.flat:
        return sqlglot.parse_one(
            f"""cast(try(date_parse(regexp_extract("$path", '({_STAMP})-[^/]*$', 1), '%Y-%m-%d-%H-%i-%s')) as timestamp(3))""",
            read="athena",
        )
    return sqlglot.parse_one("cast(try(date_parse(day, '%Y/%m/%d')) as timestamp(3))", read="athena")


def _path() -> exp.Column:
    return exp.column(exp.to_identifier("$path", quoted=True))


def _text(relation: str) -> str:
    return resources.read(f"ddl/relations/{relation}.sql")
