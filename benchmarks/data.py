"""Nothing -> the logs that are measured, made once and kept."""

from __future__ import annotations

import os
import shutil
import sys
from datetime import date
from typing import TYPE_CHECKING, Final

from athena_s3logs.generate import Plan, generate
from benchmarks.truth import record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from benchmarks.setting import Setting

END: Final = date(2026, 9, 1)
SPLIT: Final = 65_536
FEW: Final = 100
_STAMP: Final = len("2026-09-01-00-00-00-")


def make(setting: Setting) -> None:
    """Whatever is missing."""
    setting.folder.mkdir(parents=True, exist_ok=True)
    _once(setting.folder / "access", lambda folder: _access(setting, folder))
    _once(setting.folder / "trail", lambda folder: _trail(setting, folder))
    _once(setting.few, lambda folder: _few(setting, folder))
    if setting.small:
        _once(setting.many, lambda folder: copied(setting.logs, folder, 4))
    else:
        _once(setting.splits, lambda folder: _split(setting.logs, folder))


def _once(folder: Path, made: Callable[[Path], None]) -> None:
    """A folder is there whole or not at all."""
    if folder.exists():
        return
    sys.stderr.write(f"making {folder.name} ...\n")
    undone = folder.with_name(f"{folder.name}.undone")
    shutil.rmtree(undone, ignore_errors=True)
    undone.mkdir()
    made(undone)
    undone.rename(folder)


def _access(setting: Setting, folder: Path) -> None:
    truth = record(folder, Plan(end=END, days=setting.days, lines=setting.lines, seed=1))
    (folder / "truth.json").write_text(truth.to_json(), encoding="utf-8")


def _trail(setting: Setting, folder: Path) -> None:
    generate(folder, Plan(end=END, days=setting.days, lines=setting.trail_lines, seed=1))
    shutil.rmtree(folder / "s3_access")


def _few(setting: Setting, folder: Path) -> None:
    for name in ("s3_access", "cloudtrail"):
        (folder / name).mkdir()
    log = max(setting.logs.iterdir(), key=_size)
    (folder / "s3_access" / log.name).write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[:FEW]))
    trail = min(setting.trail.rglob("*_CloudTrail_*.json.gz"), key=_size)
    shutil.copyfile(trail, folder / "cloudtrail" / trail.name)


def _size(path: Path) -> int:
    return path.stat().st_size


def copied(logs: Path, folder: Path, times: int) -> None:
    """The same files under other names, as often as said; of links the package would read one."""
    for path in logs.iterdir():
        for number in range(times):
            shutil.copyfile(path, folder / f"{path.name[:-1]}{number:X}")
    os.sync()


def _split(logs: Path, folder: Path) -> None:
    number = 0
    for path in sorted(logs.iterdir()):
        for part in _parts(path.read_bytes()):
            (folder / f"{path.name[:_STAMP]}{number:016X}").write_bytes(part)
            number += 1


def _parts(data: bytes) -> Iterator[bytes]:
    r"""Bytes in parts that end with a line, of 64 KB at most where no line is longer.

    >>> [len(part) for part in _parts((b"x" * 40_000 + b"\n") * 3)]
    [40001, 40001, 40001]
    """
    start = 0
    while start < len(data):
        end = data.rfind(b"\n", start, start + SPLIT) + 1
        if not end:
            end = (data.find(b"\n", start) + 1) or len(data)
        yield data[start:end]
        start = end
