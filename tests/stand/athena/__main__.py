"""Athena's API over a stand that stays, in a process of its own: python -m tests.stand.athena FOLDER PORT MOTO HIVE TRINO."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from tests.stand.athena.server import running_athena
from tests.stand.settings import Ports
from tests.stand.stand import connect


def main() -> None:
    """Serve until the process is killed."""
    port, moto, hive, trino = map(int, sys.argv[2:])
    stand = connect(Ports(moto=moto, hive=hive, trino=trino))
    with running_athena(stand, Path(sys.argv[1]), port=port):
        threading.Event().wait()


if __name__ == "__main__":
    main()
