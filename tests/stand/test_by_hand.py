"""The stand by hand: up starts one that stays, down leaves nothing of it."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.stand.calls import call
from tests.stand.processes import members

if TYPE_CHECKING:
    from tests.stand.stand import Stand


@pytest.mark.usefixtures("stand")  # beside another one, and skipped where there can be none
def test_up_stays_until_down(tmp_path: Path) -> None:
    up = _stand("up", tmp_path)
    try:
        assert up.returncode == 0, up.stderr
        addresses = _addresses(up.stdout)
        groups = [int(file.read_text().split("\n")[0]) for file in tmp_path.glob("*.pid")]
        assert [row["text"] for row in call(addresses["Hive"], b"show databases")["rows"]] == ["default"]
        assert _states(up.stdout) == {"primary": "ENABLED"}
        assert all(members(group) for group in groups)
        assert "a stand is up in" in _stand("up", tmp_path).stderr
    finally:
        down = _stand("down", tmp_path)
    assert down.returncode == 0, down.stderr
    assert [len(members(group)) for group in groups] == [0, 0, 0, 0]
    assert list(addresses) == ["Hive", "Trino", "ATHENA", "S3", "GLUE", "STS", "IAM"]
    for address in addresses.values():
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2])))


def test_down_without_a_stand_does_nothing(tmp_path: Path) -> None:
    assert _stand("down", tmp_path).returncode == 0


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="reads Linux's table of sockets")
def test_all_listen_on_this_machine_only(stand: Stand) -> None:
    ours = {stand.ports.moto, stand.ports.hive, stand.ports.trino}
    addresses = [address for address in _listening() if int(address.rpartition(":")[2], 16) in ours]
    assert len(addresses) == 3
    assert {address.rpartition(":")[0] for address in addresses} <= {"0100007F", "0000000000000000FFFF00000100007F"}


def _addresses(printed: str) -> dict[str, str]:
    return dict(re.findall(r"^(?:# |export AWS_ENDPOINT_URL_)(\w+)[=:] ?(http.*)$", printed, re.MULTILINE))


def _states(printed: str) -> dict[str, str]:
    """The workgroups, as a process sees them whose shell has evaluated what was printed."""
    ask = "import boto3, json; print(json.dumps(boto3.client('athena').list_work_groups()['WorkGroups'], default=str))"
    script = f'{printed}"$0" -c "$1"'
    done = subprocess.run(["sh", "-c", script, sys.executable, ask], check=True, capture_output=True, text=True)
    return {workgroup["Name"]: workgroup["State"] for workgroup in json.loads(done.stdout)}


def _listening() -> list[str]:
    rows = [line.split() for table in ("tcp", "tcp6") for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]]
    return [row[1] for row in rows if row[3] == "0A"]


def _stand(verb: str, folder: Path) -> subprocess.CompletedProcess[str]:
    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "tests.stand", verb, str(folder)]
    return subprocess.run(command, check=False, capture_output=True, text=True, cwd=root)
