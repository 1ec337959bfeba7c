"""Requests and calls -> both logs: who comes where, what is lost, late, doubled or odd."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from athena_s3logs.generate import odd
from athena_s3logs.generate.render import Renderer
from athena_s3logs.generate.request import Request

if TYPE_CHECKING:
    from athena_s3logs.generate.access_files import AccessFiles
    from athena_s3logs.generate.calls import Call
    from athena_s3logs.generate.dice import Dice
    from athena_s3logs.generate.trail_files import TrailFiles

LATE: Final = odd.SHARE + 0.001
DOUBLED: Final = LATE + 0.0005
LOST: Final = DOUBLED + 0.0002
REDELIVERED: Final = 0.0005


class Writer:
    """Writes each request down in the logs that know of it; `lines` and `records` count what was meant to be there."""

    def __init__(self, access: AccessFiles, trail: TrailFiles, dice: Dice) -> None:
        self.access = access
        self.trail = trail
        self.renderer = Renderer()
        self._dice = dice
        self.lines = 0
        self.records = 0
        self.odd: Counter[str] = Counter()
        self.fate: Counter[str] = Counter()

    def write(self, request: Request) -> Request:
        """Write a request of ordinary business, and one line in eighty oddly; the request with its ids."""
        request = self._with_ids(request)
        if request.bucket.logged:
            roll = self._dice.random()
            if roll < odd.SHARE:
                return self._write_oddly(request)
            self.lines += 1
            if roll < LOST:
                self._write_unluckily(request, roll)
            else:
                self.access.add(request.bucket, request.time, self.renderer.line(request))
        self._record(request)
        return request

    def write_soundly(self, request: Request) -> Request:
        """Write a request that has to stand in the logs as it was, once."""
        request = self._with_ids(request)
        if request.bucket.logged:
            self.lines += 1
            self.access.add(request.bucket, request.time, self.renderer.line(request))
        self._record(request, sound=True)
        return request

    def call(self, call: Call) -> None:
        """Write a management event."""
        self.records += 1
        self.trail.add((call.account, call.region), call.time, call.record(self.renderer.version, self._dice))

    def _with_ids(self, request: Request) -> Request:
        if request.request_id:
            return request
        return Request._make((*request[:-2], self._dice.request_id(), self._dice.host_id()))

    def _write_oddly(self, request: Request) -> Request:
        made = odd.odd(request, self.renderer, self._dice)
        if made is None:
            return self.write_soundly(request)
        self.odd[made.kind] += 1
        self.lines += 1
        self.access.add(request.bucket, request.time, made.text)
        for told in made.requests:
            self._record(told)
        return made.requests[0]

    def _write_unluckily(self, request: Request, roll: float) -> None:
        fate = "late" if roll < LATE else "doubled" if roll < DOUBLED else "lost"
        self.fate[fate] += 1
        line = self.renderer.line(request)
        if fate == "doubled":
            self.access.add(request.bucket, request.time, line)
        if fate != "lost":
            self.access.add(request.bucket, request.time, line, late=True)

    def _record(self, request: Request, *, sound: bool = False) -> None:
        if not (request.bucket.trail and request.action.event):
            return
        self.records += 1
        record = self.renderer.record(request, self._dice.event_id())
        place = (request.bucket.account, request.bucket.region)
        self.trail.add(place, request.time, record)
        if not sound and self._dice.random() < REDELIVERED:
            self.fate["redelivered"] += 1
            self.trail.add_again(place, record)
