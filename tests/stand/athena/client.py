"""SQL -> what Athena says when its query has ended, asked through boto3 as a user does."""

from __future__ import annotations

import time
from typing import Any, Final, TypeAlias

Client: TypeAlias = Any  # made as it runs, of Athena's model
RESULTS: Final = "athena-results"
OUTPUT: Final = f"s3://{RESULTS}/here/"


def start(client: Client, sql: str, **request: object) -> str:
    """Start a query whose result goes to the tests' own bucket, unless the request says otherwise."""
    request.setdefault("ResultConfiguration", {"OutputLocation": OUTPUT})
    identity: str = client.start_query_execution(QueryString=sql, **request)["QueryExecutionId"]
    return identity


def wait_for(client: Client, identity: str, *states: str) -> dict[str, Any]:
    """What is known of a query once it is in one of the states, or else once it has ended."""
    end = time.monotonic() + 60
    ends = states or ("SUCCEEDED", "FAILED", "CANCELLED")
    while time.monotonic() < end:
        execution: dict[str, Any] = client.get_query_execution(QueryExecutionId=identity)["QueryExecution"]
        if execution["Status"]["State"] in ends:
            return execution
        time.sleep(0.02)
    raise AssertionError(f"{identity} is not {ends} after 60 s")


def run(client: Client, sql: str, **request: object) -> dict[str, Any]:
    """Run a query to its end."""
    return wait_for(client, start(client, sql, **request))


def rows(client: Client, execution: dict[str, Any]) -> list[list[str | None]]:
    """All rows of a query's result, through as many pages as there are."""
    pages = client.get_paginator("get_query_results").paginate(QueryExecutionId=execution["QueryExecutionId"])
    found = (row for page in pages for row in page["ResultSet"]["Rows"])
    return [[datum.get("VarCharValue") for datum in row["Data"]] for row in found]
