"""A table of access logs that people made from AWS's DDL, as Glue describes it -> a raw table that queries can read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from athena_s3logs.engines.raw_tables import RawTable
from athena_s3logs.errors import CatalogError, SettingError
from athena_s3logs.sources import Settings, make_source
from athena_s3logs.tables import Table, check_identifier

if TYPE_CHECKING:
    from athena_s3logs.engines.base import Metastore
    from athena_s3logs.sources import Source

_NEEDED: Final = {"requestdatetime", "operation", "key"}
_DAY_FORMAT: Final = "yyyy/MM/dd"
_LOSES: Final = (
    "{}: its regex, as AWS documents it, loses lines without an error: a quote in a user agent or an odd key is enough, and the"
    " row is wholly NULL or its columns shift; `create` makes a table that accounts for every line"
)


def foreign_table(metastore: Metastore, name: str, settings: dict[str, Any], *, today: date) -> RawTable:
    """The raw table of a name as in db.table; the settings are those of a source, its location is the table's own."""
    database, dot, table = name.partition(".")
    if not dot:
        raise SettingError(f"s3_access {name!r}: expected database and table, as in logs.access_logs")
    for what, word in (("database", database), ("table", table)):
        check_identifier(what, word)
    found = metastore.find(database, table)
    if not isinstance(found, Table):
        raise CatalogError(f"{name}: there is no such table in Glue; look at database, region and profile")
    columns = {column.name: column.type for column in found.columns}
    if missing := _NEEDED - columns.keys():
        raise CatalogError(f"{name}: no table of access logs, it has no column {min(missing)}; expected one of AWS's DDL")
    day = _day_column(name, found, settings.get("layout"))
    return RawTable(
        source=_source(found, settings, day, today),
        database=database,
        table=table,
        columns=columns,
        day=day or "day",
        told=() if found.owned else (_LOSES.format(name),),
    )


def _day_column(name: str, found: Table, layout: str | None) -> str | None:
    """The partition column of the day, by its projection; AWS's DDL calls it timestamp."""
    if layout == "flat":
        return None
    for column in found.partitions:
        if found.properties.get(f"projection.{column.name}.format") == _DAY_FORMAT:
            return column.name
    raise CatalogError(f"{name}: no partition column is projected by days as {_DAY_FORMAT}; say layout flat if it has none")


def _source(found: Table, settings: dict[str, Any], day: str | None, today: date) -> Source:
    if day and "first_day" not in settings:
        first = found.properties.get(f"projection.{day}.range", "").partition(",")[0].replace("/", "-")
        try:
            settings = {**settings, "first_day": date.fromisoformat(first)}
        except ValueError as error:
            raise SettingError(f"first_day is missing, and the projection of {day} does not tell it: give it") from error
    source = make_source(Settings(kind="s3_access", **{"location": found.location, **settings}), today=today)
    names = {column.name for column in found.partitions}
    return replace(source, dimensions=tuple(each for each in source.dimensions if each.name in names))
