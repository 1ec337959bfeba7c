"""The selftest over the stand's Athena: it passes, tells what differs, and leaves nothing, whatever ends it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from click.testing import CliRunner

from athena_s3logs import selftest
from athena_s3logs.aws import client as aws_client
from athena_s3logs.aws.scratch import MARKER
from athena_s3logs.cli import main
from athena_s3logs.selftest.running import run
from tests import proof
from tests.stand.selftest import TAMPERED, on_the_way

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from athena_s3logs.selftest import SelfTest
    from tests.stand.athena.server import Athena

BUCKET: Final = "selftest"
RESULTS: Final = "selftest-results"
ROOT: Final = Path(__file__).parents[2]
TIMEOUT: Final = 240


@pytest.fixture
def place(aws: Athena, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Athena]:
    """Two buckets, in which nothing may be left."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(aws_client, "make_session", on_the_way(aws_client.make_session))
    for bucket in (BUCKET, RESULTS):
        aws.stand.s3.create_bucket(Bucket=bucket)
    yield aws
    left = {bucket: keys(aws, bucket) for bucket in (BUCKET, RESULTS)}
    assert (left, databases(aws)) == ({BUCKET: [], RESULTS: []}, [])
    for bucket in (BUCKET, RESULTS):
        aws.stand.s3.delete_bucket(Bucket=bucket)


def keys(athena: Athena, bucket: str) -> list[str]:
    return [item["Key"] for item in athena.stand.s3.list_objects_v2(Bucket=bucket).get("Contents", [])]


def databases(athena: Athena) -> list[str]:
    found = (database["Name"] for database in athena.stand.glue.get_databases()["DatabaseList"])
    return [name for name in found if name.startswith("athena_s3logs_selftest_")]


def process(*words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.stand.selftest", "selftest", *words, "--yes"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


def ended(words: tuple[str, ...], after: str, number: int) -> tuple[int, str]:
    """A run that gets a signal when a row has come that begins so; its exit code and the rest of what it says."""
    with process(*words) as begun:
        assert begun.stdout
        for line in begun.stdout:
            if line.startswith(after):
                begun.send_signal(number)
                break
        _, said = begun.communicate(timeout=TIMEOUT)
    return begun.returncode, said


def test_killed_and_run_again(place: Athena) -> None:
    words = ("--prefix", f"s3://{BUCKET}/proof", "--output-location", f"s3://{RESULTS}/here/")
    assert ended(words, "flat  ", signal.SIGKILL)[0] == -signal.SIGKILL
    (killed,), lying = databases(place), keys(place, BUCKET)
    assert f"proof/{MARKER}" in lying
    assert len(lying) > 300
    assert len(keys(place, RESULTS)) > 10

    place.stand.put(BUCKET, "proof/mine.txt", b"of somebody else")
    with process(*words) as refused:
        assert "proof/': mine.txt lies there, which no selftest made" in refused.communicate(timeout=TIMEOUT)[1]
    assert (refused.returncode, keys(place, BUCKET)) == (2, sorted([*lying, "proof/mine.txt"]))
    place.stand.s3.delete_object(Bucket=BUCKET, Key="proof/mine.txt")

    with process(*words) as again:
        told, said = again.communicate(timeout=TIMEOUT)
    assert again.returncode == 0, told + said
    assert f"left its database {killed} and {len(lying) - 1} objects" in told
    rows = [line for line in told.splitlines() if line.endswith("  yes")]
    assert len(rows) == 22
    proof.count("answers of the selftest on the stand, through Athena's API and on DuckDB", len(rows))
    assert 'Athena prunes the flat layout by "$path": it read ' in told
    assert "All 22 answers agree with the local engine; Athena read " in told.splitlines()[-1]
    assert told.endswith("everything is removed.\n")


@pytest.mark.usefixtures("place")
def test_ctrl_c() -> None:
    code, said = ended(("--prefix", f"s3://{BUCKET}/proof/"), "flat  ", signal.SIGINT)
    assert code == 1
    assert "removing all that was made\n" in said
    assert said.endswith("Aborted!\n")


@pytest.fixture
def delivered_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """One layout, which is enough for what is told of it."""
    whole = selftest.prepare

    def prepare(*given: Any, **more: Any) -> SelfTest:  # noqa: ANN401  of prepare
        test = whole(*given, **more)
        return replace(test, sides=test.sides[2:3])

    monkeypatch.setattr(selftest, "prepare", prepare)


@pytest.mark.usefixtures("delivered_only")
def test_what_differs_is_told_and_what_is_not_ours_stays(place: Athena, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TAMPERED, " 404 NoSuchKey > 404 NoSuchBucket ")
    monkeypatch.setattr(selftest, "run", beside(place))
    words = ["selftest", "--prefix", f"s3://{BUCKET}/", "--yes"]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 1, done.output
    assert " rows differ, first in row " in done.stdout
    assert "column error_code: 'NoSuchBucket' on Athena, 'NoSuchKey' here" in done.stdout
    assert "2 of 3 answers differ; " in done.stdout
    assert done.stdout.endswith("not everything is removed.\n")
    assert "not all of it was removed: Athena: " in done.stderr
    assert "the same command, run again, removes the rest" in done.stderr

    (database,) = databases(place)
    assert place.stand.hive(f"show tables in {database}")
    place.stand.hive(f"drop table {database}.mine")
    monkeypatch.delenv(TAMPERED)
    monkeypatch.setattr(selftest, "run", run)
    again = CliRunner().invoke(main, words)
    assert (again.exit_code, databases(place)) == (0, []), again.output
    assert "removing what the earlier selftest left\n" in again.stderr


def beside(place: Athena) -> Callable[..., selftest.Report]:
    """A run while which somebody else makes a table in its database."""

    def run_beside(test: SelfTest, *, told: Callable[[Any], None], say: Callable[[str], None]) -> selftest.Report:
        def told_beside(check: Any) -> None:  # noqa: ANN401  a Check
            if check.asked.name == "key_guessing":
                place.stand.hive(f"create table {test.marker.database}.mine (a int) location 's3://{BUCKET}-of-mine/'")
            told(check)

        place.stand.s3.create_bucket(Bucket=f"{BUCKET}-of-mine")
        return run(test, told=told_beside, say=say)

    return run_beside


def test_a_prefix_with_something_in_it_is_refused(place: Athena) -> None:
    place.stand.put(BUCKET, "proof/a/b.log", b"of somebody else")
    place.stand.put(BUCKET, "other", b"beside it")
    begun = len(place.service.executions)
    done = CliRunner().invoke(main, ["selftest", "--prefix", f"s3://{BUCKET}/proof/", "--yes"])
    assert (done.exit_code, done.stdout) == (2, "")
    assert "a/b.log lies there, which no selftest made; expected a prefix with nothing in it" in done.stderr
    place.stand.put(BUCKET, f"proof/{MARKER}", b'{"database": "s3logs", "workgroup": "w", "begun": "", "keys": ["a/b.log"]}')
    done = CliRunner().invoke(main, ["selftest", "--prefix", f"s3://{BUCKET}/proof/", "--yes"])
    assert (done.exit_code, done.stdout) == (2, "")
    assert "it is no marker that a selftest wrote" in done.stderr
    assert keys(place, BUCKET) == ["other", "proof/a/b.log", f"proof/{MARKER}"]
    assert len(place.service.executions) == begun
    for key in keys(place, BUCKET):
        place.stand.s3.delete_object(Bucket=BUCKET, Key=key)


def test_it_asks_before_it_begins(place: Athena) -> None:
    done = CliRunner().invoke(main, ["selftest", "--prefix", f"s3://{BUCKET}/proof/"])
    assert done.exit_code == 2
    assert "there is no terminal to ask on; --yes begins without asking" in done.stderr
    assert "It asks 22 questions, for each of which Athena charges 10 MB at least: 0.0010 USD at 5.00 USD per TB" in done.stdout
    assert keys(place, BUCKET) == []


@pytest.mark.usefixtures("place")
def test_the_days_are_over(tmp_path: Path) -> None:
    """Partition projection knows no day to come, and what is still to be delivered would not be in the logs."""
    from athena_s3logs.config import Config
    from athena_s3logs.connecting import AthenaOptions
    from athena_s3logs.deployed import utc_today

    today = utc_today()
    test = selftest.prepare(f"s3://{BUCKET}/", tmp_path / "logs", AthenaOptions(), Config(), today=today)
    assert {side.window.end.date() <= today - timedelta(days=1) for side in test.sides} == {True}
