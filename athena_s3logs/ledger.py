"""Queries that Athena was paid for -> lines of a ledger in the user's state folder, and their sums."""

from __future__ import annotations

import json
import math
import os
from collections import defaultdict
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from athena_s3logs import price
from athena_s3logs.errors import SettingError
from athena_s3logs.resources import kept_in
from athena_s3logs.window import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from athena_s3logs.engines.athena_watch import Spent
    from athena_s3logs.engines.result import Result

OFF: Final = "ATHENA_S3LOGS_LEDGER"
"""The variable that turns it off, with the value off."""

ANSWERED: Final = "ANSWERED"
"""The state of a run whose rows came; of another it is Athena's word."""

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
    state: str = ANSWERED


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """What the entries of a session have in common."""

    price_per_tb: float | None
    database: str
    workgroup: str | None

    def entry(self, query: str, query_id: str, scanned: int | None, *, cost: float, **further: Any) -> Entry:  # noqa: ANN401
        """The entry of a query that is over now."""
        return Entry(
            time=f"{clock().isoformat()}Z",
            query=query,
            query_id=query_id,
            bytes=scanned,
            cost=cost,
            price_assumed=self.price_per_tb is None,
            database=self.database,
            workgroup=self.workgroup,
            **further,
        )

    def note_spent(self, query: str, spent: Spent) -> None:
        """Write down a query that gave no answer, if that can be: it has an error of its own to tell."""
        if os.environ.get(OFF) != "off":
            cost = price.cost(spent.scanned_bytes or 0, per_tb=self.price_per_tb)
            with suppress(OSError, SettingError):
                append(ledger_path(), self.entry(query, spent.query_id, spent.scanned_bytes, cost=cost, state=spent.state))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """Runs that have something in common, and what they came to."""

    name: str
    runs: int
    reused: int
    unanswered: int
    assumed: int
    bytes: int
    cost: float


def ledger_path() -> Path:
    """Where it is."""
    return kept_in("XDG_STATE_HOME", ".local/state") / "ledger.jsonl"


def kept(answer: Callable[[], Result], query: str, book: Book) -> Result:
    """The answer, once all is written down that money was asked for on the way to it."""
    from athena_s3logs.engines.athena_watch import hearing

    with hearing(partial(book.note_spent, query)):
        return _noted(answer(), query, book)


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
        unanswered=sum(entry.state != ANSWERED for entry in found),
        assumed=sum(entry.price_assumed for entry in found),
        bytes=sum(entry.bytes or 0 for entry in found),
        cost=sum(entry.cost for entry in found),
    )


def _noted(result: Result, query: str, book: Book) -> Result:
    """The result; one that cannot be written down is no less an answer."""
    if result.query_id is None or result.cost is None or os.environ.get(OFF) == "off":
        return result
    entry = book.entry(query, result.query_id, result.scanned_bytes, cost=result.cost, reused=result.reused)
    try:
        append(ledger_path(), entry)
    except (OSError, SettingError) as error:
        warning = f"the ledger of costs cannot be written ({error}); {OFF}=off does without it"
        return replace(result, warnings=(*result.warnings, warning))
    return result


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
        if not all(isinstance(said[name], kinds) for name, kinds in _KINDS.items()):
            return None
        if not all(0 <= float(said[name] or 0) < math.inf for name in ("bytes", "cost")):
            return None
        datetime.fromisoformat(said["time"])
        return Entry(**{field.name: said[field.name] for field in fields(Entry) if field.name in said})
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return None
