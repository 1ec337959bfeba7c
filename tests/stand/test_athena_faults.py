"""Athena's API over the stand: faults on command arrive as Athena's own do."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ReadTimeoutError

from tests.stand.athena.client import Client, rows, run, start, wait_for
from tests.stand.athena.faults import FAILURES, denied, internal, throttled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.stand.athena.server import Athena


@pytest.fixture
def impatient(aws: Athena, client: Client) -> Iterator[Client]:
    """A client that found Athena by the environment, and tries everything once."""
    assert aws.endpoint
    assert client  # which made the bucket
    impatient = boto3.Session().client("athena", config=Config(retries={"max_attempts": 0}, read_timeout=0.5))
    yield impatient
    impatient.close()


@pytest.mark.parametrize("name", ["TooManyRequestsException", "ThrottlingException"])
@pytest.mark.parametrize("operation", ["StartQueryExecution", "GetQueryExecution"])
def test_throttling_ends_after_as_many_calls_as_were_asked_for(
    aws: Athena, impatient: Client, name: str, operation: str
) -> None:
    aws.faults.refuse(operation, throttled(name), times=2)
    for _ in range(2):
        with pytest.raises(ClientError, match="Rate exceeded") as refused:
            run(impatient, "select 1")
        assert refused.value.response["Error"]["Code"] == name
        assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert run(impatient, "select 1")["Status"]["State"] == "SUCCEEDED"


def test_boto3_itself_survives_an_internal_error(aws: Athena, impatient: Client, client: Client) -> None:
    aws.faults.refuse("StartQueryExecution", internal())
    with pytest.raises(ClientError, match="InternalServerException") as refused:
        start(impatient, "select 1")
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 500
    aws.faults.refuse("StartQueryExecution", internal())
    assert start(client, "select 1")


def test_access_is_denied_as_iam_does(aws: Athena, impatient: Client) -> None:
    aws.faults.refuse("GetQueryResults", denied("GetQueryResults"))
    execution = run(impatient, "select 1")
    with pytest.raises(ClientError, match="not authorized to perform: athena:GetQueryResults") as refused:
        rows(impatient, execution)
    assert refused.value.response["Error"]["Code"] == "AccessDeniedException"
    assert rows(impatient, execution) == [["_col0"], ["1"]]


def test_a_slow_queue_is_waited_in_and_can_be_left(aws: Athena, client: Client) -> None:
    aws.faults.queue_seconds = 0.5
    execution = run(client, "select 1")
    assert execution["Statistics"]["QueryQueueTimeInMillis"] >= 500
    aws.faults.queue_seconds = 60
    identity = start(client, "select 1")
    assert wait_for(client, identity, "QUEUED")["Status"]["State"] == "QUEUED"
    client.stop_query_execution(QueryExecutionId=identity)
    assert wait_for(client, identity)["Status"]["State"] == "CANCELLED"
    assert aws.execution(identity).trino_id is None


def test_a_held_query_stays_running_until_it_is_let_go(aws: Athena, client: Client) -> None:
    aws.faults.hold = True
    identity = start(client, "select n from unnest(sequence(1, 5)) as t(n)")
    wait_for(client, identity, "RUNNING")
    time.sleep(0.5)
    assert wait_for(client, identity, "RUNNING", "SUCCEEDED")["Status"]["State"] == "RUNNING"
    with pytest.raises(client.exceptions.InvalidRequestException, match="Current state: RUNNING"):
        client.get_query_results(QueryExecutionId=identity)
    aws.faults.hold = False
    assert len(rows(client, wait_for(client, identity))) == 6


def test_a_held_query_can_be_stopped_on_trino_too(aws: Athena, client: Client) -> None:
    aws.faults.hold = True
    identity = start(client, "select n from unnest(sequence(1, 9000)) as a(n) cross join unnest(sequence(1, 9000)) as b(m)")
    end = time.monotonic() + 20
    while (trino := aws.execution(identity).trino_id) is None:
        assert time.monotonic() < end
    client.stop_query_execution(QueryExecutionId=identity)
    assert wait_for(client, identity)["Status"]["State"] == "CANCELLED"
    ended = aws.stand.trino(f"select state from system.runtime.queries where query_id = '{trino}'")
    assert ended.rows == [["FAILED"]]


@pytest.mark.parametrize("name", FAILURES)
def test_a_query_fails_for_any_reason_that_is_wished(aws: Athena, client: Client, name: str) -> None:
    failure = FAILURES[name]
    aws.faults.fail(failure)
    status = run(client, "select 1")["Status"]
    assert (status["State"], status["StateChangeReason"]) == ("FAILED", failure.reason)
    assert status["AthenaError"] == {
        "ErrorCategory": failure.category,
        "ErrorType": failure.kind,
        "Retryable": failure.retryable,
        "ErrorMessage": failure.reason,
    }
    assert run(client, "select 1")["Status"]["State"] == "SUCCEEDED"


def test_a_result_is_lost_the_moment_it_is_there(aws: Athena, client: Client) -> None:
    aws.faults.lose_results = True
    execution = run(client, "select 1")
    assert execution["Status"]["State"] == "SUCCEEDED"
    with pytest.raises(client.exceptions.InvalidRequestException, match="Could not find results"):
        rows(client, execution)


def test_a_call_is_accepted_and_never_answered(aws: Athena, impatient: Client) -> None:
    aws.faults.silent.add("ListWorkGroups")
    with pytest.raises(ReadTimeoutError):
        impatient.list_work_groups()
    assert impatient.get_work_group(WorkGroup="primary")
    aws.faults.clear()
    assert impatient.list_work_groups()
