"""The whole way through PyAthena: created, asked, interrupted, throttled, unloaded; each question is in test_queries.py."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import pytest

from athena_s3logs import S3Logs, Window, ledger
from athena_s3logs.engines.athena_watch import Progress
from athena_s3logs.errors import CostError, EngineError
from tests.query_cases.all import CASES, WHOLE, WINDOW, Company
from tests.stand.athena.faults import FAILURES, denied, internal, throttled
from tests.stand.test_queries import LAYOUTS, configured, delivered, deployments, trail_folder
from tests.test_foreign import AWS_COLUMNS, OF_TRAIL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.stand.athena.server import Athena

RESULTS: Final = "athena-engine-results"
OUTPUT: Final = f"s3://{RESULTS}/out/"
HELD: Final = "select a.key from s3_access as a cross join s3_access as b cross join s3_access as c where a.key <> '{}'"
"""More rows than Trino has room for: a query with one row may be over before anybody holds it."""

COUNT: Final = "select operation, count(*) as n from s3_access group by operation order by n desc, operation"


class Side:
    """The same logs on Athena and on this machine."""

    def __init__(self, athena: Athena, layout: str, folder: Path) -> None:
        self.athena = athena
        settings, changes = LAYOUTS[layout]
        bucket = f"athena-engine-{layout.replace('_', '-')}"
        self.logs: Company = delivered(athena.stand, bucket, folder, changes)
        self.config: dict[str, Any] = configured(deployments(self.logs, layout, settings, bucket))
        self.config["database"] = f"athena_engine_{layout}"
        self.made = self.session(config=self.config).create(database=True)
        self.local = S3Logs.local(s3_access=folder / "s3_access", cloudtrail=folder / trail_folder(self.logs))

    def session(self, **given: Any) -> S3Logs:  # noqa: ANN401  of S3Logs.athena
        return S3Logs.athena(**{"session": self.athena.session(), "output_location": OUTPUT, **given})


@pytest.fixture(scope="module")
def sides(athena: Athena, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Side]:
    athena.stand.s3.create_bucket(Bucket=RESULTS)
    return cache(lambda layout: Side(athena, layout, tmp_path_factory.mktemp("athena") / layout))


@pytest.fixture
def flat(sides: Callable[[str], Side], aws: Athena) -> Side:  # noqa: ARG001  the faults end with the test
    return sides("flat")


@pytest.mark.parametrize("way", ["csv", "unload", "managed"])
@pytest.mark.parametrize("relation", ["s3_access", "cloudtrail"])
def test_thousands_of_rows_on_each_way(relation: str, way: str, flat: Side) -> None:
    names = {
        "s3_access": "request_time, request_id, operation, key, key_raw, version_id, referer, user_agent, http_status,"
        " bytes_sent, acl_required",
        "cloudtrail": "event_time, event_id, event_name, mfa_authenticated, bytes_in, request_parameters",
    }[relation]
    sql = f"select {names} from {relation} order by {', '.join(str(place + 1) for place in range(names.count(',') + 1))}"
    given: dict[str, Any] = {"unload": True} if way == "unload" else {}
    if way == "managed":
        given = {"workgroup": managed(flat.athena), "output_location": None}
    there, here = flat.session(config=flat.config, **given).query(sql, WHOLE), flat.local.query(sql, WHOLE)
    assert len(here) > 4_000
    pd.testing.assert_frame_equal(there.df, here.df)
    assert there.warnings == ()
    assert list(unloaded(flat)) == []


def test_the_estimate_is_what_is_scanned_a_limit_holds_and_the_cost_is_written_down(
    sides: Callable[[str], Side], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(ledger.OFF, raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    side = sides("event")
    logs, asked = side.session(config=side.config, price_per_tb=7.0), {"limit": 17}
    found = logs.estimate("requests_by_operation", WINDOW, **asked)
    begun = len(side.athena.service.executions)
    with pytest.raises(CostError, match=f"{found.bytes:,} bytes"):
        logs.run("requests_by_operation", WINDOW, max_bytes=found.bytes - 1, **asked)
    assert len(side.athena.service.executions) == begun
    result = logs.run("requests_by_operation", WINDOW, max_bytes=found.bytes, max_cost=found.cost, **asked)
    assert (result.scanned_bytes, result.cost) == (found.bytes, found.cost)
    (entry,), damaged = ledger.read(ledger.ledger_path())
    assert (entry.query, entry.query_id, entry.bytes, entry.cost) == (
        "s3_access/requests_by_operation", result.query_id, found.bytes, found.cost,
    )
    assert (entry.workgroup, entry.database, entry.price_assumed, damaged) == ("primary", side.config["database"], False, [])


def managed(athena: Athena) -> str:
    client = athena.session().client("athena")
    if "kept" not in athena.service.workgroups:
        client.create_work_group(
            Name="kept", Configuration={"ManagedQueryResultsConfiguration": {"Enabled": True}},
        )
    client.close()
    return "kept"


def unloaded(side: Side) -> Iterator[str]:
    found = side.athena.stand.s3.list_objects_v2(Bucket=RESULTS, Prefix="out/athena_s3logs-unload/")
    return (item["Key"] for item in found.get("Contents", []))


def test_the_tables_tell_their_sources_themselves(flat: Side) -> None:
    assert [change.outcome for change in flat.made] == ["created"] * 4
    config = {name: value for name, value in flat.config.items() if name != "cloudtrail"}  # whose input format is a stub
    assert [change.outcome for change in flat.session(config=config).create()] == ["as it was"] * 2
    alone = flat.session(database=flat.config["database"])
    assert [item.state for item in alone.status() if "s3_access" in item.name] == ["ok"] * 2
    pd.testing.assert_frame_equal(alone.query(COUNT, WINDOW).df, flat.local.query(COUNT, WINDOW).df)


def test_tables_are_dropped(athena: Athena, sides: Callable[[str], Side]) -> None:
    side = sides("flat")
    logs = side.session(config={**side.config, "database": "athena_engine_drop"})
    with pytest.raises(EngineError, match="`create --make-database`"):
        logs.create()
    assert [change.outcome for change in logs.create(database=True)] == ["created"] * 4
    assert [change.outcome for change in logs.drop()] == ["dropped"] * 4
    assert [item.state for item in logs.status()] == ["missing"] * 4
    athena.stand.hive("drop database athena_engine_drop")


def their_access(flat: Side) -> str:
    """A table of access logs as AWS documents it."""
    columns = ", ".join(f"`{name}` {'bigint' if name in {'bytessent', 'objectsize'} else 'string'}" for name in AWS_COLUMNS)
    plain = r"([^ ]*) ([^ ]*) \\[(.*?)\\] " + " ".join(["([^ ]*)"] * 5) + r' (\"[^\"]*\"|-) ' + " ".join(["([^ ]*)"] * 6)
    regex = plain + r' (\"[^\"]*\"|-) (\"[^\"]*\"|-) ' + " ".join(["([^ ]*)"] * 9) + ".*$"
    stand, location = flat.athena.stand, flat.config["s3_access"]["location"]
    stand.hive("create database if not exists athena_engine_theirs")
    stand.hive(
        f"create external table if not exists athena_engine_theirs.access ({columns}) row format serde"
        f" 'org.apache.hadoop.hive.serde2.RegexSerDe' with serdeproperties ('input.regex'='{regex}') location '{location}'",
    )
    return "athena_engine_theirs.access"


def test_a_table_of_aws_own_ddl(flat: Side) -> None:
    logs = flat.session(s3_access=their_access(flat), layout="flat")
    counts = "count(*) as n, count(source_region) as regions"
    sql = f"select operation, {counts} from s3_access group by operation order by operation"
    theirs, ours = logs.query(sql, WINDOW), flat.local.query(sql, WINDOW)
    assert [row[0] for row in theirs] == [row[0] for row in ours]
    assert 0.9 * sum(row[1] for row in ours) < sum(row[1] for row in theirs) <= sum(row[1] for row in ours)
    assert {row[2] for row in theirs} == {0}
    assert "its regex, as AWS documents it, loses lines" in theirs.warnings[0]


def test_a_trail_of_aws_own_ddl(flat: Side) -> None:
    stand, regions = flat.athena.stand, "select aws_region, count(*) as n from cloudtrail group by 1 order by 2 desc, 1"
    region = flat.local.query(regions, WINDOW).rows[0][0]
    location = f"{flat.config['cloudtrail']['location']}{region}"
    columns = ", ".join(f"`{name}` {kind}" for name, kind in OF_TRAIL.items())
    projected = {
        "projection.enabled": "true", "projection.timestamp.type": "date", "projection.timestamp.format": "yyyy/MM/dd",
        "projection.timestamp.interval": "1", "projection.timestamp.interval.unit": "DAYS",
        "projection.timestamp.range": "2026/10/01,NOW", "storage.location.template": f"{location}/${{timestamp}}",
    }  # fmt: skip
    properties = ", ".join(f"'{name}'='{value}'" for name, value in projected.items())
    stand.hive("create database if not exists athena_engine_theirs")
    stand.hive(
        f"create external table athena_engine_theirs.trail ({columns}) partitioned by (`timestamp` string)"
        " row format serde 'org.apache.hive.hcatalog.data.JsonSerDe'"
        " stored as inputformat 'com.amazon.emr.cloudtrail.CloudTrailInputFormat'"
        " outputformat 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'"
        f" location '{location}' tblproperties ({properties})",
    )
    logs = flat.session(cloudtrail="athena_engine_theirs.trail", layout="partitioned")
    kept = "event_id, event_time, event_name, actor, bucket, key, tls_version, mfa_authenticated"
    sql = f"select {kept} from cloudtrail where aws_region = '{region}' order by {kept}"
    theirs, ours = logs.query(sql, WINDOW), flat.local.query(sql, WINDOW)
    assert len(ours) > 100
    pd.testing.assert_frame_equal(theirs.df, ours.df)
    assert "it has nothing for management_event, source_identity," in theirs.warnings[0]
    touched = "select count(element_at(resources, 1).arn) as n from cloudtrail order by 1"
    assert 100 < logs.query(touched, WINDOW).rows[0][0] < flat.local.query(touched, WINDOW).rows[0][0]
    lost = logs.query("select count(from_console) as c, count(source_identity) as s from cloudtrail order by 1", WINDOW)
    assert lost.rows == [(0, 0)]
    found = logs.estimate("role_chaining", WINDOW)
    assert found.bytes == logs.run("role_chaining", WINDOW).scanned_bytes
    both = flat.session(s3_access=their_access(flat), cloudtrail="athena_engine_theirs.trail", layout="flat")
    joined = "select count(*) as n from s3_access join cloudtrail using (request_id, key) order by 1"
    assert 0 < both.query(joined, WINDOW).rows[0][0] <= flat.local.query(joined, WINDOW).rows[0][0]


def test_a_result_is_reused_where_its_window_is_over(flat: Side) -> None:
    sql = "select count(*) as reused_once from s3_access order by 1"
    first, again = (flat.session(config=flat.config).query(sql, WINDOW) for _ in range(2))
    assert (first.reused, again.reused) == (False, True)
    assert (again.scanned_bytes, again.cost, again.rows) == (0, 0.0, first.rows)
    open_window = Window(start=WINDOW.start, end=datetime.now(tz=UTC))
    assert [flat.session(config=flat.config).query(sql, open_window).reused for _ in range(2)] == [False, False]


def test_a_plan(flat: Side) -> None:
    plan = flat.session(config=flat.config).explain("s3_access/denied_requests", WINDOW)
    assert "Fragment 0" in plan
    assert len(plan.splitlines()) > 10


def test_throttling_is_survived(flat: Side) -> None:
    for name in ("StartQueryExecution", "GetQueryExecution", "GetQueryResults"):
        flat.athena.faults.refuse(name, throttled(), times=2)
    flat.athena.faults.refuse("GetQueryExecution", throttled("ThrottlingException"), times=2)
    assert len(flat.session(config=flat.config).query(COUNT, WINDOW)) > 0


@pytest.mark.parametrize(("name", "remedy", "retryable"), [
    ("HIVE_BAD_DATA", "a file under the table is no log of its kind", False),
    ("S3_THROTTLED", "run it again later", True),
    ("EXCEEDED_RESOURCES", "choose a shorter window", True),
    ("ACCESS_DENIED", "have it allowed", False),
])
@pytest.mark.parametrize("unload", [False, True])
def test_queries_that_fail(name: str, remedy: str, retryable: bool, unload: bool, flat: Side) -> None:  # noqa: FBT001  cases
    flat.athena.faults.fail(FAILURES[name])
    with pytest.raises(EngineError, match=remedy) as caught:
        flat.session(config=flat.config, unload=unload).query(COUNT, WINDOW)
    assert (flat.athena.execution(caught.value.query_id or "").state, caught.value.retryable) == ("FAILED", retryable)
    assert list(unloaded(flat)) == []


def test_calls_that_are_refused(flat: Side) -> None:
    faults, logs = flat.athena.faults, flat.session(config=flat.config)
    faults.refuse("GetWorkGroup", denied("GetWorkGroup"))
    faults.refuse("StartQueryExecution", denied("StartQueryExecution"))
    with pytest.raises(EngineError, match=r"not authorized to perform: athena:StartQueryExecution.*; have it allowed"):
        logs.query(COUNT, WINDOW)
    faults.refuse("GetQueryExecution", internal(), times=3)
    with pytest.raises(EngineError, match="a failure inside AWS; run it again") as caught:
        logs.query(COUNT, WINDOW)
    assert (bool(caught.value.query_id), caught.value.retryable) == (True, True)
    faults.lose_results = True
    with pytest.raises(EngineError, match="run it again"):
        flat.session(config=flat.config).query("select key from s3_access order by key", WHOLE)


def test_workgroups_that_cannot_answer(flat: Side) -> None:
    with pytest.raises(EngineError, match=r"WorkGroup nobodys is not found.*; name one of this region with --workgroup"):
        flat.session(config=flat.config, workgroup="nobodys").query(COUNT, WINDOW)
    with pytest.raises(EngineError, match="workgroup 'primary' has no place for results"):
        flat.session(config=flat.config, output_location=None).query(COUNT, WINDOW)
    with pytest.raises(EngineError, match="workgroup 'kept' keeps its results itself"):
        flat.session(config=flat.config, workgroup=managed(flat.athena)).query(COUNT, WINDOW)


def test_tables_that_are_not_there(flat: Side) -> None:
    for change, remedy in (({"database": "nowhere"}, "`create --make-database`"), ({}, "`create` makes the table")):
        config = {**flat.config, "s3_access": {**flat.config["s3_access"], "table": "not_there"}, **change}
        with pytest.raises(EngineError, match=remedy):
            flat.session(config=config).query(COUNT, WINDOW)


def test_a_timeout_ends_the_query_on_trino(flat: Side) -> None:
    flat.athena.faults.hold = True
    with pytest.raises(EngineError, match=r"no answer within 1 s \(query .*, ended\)") as caught:
        flat.session(config=flat.config, timeout=1).query(HELD.format("timeout"), WINDOW)
    assert_ended(flat.athena, caught.value.query_id or "")


def test_many_at_once(flat: Side) -> None:
    wanted: list[tuple[str, Window | None, dict[str, Any]]] = [
        (name, WINDOW, flat.logs.defaults(name)) for name in CASES if name.startswith("s3_access/")
    ]
    flat.athena.faults.fail(FAILURES["HIVE_BAD_DATA"])
    found = flat.session(config=flat.config).run_many(wanted, at_once=3)
    faults = [one for one in found if isinstance(one, EngineError)]
    assert (len(found), len(faults)) == (len(wanted), 1)
    for (name, _, _), one in zip(wanted, found, strict=True):
        assert f"athena_s3logs {name}" in one.sql  # type: ignore[union-attr]


def assert_ended(athena: Athena, query_id: str) -> None:
    execution = athena.execution(query_id)
    assert execution.state == "CANCELLED"
    states = {row[0] for row in athena.stand.trino(
        f"select state from system.runtime.queries where query_id = '{execution.trino_id}'", catalog="system",
    ).rows}  # fmt: skip
    assert states == {"FAILED"}


def test_ctrl_c_in_a_terminal_ends_the_query(flat: Side, tmp_path: Path) -> None:
    """The command in a real terminal: a line of progress, Ctrl-C, and nothing left running."""
    flat.athena.faults.hold = True
    before = set(flat.athena.service.executions)
    leader, follower = pty.openpty()
    config = tmp_path / "athena_s3logs.toml"
    config.write_text(
        f'database = "{flat.config["database"]}"\n[athena]\noutput_location = "{OUTPUT}"\n', encoding="utf-8",
    )
    window = ("--start", WINDOW.start.isoformat(), "--end", WINDOW.end.isoformat())
    command = [sys.executable, "-c", "from athena_s3logs.cli import main; main(prog_name='athena-s3logs')",
               "query", HELD.format("Ctrl-C"), "--engine", "athena", *window]  # fmt: skip
    environment = {**os.environ, **flat.athena.environment(), "TERM": "xterm", "COLUMNS": "100"}
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdin=follower, stdout=follower, stderr=follower, start_new_session=True,
    ) as process:
        os.close(follower)
        seen = read_until(leader, b"Athena: running")
        os.kill(process.pid, signal.SIGINT)
        seen += read_until(leader, None)
        code = process.wait(20)
    os.close(leader)
    assert code == 1, seen
    assert b"Traceback" not in seen, seen
    assert b"Aborted!" in seen
    (query_id,) = set(flat.athena.service.executions) - before
    assert_ended(flat.athena, query_id)


def read_until(leader: int, wanted: bytes | None) -> bytes:
    seen, end = b"", time.monotonic() + 60
    while time.monotonic() < end and (wanted is None or wanted not in seen):
        ready, _, _ = select.select([leader], [], [], 1)
        try:
            part = os.read(leader, 4096) if ready else b""
        except OSError:  # as Linux tells the end of a terminal
            break
        if ready and not part:
            break
        seen += part
    return seen


def test_progress_is_told(flat: Side) -> None:
    told: list[Progress] = []
    flat.athena.faults.queue_seconds = 0.5
    flat.session(config=flat.config, told=told.append).query(f"{COUNT}, 1", WINDOW)
    assert told[0].state == "QUEUED"
    assert told[-1].state == "SUCCEEDED"
    assert told[-1].seconds > 0.4
