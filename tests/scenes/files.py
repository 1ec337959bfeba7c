"""Scenes -> the files in which S3 and CloudTrail would have delivered them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from athena_s3logs.generate.access_files import AccessFiles
from athena_s3logs.generate.company import IRELAND, MAIN
from athena_s3logs.generate.dice import Dice
from athena_s3logs.generate.request import Bucket
from athena_s3logs.generate.trail_files import TrailFiles
from tests.query_cases.all import PLAN
from tests.scenes import BUCKETS, Line, at

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.scenes import Event

_REQUEST_ID, _HOST_ID = 5, 18


def write(folder: Path, log: Iterable[Line | Event], *, layout: str = "flat", organization: str = "") -> None:
    """Write the lines into s3_access, the events into cloudtrail, both below a folder."""
    end = int(at("00:00:00").timestamp()) + 10 * 86_400
    dice = Dice(f"scenes {PLAN.seed}")
    lines = AccessFiles(folder / "s3_access", layout, end, dice)
    buckets = {name: Bucket(name, MAIN, IRELAND, "") for name in BUCKETS}
    events = TrailFiles(folder / "cloudtrail", organization, end, dice)
    for kind in ("s3_access", "cloudtrail"):
        (folder / kind).mkdir(parents=True, exist_ok=True)
    for number, one in enumerate(log):
        if isinstance(one, Line):
            lines.add(buckets[one.bucket], int(one.time.timestamp()), _text(one, number))
        else:
            events.add((one.account, one.region), int(one.time.timestamp()), json.dumps(_named(one, number)))
    lines.close()
    events.close()


def _text(line: Line, number: int) -> str:
    fields = list(line.fields)
    fields[_REQUEST_ID] = fields[_REQUEST_ID] or f"{number:016X}"
    if fields[_HOST_ID:]:  # a line that breaks off has none
        fields[_HOST_ID] = fields[_HOST_ID] or f"host{number:08}="
    return " ".join(fields)


def _named(event: Event, number: int) -> dict[str, Any]:
    ids = {"requestID": f"{number:016X}", "eventID": f"00000000-0000-4000-8000-{number:012}"}
    return ids | dict(event.record)
