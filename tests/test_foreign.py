"""A table of access logs that people made from AWS's DDL: found in Glue, read with what it has."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from athena_s3logs import Window
from athena_s3logs.ddl import parse_table, table_ddl
from athena_s3logs.engines.raw_tables import RawTable, athena_sql
from athena_s3logs.errors import CatalogError, SettingError, WindowError
from athena_s3logs.foreign import _LACKS, _NAMES, _READS, foreign_table
from athena_s3logs.tables import Column, Table, View
from tests.corpus import TODAY, flat
from tests.test_athena_engine import SQL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from athena_s3logs.engines.base import Question
    from athena_s3logs.sources import Source

AWS_COLUMNS = [
    "bucketowner", "bucket_name", "requestdatetime", "remoteip", "requester", "requestid", "operation", "key", "request_uri",
    "httpstatus", "errorcode", "bytessent", "objectsize", "totaltime", "turnaroundtime", "referrer", "useragent", "versionid",
    "hostid", "sigv", "ciphersuite", "authtype", "endpoint", "tlsversion", "accesspointarn", "aclrequired",
]  # fmt: skip
NUMBERS = {"bytessent": "bigint", "objectsize": "bigint"}
FLAT = Table(
    columns=tuple(Column(name, NUMBERS.get(name, "string")) for name in AWS_COLUMNS),
    partitions=(),
    location="s3://logs/app/",
    serde="",
    serde_properties={},
    input_format="",
    output_format="",
    properties={},
)
DATED = replace(
    FLAT,
    partitions=(Column("timestamp", "string"),),
    properties={
        "projection.enabled": "true", "projection.timestamp.format": "yyyy/MM/dd",
        "projection.timestamp.range": "2024/01/01,NOW", "storage.location.template": "s3://logs/app/${timestamp}",
    },
)
DAY = Window.day("2026-11-01")


class Glue:
    """One table."""

    def __init__(self, found: Table | View | None) -> None:
        self.found = found

    def find(self, database: str, name: str) -> Table | View | None:
        return self.found if (database, name) == ("logs", "access") else None

    def tables(self, _: str) -> Mapping[str, Table | View]:
        return {}

    def strangers(self, _: Source) -> Sequence[str]:
        return ()


def sql_over(found: Table, sql: str = SQL, window: Window = DAY, **settings: Any) -> str:  # noqa: ANN401  of the source
    table = foreign_table(Glue(found), "s3_access", "logs.access", settings, today=TODAY)
    return athena_sql(question(sql, window), {"s3_access": table}, now=datetime(2026, 11, 21))[0]


def question(sql: str, window: Window) -> Question:
    from athena_s3logs.asking import ask, own_query

    return ask(own_query(sql, {}), window, {})


def test_a_flat_table_reads_what_it_has() -> None:
    sql = "select source_region, extra_fields, tls_version, bytes_sent from s3_access order by 1, 2, 3, 4"
    text = sql_over(FLAT, sql, layout="flat")
    assert "CAST(NULL AS VARCHAR) AS extra_fields" in text
    assert "NULLIF(CAST(NULL AS VARCHAR), '-') AS source_region" in text
    assert "CAST(NULL AS VARCHAR) IS NULL" in text
    assert "NULLIF(tlsversion, '-')" in text
    assert "COALESCE(bytessent, 0)" in text
    assert '"$path" >= \'s3://logs/app/2026-11-01' in text
    assert "unparsed_line" not in text


def test_the_day_of_a_dated_table_has_its_own_name() -> None:
    text = sql_over(DATED, layout="partitioned")
    assert "\"timestamp\" BETWEEN '2026/11/01' AND '2026/11/01'" in text
    assert "day BETWEEN" not in text
    assert "'2026/11/03'" in sql_over(DATED, layout="partitioned", time="delivery")
    unparsed = sql_over(DATED, "select log_time, line from s3_access_unparsed order by 1, 2", layout="partitioned")
    assert "DATE_PARSE(\"timestamp\", '%Y/%m/%d')" in unparsed


def test_the_first_day_comes_from_the_projection() -> None:
    table = foreign_table(Glue(DATED), "s3_access", "logs.access", {"layout": "partitioned"}, today=TODAY)
    assert (table.source.first_day, table.source.dimensions, table.day) == (date(2024, 1, 1), (), "timestamp")
    odd = replace(DATED, properties={name: DATED.properties[name] for name in DATED.properties if "range" not in name})
    with pytest.raises(SettingError, match="first_day is missing, and the projection of timestamp does not tell it"):
        foreign_table(Glue(odd), "s3_access", "logs.access", {"layout": "partitioned"}, today=TODAY)
    given = {"layout": "partitioned", "first_day": date(2025, 1, 1)}
    assert foreign_table(Glue(odd), "s3_access", "logs.access", given, today=TODAY).source.first_day == date(2025, 1, 1)


def ranged(days: str, **settings: Any) -> str:  # noqa: ANN401  of the source
    found = replace(DATED, properties={**DATED.properties, "projection.timestamp.range": days})
    table = foreign_table(Glue(found), "s3_access", "logs.access", {"layout": "partitioned", **settings}, today=TODAY)
    window = Window(start=datetime(2026, 10, 30), end=datetime(2026, 11, 3))
    text, told = athena_sql(question(SQL, window), {"s3_access": table}, now=datetime(2026, 11, 21))
    (read,) = (line for line in text.splitlines() if "BETWEEN" in line)
    return "; ".join((read.partition("BETWEEN ")[2], *(one.partition(": ")[2] for one in told[:-1])))


def test_days_outside_of_the_projection_are_told() -> None:
    assert ranged("2024/01/01,NOW+1DAY") == "'2026/10/30' AND '2026/11/02'"
    assert ranged("2024/01/01, 2026/11/02") == "'2026/10/30' AND '2026/11/02'"
    ends = "the table ends with 2026-11-01; what came after is not in the answer"
    assert ranged("2024/01/01,2026/11/01") == f"'2026/10/30' AND '2026/11/01'; {ends}"
    begins = "the table begins with 2026-11-01; what came before is not in the answer"
    assert ranged("2026/11/01,NOW", first_day=date(2026, 1, 1)) == f"'2026/11/01' AND '2026/11/02'; {begins}"
    with pytest.raises(WindowError, match="the table ends with 2026-10-29; if there are later logs, have its projection go on"):
        ranged("2024/01/01,2026/10/29")
    with pytest.raises(CatalogError, match="the projection of timestamp ends with NOW-1DAYS, expected NOW or a day"):
        ranged("2024/01/01,NOW-1DAYS")


@pytest.mark.parametrize(("days", "first"), [
    ("NOW-20DAYS", "2026-11-01"),
    ("NOW - 3WEEKS", "2026-10-31"),
    ("NOW-1MONTH", None),
    ("NOW-3YEARS", None),
    ("NOW-9999YEARS", None),
])
def test_a_projection_that_begins_so_long_ago_tells_its_first_day(days: str, first: str | None) -> None:
    """Whatever first_day is given: Athena has no rows of the days before, and says nothing."""
    told = f"; the table begins with {first}; what came before is not in the answer" if first else ""
    begin = first.replace("-", "/") if first else "2026/10/30"
    assert ranged(f"{days},NOW", first_day=date(2020, 1, 1)) == f"'{begin}' AND '2026/11/02'{told}"


def test_a_projection_whose_begin_cannot_be_told_is_refused() -> None:
    with pytest.raises(CatalogError, match="the projection of timestamp begins with NOW-9HOURS, expected a day as yyyy/MM/dd"):
        ranged("NOW-9HOURS,NOW", first_day=date(2020, 1, 1))


def templated(found: Table, template: str) -> Table:
    return replace(found, properties={**found.properties, "storage.location.template": template})


REGIONAL = templated(
    replace(DATED, partitions=(Column("region", "string"), *DATED.partitions)), "s3://logs/app/${region}/${timestamp}",
)


@pytest.mark.parametrize(("found", "template"), [
    (DATED, "s3://logs/p/111122223333/us-east-1/shop/${timestamp}"),
    (DATED, "s3://elsewhere/${timestamp}/"),
    (REGIONAL, "s3://logs/glued${region}/${timestamp}"),
])
def test_the_template_tells_the_place_and_not_location(found: Table, template: str) -> None:
    given = {"layout": "partitioned", "regions": ("us-east-1",)}
    source = foreign_table(Glue(templated(found, template)), "s3_access", "logs.access", given, today=TODAY).source
    assert source.location_template == template.replace("timestamp", "day").rstrip("/") + "/"


@pytest.mark.parametrize(("found", "template", "more"), [
    (DATED, "s3://logs/app/", {}),
    (DATED, "s3://logs/app/${timestamp}/x", {}),
    (DATED, "s3://logs/app/${region}/${timestamp}", {}),
    (DATED, "s3://logs/app/eu-west-1/${timestamp}", {"location": "s3://logs/app/"}),
    (REGIONAL, "s3://logs/app/${timestamp}/${region}", {}),
    (REGIONAL, "s3://logs/app/${timestamp}", {}),
])
def test_templates_of_another_form_are_refused(found: Table, template: str, more: dict[str, str]) -> None:
    given = {"layout": "partitioned", "regions": ("us-east-1",), **more}
    with pytest.raises(CatalogError, match=r"logs\.access: its storage.location.template is '.*', expected 's3://logs/app/"):
        foreign_table(Glue(templated(found, template)), "s3_access", "logs.access", given, today=TODAY)


@pytest.mark.parametrize(("key", "value", "fault"), [
    ("projection.enabled", "false", "its projection.enabled is 'false', expected 'true'"),
    ("projection.enabled", None, "its projection.enabled is 'false', expected 'true'"),
    ("projection.timestamp.interval", "7", "its projection.timestamp.interval is '7', expected '1', so that it has each day"),
    ("projection.timestamp.interval.unit", "MONTHS", "interval.unit is 'MONTHS', expected 'DAYS'"),
    ("storage.location.template", None, "its storage.location.template is '', expected 's3://logs/app/"),
])
def test_a_projection_that_leaves_out_days_is_refused(key: str, value: str | None, fault: str) -> None:
    properties = {name: one for name, one in {**DATED.properties, key: value}.items() if one is not None}
    with pytest.raises(CatalogError, match=re.escape(fault)):
        sql_over(replace(DATED, properties=properties), layout="partitioned")


def test_a_table_with_a_template_is_not_flat() -> None:
    with pytest.raises(CatalogError, match="so it is not flat; say layout partitioned"):
        sql_over(templated(DATED, "s3://logs/app/${timestamp}"), layout="flat")


def test_partition_columns_of_ours_prune() -> None:
    window = replace(DAY, regions=("eu-west-1",))
    text = sql_over(REGIONAL, window=window, layout="partitioned", regions=("eu-west-1", "us-east-1"))
    assert "region IN ('eu-west-1')" in text


def test_numbers_that_are_texts_there() -> None:
    texts = replace(FLAT, columns=tuple(Column(name, "string") for name in AWS_COLUMNS))
    text = sql_over(texts, "select bytes_sent, object_size from s3_access order by 1, 2", layout="flat")
    assert "COALESCE(TRY_CAST(bytessent AS BIGINT), 0)" in text
    without = replace(FLAT, columns=tuple(Column(name, "string") for name in AWS_COLUMNS if name != "objectsize"))
    assert "CAST(NULL AS BIGINT) AS object_size" in sql_over(
        without, "select object_size from s3_access order by 1", layout="flat",
    )


def test_what_it_loses_is_told() -> None:
    table = foreign_table(Glue(FLAT), "s3_access", "logs.access", {"layout": "flat"}, today=TODAY)
    _, (warning, _) = athena_sql(question(SQL, DAY), {"s3_access": table}, now=datetime(2026, 11, 21))
    assert warning.startswith("logs.access: its regex, as AWS documents it, loses lines without an error")


@pytest.mark.parametrize(("place", "given", "bound"), [
    ("s3://logs/", {}, "s3://logs/2026-11-01"),
    ("s3://logs/app", {}, "s3://logs/app/2026-11-01"),
    ("s3://logs/", {"location": "s3://logs/app"}, "s3://logs/app2026-11-01"),
    ("s3://logs/", {"location": "s3://logs/"}, "s3://logs/2026-11-01"),
])
def test_a_prefix_that_is_glued_has_to_be_given(place: str, given: dict[str, str], bound: str) -> None:
    found = replace(FLAT, location=place)
    table = foreign_table(Glue(found), "s3_access", "logs.access", {"layout": "flat", **given}, today=TODAY)
    text, told = athena_sql(question(SQL, DAY), {"s3_access": table}, now=datetime(2026, 11, 21))
    assert f"\"$path\" >= '{bound}" in text
    names = _NAMES.format("logs.access", bound.removesuffix("2026-11-01"))
    assert [one for one in told if one == names] == ([] if given else [names])


def test_a_flat_table_of_the_package_knows_its_prefix() -> None:
    glued = flat("s3://logs/app")
    found = parse_table(table_ddl(glued, database="logs", table="access", view="v"))
    assert found.location == "s3://logs/"
    table = foreign_table(Glue(found), "s3_access", "logs.access", {"layout": "flat"}, today=TODAY)
    assert (table.source, table.told) == (glued, ())


@pytest.mark.parametrize(("name", "found", "layout", "kind", "fault"), [
    ("access", FLAT, "flat", SettingError, "s3_access 'access': expected database and table"),
    ("logs.other", FLAT, "flat", CatalogError, "logs.other: there is no such table in Glue"),
    ("Logs.x", FLAT, "flat", SettingError, "database 'Logs': expected at most 128 lower-case letters"),
    ("logs.access", View("select 1"), "flat", CatalogError, "there is no such table in Glue"),
    ("logs.access", replace(FLAT, columns=(Column("a", "int"),)), "flat", CatalogError, "no table of access logs"),
    ("logs.access", FLAT, "partitioned", CatalogError, "no partition column is projected by days"),
    ("logs.access", FLAT, None, CatalogError, "say layout flat if it has none"),
])
def test_tables_that_will_not_do(
    name: str, found: Table | View, layout: str | None, kind: type[Exception], fault: str,
) -> None:
    with pytest.raises(kind, match=fault):
        foreign_table(Glue(found), "s3_access", name, {} if layout is None else {"layout": layout}, today=TODAY)


RESOURCE = "struct<arn:string,accountid:string,type:string>"
CALLER = (
    "struct<type:string,principalid:string,arn:string,accountid:string,invokedby:string,accesskeyid:string,username:string,"
    "onbehalfof:struct<userid:string,identitystorearn:string>,sessioncontext:struct<attributes:struct<mfaauthenticated:string,"
    "creationdate:string>,sessionissuer:struct<type:string,principalid:string,arn:string,accountid:string,username:string>,"
    "ec2roledelivery:string,webidfederationdata:struct<federatedprovider:string,attributes:map<string,string>>>>"
)
OF_TRAIL = {
    "eventversion": "string", "useridentity": CALLER, "eventtime": "string", "eventsource": "string", "eventname": "string",
    "awsregion": "string", "sourceipaddress": "string", "useragent": "string", "errorcode": "string", "errormessage": "string",
    "requestparameters": "string", "responseelements": "string", "additionaleventdata": "string", "requestid": "string",
    "eventid": "string", "readonly": "string", "resources": f"array<{RESOURCE}>", "eventtype": "string", "apiversion": "string",
    "recipientaccountid": "string", "serviceeventdetails": "string", "sharedeventid": "string", "vpcendpointid": "string",
    "eventcategory": "string",
    "tlsdetails": "struct<tlsversion:string,ciphersuite:string,clientprovidedhostheader:string>",
}  # fmt: skip
"""The columns that AWS documents for a trail's table."""

PLACE = "s3://logs/AWSLogs/111122223333/CloudTrail/"
TRAIL = templated(
    replace(DATED, columns=tuple(Column(*one) for one in OF_TRAIL.items()), location=f"{PLACE}us-east-1"),
    f"{PLACE}us-east-1/${{timestamp}}",
)
NULL_THERE = ["management_event", "source_identity", "key_exchange", "vpc_endpoint_account", "from_console"]


def of_trail(found: Table, **settings: Any) -> RawTable:  # noqa: ANN401  of the source
    return foreign_table(Glue(found), "cloudtrail", "logs.access", settings, today=TODAY)


def test_a_trail_reads_what_it_has() -> None:
    table = of_trail(TRAIL, layout="partitioned")
    names = [*NULL_THERE, "resources", "tls_version", "identity_arn"]
    sql = f"select {', '.join(names)} from cloudtrail order by 1, 2, 3, 4, 5, 7, 8"
    text, told = athena_sql(question(sql, DAY), {"cloudtrail": table}, now=datetime(2026, 11, 21))
    assert "\"timestamp\" BETWEEN '2026/10/31' AND '2026/11/02'" in text
    for lost in ("managementevent", "sourceidentity", "keyexchange", "vpcendpointaccountid", "fromconsole", "arnprefix"):
        assert lost not in text.replace("from_console", "")
    assert "CAST(NULL AS BOOLEAN) AS from_console" in text
    assert "tlsdetails.tlsversion" in text
    assert told == (
        _LACKS.format("logs.access", ", ".join([*NULL_THERE, "ARN prefixes in resources"])),
        _READS.format("logs.access", f"{TRAIL.location}/"),
    )


def test_a_trail_of_one_region_or_of_all() -> None:
    table = of_trail(TRAIL)
    assert (table.source.location_template, table.day) == (f"{PLACE}us-east-1/${{day}}/", "timestamp")
    whole = replace(TRAIL, location=PLACE, partitions=(Column("region", "string"), *TRAIL.partitions))
    whole = templated(whole, f"{PLACE}${{region}}/${{timestamp}}")
    table = of_trail(whole, regions=("us-east-1", "eu-west-1"))
    assert table.source.location_template == f"{PLACE}${{region}}/${{day}}/"
    assert len(table.told) == 1


def test_the_template_of_a_trail_tells_its_place() -> None:
    place = f"{PLACE}eu-west-1/"
    table = of_trail(templated(replace(TRAIL, location="s3://logs/"), f"{place}${{timestamp}}"))
    assert table.source.location_template == f"{place}${{day}}/"
    assert _READS.format("logs.access", place) in table.told
    with pytest.raises(CatalogError, match=r"is 's3://logs/.*/CloudTrail/\$\{region\}', expected"):
        of_trail(templated(TRAIL, f"{PLACE}${{region}}"))


@pytest.mark.parametrize(("found", "fault"), [
    (FLAT, "no table of CloudTrail, it has no column"),
    (replace(TRAIL, partitions=()), "each question would read all of history: `create` makes a table that has one"),
])
def test_trails_that_will_not_do(found: Table, fault: str) -> None:
    with pytest.raises(CatalogError, match=fault):
        of_trail(found, layout="flat")
