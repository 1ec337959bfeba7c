"""Paths that a user gives -> the log files under them, what their names tell, and which of them a window needs."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from athena_s3logs.engines.file_names import settled, stranger, told
from athena_s3logs.engines.file_walk import leads_to, look_through, may_be_there, why_empty
from athena_s3logs.engines.odd_files import Problem
from athena_s3logs.errors import SettingError, WindowError
from athena_s3logs.sources import KINDS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from athena_s3logs.engines.file_names import LocalFile
    from athena_s3logs.engines.file_walk import Entry
    from athena_s3logs.window import Window

_PATH: Final = attrgetter("path")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Log files by path, each once; how many others were left out for which reason; and what may hold more, but is closed.

    Of paths that are `gone` nothing is found but by the store.
    """

    files: tuple[LocalFile, ...]
    skipped: Mapping[str, int]
    problems: tuple[Problem, ...] = ()
    gone: tuple[str, ...] = ()


def find(
    kind: str, paths: Iterable[str | Path], *, stored: Collection[str] = (), brought: Mapping[str, int] | None = None,
) -> Found:
    """The logs of a kind (s3_access or cloudtrail) in files, folders and globs; SettingError where a path has none.

    What is `stored` and gone is found where it would be. What was `brought`, by path and size, is not looked for, and may be
    nothing.
    """
    if kind not in KINDS:
        raise SettingError(f"kind {kind!r}: expected {' or '.join(KINDS)}")
    given = [os.fspath(path) for path in paths]
    if not given and brought is None:
        raise SettingError(f"{kind}: no path was given; name a file, a folder or a glob")
    led = {one: look_through(one) for one in given}
    met = {entry.path for entries in led.values() for entry in entries}
    left = [path for path in stored if path not in met and (os.path.isdir(path) or not may_be_there(path))]  # noqa: PTH112
    gone = {one: list(filter(leads_to(one), left)) for one in given}
    judged = {one: _judged(kind, one, entries, checked=not gone[one]) for one, entries in led.items()}
    seen = [item for items in judged.values() for item in items]
    files = _each_once(entry for entry, reason in seen if not reason)
    problems = _each_once(entry for entry, reason in seen if reason and reason == entry.problem)
    known = files.keys() | problems.keys()
    others = {entry.identity: reason for entry, reason in seen if entry.identity not in known}
    present = {entry.path: entry.size for entry in files.values()}
    sizes = {path: 0 for several in gone.values() for path in several} | dict(brought or {}) | present
    return Found(
        files=settled([told(kind, path, sizes[path]) for path in sorted(sizes)]),
        skipped=dict(sorted(Counter(others.values()).items())),
        problems=tuple(Problem(_utf8(entry.path), entry.problem) for entry in sorted(problems.values(), key=_PATH)),
        gone=tuple(one for one, items in judged.items() if gone[one] and all(reason for _, reason in items)),
    )


def needed(
    kind: str, found: Found, window: Window, *, slack_days: int | None = None, unparsed: bool = False,
) -> tuple[LocalFile, ...]:
    """The files that may hold records of the window; `slack_days` stands for those of all files.

    Lines that are `unparsed` tell nothing themselves: their time is that of their file, their bucket what its path tells.
    """
    slack = 0 if unparsed and slack_days is None else slack_days
    files = [file for file in found.files if _in_time(file, window, slack)]
    if kind == "s3_access":
        _check_told(files, window, unparsed=unparsed)
    limits = [("account", window.accounts), ("region", window.regions), ("bucket", window.buckets)]
    allowed = {name: {None, *values} for name, values in limits if values is not None}
    return tuple(file for file in files if all(getattr(file, name) in values for name, values in allowed.items()))


def _judged(kind: str, given: str, entries: Sequence[Entry], *, checked: bool) -> list[tuple[Entry, str]]:
    """What a path leads to, and why it is left out."""
    reasons = [_reason(kind, entry) for entry in entries]
    if checked:
        _check(kind, given, reasons)
    return list(zip(entries, reasons, strict=True))


def _each_once(entries: Iterable[Entry]) -> dict[object, Entry]:
    """The entries by identity; its own path tells more than one through a link, whichever was given first."""
    each: dict[object, Entry] = {}
    for entry in entries:
        each[entry.identity] = min(entry, each.get(entry.identity, entry))
    return each


def _reason(kind: str, entry: Entry) -> str:
    """Why something is left out; what cannot be looked at may be a file or a folder, and matters where it is of this kind."""
    if not entry.problem:
        return entry.fault or stranger(kind, entry.path)
    return stranger(kind, entry.path) or stranger(kind, f"{entry.path}/") or entry.problem


def _check(kind: str, given: str, reasons: Sequence[str]) -> None:
    """SettingError where a path led to no log of the kind."""
    if not reasons:
        expected = f"expected a file, a folder or a glob of this machine with logs of {kind}"
        raise SettingError(f"path {given!r}: {why_empty(given)}; {expected}")
    if all(reasons):
        why = "; ".join(f"{count:,} x {reason}" for reason, count in sorted(Counter(reasons).items()))
        raise SettingError(f"path {given!r}: looked at {len(reasons):,}, and none is a log of {kind}: {why}")


def _utf8(path: str) -> str:
    r"""The path with escapes for the bytes that are no UTF-8, which nobody could print.

    >>> print(_utf8("a\udcff"))
    a\xff
    """
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _in_time(file: LocalFile, window: Window, slack_days: int | None) -> bool:
    if file.first is None or file.last is None:
        return True
    slack = timedelta(days=file.slack_days if slack_days is None else slack_days)
    return file.last >= window.start.replace(microsecond=0) and file.first - window.end < slack


def _check_told(files: Iterable[LocalFile], window: Window, *, unparsed: bool) -> None:
    for name in ("account", "region", "bucket") if unparsed else ("account", "region"):
        silent = [file.path for file in files if getattr(file, name) is None]
        if silent and getattr(window, f"{name}s") is not None:
            raise WindowError(
                f"--{name}: {len(silent):,} of the files do not tell their {name} by their path, the first is {silent[0]};"
                f" in a flat layout neither path nor line has it. Leave --{name} out{'' if unparsed else ', or name buckets'}",
            )
