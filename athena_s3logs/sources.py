"""Turns what a person knows of the place of their logs into a frozen, checked Source."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Final, Literal

from athena_s3logs.errors import SourceError
from athena_s3logs.locations import Location

Kind = Literal["s3_access", "cloudtrail"]
KINDS: Final[tuple[Kind, ...]] = ("s3_access", "cloudtrail")
PARTS: Final = ("database", "table", "view")
"""What is made for each kind."""

LISTS: Final = frozenset({"accounts", "regions", "buckets", "inject", "enum"})
"""Settings that are lists."""

ENUM_LIMIT: Final = 30
"""Values of one partition column up to which projection enumerates them unasked (Athena says "a few dozen")."""

_OLDEST: Final = date(2006, 3, 14)
_REGION: Final = re.compile(r"[a-z]{2,4}(-[a-z]+)+-[0-9]")
_SOURCE_BUCKET: Final = re.compile(r"[A-Za-z0-9._-]{3,255}")  # as us-east-1 took them until 2018
_ACCOUNT: Final = re.compile(r"[0-9]{12}")
_ORGANIZATION: Final = re.compile(r"o-[a-z0-9]{1,32}")
_TRAIL: Final = re.compile(r"(.*/)?AWSLogs/([0-9]{12})/CloudTrail/")
_ORGANIZATION_TRAIL: Final = re.compile(r"(.*/)?AWSLogs/(o-[a-z0-9]+)/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """One partition column besides the day: what values it takes, and whether a query has to name them.

    `values` is None where they are not known; then the column is injected.
    """

    name: str
    values: tuple[str, ...] | None
    injected: bool

    @property
    def setting(self) -> str:
        """What flags and configuration call it."""
        return "bucket" if self.name == "source_bucket" else self.name

    @property
    def many(self) -> bool:
        """Whether there are more values than projection enumerates unasked."""
        return len(self.values or ()) > ENUM_LIMIT


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What flags, environment, configuration file or table properties say of a source, unchecked."""

    kind: str
    location: str
    layout: str | None = None
    time: str | None = None
    organization: str | None = None
    accounts: tuple[str, ...] | None = None
    regions: tuple[str, ...] | None = None
    buckets: tuple[str, ...] | None = None
    inject: tuple[str, ...] = ()
    enum: tuple[str, ...] = ()
    first_day: date | None = None

    @property
    def projected(self) -> Settings:
        """What of them a table goes by: no order, and no values of what is injected, which only save naming them.

        >>> Settings(kind="s3_access", location="s3://logs/", buckets=("b", "a")).projected.buckets
        ('a', 'b')
        """
        lists: dict[str, Any] = {name: tuple(sorted(values)) for name in LISTS if (values := getattr(self, name))}
        unknown = {name: None for name in LISTS if name.removesuffix("s") in self.inject}
        return replace(self, **{**lists, **unknown, "inject": ()})

    def arguments(self) -> list[str]:
        """The settings as arguments of the command.

        >>> Settings(kind="s3_access", location="s3://logs/", layout="flat").arguments()
        ['s3_access', '--location', 's3://logs/', '--layout', 'flat']
        """
        values = {item.name: getattr(self, item.name) for item in fields(self) if item.name != "kind"}
        pairs = [
            (name, str(one))
            for name, value in values.items()
            for one in (value if isinstance(value, tuple) else [value] if value else [])
        ]
        flags = {name: f"--{name.removesuffix('s').replace('_', '-')}" for name in values}
        return [self.kind, *(word for name, one in pairs for word in (flags[name], one))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A place of logs and the shape of its keys; made by `make_source` only, which checks it.

    `shape` names the template: s3_access_flat, s3_access_partitioned, cloudtrail_account, cloudtrail_organization.
    `last_day` is of a table that the package did not make, whose days may end.
    """

    shape: str
    location: Location
    dimensions: tuple[Dimension, ...] = ()
    first_day: date | None = None
    last_day: date | None = None
    time: Literal["event", "delivery"] = "delivery"

    @property
    def kind(self) -> Kind:
        """Which log this is."""
        return "cloudtrail" if self.shape.startswith("cloudtrail") else "s3_access"

    @property
    def flat(self) -> bool:
        """Whether all objects share one prefix, so that nothing is partitioned."""
        return self.shape == "s3_access_flat"

    @property
    def folder(self) -> str:
        """The table's LOCATION: Athena puts a slash behind it, so a glued prefix is cut back to its folder."""
        return f"s3://{self.location.bucket}/{self.location.folder}"

    @property
    def location_template(self) -> str:
        """Where the files of one partition lie, in the notation of partition projection."""
        names = [column.name for column in self.dimensions]
        if self.shape == "cloudtrail_organization":
            names.insert(1, "CloudTrail")
        steps = [name if name == "CloudTrail" else f"${{{name}}}" for name in (*names, "day")]
        return self.location.url + "".join(f"{step}/" for step in steps)

    @property
    def settings(self) -> Settings:
        """What a person would say to get this source: `make_source` makes the same one of it."""
        values = {column.setting: column.values for column in self.dimensions}
        organization = _ORGANIZATION_TRAIL.fullmatch(self.location.prefix)
        return Settings(
            kind=self.kind,
            location=self.location.url,
            layout=self.shape.removeprefix("s3_access_") if self.kind == "s3_access" else None,
            time=self.time if self.shape == "s3_access_partitioned" else None,
            organization=organization[2] if organization and self.kind == "cloudtrail" else None,
            accounts=values.get("account"),
            regions=values.get("region"),
            buckets=values.get("bucket"),
            inject=tuple(column.setting for column in self.dimensions if column.injected and column.values),
            enum=tuple(column.setting for column in self.dimensions if column.many and not column.injected),
            first_day=self.first_day,
        )


_NOTHING: Final = Settings(kind="", location="")


def make_source(settings: Settings, *, today: date) -> Source:
    """The Source that the settings describe, or a SourceError that says what to change.

    >>> from datetime import date
    >>> make_source(Settings(kind="s3_access", layout="flat", location="s3://logs/app"), today=date(2026, 1, 1)).folder
    's3://logs/'
    """
    location = Location.parse(settings.location)
    if settings.kind == "s3_access":
        return _access_source(settings, location, today)
    if settings.kind == "cloudtrail":
        return _trail_source(settings, location, today)
    raise SourceError(f"kind {settings.kind!r}: expected {' or '.join(KINDS)}")


def _access_source(settings: Settings, location: Location, today: date) -> Source:
    _refuse(settings, "s3_access", "organization")
    if settings.layout == "flat":
        _refuse(settings, "layout flat", "time", "accounts", "regions", "buckets", "inject", "enum", "first_day")
        location.check_file_name()
        return Source(shape="s3_access_flat", location=location)
    if settings.layout != "partitioned":
        given = "layout is missing" if settings.layout is None else f"layout {settings.layout!r}"
        raise SourceError(
            f"{given}: expected flat or partitioned; the bucket's TargetObjectKeyFormat says which:"
            " SimplePrefix is flat, PartitionedPrefix is partitioned",
        )
    if settings.time not in {None, "event", "delivery"}:
        raise SourceError(f"time {settings.time!r}: expected event or delivery (PartitionDateSource)")
    return Source(
        shape="s3_access_partitioned",
        location=location,
        dimensions=_dimensions(settings, "account", "region", "bucket"),
        first_day=_first_day(settings, today),
        time="delivery" if settings.time == "delivery" else "event",
    )


def _trail_source(settings: Settings, location: Location, today: date) -> Source:
    _refuse(settings, "cloudtrail", "layout", "time", "buckets")
    location = location.with_slash()
    if settings.organization is None:
        _refuse(settings, "cloudtrail of one account (the location names it)", "accounts")
        _check_account_trail(location)
        shape, columns = "cloudtrail_account", ["region"]
    else:
        _check_organization_trail(location, settings.organization)
        shape, columns = "cloudtrail_organization", ["account", "region"]
    return Source(
        shape=shape,
        location=location,
        dimensions=_dimensions(settings, *columns),
        first_day=_first_day(settings, today),
    )


def _check_account_trail(location: Location) -> None:
    if _TRAIL.fullmatch(location.prefix):
        return
    hint = ""
    if found := _ORGANIZATION_TRAIL.fullmatch(location.prefix):
        hint = f"; for the trail of an organisation add organization {found[2]}"
    raise SourceError(
        f"location {location.url!r}: expected s3://bucket/[prefix/]AWSLogs/<12 digits>/CloudTrail/,"
        f" so that digests and insights beside it are not read{hint}",
    )


def _check_organization_trail(location: Location, organization: str) -> None:
    if not _ORGANIZATION.fullmatch(organization):
        raise SourceError(f"organization {organization!r}: expected an id as in o-exampleorgid")
    found = _ORGANIZATION_TRAIL.fullmatch(location.prefix)
    if not found or found[2] != organization:
        raise SourceError(f"location {location.url!r}: expected s3://bucket/[prefix/]AWSLogs/{organization}/")


def _refuse(settings: Settings, what: str, *names: str) -> None:
    for name in names:
        if getattr(settings, name) != getattr(_NOTHING, name):
            raise SourceError(f"{name}: {what} has none; leave it out")


def _first_day(settings: Settings, today: date) -> date:
    first = settings.first_day
    if first is None:
        raise SourceError("first_day is missing: give the day of the oldest log, as in 2024-01-31")
    if first < _OLDEST:
        raise SourceError(f"first_day {first}: S3 has no logs from before {_OLDEST}; give the day of the oldest log")
    if first > today:
        raise SourceError(f"first_day {first} lies in the future: give the day of the oldest log, {today} at the latest")
    return first


def _dimensions(settings: Settings, *columns: str) -> tuple[Dimension, ...]:
    for option in ("inject", "enum"):
        for name in getattr(settings, option):
            if name not in columns:
                raise SourceError(f"{option} {name!r}: expected one of {', '.join(columns)}")
    if both := set(settings.inject) & set(settings.enum):
        raise SourceError(f"{min(both)} stands in inject and in enum: choose one")
    regions = settings.regions or ()
    if len(partitions := {_aws_partition(region) for region in regions}) > 1:
        raise SourceError(f"regions lie in {' and '.join(sorted(partitions))}: one trail or bucket lies in one of them")
    return tuple(_dimension(settings, column) for column in columns)


def _dimension(settings: Settings, setting: str) -> Dimension:
    name = "source_bucket" if setting == "bucket" else setting
    values: tuple[str, ...] | None = getattr(settings, f"{setting}s")
    if values is None:
        if setting in settings.enum:
            raise SourceError(f"enum {setting}: its values are not known; give {setting}s, or leave it to be injected")
        return Dimension(name=name, values=None, injected=True)
    _check_values(setting, values)
    dimension = Dimension(name=name, values=values, injected=setting in settings.inject)
    if dimension.many and setting not in (*settings.inject, *settings.enum):
        raise SourceError(
            f"{setting}s has {len(values)} values: above {ENUM_LIMIT} say --inject {setting} (each query has to name"
            f" them, at most 1,000) or --enum {setting} (queries without a filter list all of them)",
        )
    return dimension


def _check_values(column: str, values: tuple[str, ...]) -> None:
    if not values:
        raise SourceError(f"{column}s is empty: give at least one, or leave it out to have it injected")
    if twice := {value for value in values if values.count(value) > 1}:
        raise SourceError(f"{column}s names {min(twice)!r} twice")
    for value in values:
        if column == "account" and not _ACCOUNT.fullmatch(value):
            raise SourceError(f"account {value!r}: expected 12 digits")
        if column == "region" and not _REGION.fullmatch(value):
            raise SourceError(f"region {value!r}: expected a name as in eu-west-1")
        if column == "bucket" and not _SOURCE_BUCKET.fullmatch(value):
            raise SourceError(f"bucket {value!r}: expected the name of a bucket, 3 to 255 letters, digits, dots, hyphens, _")


def _aws_partition(region: str) -> str:
    prefixes = {"cn-": "aws-cn", "us-gov-": "aws-us-gov", "eusc-": "aws-eusc"}
    return next((name for prefix, name in prefixes.items() if region.startswith(prefix)), "aws")
