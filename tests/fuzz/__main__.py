"""The fuzzer by hand: python -m tests.fuzz --seed N --minutes M prints a line of the answers file for each disagreement."""

from __future__ import annotations

import json
import logging
import sys
import time
from argparse import ArgumentParser
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tests.fuzz.engines import Duck, Trino, running_trino
from tests.fuzz.fuzzing import Tally, fuzzed
from tests.fuzz.judge import Pair
from tests.fuzz.shrink import line, shrunk

if TYPE_CHECKING:
    from tests.fuzz.judge import Disagreement


def main() -> None:
    """Parse, fuzz, print."""
    parser = ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seed", type=int, default=0, help="the first seed: all forms, then batches")
    parser.add_argument("--minutes", type=float, default=4)
    parser.add_argument("--trino", help="the address of a Trino that runs; without one it is started")
    given = parser.parse_args()
    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
    with TemporaryDirectory() as folder, _trino(given.trino, Path(folder)) as trino:
        sys.exit(_run(Pair(trino=trino, duck=Duck()), given.seed, given.minutes))


def _trino(address: str | None, folder: Path) -> AbstractContextManager[Trino]:
    return nullcontext(Trino(address=address)) if address else running_trino(folder)


def _run(pair: Pair, seed: int, minutes: float) -> int:
    tally, started, seen = Tally(), time.monotonic(), set[str]()

    def told(number: int, found: Disagreement) -> None:
        small = shrunk(pair, found)
        if small.term.sql not in seen:
            seen.add(small.term.sql)
            print(f"# seed {number}, {time.monotonic() - started:.0f} s: DuckDB gives {small.duckdb}")
            print(json.dumps(line(pair.trino, small), ensure_ascii=False), flush=True)

    fuzzed(pair, seed, tally, enough=lambda: time.monotonic() > started + 60 * minutes, told=told)
    print(f"# {len(seen)} disagreements; {tally.report()}")
    print(f"# refused: {dict(tally.refused)}; never asked: {tally.missing()}")
    return 1 if seen else 0


if __name__ == "__main__":
    main()
