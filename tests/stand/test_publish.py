"""What is published runs as it stands: each named query, copied out of Athena, on Trino."""

from __future__ import annotations

from typing import TYPE_CHECKING

from athena_s3logs.aws.publish import Place
from athena_s3logs.library import load
from athena_s3logs.session import S3Logs
from tests.corpus import TODAY
from tests.stand.athena.client import run
from tests.stand.deployments import deployed, deployment

if TYPE_CHECKING:
    import pytest

    from tests.stand.athena.client import Client
    from tests.stand.athena.server import Athena


def test_each_named_query_runs(aws: Athena, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Place.__init__, "__kwdefaults__", {"sleep": lambda _: None})
    items = [
        deployed(aws.stand, deployment(shape, database="published", location=location))
        for shape, location in {
            "flat": "s3://published-flat/app/", "account": "s3://published-trail/AWSLogs/111122223333/CloudTrail/",
        }.items()
    ]  # fmt: skip
    done = S3Logs(items, database="published", today=lambda: TODAY).publish("primary")
    assert len(done.created) == len(load())
    published = [query for query in aws.service.named_queries.values() if query["Database"] == "published"]
    assert len(published) == len(done.created)
    for query in published:
        sql = query["QueryString"].replace("'<networks>'", "'192.0.2.0/24'")
        ended = run(client, sql, QueryExecutionContext={"Database": query["Database"]})
        assert ended["Status"]["State"] == "SUCCEEDED", ended
    assert S3Logs(items, database="published", today=lambda: TODAY).publish("primary").created == ()
