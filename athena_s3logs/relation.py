"""Source and what to read of it -> the typed relation that queries see, as one sqlglot tree."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import sqlglot
from sqlglot import exp

from athena_s3logs import resources
from athena_s3logs.errors import WindowError
from athena_s3logs.window import Pruning, dated_names, prune

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from athena_s3logs.sources import Source
    from athena_s3logs.window import Window

RELATIONS: Final = {"s3_access": "s3_access", "s3_access_unparsed": "s3_access", "cloudtrail": "cloudtrail"}
"""Name of each relation, and the kind of source that it stands on."""

_COLUMN: Final = re.compile(r"-- column: (\w+) (.+?)  +(.+)")
_NOTE: Final = re.compile(r"^-- (\w+): (.+)$", re.MULTILINE)
_STAMP: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]{2}-[0-9]{2}-[0-9]{2}"
_TIMES: Final = {"s3_access": "request_time", "cloudtrail": "event_time"}
_DELIVERY_STAMP: Final = (
    f"""cast(try(date_parse(regexp_extract("$path", '({_STAMP})-[^/]*$', 1), '%Y-%m-%d-%H-%i-%s')) as timestamp(3))"""
)
_DELIVERY_DAY: Final = "cast(try(date_parse(day, '%Y/%m/%d')) as timestamp(3))"
_PATH_DAY: Final = """regexp_extract("$path", '/([0-9]{4}/[0-9]{2}/[0-9]{2})/[^/]*$', 1)"""
_FILTERS: Final[dict[str, dict[str, str]]] = {
    "s3_access": {"buckets": "bucket"},
    "s3_access_unparsed": {},
    "cloudtrail": {"accounts": "account_id", "regions": "aws_region", "buckets": "bucket"},
}
"""The columns that tell the parts of a window, so that every layout answers alike, whatever it prunes."""

_READ: Final = {"s3_access": {"request_time", "http_status"}, "cloudtrail": {"event_time"}}
"""Columns that the lines of local logs bring as they are asked for."""

_NUMBERS: Final = {"bytessent", "objectsize"}
_RESOURCE: Final = "r"
"""What the relations call one of the resources of a call."""

_PARTITIONS: Final = {"account", "region", "source_bucket"}

COPY_NUMBER: Final = "copy_number"
_IDENTITIES: Final = {
    "s3_access": ("request_id", "operation", "key_raw", "version_id", "request_time"),
    "cloudtrail": ("event_id",),
}
"""What a line or record has in common with its copies alone, first its id; a batch delete has one id for all its keys."""


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


def value(relation: str, column: str) -> exp.Expr:
    """What a column is made of, over the raw table."""
    return _value(_parsed(relation), column)


def pruning(name: str, source: Source, window: Window, *, now: datetime, slack_days: int | None = None) -> Pruning:
    """What has to be read for a relation; lines without a time go by their delivery, so they have no slack unless asked."""
    return prune(source, window, now=now, slack_days=slack_days if name in _TIMES else slack_days or 0)


def relation(name: str, source: Source, table: tuple[str, str], *, window: Window, read: Pruning) -> exp.Select:
    """The relation over the raw table (database and name), with the window pushed down to partitions and file names."""
    if source.flat and window.buckets is not None and not _FILTERS[name]:
        raise WindowError(f"buckets: {name} over flat logs cannot know them; leave out --bucket")
    select = _select(name, source, *table)
    select = select.where(*_predicates(read), copy=False)
    return select.where(*_exact(select, name, window), copy=False)


def own_files(source: Source) -> str:
    """The pattern of the paths that are logs of a flat source, and not of another prefix or folder.

    >>> from athena_s3logs.sources import Location, Source
    >>> own_files(Source(shape="s3_access_flat", location=Location("logs", "app/")))[:18]
    '^s3://logs/app/[0-'
    """
    return f"^{re.escape(source.location.url)}{_STAMP}-[^/]*$"


def local_relation(name: str, raw: str, *, window: Window) -> exp.Select:
    """The relation over local lines: `raw` has the raw table's columns, and `request_time` or `event_time` read already.

    For s3_access it has the `http_status` as a number too, and no line without a time, by which s3_access_unparsed tells
    its lines.
    """
    select = _parsed(name)
    log_time = _parsed_expression(f"coalesce({_DELIVERY_DAY.replace('day', _PATH_DAY)}, {_DELIVERY_STAMP})")
    _replace_column(select, "log_time", exp.alias_(log_time, "log_time"))
    read = _READ.get(name, set())
    select.set("expressions", [exp.column(item.alias) if item.alias in read else item for item in select.expressions])
    if name == "s3_access":
        select.set("where", None)
    if name == "s3_access_unparsed":
        select.set("where", exp.Where(this=_parsed_expression("request_time is null")))
    select = select.from_(exp.table_(raw, quoted=True), copy=False)
    return select.where(*_exact(select, name, window), copy=False)


def numbered(name: str, select: exp.Select) -> exp.Select:
    """The relation with a last column that counts the copies of a line or record, which come in no certain order.

    What has no id is nobody's copy.
    """
    if name not in _IDENTITIES:
        return select
    keys = [_value(select, column) for column in _IDENTITIES[name]]
    place = exp.Window(this=exp.RowNumber(), partition_by=keys, order=exp.Order(expressions=[_value(select, "log_file")]))
    number = exp.Case().when(exp.Is(this=keys[0].copy(), expression=exp.Null()), exp.Literal.number(1)).else_(place)
    return select.select(exp.alias_(number, COPY_NUMBER), copy=False)


def over(select: exp.Select, columns: Mapping[str, str], day: str) -> exp.Select:
    r"""A relation over a table of other columns: what it lacks is NULL, and the day has its own name.

    >>> over(sqlglot.parse_one("select a, b from t where day > '2026'"), {"a": "string"}, "timestamp").sql("athena")
    'SELECT a, CAST(NULL AS VARCHAR) AS b FROM t WHERE "timestamp" > \'2026\''
    """
    for item in [item for item in select.expressions if isinstance(item.unalias(), exp.Coalesce) and _lacks(item, columns)]:
        kind = "boolean" if isinstance(item.unalias().expressions[-1], exp.Boolean) else "varchar"
        item.unalias().replace(exp.cast(exp.Null(), kind))
    for field in list(select.find_all(exp.Dot)):
        if field.this.name == _RESOURCE and f"{field.name}:" not in columns.get("resources", ""):
            field.replace(exp.cast(exp.Null(), "varchar"))
    for node in list(select.find_all(exp.Column)):
        other = _elsewhere(node, columns, day)
        if other is not node:
            node.replace(exp.alias_(other, node.name) if node.parent is select else other)
    return select


def lacking(relation: str, columns: Mapping[str, str]) -> list[str]:
    """The columns of a relation that are NULL over a table of other columns."""
    return [item.alias_or_name for item in _parsed(relation).expressions if _lacks(item, columns)]


def _lacks(item: exp.Expr, columns: Mapping[str, str]) -> bool:
    """Whether nothing that a value is made of is there."""
    nodes = list(item.find_all(exp.Column))
    return bool(nodes) and not any(_has(node, columns) for node in nodes)


def _has(node: exp.Column, columns: Mapping[str, str]) -> bool:
    """Whether a table has a column, or the field of a structure."""
    name, *fields = [part.name for part in node.parts]
    if name in {"$path", "day", *_PARTITIONS}:
        return True
    if name not in columns:
        return False
    kind = exp.DataType.build(columns[name], dialect="hive")
    for field in fields:
        found = [one.args["kind"] for one in kind.expressions if isinstance(one, exp.ColumnDef) and one.name.lower() == field]
        if not found:
            return False
        kind = found[0]
    return True


def _elsewhere(node: exp.Column, columns: Mapping[str, str], day: str) -> exp.Expr:
    if node.name == "day":
        return exp.column(day, quoted=True)
    if node.name in _NUMBERS and columns.get(node.name, "bigint") != "bigint":
        return exp.TryCast(this=node.copy(), to=exp.DataType.build("bigint"))
    if _has(node, columns):
        return node
    return exp.cast(exp.Null(), "bigint" if node.name in _NUMBERS else "varchar")


def _select(name: str, source: Source, database: str, table: str) -> exp.Select:
    select = _parsed(name)
    log_time = _parsed_expression(_DELIVERY_STAMP if source.flat else _DELIVERY_DAY)
    _replace_column(select, "log_time", exp.alias_(log_time, "log_time"))
    select = select.from_(exp.table_(table, db=database, quoted=True))
    return select.where(*_own_files(source)) if source.flat else select


def _parsed(name: str) -> exp.Select:
    select = _parsed_expression(_text(name))
    if not isinstance(select, exp.Select):
        raise TypeError(name)
    return select


def _parsed_expression(text: str) -> exp.Expr:
    return _parsed_once(text).copy()


@cache
def _parsed_once(text: str) -> exp.Expr:
    """Without comments; as a copy takes a third of the time."""
    tree = sqlglot.parse_one(text, read="athena")
    for node in tree.walk():
        node.comments = None
    return tree


def _replace_column(select: exp.Select, name: str, other: exp.Expr) -> None:
    for node in list(select.find_all(exp.Column)):
        if node.name == name:
            node.replace(other.copy())


def _own_files(source: Source) -> Iterator[exp.Expr]:
    """Bounds that prune, and a pattern that does not but keeps other prefixes and folders out."""
    path, (lowest, highest) = _path(), dated_names(source)
    yield exp.GTE(this=path, expression=exp.Literal.string(lowest))
    yield exp.LT(this=path.copy(), expression=exp.Literal.string(highest))
    yield exp.RegexpLike(this=path.copy(), expression=exp.Literal.string(own_files(source)))


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


def _exact(select: exp.Select, name: str, window: Window) -> Iterator[exp.Expr]:
    """The window on the rows themselves."""
    if name in _TIMES:
        time = _value(select, _TIMES[name])
        yield exp.GTE(this=time, expression=_timestamp(window.start))
        yield exp.LT(this=time.copy(), expression=_timestamp(window.end))
    for part, column in _FILTERS[name].items():
        if values := getattr(window, part):
            yield exp.In(this=_value(select, column), expressions=[exp.Literal.string(value) for value in values])


def _value(select: exp.Select, name: str) -> exp.Expr:
    item: exp.Expr = next(item for item in select.expressions if item.alias_or_name == name)
    return item.unalias().copy()


def _timestamp(moment: datetime) -> exp.Expr:
    literal = exp.Literal.string(moment.isoformat(sep=" "))
    return exp.Cast(this=literal, to=exp.DataType.build("timestamp(6)" if moment.microsecond else "timestamp"))


def _path() -> exp.Column:
    return exp.column(exp.to_identifier("$path", quoted=True))


def _text(relation: str) -> str:
    return resources.read(f"ddl/relations/{relation}.sql")
