"""Lines of the access log -> the files in which S3 delivers them, flat or partitioned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from athena_s3logs.generate.text import DAY, HOUR, MINUTE, moment

if TYPE_CHECKING:
    from pathlib import Path

    from athena_s3logs.generate.dice import Dice
    from athena_s3logs.generate.request import Bucket

LINES: Final = 4_000
"""Lines of a file at most."""

LATE_LINES: Final = 500
"""Late lines that are held at most."""


class _Batch:
    """Lines on their way into one file."""

    def __init__(self, bucket: Bucket, opened: int, held: int) -> None:
        self.bucket = bucket
        self.opened = opened
        self.due = opened + held
        self.last = opened
        self.lines: list[str] = []


class AccessFiles:
    """Collects the lines of each bucket and delivers them within hours; late ones come a day later.

    `layout` is flat, event or delivery (the last two are PartitionedPrefix by its two dates). Nothing is delivered
    later than on the day `end`.
    """

    def __init__(self, folder: Path, layout: str, end: int, dice: Dice) -> None:
        self._folder = folder
        self._layout = layout
        self._latest = end + DAY - 1
        self._dice = dice
        self._batches: dict[tuple[Bucket, int, bool], _Batch] = {}
        self.files = 0
        self.lines = 0
        self.bytes = 0

    def add(self, bucket: Bucket, time: int, line: str, *, late: bool = False) -> None:
        """One more line."""
        key = (bucket, time // DAY if self._layout == "event" else 0, late)
        batch = self._batches.get(key)
        if batch is None:
            held = 6 * HOUR if late else self._dice.between(40, 150) * MINUTE
            batch = self._batches[key] = _Batch(bucket, time, held)
        batch.lines.append(line)
        batch.last = max(batch.last, time)
        if len(batch.lines) >= (LATE_LINES if late else LINES):
            self._deliver(key)

    def deliver_due(self, now: int) -> None:
        """Deliver what has been held long enough, and in files by event day what belongs to a day gone by."""
        for key, batch in list(self._batches.items()):
            if batch.due <= now or (key[1] and key[1] < now // DAY):
                self._deliver(key)

    def close(self) -> None:
        """Deliver all that is left."""
        for key in list(self._batches):
            self._deliver(key)

    def _deliver(self, key: tuple[Bucket, int, bool]) -> None:
        batch = self._batches.pop(key)
        delay = self._dice.between(20 * HOUR, 30 * HOUR) if key[2] else self._dice.between(4 * MINUTE, 50 * MINUTE)
        delivered = min(batch.last + delay, self._latest)
        path = self._folder / self._name(batch, delivered)
        data = ("\n".join(batch.lines) + "\n").encode()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self.files += 1
        self.lines += len(batch.lines)
        self.bytes += len(data)

    def _name(self, batch: _Batch, delivered: int) -> str:
        unique = self._dice.hexadecimal(16).upper()
        if self._layout == "flat":
            return f"{moment(delivered):%Y-%m-%d-%H-%M-%S}-{unique}"
        bucket = batch.bucket
        folder = f"{bucket.account}/{bucket.region}/{bucket.name}"
        if self._layout == "event":
            return f"{folder}/{moment(batch.opened):%Y/%m/%d/%Y-%m-%d}-00-00-00-{unique}"
        return f"{folder}/{moment(delivered):%Y/%m/%d/%Y-%m-%d-%H-%M-%S}-{unique}"
