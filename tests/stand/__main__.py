"""The stand by hand: python -m tests.stand up FOLDER starts one that stays, down FOLDER ends it."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path

from tests.stand.errors import MissingPartError, StandError
from tests.stand.processes import stop


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
    from tests.stand.stand import start

    if list(folder.glob("*.pid")):
        raise StandError(f"a stand is up in {folder}: python -m tests.stand down {folder}")
    try:
        stand = start(folder, [], stays=True)
    except BaseException:
        stop(folder)
        raise
    addresses = {"S3 and Glue": stand.endpoint, "Hive": stand.hive_address, "Trino": stand.trino_address}
    sys.stdout.writelines(f"{name}: {address}\n" for name, address in addresses.items())


if __name__ == "__main__":
    main()
