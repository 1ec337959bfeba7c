"""Records of CloudTrail -> the gzip files in which it delivers them, with their digests beside."""

from __future__ import annotations

import gzip
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from athena_s3logs.generate.text import DAY, HOUR, MINUTE, as_json, iso, moment

if TYPE_CHECKING:
    from pathlib import Path

    from athena_s3logs.generate.dice import Dice

RECORDS: Final = 2_000
"""Records of a file at most."""

_LEVEL: Final = 1


class _Batch:
    """Records on their way into one file, and the files of the last hour."""

    def __init__(self) -> None:
        self.opened = 0
        self.due = 0
        self.last = 0
        self.records: list[str] = []
        self.again: list[str] = []
        self.digest_due = 0
        self.delivered: list[dict[str, Any]] = []


class TrailFiles:
    """Collects the records of each account and Region and delivers them within two hours."""

    def __init__(self, folder: Path, organization: str, end: int, dice: Dice) -> None:
        self._folder = folder
        self._organization = f"{organization}/" if organization else ""
        self._latest = end + DAY - 1
        self._dice = dice
        self._batches: dict[tuple[str, str], _Batch] = {}
        self.files = 0
        self.records = 0
        self.digests = 0
        self.bytes = 0

    def add(self, place: tuple[str, str], time: int, record: str) -> None:
        """One more record of an account and a Region."""
        batch = self._batches.get(place) or self._batches.setdefault(place, _Batch())
        if not batch.records:
            batch.opened = batch.last = time
            batch.due = time + self._dice.between(20, 75) * MINUTE
        batch.records.append(record)
        batch.last = max(batch.last, time)
        if len(batch.records) >= RECORDS:
            self._deliver(place, batch)

    def add_again(self, place: tuple[str, str], record: str) -> None:
        """Deliver a record, which has been added, once more in the file after."""
        self._batches[place].again.append(record)

    def deliver_due(self, now: int) -> None:
        """Deliver what has been held long enough, and a digest for each hour with files."""
        for place, batch in self._batches.items():
            if batch.records and batch.due <= now:
                self._deliver(place, batch)
            if batch.delivered and batch.digest_due <= now:
                self._digest(place, batch)

    def close(self) -> None:
        """Deliver all that is left."""
        for place, batch in self._batches.items():
            while batch.records or batch.again:
                self._deliver(place, batch)
            if batch.delivered:
                self._digest(place, batch)

    def _deliver(self, place: tuple[str, str], batch: _Batch) -> None:
        account, region = place
        delivered = min(batch.last + self._dice.between(3, 12) * MINUTE, self._latest)
        data = ('{"Records":[' + ",".join(batch.records) + "]}").encode()
        name = f"{account}_CloudTrail_{region}_{moment(delivered):%Y%m%dT%H%MZ}_{self._dice.letters(16)}.json.gz"
        path = self._write(place, "CloudTrail", delivered, name, data)
        if not batch.delivered:
            batch.digest_due = max(batch.digest_due + MINUTE, batch.opened + HOUR)
        batch.delivered.append(_log_file(path, data, batch))
        self.files += 1
        self.records += len(batch.records)
        self.bytes += len(data)
        batch.records, batch.again = batch.again, []
        batch.opened = batch.last
        batch.due = batch.last + 2 * HOUR

    def _digest(self, place: tuple[str, str], batch: _Batch) -> None:
        account, region = place
        latest = batch.digest_due
        name = f"{account}_CloudTrail-Digest_{region}_example-trail_{region}_{moment(latest):%Y%m%dT%H%M%SZ}.json.gz"
        digest = {
            "awsAccountId": account,
            "digestStartTime": batch.delivered[0]["oldestEventTime"],
            "digestEndTime": iso(latest),
            "digestS3Bucket": "example-logs",
            "digestSignatureAlgorithm": "SHA256withRSA",
            "logFiles": batch.delivered,
        }
        self._write(place, "CloudTrail-Digest", latest, name, as_json(digest).encode())
        self.digests += 1
        batch.delivered = []

    def _write(self, place: tuple[str, str], kind: str, delivered: int, name: str, data: bytes) -> str:
        account, region = place
        path = f"AWSLogs/{self._organization}{account}/{kind}/{region}/{moment(delivered):%Y/%m/%d}/{name}"
        target = self._folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(gzip.compress(data, _LEVEL, mtime=0))
        return path


def _log_file(path: str, data: bytes, batch: _Batch) -> dict[str, Any]:
    return {
        "s3Bucket": "example-logs",
        "s3Object": path,
        "hashValue": sha256(data).hexdigest(),
        "hashAlgorithm": "SHA-256",
        "newestEventTime": iso(batch.last),
        "oldestEventTime": iso(batch.opened),
    }
