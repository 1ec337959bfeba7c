"""S3 and Glue that stall, reset, throttle or lose an object; processes that are killed, interrupted or two at once; clocks.

Each ends in what was asked for, or in one error that says what to do, soon, and leaves nothing behind.
"""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

import boto3
import pytest
from botocore.response import StreamingBody
from urllib3.exceptions import SSLError

from athena_s3logs.aws import client as edge
from athena_s3logs.aws import download
from athena_s3logs.aws import pull as pulling
from athena_s3logs.aws.athena import AthenaService
from athena_s3logs.aws.glue import GlueMetastore
from athena_s3logs.aws.pull import pull
from athena_s3logs.engines.athena_watch import Watch
from athena_s3logs.engines.base import StoppedError
from athena_s3logs.engines.ingest import ingest
from athena_s3logs.errors import AwsError, StoreError
from athena_s3logs.ledger import Entry, append, read, summed
from athena_s3logs.session import S3Logs
from athena_s3logs.window import Window
from tests.faulty_proxy import RESET, SLOW_DOWN, STALL, THROTTLED, Fault, Proxy, faulty_proxy, first
from tests.s3_server import s3_server
from tests.test_local import LINE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from athena_s3logs.aws.listing import S3Object

    Command = Callable[..., subprocess.Popen[str]]

BUCKET: Final = "faulty"
DAY: Final = Window.day("2026-11-12")
NAMES: Final = [f"app/2026-11-12-01-01-{number:02}-0123456789ABCDEF" for number in range(30)]
BODIES: Final = {name: random.Random(name).randbytes(200_000) for name in NAMES}  # noqa: S311  no secret
CONFIG: Final = {"s3_access": {"location": f"s3://{BUCKET}/app/", "layout": "flat"}}
OBJECT: Final = f"/{BUCKET}/app/"


@pytest.fixture(scope="module")
def running() -> Iterator[Proxy]:
    with s3_server() as server, faulty_proxy(server.url) as proxy:
        server.client.create_bucket(Bucket=BUCKET)
        for name, body in BODIES.items():
            server.put(BUCKET, name, body=body)
        yield proxy


@pytest.fixture
def proxy(running: Proxy, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Proxy:
    """AWS, behind the proxy for whoever looks into the environment, and little patience."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": running.url, "AWS_CONFIG_FILE": "none", "AWS_SHARED_CREDENTIALS_FILE": "none",
        "XDG_CACHE_HOME": str(tmp_path / "cache"), "TMPDIR": str(tmp_path / "temporary"),
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(edge, "_READ", 0.5)
    monkeypatch.setattr(edge, "_SHORTEST", 0.01)
    monkeypatch.setattr(edge, "_GIVEN_UP", 2)
    monkeypatch.setattr(pulling, "_SILENCE", 1)
    running.clear()
    return running


@pytest.fixture
def objects(proxy: Proxy) -> list[S3Object]:
    """What there is to fetch."""
    listed = boto3.client("s3", endpoint_url=proxy.target).list_objects_v2(Bucket=BUCKET)["Contents"]
    return [edge_described(item) for item in listed]


def edge_described(item: Any) -> S3Object:  # noqa: ANN401  of a listing
    from athena_s3logs.aws.listing import described

    return described(BUCKET, item)


@pytest.fixture
def command(proxy: Proxy, tmp_path: Path) -> Iterator[Command]:  # noqa: ARG001  its environment
    """The command in a process of its own, which does not outlive the test."""
    started: list[subprocess.Popen[str]] = []

    def start(*words: str, **more: Any) -> subprocess.Popen[str]:  # noqa: ANN401  of Popen
        call = [sys.executable, "-m", "athena_s3logs", *words]
        more |= {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "cwd": tmp_path, "start_new_session": True}
        started.append(subprocess.Popen(call, text=True, **more))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


PULL: Final = ("pull", "--to", "out", "--day", "2026-11-12", "--s3-access", f"s3://{BUCKET}/app/")


def fetched(folder: Path) -> dict[str, bytes]:
    """Everything in a folder, by its name in the bucket, hidden or not."""
    return {str(path.relative_to(folder / BUCKET)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def of_objects(fault: Fault, *, times: int = 1) -> Callable[[str, str], Fault | None]:
    """The fault for the first requests of each object, and none for listings."""
    seen = dict.fromkeys(NAMES, times)

    def next_one(_: str, path: str) -> Fault | None:
        key = path.partition("?")[0].removeprefix(f"/{BUCKET}/")
        seen[key] = seen.get(key, 0) - 1
        return fault if seen[key] >= 0 else None

    return next_one


@pytest.mark.parametrize("fault", [RESET, Fault(after=50_000), STALL, Fault(after=50_000, stalls=True), SLOW_DOWN], ids=str)
def test_a_line_that_breaks_for_a_while_costs_a_pull_nothing(
    fault: Fault, proxy: Proxy, objects: list[S3Object], tmp_path: Path,
) -> None:  # fmt: skip
    proxy.fault = of_objects(fault)
    pulled = pull(edge.s3_client(), objects, tmp_path / "out")
    assert (pulled.fetched, pulled.problems) == (len(NAMES), {})
    assert fetched(tmp_path / "out") == BODIES


@pytest.mark.parametrize("fault", [RESET, STALL, SLOW_DOWN, Fault(after=100, stalls=True)], ids=str)
def test_a_line_that_stays_broken_is_given_up_for_all_that_is_left(
    fault: Fault, proxy: Proxy, objects: list[S3Object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(edge, "AT_ONCE", 4)
    monkeypatch.setattr(pulling, "_SILENCE", 0)
    proxy.fault = lambda _, path: fault if path.startswith(OBJECT) else None
    pulled = pull(edge.s3_client(), objects, tmp_path / "out")
    assert proxy.asked["GET"] < 160, "of the 480 that all objects take"
    assert (pulled.fetched, len(pulled.problems)) == (0, len(NAMES))
    assert "run it again later" in list(pulled.problems.values())[-1]
    assert fetched(tmp_path / "out") == {}
    proxy.fault = None
    assert pull(edge.s3_client(), objects, tmp_path / "out").fetched == len(NAMES)


def test_one_object_that_stays_broken_does_not_stand_for_the_others(
    proxy: Proxy, objects: list[S3Object], tmp_path: Path,
) -> None:  # fmt: skip
    proxy.fault = lambda _, path: SLOW_DOWN if NAMES[0] in path else None
    pulled = pull(edge.s3_client(), objects, tmp_path / "out")
    assert (pulled.fetched, list(pulled.problems)) == (len(NAMES) - 1, [f"s3://{BUCKET}/{NAMES[0]}"])


def test_an_object_that_vanishes_between_listing_and_reading_is_told(proxy: Proxy, command: Command, tmp_path: Path) -> None:
    gone = Fault(status=404, body=b"<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>")
    proxy.fault = lambda _, path: gone if NAMES[3] in path else None
    done = command(*PULL)
    out, err = done.communicate(timeout=60)
    assert (done.returncode, out.split()[0]) == (1, str(len(NAMES) - 1))
    assert err.startswith(f"Error: s3://{BUCKET}/{NAMES[3]} was not fetched: An error occurred (NoSuchKey)")
    assert fetched(tmp_path / "out") == {name: body for name, body in BODIES.items() if name != NAMES[3]}


@pytest.mark.parametrize("fault", [RESET, STALL, SLOW_DOWN], ids=str)
def test_an_estimate_gets_past_a_fault_or_tells_it_soon(fault: Fault, proxy: Proxy) -> None:
    def estimated() -> int:
        return S3Logs.configured({**CONFIG}).estimate("denied_requests", DAY).bytes

    proxy.fault = first(2, fault)
    assert estimated() == sum(map(len, BODIES.values()))
    proxy.fault = lambda *_: fault
    started = time.monotonic()
    with pytest.raises(AwsError, match=rf"could not list s3://{BUCKET}/app/: .*; AWS is busy or out of reach: .* run it again"):
        estimated()
    assert time.monotonic() - started < 20


@pytest.mark.parametrize("fault", [RESET, Fault(after=70), STALL, Fault(after=70, stalls=True), SLOW_DOWN], ids=str)
def test_a_result_is_downloaded_past_a_fault_or_it_is_told_soon(
    fault: Fault, proxy: Proxy, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(download, "_PART", 50_000)
    url, service = f"s3://{BUCKET}/{NAMES[0]}", AthenaService(edge.make_session())
    for place in (1, 3):  # the first part, and one of those that are fetched ahead
        count = iter(range(1, 100))
        proxy.fault = lambda *_, place=place, count=count: fault if next(count) == place else None
        with service.open(url) as stream:
            assert b"".join(iter(lambda: stream.read(7_000), b"")) == BODIES[NAMES[0]]
    proxy.fault = lambda *_: fault
    started = time.monotonic()
    with pytest.raises(AwsError, match=rf"could not read {url}: .*; AWS is busy or out of reach"):
        service.open(url)
    assert time.monotonic() - started < 20


class BadRecord(BytesIO):
    """What urllib3 reads from, when the line sends what TLS cannot take."""

    def read(self, _: int | None = -1, /) -> bytes:
        raise SSLError("[SSL: DECRYPTION_FAILED_OR_BAD_RECORD_MAC] decryption failed or bad record mac")


def test_a_bad_record_of_tls_is_a_line_that_breaks(objects: list[S3Object], tmp_path: Path) -> None:
    session, left = edge.make_session(), Counter[str]({NAMES[0]: 1, NAMES[1]: edge.TRIES})

    def broken(parsed: dict[str, Any], context: dict[str, Any], **_: object) -> None:
        key = context["input_params"]["Key"]
        if left[key]:
            left[key] -= 1
            parsed["Body"] = StreamingBody(BadRecord(), 0)

    session.events.register("after-call.s3.GetObject", broken)
    pulled = pull(edge.s3_client(session), objects, tmp_path / "out")
    assert (pulled.fetched, list(pulled.problems)) == (len(NAMES) - 1, [f"s3://{BUCKET}/{NAMES[1]}"])
    assert "bad record mac" in pulled.problems[f"s3://{BUCKET}/{NAMES[1]}"]
    left.update({NAMES[0]: 1, NAMES[1]: edge.TRIES})
    service = AthenaService(session)
    with service.open(f"s3://{BUCKET}/{NAMES[0]}") as stream:
        assert stream.read() == BODIES[NAMES[0]]
    with pytest.raises(AwsError, match=rf"could not read s3://{BUCKET}/{NAMES[1]}: .*bad record mac"):
        service.open(f"s3://{BUCKET}/{NAMES[1]}")


def metastore() -> GlueMetastore:
    return GlueMetastore(edge.glue_client(), edge.s3_client())


def test_what_was_unloaded_is_listed_and_deleted_past_a_busy_s3(proxy: Proxy) -> None:
    """Once more than botocore tries by itself."""
    service = AthenaService(boto3.Session())
    other = boto3.client("s3", endpoint_url=proxy.target)
    other.put_object(Bucket=BUCKET, Key="unloaded/a", Body=b"x")
    proxy.fault = first(3, SLOW_DOWN)
    urls = service.files(f"s3://{BUCKET}/unloaded/")
    assert urls == [f"s3://{BUCKET}/unloaded/a"]
    proxy.fault = first(3, SLOW_DOWN)
    service.delete(urls)
    assert other.list_objects_v2(Bucket=BUCKET, Prefix="unloaded/")["KeyCount"] == 0


def test_a_glue_that_throttles_is_asked_again_and_one_that_stays_so_is_told(proxy: Proxy) -> None:
    glue = boto3.client("glue", endpoint_url=proxy.target)
    glue.create_database(DatabaseInput={"Name": "throttled"})
    glue.create_table(DatabaseName="throttled", TableInput={"Name": "t"})
    proxy.fault = first(3, THROTTLED)
    assert metastore().find("throttled", "t")
    proxy.fault = first(3, THROTTLED)
    assert list(metastore().tables("throttled")) == ["t"]
    proxy.fault = lambda *_: THROTTLED
    with pytest.raises(AwsError, match=r"could not read throttled\.t from Glue: .*Rate exceeded; AWS is busy or out"):
        metastore().find("throttled", "t")
    with pytest.raises(AwsError, match=r"could not list the tables of throttled in Glue: .*Rate exceeded; AWS is busy or out"):
        metastore().tables("throttled")


@pytest.mark.parametrize("fault", [RESET, STALL], ids=str)
def test_a_glue_that_is_gone_is_told_soon(fault: Fault, proxy: Proxy) -> None:
    proxy.fault = lambda *_: fault
    started = time.monotonic()
    with pytest.raises(AwsError, match=r"could not read d\.t from Glue: .*; AWS is busy or out of reach"):
        metastore().find("d", "t")
    assert time.monotonic() - started < 20


def small_disk() -> None:
    """No file above 100 KB: the disk is full as far as this process can tell."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))


def test_a_full_disk_ends_a_pull_with_one_error_and_no_half_file(command: Command, tmp_path: Path) -> None:
    done = command(*PULL, preexec_fn=small_disk)
    _, err = done.communicate(timeout=60)
    assert done.returncode == 1, err
    assert len(err.splitlines()) == 1
    assert err.startswith("Error: ")
    assert "cannot be written (File too large); make room there, or choose another folder, and run it again" in err
    assert fetched(tmp_path / "out") == {}
    assert list((tmp_path / "out").glob(".pull-*")) == []
    assert command(*PULL).wait(60) == 0
    assert fetched(tmp_path / "out") == BODIES


def test_a_full_disk_is_an_error_of_the_package(
    objects: list[S3Object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("athena_s3logs.aws.pull.os.utime", full)
    with pytest.raises(StoreError, match=r"out: cannot be written \(No space left on device\); make room there"):
        pull(edge.s3_client(), objects, tmp_path / "out")


def wait_for(met: Callable[[], object], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < end
        time.sleep(0.02)


def halfway(proxy: Proxy, folder: Path) -> Callable[[], bool]:
    """Half of the objects stall for ever in their midst; whether that has come about."""
    proxy.fault = lambda _, path: Fault(after=120_000, stalls=True) if path.startswith(OBJECT) and path[-19:] > "15" else None
    return lambda: any(folder.glob(".pull-*/*")) and any(folder.rglob("2026-*"))


def test_ctrl_c_ends_a_pull_that_stalls_at_once(proxy: Proxy, command: Command, tmp_path: Path) -> None:
    begun = halfway(proxy, tmp_path / "out")
    process = command(*PULL)
    wait_for(begun)
    started = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert time.monotonic() - started < 15
    assert (process.returncode, err.strip()) == (1, "Aborted!")
    assert [path.name for path in (tmp_path / "out").iterdir()] == [BUCKET]
    assert fetched(tmp_path / "out").items() <= BODIES.items()
    proxy.fault = None
    assert command(*PULL).wait(60) == 0
    assert fetched(tmp_path / "out") == BODIES


def test_whoever_leaves_does_not_wait_for_a_line_that_stalls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edge, "_LEAVING", 0.1)
    let_go, begun = threading.Event(), list[int]()

    def work(number: int) -> int:
        begun.append(number)
        if number:
            let_go.wait(60)
        return number

    made = edge.at_once(work, range(100))
    try:
        assert next(made) == 0
        started = time.monotonic()
        made.close()
        assert time.monotonic() - started < 20
    finally:
        let_go.set()
    assert len(begun) <= edge.AT_ONCE + 1


def test_what_a_killed_pull_left_goes_with_the_next_and_not_before_another_has_ended(
    proxy: Proxy, command: Command, objects: list[S3Object], tmp_path: Path,
) -> None:  # fmt: skip
    out = tmp_path / "out"
    begun = halfway(proxy, out)
    killed, living = command(*PULL), command(*PULL)
    wait_for(lambda: len(list(out.glob(".pull-*"))) == 2 and begun())
    killed.kill()
    killed.wait()
    clear = [item for item in objects if item.key[-19:] <= "15"]
    pull(edge.s3_client(), clear, out)
    assert len(list(out.glob(".pull-*"))) == 2, "one of them is of a process that lives"
    living.kill()
    living.wait()
    proxy.fault = None
    assert pull(edge.s3_client(), objects, out).problems == {}
    assert [path.name for path in out.iterdir()] == [BUCKET]
    assert fetched(out) == BODIES


def test_two_that_pull_into_one_folder_at_once_leave_each_file_whole(proxy: Proxy, command: Command, tmp_path: Path) -> None:
    proxy.fault = lambda *_: time.sleep(0.03)
    both = [command(*PULL), command(*PULL)]
    assert [process.wait(60) for process in both] == [0, 0]
    assert fetched(tmp_path / "out") == BODIES


def test_a_cache_that_was_left_in_the_midst_gives_whole_answers(proxy: Proxy, command: Command, tmp_path: Path) -> None:
    s3 = boto3.client("s3", endpoint_url=proxy.target)
    text = "".join(f"{LINE}\n" for _ in range(500)).encode()
    s3.create_bucket(Bucket="cached")
    for name in NAMES[:8]:
        s3.put_object(Bucket="cached", Key=name.replace("2026-11-12", "2026-11-14"), Body=text)
    words = ("query", "select count(*) as n from s3_access order by n", "--all-time", "--s3-access", "s3://cached/app/",
             "--format", "csv")  # fmt: skip
    cache = tmp_path / "cache/athena_s3logs"
    proxy.fault = lambda _, path: Fault(after=9_000, stalls=True) if path[-19:] > "02" else None
    process = command(*words)
    wait_for(lambda: any(cache.glob(".pull-*/*")))
    process.kill()
    process.wait()
    proxy.fault = None
    done = command(*words)
    out, err = done.communicate(timeout=60)
    assert (out.split(), done.returncode) == (["n", "4000"], 0), err
    assert [path.name for path in cache.iterdir()] == ["cached"]


def test_a_store_takes_no_places_in_s3(command: Command, tmp_path: Path) -> None:
    done = command("ingest", "--store", "store", "--s3-access", "s3://logs/app/")
    _, err = done.communicate(timeout=60)
    assert done.returncode == 2
    assert "ingest: a store takes files of this machine; `pull` fetches what is in S3" in err
    assert not (tmp_path / "store").exists()


def test_sums_of_a_ledger_whose_clock_jumped(tmp_path: Path) -> None:
    entry = Entry(time="", query="q", query_id="1-2", bytes=1, cost=0.5, price_assumed=False)
    for moment in ("2026-11-05T10:00:00Z", "2027-11-05T10:00:00Z", "2025-11-05T10:00:00Z"):
        append(tmp_path / "ledger.jsonl", replace(entry, time=moment))
    entries, damaged = read(tmp_path / "ledger.jsonl")
    assert ([one.runs for one in summed(entries, "query")], damaged) == ([3], [])
    assert [one.name for one in summed(entries, "day")] == ["2025-11-05", "2026-11-05", "2027-11-05"]


def test_a_file_from_the_future_is_left_to_the_next_ingest_and_its_rows_are_there(tmp_path: Path) -> None:
    path = tmp_path / "logs/2026-11-14-01-01-01-0123456789ABCDEF"
    path.parent.mkdir()
    path.write_text(f"{LINE}\n")
    os.utime(path, (time.time() + 1e6,) * 2)
    (done,) = ingest(tmp_path / "store", {"s3_access": [path.parent]})
    logs = S3Logs.local(s3_access=path.parent, store=tmp_path / "store")
    assert (done.left, logs.query("select count(*) as n from s3_access order by n", Window.all_time()).rows) == (1, [(1,)])


class Jumping:
    """A clock of the wall that somebody sets back and forth by a year at each look."""

    def __init__(self) -> None:
        self.looks = 0

    def now(self, tz: object = None) -> datetime:
        assert tz
        self.looks += 1
        return datetime(2026, 11, 14, tzinfo=UTC) + timedelta(days=365 if self.looks % 2 else -365)


def test_patience_and_deadlines_go_by_no_clock_that_is_set(
    proxy: Proxy, objects: list[S3Object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    jumps = Jumping()
    monkeypatch.setattr(time, "time", lambda: jumps.now(UTC).timestamp())
    proxy.fault = of_objects(RESET, times=3)
    assert pull(edge.s3_client(), objects, tmp_path / "out").problems == {}
    watch = Watch(told=None, timeout=0.5)
    started = time.monotonic()
    with pytest.raises(StoppedError, match=r"no answer within 0\.5 s"):
        list(map(watch, [Running()] * 20))  # type: ignore[arg-type]
    assert 0.4 < time.monotonic() - started < 3


class Running:
    """A query that does not end."""

    query_id = "q"
    state = "RUNNING"
    data_scanned_in_bytes = 0


def test_a_machine_whose_clock_is_wrong_is_told_so(proxy: Proxy) -> None:
    proxy.fault = lambda *_: Fault(status=403, body=b"<Error><Code>RequestTimeTooSkewed</Code></Error>")
    with pytest.raises(AwsError, match="look at the profile, and at the clock of this machine"):
        S3Logs.configured({**CONFIG}).estimate("denied_requests", DAY)
