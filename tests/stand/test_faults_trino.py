"""Faults under a running query: a Trino that is killed, Glue and S3 that break; and two that create the same tables at once."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import pytest

from athena_s3logs import S3Logs, Window
from athena_s3logs.catalog import raw_tables
from athena_s3logs.engines.trino import TrinoEngine, connector
from athena_s3logs.errors import EngineError
from tests.corpus import TODAY
from tests.faulty_proxy import RESET, SLOW_DOWN, THROTTLED, Fault, Proxy, faulty_proxy, first
from tests.stand.athena.server import running_athena
from tests.stand.calls import call
from tests.stand.deployments import deployed, deployment
from tests.stand.parts import find_parts
from tests.stand.processes import Part, free_ports, reap, spawn, stop, wait
from tests.stand.settings import Ports, trino_command
from tests.stand.trino import USER
from tests.test_local import LINE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from athena_s3logs.catalog import Deployment
    from tests.stand.athena.server import Athena
    from tests.stand.stand import Stand

BUCKET: Final = "faults-of-trino"
LINES: Final = 3_000
ALL: Final = Window.all_time()
COUNT: Final = "select count(*) as n from s3_access order by n"
LONG: Final = "select count(*) as n from s3_access as a cross join s3_access as b cross join s3_access as c order by n"
IMPATIENT: Final = "hive.metastore.glue.max-error-retries=4\ns3.max-error-retries=4\n"


@dataclass(slots=True)
class Own:
    """A Trino that may be killed, and the line between it and AWS."""

    folder: Path
    proxy: Proxy
    port: int
    item: Deployment
    parts: list[Part] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        ports = Ports(moto=urlsplit(self.proxy.url).port or 0, hive=0, trino=self.port)
        command = trino_command(self.folder, find_parts(), ports)
        with (self.folder / "trino/catalog/awsdatacatalog.properties").open("a") as settings:
            settings.write(IMPATIENT)
        self.parts.append(spawn(self.folder, "own-trino", command, stays=False))
        wait(self.parts[-1], self._answers)

    def _answers(self) -> bool:
        """Whether it takes queries, which is some seconds later than it says that it has started."""
        if call(f"{self.address}/v1/info")["starting"]:
            return False
        try:
            return len(self.logs().query(COUNT, ALL)) == 1
        except EngineError:
            return False

    def kill(self) -> None:
        stop(self.folder)
        reap(self.parts.pop())

    def logs(self) -> S3Logs:
        connect = connector(self.address, user="somebody", catalog="awsdatacatalog", request_timeout=20)
        engine = TrinoEngine(raw_tables([self.item]), connect, now=lambda: datetime(2026, 11, 21))
        return S3Logs([self.item], engine=engine, today=lambda: TODAY)

    def running(self) -> int:
        """Queries under way; by PREPARE our Athena looks at a text before it takes it."""
        found: Any = call(f"{self.address}/v1/query", headers=USER)
        return sum(one["state"] == "RUNNING" and not one["query"].startswith("PREPARE") for one in found)


@pytest.fixture(scope="module")
def started(stand: Stand, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Own]:
    item = deployed(stand, deployment("flat", database="faults_of_trino", location=f"s3://{BUCKET}/app/"))
    for number in range(3):
        body = f"{LINE}\n".encode() * (LINES // 3)
        stand.put(BUCKET, f"app/2026-11-14-01-01-0{number}-0123456789ABCDEF", body)
    folder = tmp_path_factory.mktemp("own")
    with faulty_proxy(stand.endpoint) as proxy:
        own = Own(folder, proxy, free_ports(1)[0], item)
        try:
            own.start()
            yield own
        finally:
            stop(folder)
            for part in own.parts:
                reap(part)


@pytest.fixture
def own(started: Own) -> Own:
    started.proxy.clear()
    return started


def is_glue(method: str, path: str) -> bool:
    return (method, path) == ("POST", "/")


def faulted(one: Callable[[str, str], Fault | None], *, glue: bool) -> Callable[[str, str], Fault | None]:
    """The faults for Glue, or for S3, alone."""
    return lambda method, path: one(method, path) if is_glue(method, path) is glue else None


@pytest.mark.parametrize(("fault", "glue"), [(THROTTLED, True), (RESET, True), (SLOW_DOWN, False), (RESET, False)])
def test_a_fault_for_a_while_changes_no_row_and_one_that_stays_is_one_error(
    own: Own, fault: Fault, glue: bool,  # noqa: FBT001  a case
) -> None:
    own.proxy.fault = faulted(first(2, fault), glue=glue)
    assert own.logs().query(COUNT, ALL).rows == [(LINES,)]
    own.proxy.fault = faulted(lambda *_: fault, glue=glue)
    before = time.monotonic()
    with pytest.raises(EngineError, match=r"Trino: .*; .*run it again") as caught:
        own.logs().query(COUNT, ALL)
    assert time.monotonic() - before < 60
    assert (caught.value.retryable, bool(caught.value.query_id)) == (True, True)
    own.proxy.fault = None
    assert own.logs().query(COUNT, ALL).rows == [(LINES,)]


def test_a_file_that_vanishes_between_listing_and_reading_is_one_error(own: Own) -> None:
    gone = Fault(status=404, body=b"<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>")
    own.proxy.fault = lambda _, path: gone if path.startswith(f"/{BUCKET}/app/2026-11-14-01-01-01") else None
    with pytest.raises(EngineError, match=r"Trino: .*; .*gone") as caught:
        own.logs().query(COUNT, ALL)
    assert caught.value.query_id
    own.proxy.fault = None
    assert own.logs().query(COUNT, ALL).rows == [(LINES,)]


def test_a_trino_that_is_killed_in_a_query_is_one_error_and_answers_when_it_is_back(
    own: Own, stand: Stand, tmp_path: Path,
) -> None:  # fmt: skip
    """Asked directly, and by way of Athena."""
    stand.s3.create_bucket(Bucket=f"{BUCKET}-results")
    own_stand = replace(stand, ports=replace(stand.ports, trino=own.port))
    with running_athena(own_stand, tmp_path) as athena, ThreadPoolExecutor(2) as threads:
        both = [own.logs(), by_athena(athena, own.item, f"s3://{BUCKET}-results/")]
        asked = [threads.submit(one.query, LONG, ALL) for one in both]
        end = time.monotonic() + 60
        while own.running() < 2:
            assert time.monotonic() < end
            time.sleep(0.1)
        own.kill()
        directly, athenas = (one.exception(60) for one in asked)
        own.start()
        assert isinstance(directly, EngineError)
        assert "look whether it runs and can be reached, and run the question again" in str(directly)
        assert isinstance(athenas, EngineError)
        assert athenas.query_id
        assert "run it again" in str(athenas)
        assert (directly.retryable, athenas.retryable) == (True, True)
        assert [one.query(COUNT, ALL).rows for one in both] == [[(LINES,)]] * 2
        assert own.running() == 0


def by_athena(athena: Athena, item: Deployment, output: str | None) -> S3Logs:
    settings = item.source.settings
    table = {"location": settings.location, "layout": "flat", "table": item.table, "view": item.view}
    config = {"database": item.database, "s3_access": table}
    return S3Logs.athena(session=athena.session(), output_location=output, config=config)


class Meeting:
    """An executor that begins a statement only when another one is about to as well."""

    def __init__(self, executor: Any, both: threading.Barrier) -> None:  # noqa: ANN401  an Executor
        self._executor, self._both = executor, both

    def execute(self, statement: str) -> None:
        self._both.wait(30)
        self._executor.execute(statement)


def test_two_that_create_the_same_tables_at_once_make_them_once(athena: Athena) -> None:
    athena.stand.s3.create_bucket(Bucket="faults-created")
    item = deployment("flat", database="faults_created", location="s3://faults-created/app/")
    both, sessions = threading.Barrier(2), []
    for _ in range(2):
        logs = by_athena(athena, item, "s3://faults-created/results/")
        logs._executor = Meeting(logs._executor, both)
        sessions.append(logs)
    with ThreadPoolExecutor(2) as threads:
        made = list(threads.map(lambda logs: logs.create(database=True), sessions))
    assert [[one.outcome for one in changes] for changes in made] == [["created", "created"]] * 2
    assert [one.state for one in sessions[0].status()] == ["ok", "ok"]
    assert [one.state for one in sessions[0].diff()] == []
