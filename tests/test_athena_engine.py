"""Questions through the real PyAthena to an Athena that answers what is written here: results, conduct, reuse, unload."""

# ruff: noqa: ANN401  settings of the double

from __future__ import annotations

import asyncio
import json
import os
import signal
import threading
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from botocore.exceptions import ClientError
from pyathena.model import AthenaQueryExecution

from athena_s3logs import S3Logs, Window
from athena_s3logs.catalog import Deployment, raw_tables
from athena_s3logs.engines.athena import AthenaEngine
from athena_s3logs.engines.athena_runner import Conduct
from athena_s3logs.engines.athena_service import Workgroup, console_url
from athena_s3logs.engines.athena_watch import Watch
from athena_s3logs.engines.base import stoppable
from athena_s3logs.errors import AwsError, EngineError, SettingError
from athena_s3logs.sources import Settings, make_source
from tests.athena_double import CALLS, Double
from tests.corpus import TODAY, flat

if TYPE_CHECKING:
    from athena_s3logs.engines.athena_watch import Progress
    from athena_s3logs.engines.result import Result

SQL = "select count(*) as n from s3_access order by n"
DAY = Window.day("2026-11-01")
EXPIRED = ClientError({"Error": {"Code": "ExpiredTokenException", "Message": "it is expired"}}, "any")
NOW = datetime(2026, 11, 21)
EVERY = (
    ("text", "varchar"), ("number", "bigint"), ("half", "double"), ("yes", "boolean"), ("day", "date"),
    ("moment", "timestamp"), ("money", "decimal"), ("zoned", "timestamp with time zone"), ("nothing", "unknown"),
)  # fmt: skip
ROWS: tuple[tuple[str | None, ...], ...] = (
    (
        "", "-5", "1.0E10", "true", "2026-11-05", "2026-11-05 12:00:00.123", "12.50",
        "2026-11-05 12:00:00.000 Europe/Berlin", None,
    ),
    ('q"u,\no', "9223372036854775807", "NaN", "false", None, "2026-11-05 12:00:00.123456789", None, None, None),
    (None,) * 9,
)


def session(double: Double, **conduct: Any) -> S3Logs:
    item = Deployment(source=flat(), database="d", table="t", view="v")
    engine = AthenaEngine(raw_tables([item]), double, conduct=Conduct(**conduct), now=lambda: NOW)
    return S3Logs([item], engine=engine, executor=engine, today=lambda: TODAY)


def test_a_short_name_means_the_log_that_the_engine_has() -> None:
    """Whether it is configured, or a table that somebody else made."""
    item = Deployment(source=flat(), database="d", table="t", view="v")
    logs = S3Logs(engine=AthenaEngine(raw_tables([item]), Double()))
    assert logs.library["object_history"].name == "s3_access/object_history"


def ask(double: Double, sql: str = SQL, window: Window = DAY, **conduct: Any) -> Result:
    return session(double, **conduct).query(sql, window)


def csv_of(columns: Any, rows: Any) -> bytes:
    """As Athena writes it: every text in quotes, NULL as nothing."""
    lines = [[name for name, _ in columns], *rows]
    return "".join(
        ",".join("" if text is None else '"' + text.replace('"', '""') + '"' for text in line) + "\n" for line in lines
    ).encode()


@pytest.mark.parametrize("way", ["page", "managed", "csv"])
def test_values_and_types_are_the_same_on_each_way(way: str) -> None:
    times = 400 if way == "csv" else 1
    rows = ROWS * times
    double = Double(columns=EVERY, rows=rows, objects={"s3://results/query-1.csv": csv_of(EVERY, rows)})
    if way == "managed":
        double.output, double.group, double.location = None, Workgroup(name="audit", managed=True), None
    table = ask(double).arrow()
    assert len(table) == 3 * times
    assert table.slice(len(table) - 3).to_pylist()[:2] == [
        {
            "text": "", "number": -5, "half": 1e10, "yes": True, "day": date(2026, 11, 5),
            "moment": datetime(2026, 11, 5, 12, 0, 0, 123000, UTC), "money": Decimal("12.50"),
            "zoned": datetime(2026, 11, 5, 11, tzinfo=UTC), "nothing": None,
        },
        {
            "text": 'q"u,\no', "number": 2**63 - 1, "half": pytest.approx(float("nan"), nan_ok=True), "yes": False, "day": None,
            "moment": datetime(2026, 11, 5, 12, 0, 0, 123456, UTC), "money": None, "zoned": None, "nothing": None,
        },
    ]  # fmt: skip
    assert set(table.to_pylist()[-1].values()) == {None}
    assert [str(kind) for kind in table.schema.types] == [
        "string", "int64", "double", "bool", "date32[day]", "timestamp[us, tz=UTC]", "decimal128(9, 2)",
        "timestamp[us, tz=UTC]", "string",
    ]  # fmt: skip


@pytest.mark.parametrize("times", [1, 1000])
@pytest.mark.parametrize(("kind", "value"), [
    ("date", "0000-12-31"),
    ("date", "10000-01-01"),
    ("timestamp", "0000-12-31 12:00:00.000"),
    ("timestamp", "10000-01-01 00:00:00.000"),
    ("timestamp with time zone", "0000-12-31 12:00:00.000 UTC"),
    ("timestamp with time zone", "0001-01-01 00:00:00.000 +02:00"),
    ("timestamp with time zone", "10000-01-01 00:00:00.000 Europe/Berlin"),
])
def test_a_year_that_python_does_not_have_is_an_error(kind: str, value: str, times: int) -> None:
    columns, rows = (("n", "bigint"), ("day", kind)), [("1", None), ("2", value)] * times
    double = Double(columns=columns, rows=rows, objects={"s3://results/query-1.csv": csv_of(columns, rows)})
    with pytest.raises(EngineError, match=r"column day: .*(0000-12-31|10000-01-01).*; cast it to a plain type") as caught:
        ask(double)
    assert caught.value.query_id == "query-1"


@pytest.mark.parametrize("count", [0, 1, 998, 999, 1000, 2500])
def test_what_is_longer_than_a_page_is_read_from_the_file(count: int) -> None:
    columns, rows = (("a", "varchar"),), [(str(number),) for number in range(count)]
    objects = {"s3://results/query-1.csv": csv_of(columns, rows)} if count >= 999 else {}
    assert ask(Double(columns=columns, rows=rows, objects=objects)).rows == rows
    managed = Double(columns=columns, rows=rows, output=None, location=None, group=Workgroup(name="w", managed=True))
    assert ask(managed).rows == rows


def test_what_athena_encrypted_itself_is_not_read_from_the_file() -> None:
    rows = [(str(number),) for number in range(2500)]
    double = Double(rows=rows, encryption="CSE_KMS", objects={"s3://results/query-1.csv": b"\x93\xff" * 99})
    assert ask(double).df["n"].tolist() == list(range(2500))


def test_a_column_of_nothing_but_null_and_empty_texts() -> None:
    columns, rows = (("a", "varchar"),), [(None,), ("",)] * 600
    double = Double(columns=columns, rows=rows, objects={"s3://results/query-1.csv": csv_of(columns, rows)})
    assert ask(double).rows == rows


def test_what_athena_says_of_a_query() -> None:
    result = ask(Double(), price_per_tb=10.0)
    assert (result.query_id, result.scanned_bytes, result.reused) == ("query-1", 20 << 20, False)
    assert result.cost == pytest.approx(20 / (1 << 20) * 10)
    assert result.console_url == console_url("eu-west-1", "query-1")
    reused = ask(Double(statistics={"DataScannedInBytes": 0, "ResultReuseInformation": {"ReusedPreviousResult": True}}))
    assert (reused.reused, reused.cost, reused.scanned_bytes) == (True, 0.0, 0)
    assert result.summary.endswith(" s, 21.0 MB scanned, 0.00019 USD")
    assert reused.summary.endswith(" s, 0 B scanned, reused")


def test_the_text_is_complete_and_named_behind() -> None:
    double = Double()
    logs = session(double)
    logs.query("select count(*) as n from s3_access where key = '100%'' -- x' order by n", DAY)
    (request,) = double.started
    assert request["QueryString"].endswith("\n-- athena_s3logs query")
    assert request["QueryString"].startswith("WITH")
    assert "'100%'' -- x'" in request["QueryString"]
    assert request["ResultConfiguration"] == {"OutputLocation": "s3://results/"}
    assert request["WorkGroup"] == "audit"
    assert "ExecutionParameters" not in request
    assert request["QueryExecutionContext"].get("Database") is None
    assert logs.sql("denied_requests", DAY).endswith("\n-- athena_s3logs s3_access/denied_requests")


def test_ddl_goes_as_it_is() -> None:
    double = Double()
    session(double)._need_executor().execute("DROP TABLE `d`.`t`")
    assert [request["QueryString"] for request in double.started] == ["DROP TABLE `d`.`t`"]
    assert "ResultReuseConfiguration" not in double.started[0]


def test_a_plan() -> None:
    double = Double(columns=(("Query Plan", "varchar"),), rows=(("Fragment 0",), ("  - Output",)))
    assert session(double).explain("denied_requests", DAY) == "Fragment 0\n  - Output"
    assert double.started[0]["QueryString"].startswith("EXPLAIN WITH")
    with pytest.raises(SettingError, match="no plan"):
        S3Logs.local(s3_access="x").explain("denied_requests", DAY)


@pytest.mark.parametrize(("window", "reused"), [
    (DAY, True),
    (Window(start="2026-11-01", end="2026-11-19"), True),  # type: ignore[arg-type]
    (Window(start="2026-11-01", end="2026-11-19T00:00:01"), False),  # type: ignore[arg-type]
    (Window(start="2026-11-01", end="2026-11-22"), False),  # type: ignore[arg-type]
    (Window(start="2026-11-01", end="9999-12-31"), False),  # type: ignore[arg-type]
])
def test_results_of_windows_that_are_over_are_reused(window: Window, reused: bool) -> None:  # noqa: FBT001  a case
    double = Double()
    ask(double, window=window)
    assert double.started[0].get("ResultReuseConfiguration") == (
        {"ResultReuseByAgeConfiguration": {"Enabled": True, "MaxAgeInMinutes": 60}} if reused else None
    )


def test_managed_results_are_not_reused() -> None:
    double = Double(output=None, location=None, group=Workgroup(name="audit", managed=True))
    ask(double)
    assert "ResultReuseConfiguration" not in double.started[0]
    assert "ResultConfiguration" not in double.started[0]


def over_trail(double: Double) -> S3Logs:
    settings = Settings(
        kind="cloudtrail", location="s3://trail/AWSLogs/111122223333/CloudTrail/", regions=("eu-west-1",),
        first_day=date(2026, 1, 1),
    )  # fmt: skip
    item = Deployment(source=make_source(settings, today=TODAY), database="d", table="c", view="v")
    return S3Logs([item], engine=AthenaEngine(raw_tables([item]), double, now=lambda: NOW), today=lambda: TODAY)


def test_lists_that_are_declared_travel_as_json() -> None:
    sql = over_trail(Double()).sql("resources_changed", DAY)
    assert "JSON_FORMAT(CAST(ARRAY_SORT(ARRAY_AGG(DISTINCT" in sql


def test_lists_come_back() -> None:
    names = ("resource_type", "resource_arn", "resource_account", "changes", "event_names", "actors", "first_seen", "last_seen")
    kinds = ("varchar", "varchar", "varchar", "bigint", "varchar", "varchar", "timestamp", "timestamp")
    row = ("a", "b", "c", "1", json.dumps(["x, y", None, ""]), None, None, None)
    double = Double(columns=tuple(zip(names, kinds, strict=True)), rows=(row,))
    logs = over_trail(double)
    assert logs.run("resources_changed", DAY).rows[0][4:6] == (["x, y", None, ""], None)
    double.rows = ((*row[:4], "[x, y]", *row[5:]),)
    with pytest.raises(EngineError, match="column event_names: Athena wrote a list as a text that cannot be told") as caught:
        logs.run("resources_changed", DAY)
    assert caught.value.query_id == "query-2"


def test_other_complex_columns_are_texts_with_a_warning() -> None:
    result = ask(Double(columns=(("m", "map"),), rows=(("{a=1}",),)))
    assert result.rows == [("{a=1}",)]
    assert "column m: Athena gives an map" not in result.warnings
    assert any("column m" in warning and "cast it to JSON" in warning for warning in result.warnings)


OTHERS = "s3://results/other/file"


def unloading(*tables: pa.Table, **settings: Any) -> Double:
    return Double(tables=tables, objects={OTHERS: b"somebody else's"}, **settings)


PAIRS = "select operation, count(*) as n from s3_access group by operation order by n desc, operation"


def test_unload_sorts_anew_and_cleans_up() -> None:
    double = unloading(
        pa.table({"operation": ["b", "a", None], "n": [1, 1, 1]}), pa.table({"operation": ["c", "d"], "n": [5, None]}),
    )
    result = ask(double, PAIRS, unload=True)
    assert result.rows == [("c", 5), ("a", 1), ("b", 1), (None, 1), ("d", None)]
    assert result.warnings == ()
    assert double.objects.keys() == {OTHERS}
    text = double.started[0]["QueryString"]
    assert text.startswith("UNLOAD (\nWITH")
    assert "\n-- athena_s3logs query\n)\nTO 's3://results/athena_s3logs-unload/" in text
    assert "WITH (format = 'PARQUET', compression = 'SNAPPY')" in text


@pytest.mark.parametrize("columns", ["key, key", "key as a, operation as A"])
def test_unload_of_two_columns_with_one_name_does_not_run(columns: str) -> None:
    double = unloading()
    with pytest.raises(EngineError, match=r"unload wants a name for each column, and (key|a) is there twice"):
        ask(double, f"select {columns} from s3_access order by 1", unload=True)
    assert double.started == []
    every = "with a as (select key from s3_access), b as (select operation from s3_access) select a.*, b.* from a cross join b"
    for sql in ("select count(*), max(key) from s3_access", every):
        assert ask(unloading(), sql, unload=True).rows == []


def test_unload_of_no_rows() -> None:
    result = ask(unloading(), PAIRS, unload=True)
    assert (result.rows, [one.name for one in result.columns]) == ([], ["operation", "n"])


@pytest.mark.parametrize("sql", [
    "select count(*) as n from s3_access group by operation order by max(key)",
    "select count(*) from s3_access group by operation order by 1",
    "with a as (select key, count(*) as n from s3_access group by key) select * from a order by 2",
])
def test_unload_in_an_order_that_its_columns_do_not_tell(sql: str) -> None:
    result = ask(unloading(pa.table({"n": [1]})), sql, unload=True)
    assert "an unload gives rows in no order" in result.warnings[0]


@pytest.mark.parametrize("fault", ["FAILED", "open"])
def test_unload_cleans_up_after_a_failure(fault: str) -> None:
    double = unloading(pa.table({"operation": ["b"], "n": [1]}), states=("FAILED" if fault == "FAILED" else "SUCCEEDED",))
    double.raised = {fault: AwsError("could not read it")}
    with pytest.raises(EngineError):
        ask(double, PAIRS, unload=True)
    assert double.objects.keys() == {OTHERS}


def test_unload_that_cannot_be_cleaned_up_is_told() -> None:
    double = unloading(pa.table({"operation": ["b"], "n": [1]}), raised={"delete": AwsError("could not delete")})
    (warning,) = ask(double, PAIRS, unload=True).warnings
    assert warning.startswith("what was unloaded to s3://results/athena_s3logs-unload/")
    double.states = ("FAILED",)
    with pytest.raises(EngineError, match=r"FAILED.*; what was unloaded to s3://results/athena_s3logs-unload/.* may still"):
        ask(double, PAIRS, unload=True)


def test_an_unload_that_may_still_run_leaves_its_files() -> None:
    double = unloading(pa.table({"operation": ["b"], "n": [1]}), raised=dict.fromkeys(CALLS[1:3], EXPIRED))
    left = r"may still run in Athena: stop it there\); what it unloads to s3://results/athena_s3logs-unload/.* by then stays"
    with pytest.raises(EngineError, match=left):
        ask(double, PAIRS, unload=True)


def test_unload_of_a_year_that_python_does_not_have() -> None:
    days = pa.array([0, -719_528], pa.date32())
    with pytest.raises(EngineError, match="column day: 0000-01-01 is of no year from 1 to 9999"):
        ask(unloading(pa.table({"day": days})), "select date(request_time) as day from s3_access", unload=True)


def test_unload_goes_where_the_workgroup_says() -> None:
    double = unloading(group=Workgroup(name="w", location="s3://theirs/x/", enforced=True))
    ask(double, PAIRS, unload=True)
    assert "TO 's3://theirs/x/athena_s3logs-unload/" in double.started[0]["QueryString"]
    with pytest.raises(EngineError, match=r"unload wants a place of results.* workgroup that does not keep its results itself"):
        ask(unloading(group=Workgroup(name="w", managed=True), location=None), PAIRS, unload=True)
    refused = {"start_query_execution": AwsError("No output location")}
    double = unloading(group=Workgroup(name="w", enforced=True), raised=refused)
    with pytest.raises(EngineError, match="No output location; set the place of results in the workgroup"):
        ask(double, PAIRS, unload=True)


class Waits(threading.Event):
    """Time that passes for those alone who wait."""

    def __init__(self) -> None:
        super().__init__()
        self.pauses: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout
        self.pauses.append(timeout)
        return False


def test_a_look_is_late_by_a_tenth_at_most_and_by_no_more_than_two_seconds() -> None:
    waits = Waits()
    with stoppable(waits):
        watch = Watch(told=None, timeout=None, clock=lambda: sum(waits.pauses))
    running = {"QueryExecutionId": "q", "Query": "select 1", "Status": {"State": "RUNNING"}}
    for _ in range(60):
        watch(AthenaQueryExecution({"QueryExecution": running}))
    before = [0, *accumulate(waits.pauses)]
    assert all(pause <= max(0.2, seconds * 0.1000001) for pause, seconds in zip(waits.pauses, before, strict=False))
    assert waits.pauses == sorted(waits.pauses)
    assert (waits.pauses[0], waits.pauses[-1]) == (0.2, 2)


def test_progress_is_told() -> None:
    told: list[Progress] = []
    started = time.monotonic()
    ask(Double(states=("QUEUED", "RUNNING", "RUNNING", "SUCCEEDED")), told=told.append)
    assert 0.55 < time.monotonic() - started < 10
    assert [one.state for one in told] == ["QUEUED", "RUNNING", "RUNNING", "SUCCEEDED"]
    assert told[1].scanned_bytes == 20 << 20
    assert all(later.seconds - earlier.seconds > 0.15 for earlier, later in pairwise(told))


def test_a_timeout_ends_the_query() -> None:
    double = Double(states=("RUNNING",))
    started = time.monotonic()
    with pytest.raises(EngineError, match=r"Athena: no answer within 0.5 s \(query query-1, ended\)") as caught:
        ask(double, timeout=0.5)
    assert 0.5 <= time.monotonic() - started < 10
    assert (double.stopped, caught.value.query_id, caught.value.retryable) == (["query-1"], "query-1", False)


LEFT = r"\(query query-1, which could not be ended and may still run in Athena: stop it there\)$"


def test_a_query_that_cannot_be_ended_is_told() -> None:
    double = Double(states=("RUNNING",), raised={"stop_query_execution": EXPIRED})
    with pytest.raises(EngineError, match=f"^Athena: no answer within 0.5 s {LEFT}"):
        ask(double, timeout=0.5)
    double.raised["get_query_execution"] = EXPIRED
    with pytest.raises(EngineError, match=f"it is expired; sign in anew, as with aws sso login {LEFT.replace('-1', '-2')}"):
        ask(double)


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit])
def test_whoever_leaves_ends_the_query(kind: type[BaseException]) -> None:
    double = Double(states=("RUNNING",))

    def leave(progress: Progress) -> None:
        if progress.state == "RUNNING" and double.looks == 2:
            raise kind

    with pytest.raises(kind):
        ask(double, told=leave)
    assert double.stopped == ["query-1"]


def test_many_in_order_with_failures_in_their_places() -> None:
    returns = S3Logs().library["latency_by_operation"].returns
    columns = tuple((one.name, {"string": "varchar"}.get(one.type, one.type)) for one in returns)
    double = Double(states=("RUNNING", "SUCCEEDED"), columns=columns, rows=())
    wanted: list[tuple[str, Window | None, dict[str, Any]]] = [("latency_by_operation", DAY, {}), ("nothing", DAY, {})] * 3
    found = session(double).run_many(wanted, at_once=3)
    assert [getattr(one, "sql", None) is not None for one in found] == [True, False] * 3
    assert "query 'nothing': there is none" in str(found[1])
    with pytest.raises(SettingError, match="at_once 0"):
        session(double).run_many(wanted, at_once=0)


@pytest.mark.parametrize("restarting", [False, True])
def test_an_interrupt_ends_all_that_run(restarting: bool, request: pytest.FixtureRequest) -> None:  # noqa: FBT001
    """Also where polars was imported, as its handler of signals does not end a system call."""
    request.addfinalizer(lambda: signal.siginterrupt(signal.SIGINT, True))  # noqa: FBT003  as Python has it
    signal.siginterrupt(signal.SIGINT, not restarting)
    double = Double(states=("RUNNING",))

    def interrupt() -> None:
        while len(double.started) < 2:
            time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGINT)

    wanted: list[tuple[str, Window | None, dict[str, Any]]] = [("denied_requests", DAY, {})] * 5
    threading.Thread(target=interrupt).start()
    with pytest.raises(KeyboardInterrupt):
        session(double).run_many(wanted, at_once=2)
    assert sorted(double.stopped) == ["query-1", "query-2"]
    assert len(double.started) == 2


def test_a_task_that_is_cancelled_ends_its_query() -> None:
    double = Double(states=("RUNNING",))

    async def run() -> None:
        task = asyncio.create_task(session(double).run_async("denied_requests", DAY))
        while not double.looks:  # noqa: ASYNC110  the double knows no loop
            await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(run())
    assert double.stopped == ["query-1"]


def test_a_loop_is_not_blocked() -> None:
    double = Double(states=(*["RUNNING"] * 8, "SUCCEEDED"), columns=(("x", "varchar"),))
    longest = 0.0

    async def run() -> None:
        nonlocal longest
        logs = session(double)
        logs.sql("denied_requests", DAY)
        task = asyncio.create_task(logs.run_async("denied_requests", DAY))
        while not task.done():
            started = time.monotonic()
            await asyncio.sleep(0.01)
            longest = max(longest, time.monotonic() - started)
        with pytest.raises(EngineError, match="the engine answered the columns x"):
            await task

    asyncio.run(run())
    assert longest < 1.2


GROUP = Workgroup(name="audit", location="s3://r/")


@pytest.mark.parametrize(("group", "location", "fault"), [
    (replace(GROUP, enabled=False), None, "workgroup 'audit' is disabled; enable it in Athena's console, or name another"),
    (replace(GROUP, engine="Athena engine version 2"), None, "runs Athena engine version 2; expected Athena engine version"),
    (replace(GROUP, engine="PySpark engine version 3"), None, "runs PySpark engine version 3; expected Athena engine"),
    (replace(GROUP, location=None), None, "has no place for results; give one with --output-location"),
    (replace(GROUP, location=None, managed=True), "s3://r/", "keeps its results itself; leave out the output location"),
])
def test_a_workgroup_that_cannot_answer(group: Workgroup, location: str | None, fault: str) -> None:
    double = Double(group=group, location=location)
    with pytest.raises(EngineError) as caught:
        ask(double)
    assert fault in str(caught.value)
    assert double.started == []


@pytest.mark.parametrize("engine", [None, "Athena engine version 3", "Athena engine version 10"])
def test_a_workgroup_that_can(engine: str | None) -> None:
    assert GROUP.fault(None) is None
    assert replace(GROUP, engine=engine).fault("s3://r/") is None
