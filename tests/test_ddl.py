"""The DDL of each shape as text (snapshots), as sqlglot reads it, and as literals that hold what they were given."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlglot
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlglot import exp

from athena_s3logs.catalog import Deployment
from athena_s3logs.ddl import TEMPLATE_VERSION, hive_name, hive_string, parse_table, table_ddl
from athena_s3logs.sources import Settings, make_source
from athena_s3logs.tables import Table, from_properties
from tests.corpus import TODAY

SNAPSHOTS = Path(__file__).parent / "snapshots"
FIRST = date(2024, 1, 1)
KNOWN: dict[str, Any] = {"accounts": ("111122223333",), "regions": ("eu-west-1",)}
MANY: dict[str, Any] = {"accounts": tuple(f"{number:012}" for number in range(1, 32)), "regions": ("eu-west-1", "us-east-1")}


def flat(location: str) -> Settings:
    return Settings(kind="s3_access", layout="flat", location=location)


def partitioned(location: str = "s3://logs/app/", **more: Any) -> Settings:  # noqa: ANN401  any setting
    values = {"time": "event", "first_day": FIRST, **more}
    return Settings(kind="s3_access", layout="partitioned", location=location, **values)


def trail(location: str = "s3://trail/AWSLogs/111122223333/CloudTrail/", **more: Any) -> Settings:  # noqa: ANN401  any setting
    return Settings(kind="cloudtrail", location=location, **{"first_day": FIRST, **more})


def organization(**more: Any) -> Settings:  # noqa: ANN401  any setting
    return trail("s3://trail/AWSLogs/o-abc123/", organization="o-abc123", **more)


CASES = {
    "s3_access_flat": flat("s3://logs/app/"),
    "s3_access_flat_glued": flat("s3://logs/o'neil/app"),
    "s3_access_flat_root": flat("s3://logs/"),
    "s3_access_partitioned": partitioned(**KNOWN, buckets=("data", "site")),
    "s3_access_partitioned_delivery": partitioned("s3://logs/", **KNOWN, buckets=("data",), time="delivery"),
    "s3_access_partitioned_glued": partitioned("s3://logs/o'neil/app", **KNOWN, buckets=("data",)),
    "s3_access_partitioned_injected": partitioned(),
    "s3_access_partitioned_many_enum": partitioned(**MANY, buckets=("data",), enum=("account",)),
    "s3_access_partitioned_many_injected": partitioned(**MANY, buckets=("data",), inject=("account",)),
    "cloudtrail_account": trail(regions=("eu-west-1", "us-east-1")),
    "cloudtrail_account_cn": trail(regions=("cn-north-1", "cn-northwest-1")),
    "cloudtrail_account_gov": trail("s3://trail/it's/AWSLogs/111122223333/CloudTrail/", regions=("us-gov-west-1",)),
    "cloudtrail_account_injected": trail(),
    "cloudtrail_organization": organization(**KNOWN),
    "cloudtrail_organization_injected": organization(regions=("eu-west-1",), first_day=date(2020, 2, 29)),
    "cloudtrail_organization_many_enum": organization(**MANY, enum=("account",)),
}
every_case = pytest.mark.parametrize("case", CASES)


def statements(wanted: Settings) -> dict[str, str]:
    source = make_source(wanted, today=TODAY)
    return Deployment(source=source, database="s3logs", table=f"{source.kind}_raw", view=source.kind).statements()


def table(wanted: Settings) -> Table:
    return parse_table(statements(wanted)["table"])


@every_case
def test_snapshot(case: str) -> None:
    text = "\n\n".join(f"{statement};" for statement in statements(CASES[case]).values()) + "\n"
    path = SNAPSHOTS / f"{case}.sql"
    if os.environ.get("UPDATE_SNAPSHOTS") == "1":
        SNAPSHOTS.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.exists(), "no snapshot: look at the text, then write it with UPDATE_SNAPSHOTS=1"
    assert text == path.read_text(encoding="utf-8"), (
        f"the DDL changed: where it is the table's, TEMPLATE_VERSION (now {TEMPLATE_VERSION}) has to go up, since `status`"
        " tells by it which tables are of an older version; then write the snapshots with UPDATE_SNAPSHOTS=1"
    )


def test_no_snapshot_without_a_case() -> None:
    assert sorted(path.name for path in SNAPSHOTS.iterdir()) == sorted(f"{case}.sql" for case in CASES)


@every_case
def test_statements_can_be_pasted(case: str) -> None:
    for part, statement in statements(CASES[case]).items():
        assert not re.search(r"--|;|/\*|\{\{|\{%|\t|\r", statement), part
        assert all(line.strip() and line == line.rstrip() for line in statement.split("\n")), part
        assert statement.isascii(), part
        assert len(sqlglot.parse(statement, read="athena")) == 1
        assert len(statement.encode()) < 262_144


@every_case
def test_the_table_is_read_again(case: str) -> None:
    found, source = table(CASES[case]), make_source(CASES[case], today=TODAY)
    assert from_properties(found.properties) == source.settings == CASES[case]
    assert found.location == source.folder
    partitions = [] if source.flat else [*(column.name for column in source.dimensions), "day"]
    assert [(column.name, column.type) for column in found.partitions] == [(name, "string") for name in partitions]
    assert found.owned
    assert found.properties["athena_s3logs.package"] == "athena_s3logs"
    assert found.properties["athena_s3logs.template_version"] == TEMPLATE_VERSION
    assert found.properties["athena_s3logs.view"] == source.kind


@every_case
def test_columns_are_documented(case: str) -> None:
    found = table(CASES[case])
    names = [column.name for column in (*found.columns, *found.partitions)]
    assert len(names) == len(set(names))
    for column in (*found.columns, *found.partitions):
        assert re.fullmatch(r"[a-z_]+", column.name)
        assert 0 < len(column.comment) <= 255, column.name


@every_case
def test_the_regex_has_a_group_a_column_and_stands_on_one_line(case: str) -> None:
    found, statement = table(CASES[case]), statements(CASES[case])["table"]
    if CASES[case].kind == "cloudtrail":
        assert found.serde == "org.apache.hive.hcatalog.data.JsonSerDe"
        assert found.input_format == "com.amazon.emr.cloudtrail.CloudTrailInputFormat"
        assert not found.serde_properties
        return
    assert re.compile(found.serde_properties["input.regex"]).groups == len(found.columns)
    (line,) = [line for line in statement.split("\n") if "input.regex" in line]
    assert line.strip() == f"'input.regex' = {hive_string(found.serde_properties['input.regex'])}"


@every_case
def test_projection(case: str) -> None:
    source, properties = make_source(CASES[case], today=TODAY), table(CASES[case]).properties
    ours = {name: value for name, value in properties.items() if name.startswith(("projection.", "storage."))}
    if source.flat:
        assert not ours
        return
    wanted = {
        "projection.enabled": "true",
        "projection.day.type": "date",
        "projection.day.format": "yyyy/MM/dd",
        "projection.day.interval": "1",
        "projection.day.interval.unit": "DAYS",
        "projection.day.range": f"{source.first_day:%Y/%m/%d},NOW",
        "storage.location.template": source.location_template,
    }
    for column in source.dimensions:
        wanted[f"projection.{column.name}.type"] = "injected" if column.injected else "enum"
        if not column.injected:
            wanted[f"projection.{column.name}.values"] = ",".join(column.values or ())
    assert ours == wanted


def test_names_and_types_are_those_of_aws() -> None:
    names = re.findall(
        r"\w+",
        "bucketowner bucket_name requestdatetime remoteip requester requestid operation key request_uri httpstatus errorcode"
        " bytessent objectsize totaltime turnaroundtime referrer useragent versionid hostid sigv ciphersuite authtype endpoint"
        " tlsversion accesspointarn aclrequired sourceregion",
    )
    columns = [(column.name, column.type) for column in table(CASES["s3_access_flat"]).columns]
    wanted = [(name, "bigint" if name in {"bytessent", "objectsize"} else "string") for name in names]
    assert columns == [*wanted, ("extra_fields", "string"), ("unparsed_line", "string")]


def test_access_log_tables_have_the_same_columns_and_regex() -> None:
    tables = [table(case) for case in CASES.values() if case.kind == "s3_access"]
    assert len({(found.columns, found.serde_properties["input.regex"]) for found in tables}) == 1


@pytest.mark.parametrize(
    "field",
    [
        "managementevent",
        "tlsdetails.keyexchange",
        "useridentity.inscopeof.sourcearn",
        "useridentity.credentialid",
        "useridentity.invokedbydelegate.accountid",
        "useridentity.identityprovider",
        "useridentity.onbehalfof.userid",
        "useridentity.sessioncontext.sourceidentity",
        "useridentity.sessioncontext.assumedroot",
        "useridentity.sessioncontext.ec2roledelivery",
        "insightdetails",
        "addendum.originaleventid",
        "vpcendpointaccountid",
    ],
)
def test_the_trail_has_the_fields_of_version_1_11(field: str) -> None:
    first, *steps = field.split(".")
    kind = {column.name: column.type for column in table(CASES["cloudtrail_account"]).columns}[first]
    found = exp.DataType.build(kind, dialect="hive")
    for step in steps:
        found = {item.name: item.args["kind"] for item in found.expressions}[step]
    assert found.is_type("string") or found.expressions


VARIANTS = [
    partitioned(**KNOWN, buckets=("data",)),
    partitioned("s3://logs/other/", **KNOWN, buckets=("data",)),
    partitioned(**KNOWN, buckets=("data",), time="delivery"),
    partitioned(accounts=("444455556666",), regions=("eu-west-1",), buckets=("data",)),
    partitioned(accounts=("111122223333",), regions=("eu-west-2",), buckets=("data",)),
    partitioned(**KNOWN, buckets=("site",)),
    partitioned(**KNOWN, buckets=("data", "site")),
    partitioned(**KNOWN, buckets=("site", "data")),
    partitioned(**KNOWN),
    partitioned(**KNOWN, buckets=("data",), inject=("account",)),
    partitioned(**KNOWN, buckets=("data",), inject=("bucket",)),
    partitioned(**KNOWN, buckets=("data",), first_day=date(2024, 1, 2)),
    flat("s3://logs/app/"),
    flat("s3://logs/app"),
]


def test_the_fingerprint_changes_with_each_setting_and_name() -> None:
    source = make_source(VARIANTS[0], today=TODAY)
    names = {"database": "d", "table": "t", "view": "v"}
    texts = [table_ddl(make_source(variant, today=TODAY), **names) for variant in VARIANTS]
    texts += [table_ddl(source, **{**names, name: "other"}) for name in names]
    prints = [parse_table(text).properties["athena_s3logs.fingerprint"] for text in texts]
    assert len(set(prints)) == len(prints)
    assert all(re.fullmatch(r"[0-9a-f]{16}", fingerprint) for fingerprint in prints)
    assert table_ddl(source, **names) == texts[0]


def test_a_location_with_a_quote_survives() -> None:
    wanted = partitioned("s3://logs/it's/'x'", **KNOWN, buckets=("data",))
    found = table(wanted)
    assert found.location == "s3://logs/it's/"
    assert found.properties["storage.location.template"].startswith("s3://logs/it's/'x'${account}/")
    assert from_properties(found.properties) == wanted
    assert "s3://logs/it''s/x2'" in statements(flat("s3://logs/it's/x"))["view"]


@settings(deadline=None)
@given(st.text())
@example("\\'; drop table x; --")
@example("\\")
@example("a\\nb\\u0041\\101\\%\\_\0")
def test_a_literal_of_hive_holds_its_text(text: str) -> None:
    parsed = sqlglot.parse_one(f"select {hive_string(text)} as x, 'next'", read="hive")
    assert isinstance(parsed, exp.Select)
    first, last = parsed.expressions
    assert isinstance(first.this, exp.Literal)
    assert (first.this.this, last.this) == (text, "next")


@settings(deadline=None)
@given(st.text(min_size=1))
@example("`; drop table x")
def test_an_identifier_of_hive_holds_its_name(text: str) -> None:
    parsed = sqlglot.parse_one(f"select {hive_name(text)}, `next`", read="hive")
    assert isinstance(parsed, exp.Select)
    assert parsed.named_selects == [text, "next"]
