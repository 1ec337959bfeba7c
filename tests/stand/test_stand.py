"""The parts of the stand answer each other as Athena's do."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

import pytest

from tests.stand.errors import StandError
from tests.stand.trail_files import to_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.stand.stand import Stand

_TEXT_INPUT = "org.apache.hadoop.mapred.TextInputFormat"
_TEXT_OUTPUT = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"
_AWKWARD = ["a\tb", "\t", "nul\0x", "soh\x01x", r"back\slash\\t", "é😀\u2028", "NULL", r"\N", "", " blank "]


@pytest.fixture
def bench(stand: Stand) -> Iterator[Stand]:
    """The stand with an empty bucket `bench` and an empty database of that name."""
    stand.s3.create_bucket(Bucket="bench")
    stand.execute("create database bench")
    yield stand
    stand.execute("drop database bench cascade")
    stand.clear("bench")


def test_a_table_is_in_glue_as_hive_has_it(bench: Stand) -> None:
    bench.hive(r"""
        create external table bench.t (`a` string comment 'it\'s', b decimal(10,2)) comment 'T'
        partitioned by (`day` string comment 'D')
        row format serde 'org.apache.hadoop.hive.serde2.RegexSerDe' with serdeproperties ('input.regex' = '\\[(.*)\\]"(\\d)')
        stored as inputformat 'org.apache.hadoop.mapred.TextInputFormat'
        outputformat 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
        location 's3://bench/t'
        tblproperties ('storage.location.template' = 's3://bench/t/${day}/', 'q' = 'é')""")
    assert _glue_table(bench, "t") == {
        "Name": "t",
        "DatabaseName": "bench",
        "TableType": "EXTERNAL_TABLE",
        "Retention": 0,
        "PartitionKeys": [{"Name": "day", "Type": "string", "Comment": "D"}],
        "Parameters": {"EXTERNAL": "TRUE", "comment": "T", "storage.location.template": "s3://bench/t/${day}/", "q": "é"},
        "StorageDescriptor": {
            "Columns": [
                {"Name": "a", "Type": "string", "Comment": "it's"},
                {"Name": "b", "Type": "decimal(10,2)"},
            ],
            "Location": "s3://bench/t/",
            "InputFormat": _TEXT_INPUT,
            "OutputFormat": _TEXT_OUTPUT,
            "Compressed": False,
            "NumberOfBuckets": -1,
            "StoredAsSubDirectories": False,
            "Parameters": {},
            "SerdeInfo": {
                "SerializationLibrary": "org.apache.hadoop.hive.serde2.RegexSerDe",
                "Parameters": {"serialization.format": "1", "input.regex": r'\[(.*)\]"(\d)'},
            },
        },
    }


def test_what_hive_changes_changes_in_glue_and_nothing_else_does(bench: Stand) -> None:
    for name in ("changed", "other"):
        bench.hive(f"create external table bench.{name} (a string) location 's3://bench/{name}/'")
    bench.hive("alter table bench.changed set tblproperties ('x' = 'y')")
    assert _glue_table(bench, "changed")["Parameters"]["x"] == "y"
    versions = {
        name: bench.glue.get_table(DatabaseName="bench", Name=name)["Table"]["VersionId"] for name in ("changed", "other")
    }
    assert versions == {"changed": "2", "other": "1"}


def test_trino_reads_a_table_of_hive_and_hive_reads_it_too(bench: Stand) -> None:
    bench.put("bench", "t/deep/er/1.txt", b"x\ny\n")
    bench.execute("create external table bench.t (a string) location 's3://bench/t/';")
    answer = bench.trino("select a, 1.5e0 as d, true as t from bench.t order by a")
    assert answer.columns == [("a", "varchar"), ("d", "double"), ("t", "boolean")]
    assert answer.rows == [["x", 1.5, True], ["y", 1.5, True]]
    assert bench.hive("select a from bench.t") == ["x", "y"]


def test_a_view_is_in_glue_and_outlives_the_statements_of_hive(bench: Stand) -> None:
    bench.execute("create external table bench.t (a string) location 's3://bench/t/'")
    bench.execute("""-- made by Trino\ncreate or replace view "bench"."v" as select a from "bench"."t";""")
    bench.hive("drop table bench.t")
    tables = bench.glue.get_tables(DatabaseName="bench")["TableList"]
    assert [(table["Name"], table["TableType"]) for table in tables] == [("v", "VIRTUAL_VIEW")]
    assert tables[0]["Parameters"]["presto_view"] == "true"
    bench.execute('drop view "bench"."v"')
    assert bench.glue.get_tables(DatabaseName="bench")["TableList"] == []


def test_a_table_cannot_take_the_name_of_a_view(bench: Stand) -> None:
    bench.execute('create view "bench"."v" as select 1 as one')
    with pytest.raises(StandError, match="v already exists"):
        bench.execute("create external table bench.v (a string) location 's3://bench/t/'")
    assert bench.hive("show tables in bench") == []
    assert bench.trino("select * from bench.v").rows == [[1]]


def test_databases_come_and_go_in_glue(stand: Stand) -> None:
    stand.execute("create database if not exists Passing comment 'C'")
    database = stand.glue.get_database(Name="passing")["Database"]
    assert database["Description"] == "C"
    assert ["passing"] in stand.trino("show schemas").rows
    stand.execute("drop database passing")
    assert ["passing"] not in stand.trino("show schemas").rows


@pytest.mark.parametrize(
    "what", ["external table bench.x (a string) location 's3://bench/x/'", "view bench.x as select 1 as one"]
)
def test_a_database_that_is_not_empty_stays(bench: Stand, what: str) -> None:
    bench.execute(f"create {what}")
    with pytest.raises(StandError, match="Database bench is not empty"):
        bench.execute("drop database if exists `bench`;")
    assert [table["Name"] for table in bench.glue.get_tables(DatabaseName="bench")["TableList"]] == ["x"]


def test_errors_are_those_of_the_engines(stand: Stand) -> None:
    with pytest.raises(StandError, match=r"^FAILED: ParseException line 1:17 cannot recognize input near"):
        stand.hive("create table t2 (")
    with pytest.raises(StandError, match=r"^line 1:8: Column 'nothing' cannot be resolved$"):
        stand.trino("select nothing")
    with pytest.raises(StandError, match=r"^Division by zero$"):
        stand.trino("select 1 / x from (values 0) as t(x)")


def test_values_come_back_unchanged_from_one_column(bench: Stand) -> None:
    _put_lines(bench, _AWKWARD)
    _create_by_regex(bench, "one", "a string", "(.*)")
    assert bench.hive_rows("select * from bench.one") == [[line] for line in _AWKWARD]
    assert bench.hive("select a from bench.one") == _AWKWARD
    assert bench.trino("select * from bench.one").rows == [[line] for line in _AWKWARD]


def test_null_differs_from_every_text(bench: Stand) -> None:
    _put_lines(bench, [f"a {line}" for line in _AWKWARD] + ["no match for the first group"])
    _create_by_regex(bench, "two", "a string, b string", "(?:(a) (.*)|n.*)")
    expected = [["a", line] for line in _AWKWARD] + [[None, None]]
    assert bench.hive_rows("select a, b from bench.two") == expected
    assert bench.hive("select a, b from bench.two")[-1] == "NULL\tNULL"
    assert bench.trino("select a, b from bench.two").rows == expected


def test_a_dollar_in_a_property_survives(bench: Stand) -> None:
    bench.hive("create external table bench.t (a string) location 's3://bench/t/' tblproperties ('x' = '${day}')")
    assert _glue_table(bench, "t")["Parameters"]["x"] == "${day}"
    assert any("${day}" in line for line in bench.hive("show create table bench.t"))


def test_splits_and_bytes_are_those_of_the_files(bench: Stand) -> None:
    sizes = {"2026-11-01": 10, "2026-11-02": 2_000, "2026-11-03": 300_001}
    for day, size in sizes.items():
        bench.put("bench", f"t/{day}", (b"x" * 9 + b"\n") * (size // 10) + b"\n" * (size % 10))
    bench.hive("create external table bench.t (a string) location 's3://bench/t/'")
    _check_scan(bench, "true", splits=3, size=302_011, rows=30_202)
    _check_scan(bench, "\"$path\" >= 's3://bench/t/2026-11-02'", splits=2, size=302_001, rows=30_201)
    _check_scan(bench, "\"$path\" < 's3://bench/t/2026-11-02'", splits=1, size=10, rows=1)
    _check_scan(bench, "\"$path\" > 's3://bench/t/2026-12'", splits=0, size=0, rows=0)
    twice = bench.trino("select count(*) from bench.t as l cross join (select a from bench.t where \"$path\" like '%01') as r")
    assert (twice.splits, twice.bytes) == (6, 604_022)


def test_bytes_are_counted_as_they_are_stored(bench: Stand) -> None:
    body = gzip.compress(b"x\n" * 10_000)
    bench.put("bench", "t/x.gz", body)
    bench.hive("create external table bench.t (a string) location 's3://bench/t/'")
    _check_scan(bench, "a <> ''", splits=1, size=len(body), rows=10_000)


def test_projected_partitions_are_pruned(bench: Stand) -> None:
    for day in ("2026/01/01", "2026/01/02"):
        bench.put("bench", f"t/{day}/x.txt", day.encode())
    bench.hive("""
        create external table bench.t (a string) partitioned by (`day` string) location 's3://bench/t/' tblproperties (
        'projection.enabled' = 'true', 'projection.day.type' = 'date', 'projection.day.format' = 'yyyy/MM/dd',
        'projection.day.range' = '2026/01/01,2026/01/03', 'storage.location.template' = 's3://bench/t/${day}/')""")
    answer = bench.trino("select a, day from bench.t where day >= '2026/01/02'")
    assert answer.rows == [["2026/01/02", "2026/01/02"]]
    assert (answer.splits, answer.bytes) == (1, 10)


def test_a_query_is_found_again_by_its_id(stand: Stand) -> None:
    first, second = stand.trino("select 1"), stand.trino("select 1")
    assert first.query_id != second.query_id
    assert (first.splits, first.bytes, first.rows_read) == (0, 0, 0)


def test_trino_counts_in_utc(stand: Stand) -> None:
    assert stand.trino("select current_timezone(), cast(from_unixtime(0) as timestamp)").rows == [
        ["UTC", "1970-01-01 00:00:00.000"]
    ]


def test_hive_leaves_and_removes_no_objects(bench: Stand) -> None:
    bench.put("bench", "made/", b"")
    bench.put("bench", "made/by/us/x.txt", b"x\n")
    for folder in ("made/by/hive", "made/by/us", "fresh/a/b"):
        bench.hive(f"create external table bench.t (a string) location 's3://bench/{folder}'")
        bench.hive("drop table bench.t")
    assert [item["Key"] for item in bench.s3.list_objects_v2(Bucket="bench")["Contents"]] == ["made/", "made/by/us/x.txt"]


def test_a_trail_is_read_by_both_engines(bench: Stand) -> None:
    delivered = (
        b'{"Records":[{"eventName":"A","requestParameters":{"k":["\xc3\xa9"]}},{"eventName":"B","requestParameters":null}]}'
    )
    bench.put("bench", "trail/x.json.gz", to_lines(gzip.compress(delivered)))
    bench.hive(f"""
        create external table bench.trail (eventname string comment 'N', requestparameters string)
        row format serde 'org.apache.hive.hcatalog.data.JsonSerDe'
        stored as inputformat 'com.amazon.emr.cloudtrail.CloudTrailInputFormat' outputformat '{_TEXT_OUTPUT}'
        location 's3://bench/trail/'""")
    storage = _glue_table(bench, "trail")["StorageDescriptor"]
    assert storage["InputFormat"] == _TEXT_INPUT
    assert storage["Columns"] == [
        {"Name": "eventname", "Type": "string", "Comment": "N"},
        {"Name": "requestparameters", "Type": "string"},
    ]
    assert "  'com.amazon.emr.cloudtrail.CloudTrailInputFormat' " in bench.hive("show create table bench.trail")
    expected = [["A", '{"k":["é"]}'], ["B", None]]
    assert bench.hive_rows("select * from bench.trail") == expected
    assert bench.trino("select * from bench.trail").rows == expected


def test_a_cleared_bucket_is_empty(stand: Stand) -> None:
    stand.put("freshly-made", "x", b"1")
    stand.put("freshly-made", "y/", b"")
    stand.clear("freshly-made")
    assert "Contents" not in stand.s3.list_objects_v2(Bucket="freshly-made")
    stand.s3.delete_bucket(Bucket="freshly-made")


def _check_scan(stand: Stand, condition: str, *, splits: int, size: int, rows: int) -> None:
    answer = stand.trino(f"select count(*) from bench.t where {condition}")
    assert answer.rows == [[rows]]
    assert (answer.splits, answer.bytes, answer.rows_read) == (splits, size, rows)


def _put_lines(stand: Stand, lines: list[str]) -> None:
    stand.put("bench", "lines/x.txt", "".join(f"{line}\n" for line in lines).encode())


def _create_by_regex(stand: Stand, name: str, columns: str, regex: str) -> None:
    stand.hive(f"""
        create external table bench.{name} ({columns})
        row format serde 'org.apache.hadoop.hive.serde2.RegexSerDe' with serdeproperties ('input.regex' = '{regex}')
        location 's3://bench/lines/'""")


def _glue_table(stand: Stand, name: str) -> dict[str, Any]:
    table: dict[str, Any] = {**stand.glue.get_table(DatabaseName="bench", Name=name)["Table"]}
    table["Parameters"] = {key: value for key, value in table["Parameters"].items() if key != "transient_lastDdlTime"}
    return {
        key: value for key, value in table.items() if key not in {"CatalogId", "CreateTime", "UpdateTime", "VersionId", "Owner"}
    }
