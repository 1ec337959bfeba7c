"""Programs of the stand end when they should, and only they."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from threading import Timer
from typing import TYPE_CHECKING

import pytest

from tests.stand.errors import StandError
from tests.stand.processes import Part, free_ports, listens, members, reap, spawn, stop, wait

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FAMILY = ["sh", "-c", "sleep 1000 & sleep 1000; true"]


def test_a_guarded_group_dies_with_its_parent_even_by_sigkill(tmp_path: Path) -> None:
    script = f"""
        import pathlib, sys, time
        from tests.stand.processes import spawn
        spawn(pathlib.Path({str(tmp_path)!r}), "family", {_FAMILY!r}, stays=False)
        print("spawned", flush=True)
        time.sleep(1000)"""
    with _python(script) as parent:
        assert parent.stdout
        assert parent.stdout.readline() == b"spawned\n"
        group = _group(tmp_path)
        _wait_until_members(group, 5)  # the guard, its fork, and the family of three
        parent.send_signal(signal.SIGKILL)
    _wait_until_members(group, 0)


def test_a_group_that_stays_outlives_its_parent_until_it_is_stopped(tmp_path: Path) -> None:
    script = f"""
        import pathlib
        from tests.stand.processes import spawn
        spawn(pathlib.Path({str(tmp_path)!r}), "family", {_FAMILY!r}, stays=True)"""
    with _python(script) as parent:
        parent.wait()
    group = _group(tmp_path)
    _wait_until_members(group, 3)
    stop(tmp_path)
    assert members(group) == []
    assert list(tmp_path.glob("*.pid")) == []


def test_stop_waits_until_the_whole_group_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    part = spawn(tmp_path, "family", _FAMILY, stays=False)
    kill = os.killpg
    monkeypatch.setattr(os, "killpg", lambda *given: Timer(0.5, kill, given).start())  # slow to die
    stop(tmp_path)
    assert members(part.process.pid) == []
    reap(part)


def test_stop_spares_a_stranger_with_the_number_of_a_part(tmp_path: Path) -> None:
    with subprocess.Popen(["sleep", "1000"], start_new_session=True) as stranger:
        (tmp_path / "moto.pid").write_text(f"{stranger.pid}\npython -m moto.server")
        stop(tmp_path)
        assert members(stranger.pid) == [stranger.pid]
        stranger.kill()


def test_a_part_that_ends_says_why(tmp_path: Path) -> None:
    part = spawn(tmp_path, "hive", ["sh", "-c", "echo no scratch folder >&2; exit 1"], stays=False)
    with pytest.raises(StandError, match=r"^hive ended while it started:\nno scratch folder$"):
        wait(part, lambda: False)
    _end(part, tmp_path)


def test_a_part_that_does_not_come_up_says_how_far_it_got(tmp_path: Path) -> None:
    part = spawn(tmp_path, "trino", ["sh", "-c", "seq 1 100; exec sleep 1000"], stays=False)
    with pytest.raises(StandError, match=r"(?s)^trino did not come up in 0.5 s:\n61\n.*\n100$"):
        wait(part, lambda: listens(free_ports(1)[0]), seconds=0.5)
    _end(part, tmp_path)


def test_ports_are_free_and_differ() -> None:
    ports = free_ports(50)
    assert len(set(ports)) == 50
    for port in ports:
        with pytest.raises(ConnectionRefusedError):
            listens(port)


@contextmanager
def _python(script: str) -> Iterator[subprocess.Popen[bytes]]:
    lines = "\n".join(line.strip() for line in script.splitlines())
    with subprocess.Popen([sys.executable, "-c", lines], stdout=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.kill()


def _group(folder: Path) -> int:
    return int((folder / "family.pid").read_text().split("\n")[0])


def _wait_until_members(group: int, count: int) -> None:
    end = time.monotonic() + 10
    while len(members(group)) != count:
        assert time.monotonic() < end, members(group)
        time.sleep(0.02)


def _end(part: Part, folder: Path) -> None:
    stop(folder)
    reap(part)
    assert members(os.getpgid(0))


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a program has no state of its first thread")
def test_a_program_whose_first_thread_is_gone_still_lives() -> None:
    sleeper = "import ctypes, threading, time; threading.Thread(target=time.sleep, args=(2,)).start()"
    code = f"{sleeper}; ctypes.CDLL(None).pthread_exit(0)"
    with subprocess.Popen([sys.executable, "-c", code], start_new_session=True) as program:
        time.sleep(1)
        assert members(program.pid) == [program.pid]
        time.sleep(2)
        assert members(program.pid) == []
