"""The ledger: what is written down of a run, that nothing is lost, and what it sums to."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pytest
from click.testing import CliRunner

from athena_s3logs.cli import main
from athena_s3logs.engines.result import Result
from athena_s3logs.errors import AwsError, EngineError, SettingError
from athena_s3logs.ledger import Entry, append, ledger_path, read, summed
from athena_s3logs.price import cost
from athena_s3logs.session import S3Logs
from tests.athena_double import Double
from tests.generated_docs import ROOT
from tests.test_athena_engine import DAY, ask, session

if TYPE_CHECKING:
    from athena_s3logs.engines.base import Question

ENTRY: Final = Entry(
    time="2026-11-05T10:00:00Z", query="s3_access/denied_requests", query_id="1-2", bytes=2_000_000, cost=0.5,
    price_assumed=False,
)  # fmt: skip


class Paid:
    """An engine that answers as Athena does."""

    by_the_byte = True
    kinds = ("s3_access",)
    workgroup = "audit"

    def __init__(self, **more: Any) -> None:  # noqa: ANN401  of Result
        self.more = {"query_id": "a-b", "cost": 0.25, "reused": False, **more}

    def sql(self, question: Question) -> str:
        raise AssertionError(question)

    def answer(self, question: Question) -> Result:
        import pyarrow as pa

        table = pa.table({one.name: pa.nulls(0) for one in question.returns})
        return replace(
            Result.of(table, question.returns, sql="secret", engine="athena", elapsed=0, scanned_bytes=7), **self.more,
        )


@pytest.fixture(autouse=True)
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.delenv("ATHENA_S3LOGS_LEDGER", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "athena_s3logs/ledger.jsonl"


def run(engine: Paid, **more: Any) -> Result:  # noqa: ANN401  of S3Logs
    logs = S3Logs(engine=engine, database="audit_logs", **more)
    return logs.run("s3_access/object_history", start="2026-11-05", end="2026-11-06", bucket="hush", key="secret")


def test_a_run_is_one_line_without_its_parameters(path: Path) -> None:
    run(Paid())
    run(Paid(reused=True, cost=0.0), price_per_tb=5.0)
    first, second = path.read_text().splitlines()
    said = json.loads(first)
    assert said.pop("time")[:2] == "20"
    assert said == {
        "query": "s3_access/object_history", "query_id": "a-b", "bytes": 7, "cost": 0.25, "price_assumed": True,
        "reused": False, "database": "audit_logs", "workgroup": "audit", "state": "ANSWERED",
    }  # fmt: skip
    assert "secret" not in first
    assert "hush" not in first
    assert (json.loads(second)["price_assumed"], json.loads(second)["reused"]) == (False, True)
    assert path.stat().st_mode & 0o777 == 0o600


def test_what_costs_nothing_is_not_written_down(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(Paid(query_id=None))
    run(Paid(cost=None))
    run(Paid(), ledger=False)
    monkeypatch.setenv("ATHENA_S3LOGS_LEDGER", "off")
    run(Paid())
    assert not path.exists()


def test_the_configuration_turns_it_off(path: Path) -> None:
    config = {"s3_access": {"location": "s3://logs/", "layout": "flat"}, "athena": {"ledger": False}}
    S3Logs.configured(config, engine=Paid()).run("denied_requests", start="2026-11-05")
    assert not path.exists()


def test_a_ledger_that_cannot_be_written_is_one_warning(path: Path) -> None:
    path.parent.write_text("in the way")
    result = run(Paid())
    (warning,) = result.warnings
    assert warning.startswith("the ledger of costs cannot be written (")
    assert warning.endswith("; ATHENA_S3LOGS_LEDGER=off does without it")
    assert result.cost == 0.25


def test_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert ledger_path() == tmp_path / ".local/state/athena_s3logs/ledger.jsonl"
    monkeypatch.setenv("HOME", "~")  # as where there is none, and no entry for the user
    with pytest.raises(SettingError, match="no home folder is known; set HOME, or XDG_STATE_HOME, to a folder"):
        ledger_path()
    monkeypatch.setenv("ATHENA_S3LOGS_LEDGER", "on")
    (warning,) = run(Paid()).warnings
    assert warning.startswith("the ledger of costs cannot be written (no home folder is known")


@pytest.mark.parametrize("damage", [
    b"{", b"\xff\xfe", b"[]", b"1", b"null", b'{"time": "x"}', b"[" * 100_000,
    json.dumps(asdict(replace(ENTRY, cost=None))).encode(),  # type: ignore[arg-type]
    json.dumps(asdict(replace(ENTRY, time="yesterday"))).encode(),
    json.dumps(asdict(replace(ENTRY, time=5))).encode(),  # type: ignore[arg-type]
    json.dumps(asdict(replace(ENTRY, bytes="many"))).encode(),  # type: ignore[arg-type]
    json.dumps(asdict(replace(ENTRY, query=["x"]))).encode(),  # type: ignore[arg-type]
    json.dumps(asdict(replace(ENTRY, cost=float("nan")))).encode(),
    json.dumps(asdict(replace(ENTRY, cost=-0.5))).encode(),
    json.dumps(asdict(replace(ENTRY, bytes=-5))).encode(),
    json.dumps(asdict(replace(ENTRY, cost=10**400))).encode(),
    json.dumps(asdict(replace(ENTRY, bytes=10**400))).encode(),
])  # fmt: skip
def test_damaged_lines_are_told_and_stay(path: Path, damage: bytes) -> None:
    append(path, ENTRY)
    path.write_bytes(path.read_bytes() + damage)  # without an end, as a power cut leaves it
    append(path, replace(ENTRY, query_id="3"))
    assert read(path) == ([ENTRY, replace(ENTRY, query_id="3")], [2])
    assert damage in path.read_bytes()
    done = CliRunner().invoke(main, ["costs"])
    assert done.exit_code == 0
    assert done.stderr == f"Warning: {path}: 1 line without an entry, the first is line 2, and not in the sums\n"


def test_a_later_version_may_say_more(path: Path) -> None:
    append(path, ENTRY)
    path.write_text(json.dumps({**asdict(ENTRY), "mood": "good"}) + "\n")
    assert read(path) == ([ENTRY], [])


def test_several_processes_write_whole_lines(path: Path) -> None:
    code = (
        "import sys; from dataclasses import replace; from pathlib import Path;"
        "from athena_s3logs.ledger import Entry, append\n"
        "for number in range(200): append(Path(sys.argv[1]), Entry(time='2026-11-05T10:00:00Z', query='q' * 3000,"
        " query_id=f'{sys.argv[2]}-{number}', bytes=1, cost=1.0, price_assumed=True))"
    )
    writers = [subprocess.Popen([sys.executable, "-c", code, path, str(number)], cwd=ROOT) for number in range(3)]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    entries, damaged = read(path)
    assert damaged == []
    assert {entry.query_id for entry in entries} == {f"{one}-{number}" for one in range(3) for number in range(200)}


def test_sums(path: Path) -> None:
    entries = [
        ENTRY,
        replace(ENTRY, time="2026-11-06T09:00:00Z", cost=0.0, reused=True),
        replace(ENTRY, time="2026-11-04T09:00:00Z", query="query\x1b[31m", bytes=None, cost=2.0, price_assumed=True),
    ]
    for entry in entries:
        append(path, entry)
    assert [(one.name, one.runs, one.reused, one.bytes, one.cost) for one in summed(entries, "query")] == [
        ("query\x1b[31m", 1, 0, 0, 2.0), ("s3_access/denied_requests", 2, 1, 4_000_000, 0.5),
    ]  # fmt: skip
    assert [one.name for one in summed(entries, "day")] == ["2026-11-04", "2026-11-05", "2026-11-06"]
    done = CliRunner().invoke(main, ["costs"])
    assert [line.split() for line in done.stdout.splitlines()] == [
        ["query", "runs", "reused", "read", "cost"],
        ["query\\x1b[31m", "1", "0", "0", "B", "2.00", "USD"],
        ["s3_access/denied_requests", "2", "1", "4.0", "MB", "0.50", "USD"],
        ["total", "3", "1", "4.0", "MB", "2.50", "USD"],
    ]
    assert done.stderr == "1 of them at the assumed price: no price_per_tb was configured\n"
    by_day = CliRunner().invoke(main, ["costs", "--by", "day", "--since", "1min"]).stdout.splitlines()
    assert [line.split()[:2] for line in by_day] == [["day", "runs"], ["total", "0"]]


def test_there_may_be_none() -> None:
    done = CliRunner().invoke(main, ["costs"])
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines()[1].split() == ["total", "0", "0", "0", "B", "0.00", "USD"]


REUSED: Final = {"DataScannedInBytes": 5, "ResultReuseInformation": {"ReusedPreviousResult": True}}
LOST: Final = AwsError("the rows are gone")


@pytest.mark.parametrize(("double", "state"), [
    (Double(states=("RUNNING",)), "CANCELLED"),
    (Double(states=("RUNNING",), raised={"stop_query_execution": LOST}), "RUNNING"),
    (Double(raised={"get_query_results": LOST}), "SUCCEEDED"),
    (Double(states=("FAILED",)), None),
    (Double(states=("RUNNING",), statistics={}), None),
    (Double(raised={"get_query_results": LOST}, statistics=REUSED), None),
    (Double(raised={"start_query_execution": LOST}), None),
])  # fmt: skip
def test_what_gave_no_answer_and_costs_money(double: Double, state: str | None) -> None:
    with pytest.raises(EngineError):
        ask(double, timeout=0.3)
    entries, _ = read(ledger_path())
    wanted = (state, "query-1", 20 << 20, cost(20 << 20))
    assert [(one.state, one.query_id, one.bytes, one.cost) for one in entries] == ([wanted] if state else [])
    said = CliRunner().invoke(main, ["costs"])
    assert ("1 of them gave no answer, and Athena asks for what they had read" in said.stderr) == bool(state)
    assert said.stdout.splitlines()[-1].split()[:2] == ["total", "1" if state else "0"]


@pytest.mark.parametrize(("calls", "state"), [
    (["get_query_execution"], "CANCELLED"),
    (["get_query_execution", "stop_query_execution"], "RUNNING"),
])  # fmt: skip
def test_a_query_with_which_one_has_lost_touch(calls: list[str], state: str) -> None:
    double = Double(states=("RUNNING",))
    with pytest.raises(EngineError):
        ask(double, told=lambda _: double.raised.update(dict.fromkeys(calls, LOST)))
    assert [(one.state, one.bytes) for one in read(ledger_path())[0]] == [(state, 20 << 20)]


def test_a_query_that_was_never_looked_at_and_may_still_run() -> None:
    double = Double(raised={"get_query_execution": LOST, "stop_query_execution": LOST})
    with pytest.raises(EngineError, match="may still run in Athena"):
        ask(double)
    assert [(one.state, one.query_id, one.bytes, one.cost) for one in read(ledger_path())[0]] == [
        ("RUNNING", "query-1", None, cost(0)),
    ]
    with pytest.raises(EngineError, match="the rows are gone"):
        ask(Double(raised={"get_query_execution": LOST}))
    assert len(read(ledger_path())[0]) == 1, "one that was ended before it had read anything costs nothing"


@pytest.mark.parametrize("unload", [False, True])
def test_rows_that_are_not_as_declared_were_paid(unload: bool) -> None:  # noqa: FBT001  a case
    names = [one.name for one in S3Logs().library["s3_access/object_history"].returns]
    double = Double(columns=[(name, "boolean") for name in names], rows=(), tables=[pa.table({key: [True] for key in names})])
    with pytest.raises(EngineError, match="column time: the engine answered boolean; expected timestamp") as caught:
        session(double, unload=unload).run("s3_access/object_history", DAY, bucket="hush", key="secret")
    assert caught.value.query_id == "query-1"
    assert [one.state for one in read(ledger_path())[0]] == ["SUCCEEDED"]
    assert double.objects == {}


def test_what_gave_no_answer_keeps_its_error_where_nothing_can_be_written(path: Path) -> None:
    path.parent.write_text("in the way")
    with pytest.raises(EngineError, match="no answer within"):
        ask(Double(states=("RUNNING",)), timeout=0.3)
