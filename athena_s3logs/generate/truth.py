"""What the generator did -> the truth, as values and as truth.json."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One who did something: a culprit, or an innocent who did something alike.

    `s3_access` and `cloudtrail` count the rows of both logs between `first` and `last` (both included) that come
    from `source_ips`; nothing else comes from there in that time.
    """

    who: str | None
    access_keys: tuple[str, ...]
    source_ips: tuple[str, ...]
    first: str
    last: str
    buckets: tuple[str, ...]
    keys: tuple[str, ...]
    s3_access: int
    cloudtrail: int
    operations: dict[str, int]
    events: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """A planted incident and its innocent look-alike; `details` says what is particular to it."""

    name: str
    story: str
    culprit: Party
    innocent: Party
    innocence: str
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessTruth:
    """Figures of the access log: lines as they lie in the files; `doubled` ones are counted twice, `lost` ones not."""

    files: int
    lines: int
    bytes: int
    odd: dict[str, int]
    late: int
    doubled: int
    lost: int
    buckets: dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailTruth:
    """Figures of CloudTrail: records as they lie in the files; `redelivered` ones are counted twice."""

    files: int
    records: int
    bytes: int
    redelivered: int
    digests: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What was generated, from `start` to `end` (UTC, half-open), and what was planted in it."""

    seed: int
    start: str
    end: str
    layout: str
    trail: str
    organization: str
    accounts: tuple[str, ...]
    regions: tuple[str, ...]
    s3_access: AccessTruth
    cloudtrail: TrailTruth
    incidents: tuple[Incident, ...]

    def incident(self, name: str) -> Incident:
        """The planted incident of that name."""
        return next(incident for incident in self.incidents if incident.name == name)

    def to_json(self) -> str:
        """The text of truth.json."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"
