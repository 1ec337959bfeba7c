# ruff: noqa: S603
# The program is this Python.
"""python -m benchmarks [FOLDER]: make the data where they are missing, measure, write the page."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks import access, data, java, machine, page, peers, rightness, start, trail
from benchmarks.setting import ROOT, Setting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from benchmarks.page import Table

PARTS: Final[dict[str, Callable[[Setting], Table]]] = {
    "right": rightness.ours,
    "access": access.reading,
    "inside": access.inside,
    "files": access.small_files,
    "trail": trail.reading,
    "cores": access.cores,
    "peers": peers.beside,
    "java": java.speed,
    "start": start.cold,
    "texts": start.inside,
    "growth": access.growth,  # at the end, since what comes right behind ten gigabytes is slower
}


def main() -> int:
    """1 where a row is not right, or a small run misses a floor."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="athena_s3logs-benchmark-") as scratch:
        setting = _setting(options, Path(scratch))
        data.make(setting)
        if not options.small and "peers" in options.only:
            _make_peers(setting.peers)
        tables = list(_measured(setting, options.only))
        day = f"{datetime.now(tz=UTC):%Y-%m-%d}"
        target = options.page or (setting.scratch if options.small else ROOT / "benchmarks" / "results") / f"{day}.md"
        page.write(target, f"Benchmarks of {day}{', a small run' if options.small else ''}", tables)
        sys.stdout.write(target.read_text(encoding="utf-8"))
    return int(any(table.faults or (options.small and table.missed) for table in tables))


def _setting(options: argparse.Namespace, scratch: Path) -> Setting:
    base = (options.folder or (scratch if options.small else Path(tempfile.gettempdir())) / "athena_s3logs-benchmark").resolve()
    folder = base / "small" if options.small else base
    peers_of = options.peers or folder / "peers"
    return Setting(
        folder=folder,
        scratch=scratch,
        peers=peers_of.absolute(),
        rounds=options.rounds or (2 if options.small else 5),
        small=options.small,
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", help="where the data are, or are made (4 GB)")
    parser.add_argument("--rounds", type=int, help="5 unless said otherwise, 2 in a small run")
    parser.add_argument("--small", action="store_true", help="60,000 lines, floors by a third, rows as strictly")
    parser.add_argument("--page", type=Path, help="where the page is written, and a .json beside it")
    parser.add_argument("--only", type=_names, default=list(PARTS), help=f"some parts of {','.join(PARTS)}")
    parser.add_argument("--peers", type=Path, help="a Python environment with chdb; FOLDER/peers, made where it is missing")
    return parser.parse_args()


def _names(text: str) -> Sequence[str]:
    names = text.split(",")
    if unknown := set(names) - set(PARTS):
        raise argparse.ArgumentTypeError(f"{', '.join(sorted(unknown))}: expected some of {', '.join(PARTS)}")
    return names


def _make_peers(folder: Path) -> None:
    if not folder.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "chdb"], check=True)


def _measured(setting: Setting, names: Sequence[str]) -> Iterator[Table]:
    yield machine.machine(setting)
    yield machine.data(setting)
    for name in PARTS:
        if name in names:
            sys.stderr.write(f"{name} ...\n")
            begun = time.perf_counter()
            yield _part(setting, name)
            sys.stderr.write(f"{name}: {time.perf_counter() - begun:.0f} s\n")


def _part(setting: Setting, name: str) -> Table:
    """A part whose process fails leaves the others their page."""
    try:
        return PARTS[name](setting)
    except SystemExit as error:
        sys.stderr.write(f"{error}\n")
        return page.Table(title=name, told="Failed.", faults=[f"{name}: a process failed"])


if __name__ == "__main__":
    raise SystemExit(main())
