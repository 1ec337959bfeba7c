"""Programs in process groups of their own, which die with the process that started them unless they are to stay."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from random import SystemRandom
from typing import TYPE_CHECKING, Final

from tests.stand.errors import StandError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

# The shell leads the group and waits on a pipe that only we hold: the kernel closes it when we die, even by SIGKILL.
# When the program ends first, the group ends as well, so that one look at the shell tells whether the program lives.
_GUARD: Final = '{ "$@"; kill -KILL 0; } & read -r _; kill -KILL 0'

# Below the range that outgoing connections are given (from 32768 on Linux): none can take a port before its server does.
_PORTS: Final = range(20_000, 32_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A running program of the stand."""

    name: str
    log: Path
    process: subprocess.Popen[bytes]


def spawn(folder: Path, name: str, command: Sequence[str], *, stays: bool, path: Path | None = None) -> Part:
    """Start a program in a group of its own; its output goes to NAME.log, what tells its group again to NAME.pid.

    Python finds its modules in the path as well.
    """
    log = folder / f"{name}.log"
    guarded = command if stays else ["sh", "-c", _GUARD, name, *command]
    with log.open("wb") as output:
        process = subprocess.Popen(
            guarded,
            stdin=subprocess.DEVNULL if stays else subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(path)} if path else None,
            start_new_session=True,
        )
    (folder / f"{name}.pid").write_text(f"{process.pid}\n{_arguments(process.pid)}")
    return Part(name=name, log=log, process=process)


def wait(part: Part, ready: Callable[[], bool], *, seconds: float = 90) -> None:
    """Wait until a program answers; when it ends before, or does not answer in time, say what its log says last."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if part.process.poll() is not None:
            raise StandError(f"{part.name} ended while it started:\n{_tail(part.log)}")
        with suppress(OSError):
            if ready():
                return
        time.sleep(0.05)
    raise StandError(f"{part.name} did not come up in {seconds:g} s:\n{_tail(part.log)}")


def stop(folder: Path) -> None:
    """Kill the groups whose ids stand in a folder, and wait until nothing of them is left."""
    for file in sorted(folder.glob("*.pid")):
        group, _, arguments = file.read_text().partition("\n")
        # After a restart of the machine the number may belong to somebody else.
        if _arguments(int(group)) in {"", arguments}:
            _kill(int(group))
        file.unlink()


def reap(part: Part) -> None:
    """Collect a killed child of ours, and close our end of its pipe."""
    part.process.wait()
    if part.process.stdin:
        part.process.stdin.close()


def listens(port: int) -> bool:
    """Whether a server accepts connections on a port of this machine."""
    with socket.create_connection(("127.0.0.1", port), timeout=1):
        return True


def free_ports(count: int) -> list[int]:
    """Different ports that nobody listens on."""
    candidates = SystemRandom().sample(_PORTS, len(_PORTS))
    free = (port for port in candidates if _is_free(port))
    return [next(free) for _ in range(count)]


def members(group: int) -> list[int]:
    """The living processes of a group."""
    listing = subprocess.run(["ps", "-A", "-o", "pid=,pgid=,stat="], check=True, capture_output=True, text=True).stdout
    rows = (line.split() for line in listing.splitlines())
    # A program whose first thread is a zombie (Z) lives on, sockets and all, while it has others (l).
    return [int(pid) for pid, pgid, state in rows if int(pgid) == group and (not state.startswith("Z") or "l" in state)]


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _kill(group: int) -> None:
    with suppress(ProcessLookupError, PermissionError):  # macOS refuses a signal to a group of zombies
        os.killpg(group, signal.SIGKILL)
    end = time.monotonic() + 30
    while left := members(group):
        if time.monotonic() > end:
            raise StandError(f"processes {left} do not end")
        time.sleep(0.05)


def _arguments(process: int) -> str:
    command = ["ps", "-ww", "-o", "args=", "-p", str(process)]
    return subprocess.run(command, check=False, capture_output=True, text=True).stdout.strip()


def _tail(log: Path, lines: int = 40) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
