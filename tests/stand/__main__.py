"""The stand by hand: eval "$(python -m tests.stand up FOLDER)" starts one that stays, down FOLDER ends it."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING

from tests.stand.errors import MissingPartError, StandError
from tests.stand.processes import free_ports, listens, spawn, stop, wait

if TYPE_CHECKING:
    from tests.stand.stand import Stand


def main() -> None:
    """Parse, do, print."""
    parser = ArgumentParser(prog="python -m tests.stand", description=__doc__)
    parser.add_argument("verb", choices=["up", "down"])
    parser.add_argument("folder", type=Path, help="settings, logs and process ids lie here")
    given = parser.parse_args()
    folder = given.folder.resolve()
    try:
        _start(folder) if given.verb == "up" else stop(folder)
    except (MissingPartError, StandError) as error:
        sys.exit(str(error))


def _start(folder: Path) -> None:
    if list(folder.glob("*.pid")):
        raise StandError(f"a stand is up in {folder}: python -m tests.stand down {folder}")
    try:
        stand, athena = _up(folder)
    except BaseException:
        stop(folder)
        raise
    from tests.stand.athena.server import environment

    sys.stdout.write(f"# Hive: {stand.hive_address}\n# Trino: {stand.trino_address}\n")
    sys.stdout.writelines(f"export {name}={value}\n" for name, value in environment(stand, athena).items())


def _up(folder: Path) -> tuple[Stand, str]:
    """The stand, and the address of Athena's API over it."""
    from tests.stand.stand import start

    stand = start(folder, [], stays=True)
    port = free_ports(1)[0]
    ports = [port, stand.ports.moto, stand.ports.hive, stand.ports.trino]
    command = [sys.executable, "-m", "tests.stand.athena", str(folder / "athena"), *map(str, ports)]
    athena = spawn(folder, "athena", command, stays=True, path=Path(__file__).parents[2])
    wait(athena, lambda: listens(port))
    return stand, f"http://127.0.0.1:{port}"


if __name__ == "__main__":
    main()
