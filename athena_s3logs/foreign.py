"""A table of logs that people made from AWS's DDL, as Glue describes it -> a raw table that queries can read."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from athena_s3logs.engines.raw_tables import RawTable
from athena_s3logs.errors import CatalogError, SettingError
from athena_s3logs.locations import Location
from athena_s3logs.relation import lacking
from athena_s3logs.sources import Settings, make_source
from athena_s3logs.tables import PREFIX, Table, check_identifier

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from athena_s3logs.engines.base import Metastore
    from athena_s3logs.sources import Kind, Source

_NEEDED: Final = {
    "s3_access": {"requestdatetime", "operation", "key"},
    "cloudtrail": {"eventtime", "eventname", "useridentity", "resources"},
}
_TRAIL: Final = re.compile(r"s3://.*?/AWSLogs/[0-9]{12}/CloudTrail/")
_DAY_FORMAT: Final = "yyyy/MM/dd"
_GOES_ON: Final = re.compile(r"(NOW(\+.*)?)?")
_BACK: Final = re.compile(r"NOW\s*-\s*([0-9]{1,4})\s*(DAY|WEEK|MONTH|YEAR)S?")
_TEMPLATE: Final = "storage.location.template"
_LOSES: Final = (
    "{}: its regex, as AWS documents it, loses lines without an error: a quote in a user agent or an odd key is enough, and the"
    " row is wholly NULL or its columns shift; `create` makes a table that accounts for every line"
)
_NAMES: Final = (
    "{}: of its files those count whose names begin with the date right behind {}; where a prefix stands before the date, which"
    " LOCATION cannot tell, give `location` with it"
)
_LACKS: Final = "{}: it has nothing for {}, which are NULL in each row; `create` makes a table that has"
_READS: Final = "{}: it reads {} and nothing beside it, so that what CloudTrail writes elsewhere is in no answer"


def foreign_table(metastore: Metastore, kind: Kind, name: str, settings: dict[str, Any], *, today: date) -> RawTable:
    """The raw table of a name as in db.table; the settings are those of a source, its location is the table's own."""
    found = _found(metastore, kind, name)
    columns = {column.name: column.type for column in found.columns}
    if missing := _NEEDED[kind] - columns.keys():
        what = "access logs" if kind == "s3_access" else "CloudTrail"
        raise CatalogError(f"{name}: no table of {what}, it has no column {min(missing)}; expected one of AWS's DDL")
    day = _day_column(name, found, kind, settings.get("layout"))
    if day:
        settings = {**settings, "first_day": _first_day(name, found, day, settings.get("first_day"), today)}
    source = replace(_source(found, kind, settings, today), last_day=_last_day(name, found, day) if day else None)
    _check_template(name, found, source, day)
    return RawTable(
        source=source,
        database=name.partition(".")[0],
        table=name.partition(".")[2],
        columns=columns,
        day=day or "day",
        told=() if found.owned else tuple(_told(source, name, found, located="location" in settings)),
    )


def _found(metastore: Metastore, kind: Kind, name: str) -> Table:
    database, dot, table = name.partition(".")
    if not dot:
        raise SettingError(f"{kind} {name!r}: expected database and table, as in logs.access_logs")
    for what, word in (("database", database), ("table", table)):
        check_identifier(what, word)
    found = metastore.find(database, table)
    if not isinstance(found, Table):
        raise CatalogError(f"{name}: there is no such table in Glue; look at database, region and profile")
    return found


def _told(source: Source, name: str, found: Table, *, located: bool) -> Iterator[str]:
    """What such a table loses."""
    if source.kind == "s3_access":
        yield _LOSES.format(name)
        if source.flat and not located:
            yield _NAMES.format(name, source.location.url)
        return
    columns = {column.name: column.type for column in found.columns}
    lost = lacking(source.kind, columns) + ["ARN prefixes in resources"] * ("arnprefix:" not in columns["resources"])
    if lost:
        yield _LACKS.format(name, ", ".join(lost))
    if not _place(found).rstrip("/").endswith("/CloudTrail") and "region" not in {one.name for one in found.partitions}:
        yield _READS.format(name, _place(found))


def _day_column(name: str, found: Table, kind: Kind, layout: str | None) -> str | None:
    """The partition column of the day, by its projection; AWS's DDL calls it timestamp."""
    if layout == "flat" and kind == "s3_access":
        return None
    for column in found.partitions:
        if found.properties.get(f"projection.{column.name}.format") == _DAY_FORMAT:
            _check_days(name, found, f"projection.{column.name}.")
            return column.name
    remedy = "say layout flat if it has none"
    if kind == "cloudtrail":
        remedy = "each question would read all of history: `create` makes a table that has one"
    raise CatalogError(f"{name}: no partition column is projected by days as {_DAY_FORMAT}; {remedy}")


def _check_days(name: str, found: Table, of_day: str) -> None:
    """Refuse a projection that Athena does not go by, or that leaves out days; both give no rows and no error."""
    for key, usual, expected in (
        ("projection.enabled", "false", "true"),
        (f"{of_day}interval", "1", "1"),
        (f"{of_day}interval.unit", "DAYS", "DAYS"),
    ):
        if (value := found.properties.get(key, usual)).upper() != expected.upper():
            raise CatalogError(f"{name}: its {key} is {value!r}, expected {expected!r}, so that it has each day")


def _place(found: Table) -> str:
    """What stands before the columns of the template: Athena ignores LOCATION where there is one, which else is a folder.

    A table of the package knows its prefix itself.
    """
    known = found.properties.get(f"{PREFIX}location") or found.properties.get(_TEMPLATE, "").partition("${")[0]
    return known or Location.parse(found.location).with_slash().url


def _check_template(name: str, found: Table, source: Source, day: str | None) -> None:
    """Refuse a table whose files lie elsewhere than those of its source, since they could be neither counted nor fetched."""
    template = found.properties.get(_TEMPLATE, "")
    if source.flat:
        if template:
            raise CatalogError(f"{name}: its {_TEMPLATE} is {template!r}, so it is not flat; say layout partitioned")
        return
    expected = source.location_template.replace("${day}", f"${{{day}}}")
    if template.rstrip("/") != expected.rstrip("/"):
        raise CatalogError(
            f"{name}: its {_TEMPLATE} is {template!r}, expected {expected!r}; `create` makes a table that has one of this form",
        )


def _first_day(name: str, found: Table, day: str, given: date | None, today: date) -> date:
    """The day with which the projection begins, unless a later one is given."""
    begin = _range(found, day)[0]
    first = _date(begin) or _back(begin, today)
    if begin and not first:
        raise CatalogError(
            f"{name}: the projection of {day} begins with {begin}, expected a day as {_DAY_FORMAT}, or NOW less days, weeks,"
            " months or years",
        )
    known = [each for each in (first, given) if each]
    if not known:
        raise SettingError(f"first_day is missing, and the projection of {day} does not tell it: give it")
    return max(known)


def _back(text: str, today: date) -> date | None:
    """The day that a text as NOW-3YEARS means; of a month that is too short for it, the last.

    >>> _back("NOW-2WEEKS", date(2026, 3, 31)), _back("NOW-1MONTH", date(2026, 3, 31))
    (datetime.date(2026, 3, 17), datetime.date(2026, 2, 28))
    """
    if not (found := _BACK.fullmatch(text)):
        return None
    count, unit = int(found[1]), found[2]
    if unit in {"DAY", "WEEK"}:
        return today - timedelta(days=count * (7 if unit == "WEEK" else 1))
    year, month = divmod(today.year * 12 + today.month - 1 - count * (12 if unit == "YEAR" else 1), 12)
    year = max(year, date.min.year)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def _last_day(name: str, found: Table, day: str) -> date | None:
    """The day with which the projection ends, None where it goes on."""
    end = _range(found, day)[1]
    if not (last := _date(end)) and not _GOES_ON.fullmatch(end):
        raise CatalogError(f"{name}: the projection of {day} ends with {end}, expected NOW or a day as {_DAY_FORMAT}")
    return last


def _range(found: Table, day: str) -> tuple[str, str]:
    first, _, last = found.properties.get(f"projection.{day}.range", "").partition(",")
    return first.strip(), last.strip()


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text.replace("/", "-"))
    except ValueError:
        return None


def _source(found: Table, kind: Kind, settings: dict[str, Any], today: date) -> Source:
    if kind == "cloudtrail":
        return _trail(found, settings, today)
    source = make_source(Settings(kind="s3_access", **{"location": _place(found), **settings}), today=today)
    names = {column.name for column in found.partitions}
    return replace(source, dimensions=tuple(each for each in source.dimensions if each.name in names))


def _trail(found: Table, settings: Mapping[str, Any], today: date) -> Source:
    """The source under a trail's table, which may be of one region: then its place lies beneath that of the trail."""
    place = Location.parse(_place(found)).with_slash()
    whole, names = _TRAIL.match(place.url), {column.name for column in found.partitions}
    given = {name: value for name, value in settings.items() if name != "layout"}
    source = make_source(Settings(kind="cloudtrail", **{"location": whole[0] if whole else place.url, **given}), today=today)
    dimensions = tuple(each for each in source.dimensions if each.name in names)
    return replace(source, dimensions=dimensions, location=source.location if "location" in given else place)
