"""Athena's API over the stand: queries from their start to their results, over real HTTP with boto3."""

from __future__ import annotations

import time
import uuid
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from tests.stand.athena.client import OUTPUT, Client, rows, run, start, wait_for
from tests.stand.athena.objects import parse

if TYPE_CHECKING:
    from tests.stand.athena.server import Athena

_ENDLESS = " cross join ".join(f"unnest(sequence(1, 9000)) as t{index}(n{index})" for index in range(3))


def _object(athena: Athena, location: str) -> bytes:
    bucket, key = parse(location)
    return athena.stand.s3.get_object(Bucket=bucket, Key=key)["Body"].read()


def test_a_query_is_told_from_its_start_to_its_end(client: Client) -> None:
    execution = run(client, "select 1 as one", QueryExecutionContext={"Database": "default", "Catalog": "AwsDataCatalog"})
    assert execution["Status"]["State"] == "SUCCEEDED"
    assert execution["Status"]["SubmissionDateTime"] <= execution["Status"]["CompletionDateTime"]
    assert (execution["StatementType"], execution["SubstatementType"]) == ("DML", "SELECT")
    assert execution["QueryExecutionContext"] == {"Database": "default", "Catalog": "AwsDataCatalog"}
    assert execution["WorkGroup"] == "primary"
    assert execution["EngineVersion"]["EffectiveEngineVersion"] == "Athena engine version 3"
    assert execution["Statistics"]["ResultReuseInformation"] == {"ReusedPreviousResult": False}
    names = ("QueryQueueTime", "EngineExecutionTime", "TotalExecutionTime")
    queued, ran, total = (execution["Statistics"][f"{name}InMillis"] for name in names)
    assert abs(queued + ran - total) <= 1
    assert execution["ResultConfiguration"] == {"OutputLocation": f"{OUTPUT}{execution['QueryExecutionId']}.csv"}


def test_the_csv_is_athenas(athena: Athena, client: Client) -> None:
    odd = "(values (1, 'a\"b', 1e0), (2, 'x,y' || chr(10) || 'z', null), (3, '', 1e10), (4, null, 15e-1)) as v(n, t, \"D\")"
    execution = run(client, f"select * from {odd} order by n")
    location = execution["ResultConfiguration"]["OutputLocation"]
    assert _object(athena, location) == b'"n","t","D"\n"1","a""b","1.0"\n"2","x,y\nz",\n"3","","1.0E10"\n"4",,"1.5"\n'
    assert _object(athena, f"{location}.metadata")
    expected = [["n", "t", "D"], ["1", 'a"b', "1.0"], ["2", "x,y\nz", None], ["3", "", "1.0E10"], ["4", None, "1.5"]]
    assert rows(client, execution) == expected


def test_a_result_without_rows_has_its_header(athena: Athena, client: Client) -> None:
    execution = run(client, "select 1 as a, 'x' as b where false")
    assert rows(client, execution) == [["a", "b"]]
    assert _object(athena, execution["ResultConfiguration"]["OutputLocation"]) == b'"a","b"\n'


@pytest.mark.parametrize(
    ("sql", "text", "described"),
    [
        ("true", "true", ("boolean", 0, 0)),
        ("tinyint '-1'", "-1", ("tinyint", 3, 0)),
        ("1", "1", ("integer", 10, 0)),
        ("bigint '9007199254740993'", "9007199254740993", ("bigint", 19, 0)),
        ("real '0.1'", "0.1", ("float", 17, 0)),
        ("1.5e-7", "1.5E-7", ("double", 17, 0)),
        ("infinity()", "Infinity", ("double", 17, 0)),
        ("cast(1.5 as decimal(20, 2))", "1.50", ("decimal", 20, 2)),
        ("cast('ab' as varchar)", "ab", ("varchar", 2_147_483_647, 0)),
        ("cast('ab' as varchar(7))", "ab", ("varchar", 7, 0)),
        ("cast('ab' as char(3))", "ab ", ("char", 3, 0)),
        ("x'00ff'", "00 ff", ("varbinary", 1_073_741_824, 0)),
        ("date '2026-11-01'", "2026-11-01", ("date", 0, 0)),
        ("cast('2026-11-01' as timestamp)", "2026-11-01 00:00:00.000", ("timestamp", 3, 0)),
        ("timestamp '2026-11-01 00:00:00.123456'", "2026-11-01 00:00:00.123456", ("timestamp", 6, 0)),
        ("timestamp '2026-11-01 00:00:00.000 UTC'", "2026-11-01 00:00:00.000 UTC", ("timestamp with time zone", 3, 0)),
        ("time '10:11:12.000'", "10:11:12.000", ("time", 3, 0)),
        ("array[1, null]", "[1, null]", ("array", 0, 0)),
        ("array['a', 'b c']", "[a, b c]", ("array", 0, 0)),
        ("map(array['k', 'l'], array[1e0, null])", "{k=1.0, l=null}", ("map", 0, 0)),
        ("cast(row(1, row('x', true)) as row(a integer, b row(c varchar, d boolean)))", "{a=1, b={c=x, d=true}}",
         ("row", 0, 0)),
        ("row(1, 2)", "{field0=1, field1=2}", ("row", 0, 0)),
        ("json_parse('{\"a\": [1]}')", '{"a":[1]}', ("json", 0, 0)),
        ("ipaddress '10.0.0.1'", "10.0.0.1", ("ipaddress", 0, 0)),
        ("null", None, ("unknown", 0, 0)),
    ],
)  # fmt: skip
def test_values_and_types_are_named_as_athena_names_them(
    client: Client, sql: str, text: str | None, described: tuple[str, int, int]
) -> None:
    execution = run(client, f"select {sql} as x")
    answer = client.get_query_results(QueryExecutionId=execution["QueryExecutionId"])
    column = answer["ResultSet"]["ResultSetMetadata"]["ColumnInfo"][0]
    assert rows(client, execution) == [["x"], [text]]
    assert (column["Type"], column["Precision"], column["Scale"]) == described


def test_rows_come_in_pages(client: Client) -> None:
    execution = run(client, "select n from unnest(sequence(1, 2500)) as t(n) order by n")
    first = client.get_query_results(QueryExecutionId=execution["QueryExecutionId"])
    assert len(first["ResultSet"]["Rows"]) == 1000  # the header is one of them
    assert [row[0] for row in rows(client, execution)] == ["n", *map(str, range(1, 2501))]
    pages = client.get_paginator("get_query_results").paginate(
        QueryExecutionId=execution["QueryExecutionId"], PaginationConfig={"PageSize": 7}
    )
    assert sum(len(page["ResultSet"]["Rows"]) for page in pages) == 2501
    with pytest.raises(client.exceptions.InvalidRequestException, match="less than or equal to 1000"):
        client.get_query_results(QueryExecutionId=execution["QueryExecutionId"], MaxResults=1001)


def test_scanned_bytes_are_trinos_own_and_are_told_while_it_runs(athena: Athena, aws: Athena, client: Client) -> None:
    _make_table(athena, lines=200_000)
    sql = "select line from scanned.lines"
    aws.faults.hold = True
    identity = start(client, sql)
    end = time.monotonic() + 20
    while not (seen := wait_for(client, identity, "RUNNING")["Statistics"]["DataScannedInBytes"]):
        assert time.monotonic() < end
    aws.faults.clear()
    execution = wait_for(client, identity)
    assert 0 < seen <= execution["Statistics"]["DataScannedInBytes"] == athena.stand.trino(sql).bytes


def test_a_workgroups_limit_of_bytes_ends_a_query(athena: Athena, client: Client) -> None:
    _make_table(athena, lines=200_000)
    client.create_work_group(Name="small", Configuration={"BytesScannedCutoffPerQuery": 10_000_000})
    sql = "select max(line) from scanned.lines"
    client.update_work_group(
        WorkGroup="small", ConfigurationUpdates={"ResultConfigurationUpdates": {"OutputLocation": OUTPUT}}
    )
    execution = run(client, sql, WorkGroup="small")
    assert execution["Status"]["State"] == "CANCELLED"
    assert "Bytes scanned limit was exceeded" in execution["Status"]["StateChangeReason"]
    assert run(client, sql)["Status"]["State"] == "SUCCEEDED"


def _make_table(athena: Athena, *, lines: int) -> None:
    body = "".join(f"{number:070}\n" for number in range(lines)).encode()
    athena.stand.put("scanned", "lines/one.txt", body)
    athena.stand.hive("create database if not exists scanned")
    athena.stand.hive("create external table if not exists scanned.lines (line string) location 's3://scanned/lines/'")


def test_a_query_that_cannot_be_analysed_fails(client: Client) -> None:
    status = run(client, "select 1 from nowhere")["Status"]
    message = "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.default.nowhere' does not exist"
    assert (status["State"], status["StateChangeReason"]) == ("FAILED", message)
    assert status["AthenaError"] == {"ErrorCategory": 2, "ErrorType": 1110, "Retryable": False, "ErrorMessage": message}


def test_a_failed_query_has_no_results(client: Client) -> None:
    execution = run(client, "select 1 / 0")
    assert execution["Status"]["StateChangeReason"] == "DIVISION_BY_ZERO: Division by zero"
    with pytest.raises(client.exceptions.InvalidRequestException, match="Final query state: FAILED"):
        client.get_query_results(QueryExecutionId=execution["QueryExecutionId"])


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("selec 1", r"line 1:1: mismatched input 'selec'\. Expecting"),
        ("select\nfrom t", r"line 2:1: mismatched input 'from'"),
        ("select 1; select 2", r"Only one sql statement is allowed\. Got: select 1; select 2"),
        ("-- nothing", r"Query string is empty"),
        ("select '" + 262_132 * "é" + "'", r"longer than 262144 bytes"),
        ("unload (select 1) to 's3://b/' with (format = 'ORC')", r"the stand unloads with format = 'PARQUET'"),
        ("unload (select 1 a) to 's3://b/' with (format = 'PARQUET', partitioned_by = ARRAY['a'])", r"the stand unloads"),
    ],
)
def test_a_text_that_is_no_statement_is_refused_at_once(client: Client, sql: str, message: str) -> None:
    with pytest.raises(client.exceptions.InvalidRequestException, match=message) as refused:
        start(client, sql)
    assert refused.value.response["AthenaErrorCode"] in {"MALFORMED_QUERY", "INVALID_INPUT"}


@pytest.mark.parametrize("sql", ["select ';' -- one; two\n;", "/* ; */ select ';';"])
def test_a_semicolon_in_a_literal_a_comment_or_at_the_end_is_none_between_two(client: Client, sql: str) -> None:
    assert rows(client, run(client, sql))[1] == [";"]


def test_stopping_ends_the_query_on_trino(athena: Athena, client: Client) -> None:
    identity = start(client, f"select count(*) from {_ENDLESS} where n0 * n1 * n2 % 7 = 3")
    wait_for(client, identity, "RUNNING")
    end = time.monotonic() + 20
    while _trino_state(athena, identity) != ("RUNNING", None):
        assert time.monotonic() < end
    client.stop_query_execution(QueryExecutionId=identity)
    status = wait_for(client, identity)["Status"]
    assert (status["State"], status["StateChangeReason"]) == ("CANCELLED", "Query cancelled by user")
    assert _trino_state(athena, identity) == ("FAILED", "USER_CANCELED")
    client.stop_query_execution(QueryExecutionId=identity)  # of what has ended, it changes nothing


def _trino_state(athena: Athena, identity: str) -> tuple[object, ...] | None:
    trino = athena.execution(identity).trino_id
    found = athena.stand.trino(f"select state, error_code from system.runtime.queries where query_id = '{trino}'").rows
    return tuple(found[0]) if found else None


def test_the_same_request_token_gives_the_same_query(client: Client) -> None:
    token = uuid.uuid4().hex
    first = start(client, "select 1", ClientRequestToken=token)
    assert start(client, "select 1", ClientRequestToken=token) == first
    with pytest.raises(client.exceptions.InvalidRequestException, match="Idempotent parameters do not match"):
        start(client, "select 2", ClientRequestToken=token)


def test_parameters_stand_in_for_question_marks(client: Client) -> None:
    execution = run(client, "select ? as a, ? || '''' as b", ExecutionParameters=["1", "'it''s'"])
    assert rows(client, execution)[1] == ["1", "it's'"]
    assert execution["ExecutionParameters"] == ["1", "'it''s'"]


def test_lists_and_batches(client: Client) -> None:
    ids = [run(client, "select 1")["QueryExecutionId"] for _ in range(2)]
    assert client.list_query_executions(MaxResults=2)["QueryExecutionIds"] == ids[::-1]
    pages = client.get_paginator("list_query_executions").paginate(PaginationConfig={"PageSize": 1, "MaxItems": 2})
    assert [one for page in pages for one in page["QueryExecutionIds"]] == ids[::-1]
    found = client.batch_get_query_execution(QueryExecutionIds=[*ids, "nobody"])
    assert [execution["QueryExecutionId"] for execution in found["QueryExecutions"]] == ids
    assert [missing["QueryExecutionId"] for missing in found["UnprocessedQueryExecutionIds"]] == ["nobody"]
    with pytest.raises(client.exceptions.InvalidRequestException, match="QueryExecution nobody was not found"):
        client.get_query_execution(QueryExecutionId="nobody")


def test_a_result_that_is_gone_cannot_be_read(athena: Athena, client: Client) -> None:
    execution = run(client, "select 1")
    bucket, key = parse(execution["ResultConfiguration"]["OutputLocation"])
    athena.stand.s3.delete_object(Bucket=bucket, Key=key)
    with pytest.raises(client.exceptions.InvalidRequestException, match="Could not find results"):
        client.get_query_results(QueryExecutionId=execution["QueryExecutionId"])


@pytest.mark.parametrize(
    ("asked", "stored"),
    [
        ({"EncryptionOption": "SSE_S3"}, {"ServerSideEncryption": "AES256"}),
        ({"EncryptionOption": "SSE_KMS", "KmsKey": "key-1"}, {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": "key-1"}),
    ],
)
def test_results_are_encrypted_as_asked(athena: Athena, client: Client, asked: dict[str, str], stored: dict[str, str]) -> None:
    given = {"OutputLocation": OUTPUT, "EncryptionConfiguration": asked, "ExpectedBucketOwner": "123456789012"}
    execution = run(client, "select 1", ResultConfiguration=given)
    bucket, key = parse(execution["ResultConfiguration"]["OutputLocation"])
    head = athena.stand.s3.head_object(Bucket=bucket, Key=key)
    assert {name: head.get(name) for name in stored} == stored
    assert execution["ResultConfiguration"]["EncryptionConfiguration"] == asked


@pytest.mark.parametrize(
    "given",
    [{"OutputLocation": "s3://no-such-bucket/"}, {"OutputLocation": OUTPUT, "ExpectedBucketOwner": "111122223333"}],
)
def test_a_bucket_that_is_not_there_or_not_theirs_is_refused(client: Client, given: dict[str, str]) -> None:
    with pytest.raises(client.exceptions.InvalidRequestException, match="Unable to verify/create output bucket"):
        start(client, "select 1", ResultConfiguration=given)


def test_an_operation_that_the_stand_does_not_have_is_an_error(client: Client) -> None:
    with pytest.raises(ClientError, match="the stand's Athena does not have ListNotebookMetadata"):
        client.list_notebook_metadata(WorkGroup="primary")
