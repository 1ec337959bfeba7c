"""Athena's API over the stand: which engine runs a statement, and what DDL, UNLOAD and reuse leave behind."""

from __future__ import annotations

import io
import uuid
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from tests.stand.athena.client import OUTPUT, RESULTS, Client, rows, run
from tests.stand.athena.objects import parse
from tests.stand.athena.statements import read_statement

if TYPE_CHECKING:
    from tests.stand.athena.server import Athena

_REUSE = {"ResultReuseByAgeConfiguration": {"Enabled": True, "MaxAgeInMinutes": 5}}
_TOO_YOUNG = {"ResultReuseByAgeConfiguration": {"Enabled": True, "MaxAgeInMinutes": 0}}
_TABLE = "create external table places (name string comment 'its name', visits bigint) location 's3://places/t/'"


@pytest.fixture(scope="module")
def places(athena: Athena, client: Client) -> dict[str, str]:
    athena.stand.put("places", "t/one.txt", b"Rome\x0112\nOslo\x013\n")
    run(client, "create database places")
    context = {"Database": "places"}
    for statement in (_TABLE, "create view often as select name from places where visits > 5"):
        done = run(client, statement, QueryExecutionContext=context)
        assert done["Status"]["State"] == "SUCCEEDED", done
    return context


@pytest.mark.parametrize(
    ("sql", "kind", "name", "engine"),
    [
        ("CREATE EXTERNAL TABLE t (a int)", "DDL", "CREATE_TABLE", "Hive"),
        ("create\ntable t as\nselect 1 a", "DDL", "CREATE_TABLE_AS_SELECT", "Trino"),
        ("create table t as (with a as (select 1 b) select b from a)", "DDL", "CREATE_TABLE_AS_SELECT", "Trino"),
        ("/* c */ create or replace view v as select 1 a", "DDL", "CREATE_VIEW", "Trino"),
        ("drop view v", "DDL", "DROP_VIEW", "Trino"),
        ("alter table t add columns (b int)", "DDL", "ALTER_TABLE", "Hive"),
        ("MSCK REPAIR TABLE t", "DDL", "MSCK_REPAIR_TABLE", "Hive"),
        ("show tables in places", "UTILITY", "SHOW_TABLES", "Glue"),
        ("desc t", "UTILITY", "DESCRIBE_TABLE", "Hive"),
        ("explain select 1", "UTILITY", "EXPLAIN", "Trino"),
        ("-- c\nwith a as (select 1 b) select b from a", "DML", "SELECT", "Trino"),
        ("(select 1) union (select 2)", "DML", "SELECT", "Trino"),
        ("unload (select 1) to 's3://b/' with (format = 'PARQUET')", "DML", "UNLOAD", "Trino"),
        ("selection", "DML", "", "Trino"),
    ],
)  # fmt: skip
def test_statements_are_named_and_sent_to_their_engine(sql: str, kind: str, name: str, engine: str) -> None:
    statement = read_statement(sql)
    assert (statement.kind, statement.name, statement.engine.value) == (kind, name, engine)


@pytest.mark.parametrize(
    ("sql", "column", "expected"),
    [
        ("show tables", "tab_name", [["often"], ["places"]]),
        ("show tables 'pl*'", "tab_name", [["places"]]),
        ("show views in places", "views", [["often"]]),
        ("show columns in places", "field", [["name                "], ["visits              "]]),
        ("show databases like 'plac*'", "database_name", [["places"]]),
        # All columns of a row are one text, as Athena has it for this statement.
        ("describe places", "col_name data_type comment",
         [["name                \tstring              \tits name            "],
          ["visits              \tbigint              \t                    "]]),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("places")
def test_utility_statements_give_rows_without_a_header_and_a_text(
    athena: Athena, client: Client, sql: str, column: str, expected: list[list[str]]
) -> None:
    execution = run(client, sql, QueryExecutionContext={"Database": "places"})
    answer = client.get_query_results(QueryExecutionId=execution["QueryExecutionId"])
    location = execution["ResultConfiguration"]["OutputLocation"]
    assert [column["Name"] for column in answer["ResultSet"]["ResultSetMetadata"]["ColumnInfo"]] == column.split()
    assert rows(client, execution) == expected
    assert location == f"{OUTPUT}{execution['QueryExecutionId']}.txt"
    assert _object(athena, location).decode() == "".join(f"{row[0]}\n" for row in expected)


def test_ddl_leaves_an_empty_text(athena: Athena, client: Client, places: dict[str, str]) -> None:
    execution = run(client, "create database if not exists places", QueryExecutionContext=places)
    assert (execution["StatementType"], execution["SubstatementType"]) == ("DDL", "CREATE_DATABASE")
    assert _object(athena, execution["ResultConfiguration"]["OutputLocation"]) == b""
    assert rows(client, execution) == []


def test_names_without_a_database_are_read_in_that_of_the_call_alone(client: Client, places: dict[str, str]) -> None:
    assert rows(client, run(client, "select name from often", QueryExecutionContext=places)) == [["name"], ["Rome"]]
    assert run(client, "show columns in places")["Status"]["State"] == "FAILED"  # which is not in the database default
    assert "does not exist" in run(client, "select name from often")["Status"]["StateChangeReason"]


@pytest.mark.parametrize(
    ("sql", "reason", "number"),
    [
        ("/* note */ create database commented", r"ParseException line 1:0 cannot recognize input near '/' '*'", 1006),
        ("create table t (a int", r"FAILED: ParseException", 1006),
        ("create database places", r"Database places already exists", 1003),
        ("drop database places", r"Database places is not empty", 1003),
        ("show tables in nowhere", r"Database does not exist: nowhere", 1003),
    ],
)
@pytest.mark.usefixtures("places")
def test_ddl_that_hive_refuses_fails(client: Client, sql: str, reason: str, number: int) -> None:
    status = run(client, sql)["Status"]
    assert (status["State"], status["AthenaError"]["ErrorType"]) == ("FAILED", number)
    assert reason in status["StateChangeReason"]


def test_explain_gives_the_lines_of_the_plan(client: Client, places: dict[str, str]) -> None:
    execution = run(client, "explain select name from often", QueryExecutionContext=places)
    lines = [row[0] or "" for row in rows(client, execution)]
    assert any("TableScan" in line or "ScanFilter" in line for line in lines)
    assert execution["Statistics"]["DataScannedInBytes"] == 0


def test_unload_writes_typed_files_and_their_manifest(athena: Athena, client: Client) -> None:
    target = f"s3://{RESULTS}/unloaded/{uuid.uuid4()}/"
    values = """1 as i, bigint '2' as b, 1.5e0 as d, true as t, 'x' as s, cast(null as varchar) as n, date '2026-11-01' as day,
        timestamp '2026-11-01 00:00:00.123' as ts, cast(1.50 as decimal(5, 2)) as m, array['p', null] as a,
        map(array['k'], array[1]) as map, cast(row(1, 'y') as row(f integer, g varchar)) as r, x'00ff' as bin"""
    sql = f"unload (select {values}) to '{target}' with (format = 'PARQUET', compression = 'SNAPPY')"
    execution = run(client, sql)
    assert execution["Status"]["State"] == "SUCCEEDED", execution
    manifest = execution["Statistics"]["DataManifestLocation"]
    assert manifest == f"{OUTPUT}{execution['QueryExecutionId']}-manifest.csv"
    files = _object(athena, manifest).decode().splitlines()
    table = parquet.read_table(io.BytesIO(_object(athena, files[0])), coerce_int96_timestamp_unit="us")
    assert [file.startswith(target) for file in files] == [True]
    assert [pa.types.is_large_string(kind) for kind in table.schema.types].count(True) == 0
    assert table.select(["i", "b", "d", "t", "s", "day", "ts", "m", "bin"]).schema.types == [
        pa.int32(), pa.int64(), pa.float64(), pa.bool_(), pa.string(), pa.date32(), pa.timestamp("us"), pa.decimal128(5, 2),
        pa.binary(),
    ]  # fmt: skip
    row = table.to_pylist()[0]
    assert (row["n"], row["a"], row["map"], row["r"]) == (None, ["p", None], [("k", 1)], {"f": 1, "g": "y"})
    assert (str(row["ts"]), str(row["m"]), row["bin"]) == ("2026-11-01 00:00:00.123000", "1.50", b"\x00\xff")


def test_unload_never_writes_beside_what_is_there(athena: Athena, client: Client) -> None:
    athena.stand.put(RESULTS, "taken/theirs", b"x")
    execution = run(client, f"unload (select 1 as a) to 's3://{RESULTS}/taken' with (format = 'PARQUET')")
    assert execution["Status"]["State"] == "FAILED"
    assert execution["Status"]["StateChangeReason"].startswith("HIVE_PATH_ALREADY_EXISTS")


def test_an_unload_without_rows_writes_no_file(athena: Athena, client: Client) -> None:
    sql = f"unload (select 1 as a where false) to 's3://{RESULTS}/none/{uuid.uuid4()}' with (format = 'PARQUET')"
    assert _object(athena, run(client, sql)["Statistics"]["DataManifestLocation"]) == b""


def test_a_result_is_used_again(client: Client) -> None:
    text = f"select '{uuid.uuid4()}' as a, 1 as b"
    first = run(client, text)
    again = run(client, f"-- the same\n{text.replace(' as b', '   as b')}", ResultReuseConfiguration=_REUSE)
    assert again["Statistics"]["ResultReuseInformation"] == {"ReusedPreviousResult": True}
    assert again["Statistics"]["DataScannedInBytes"] == 0
    assert again["QueryExecutionId"] != first["QueryExecutionId"]
    assert again["ResultConfiguration"] == first["ResultConfiguration"]
    assert rows(client, again) == rows(client, first)


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("select '{}'", {"ResultReuseConfiguration": {}}),
        ("select '{}'", {"ResultReuseConfiguration": {"ResultReuseByAgeConfiguration": {"Enabled": False}}}),
        ("select '{}'", {"ResultReuseConfiguration": _TOO_YOUNG}),
        ("select '{}'", {"QueryExecutionContext": {"Database": "default"}}),
        ("select '{}'", {"ResultConfiguration": {"OutputLocation": f"{OUTPUT}else/"}}),
        ("select '{}', now()", {}),
        ("select '{}' limit 1", {}),
    ],
)
def test_a_result_is_not_used_again_where_anything_differs_or_may(
    client: Client, text: str, change: dict[str, Any]
) -> None:
    sql = text.format(uuid.uuid4())
    run(client, sql)
    again = run(client, sql, **{"ResultReuseConfiguration": _REUSE, **change})
    assert again["Statistics"]["ResultReuseInformation"] == {"ReusedPreviousResult": False}


def test_a_result_that_is_gone_is_not_used_again(athena: Athena, client: Client) -> None:
    sql = f"select '{uuid.uuid4()}'"
    bucket, key = parse(run(client, sql)["ResultConfiguration"]["OutputLocation"])
    athena.stand.s3.delete_object(Bucket=bucket, Key=key)
    again = run(client, sql, ResultReuseConfiguration=_REUSE)
    assert again["Statistics"]["ResultReuseInformation"] == {"ReusedPreviousResult": False}


def test_the_catalog_is_glues(client: Client, places: dict[str, str]) -> None:
    where = {"CatalogName": "AwsDataCatalog", "DatabaseName": places["Database"]}
    assert client.list_data_catalogs()["DataCatalogsSummary"][0]["CatalogName"] == "AwsDataCatalog"
    assert "places" in [item["Name"] for item in client.list_databases(CatalogName="AwsDataCatalog")["DatabaseList"]]
    assert client.get_database(**where)["Database"]["Name"] == "places"
    table = client.get_table_metadata(**where, TableName="places")["TableMetadata"]
    assert [(column["Name"], column["Type"], column.get("Comment")) for column in table["Columns"]] == [
        ("name", "string", "its name"), ("visits", "bigint", None),
    ]  # fmt: skip
    listed = client.list_table_metadata(**where, MaxResults=1)
    assert [item["Name"] for item in listed["TableMetadataList"]] == ["often"]
    assert client.list_table_metadata(**where, NextToken=listed["NextToken"])["TableMetadataList"][0]["Name"] == "places"
    with pytest.raises(client.exceptions.MetadataException, match="Table nothing not found"):
        client.get_table_metadata(**where, TableName="nothing")


def _object(athena: Athena, location: str) -> bytes:
    bucket, key = parse(location)
    return athena.stand.s3.get_object(Bucket=bucket, Key=key)["Body"].read()
