"""Answers that Athena was paid for -> lines of a ledger in the user's state folder, and their sums."""

from __future__ import annotations

import json
import math
import os
from collections import defaultdict
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from athena_s3logs.window import clock

if TYPE_CHECKING:
    from collections.abc import Iterable

    from athena_s3logs.engines.result import Result

OFF: Final = "ATHENA_S3LOGS_LEDGER"
"""The variable that turns it off, with the value off."""

_KINDS: Final[dict[str, Any]] = {
    "time": str, "query": str, "query_id": str, "bytes": int | None, "cost": int | float, "price_assumed": bool,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One run on Athena, without the values of its parameters, which are nobody's business; the time is in UTC."""

    time: str
    query: str
    query_id: str
    bytes: int | None
    cost: float
    price_assumed: bool
    reused: bool | None = None
    database: str | None = None
    workgroup: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """Runs that have something in common, and what they came to."""

    name: str
    runs: int
    reused: int
    assumed: int
    bytes: int
    cost: float


def ledger_path() -> Path:
    """Where it is, by the rules of XDG."""
    given = Path(os.environ.get("XDG_STATE_HOME", ""))
    return (given if given.is_absolute() else Path.home() / ".local/state") / "athena_s3logs/ledger.jsonl"


def noted(result: Result, *, query: str, price_assumed: bool, database: str, workgroup: str | None) -> Result:
    """The result, once it is written down where money was asked for it; one that cannot be is no less an answer."""
    if result.query_id is None or result.cost is None or os.environ.get(OFF) == "off":
        return result
    entry = Entry(
        time=f"{clock().isoformat()}Z",
        query=query,
        query_id=result.query_id,
        bytes=result.scanned_bytes,
        cost=result.cost,
        price_assumed=price_assumed,
        reused=result.reused,
        database=database,
        workgroup=workgroup,
    )
    try:
        append(ledger_path(), entry)
    except (OSError, RuntimeError) as error:
        warning = f"the ledger of costs cannot be written ({error}); {OFF}=off does without it"
        return replace(result, warnings=(*result.warnings, warning))
    return result


def append(path: Path, entry: Entry) -> None:
    """Add a line by a single write, so that several processes do not mix theirs."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        line = f"{json.dumps(asdict(entry))}\n".encode()
        line = line if _ends_well(file) else b"\n" + line
        if os.write(file, line) < len(line):
            raise OSError(f"{path}: no room for a whole line")
    finally:
        os.close(file)


def read(path: Path) -> tuple[list[Entry], list[int]]:
    """The entries of a ledger, none where there is none, and the numbers of the lines that are none."""
    entries, damaged = [], []
    lines = path.read_bytes().split(b"\n") if path.exists() else []
    for number, line in enumerate(lines, 1):
        entry = _entry(line)
        if entry:
            entries.append(entry)
        elif line.strip():
            damaged.append(number)
    return entries, damaged


def summed(entries: Iterable[Entry], by: str) -> list[Sum]:
    """The sums by query, dearest first, or by day."""
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[entry.query if by == "query" else entry.time[:10]].append(entry)
    sums = [total(name, group) for name, group in sorted(groups.items())]
    return sorted(sums, key=lambda one: -one.cost) if by == "query" else sums


def total(name: str, entries: Iterable[Entry]) -> Sum:
    """The sum of some entries."""
    found = list(entries)
    return Sum(
        name=name,
        runs=len(found),
        reused=sum(bool(entry.reused) for entry in found),
        assumed=sum(entry.price_assumed for entry in found),
        bytes=sum(entry.bytes or 0 for entry in found),
        cost=sum(entry.cost for entry in found),
    )


def _ends_well(file: int) -> bool:
    """Whether a new line may begin: what a power cut left ends anywhere."""
    size = os.lseek(file, 0, os.SEEK_END)
    if not size:
        return True
    os.lseek(file, size - 1, os.SEEK_SET)
    return os.read(file, 1) == b"\n"


def _entry(line: bytes) -> Entry | None:
    """The entry in a line, whatever else a later version may have put there."""
    try:
        said: dict[str, Any] = json.loads(line)
        if not all(isinstance(said[name], kinds) for name, kinds in _KINDS.items()) or not math.isfinite(said["cost"]):
            return None
        datetime.fromisoformat(said["time"])
        return Entry(**{field.name: said[field.name] for field in fields(Entry) if field.name in said})
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
