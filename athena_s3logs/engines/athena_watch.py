"""A query that runs in Athena -> how far it is, told at each look, until it ends or nobody waits for it any more."""

from __future__ import annotations

import time
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from athena_s3logs.engines.base import StoppedError, stopping

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pyathena.model import AthenaQueryExecution

_ENDS: Final = frozenset({"SUCCEEDED", "FAILED", "CANCELLED"})
_SHORTEST: Final = 0.2
_LONGEST: Final = 2.0
_SHARE: Final = 0.1
"""Of the time that a query has run: what the wait for the next look may waste."""

_heard: ContextVar[Callable[[Spent], None] | None] = ContextVar("athena_s3logs_heard", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a query is."""

    query_id: str
    state: str
    seconds: float
    scanned_bytes: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """A query that gave no answer, and yet asks for money."""

    query_id: str
    state: str
    scanned_bytes: int | None


@contextmanager
def hearing(heard: Callable[[Spent], None]) -> Iterator[None]:
    """Of queries of this context that asked for money in vain one hears, whatever it was that went wrong."""
    token = _heard.set(heard)
    try:
        yield
    finally:
        _heard.reset(token)


class Watch:
    """What PyAthena calls at each look at a query: it waits for the next one itself, as PyAthena's own wait is fixed."""

    def __init__(
        self, *, told: Callable[[Progress], None] | None, timeout: float | None, clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._told, self._timeout, self._clock = told, timeout, clock
        self._stop = stopping()
        self._began: float | None = None
        self._leaving = False
        self.cancelled = False
        self.query_id: str | None = None
        self.last: AthenaQueryExecution | None = None

    @property
    def ended(self) -> bool:
        """Whether the query is over in Athena, as far as one has looked."""
        return self.last is not None and self.last.state in _ENDS

    @property
    def left(self) -> bool:
        """Whether the query may still run in Athena, as far as one knows."""
        return self.query_id is not None and not (self.ended or self.cancelled)

    def begin(self, query_id: str) -> None:
        """Take note of a query that has been started."""
        self.query_id = query_id

    def failed(self) -> None:
        """Tell of the query, if it asks for money: Athena does so for a cancelled one, and not for one that failed.

        https://aws.amazon.com/athena/pricing/. One that succeeded is there too, whose rows could not be had.
        """
        last, heard = self.last, _heard.get()
        if not (heard and self.query_id) or (last and (last.state == "FAILED" or last.reused_previous_result)):
            return
        scanned = last.data_scanned_in_bytes if last else None
        ended = "CANCELLED" if self.cancelled or not last else last.state
        state = "RUNNING" if self.left else ended
        if scanned or state in {"SUCCEEDED", "RUNNING"}:
            heard(Spent(query_id=self.query_id, state=state or "", scanned_bytes=scanned))

    def __call__(self, execution: AthenaQueryExecution) -> None:
        """Take note of a look, and wait for the next."""
        self.query_id, self.last = execution.query_id, execution  # an interrupted start is looked at without `begin`
        now = self._clock()
        self._began = now if self._began is None else self._began
        seconds = now - self._began
        if self._told:
            self._told(
                Progress(
                    query_id=self.query_id or "",
                    state=execution.state or "",
                    seconds=seconds,
                    scanned_bytes=execution.data_scanned_in_bytes,
                ),
            )
        if not self.ended:
            self._wait(seconds)

    def _wait(self, seconds: float) -> None:
        if self._leaving:  # what is waited for is the end in Athena
            time.sleep(_SHORTEST)
            return
        pause = min(max(seconds * _SHARE, _SHORTEST), _LONGEST)
        left = pause if self._timeout is None else max(0, self._timeout - seconds)
        self._leaving = True  # by whatever ends the wait, as Ctrl-C
        stopped = self._stop.wait(min(pause, left))
        if stopped:
            raise StoppedError("stopped, as nobody waits for it any more")
        if left < pause:
            raise StoppedError(f"no answer within {self._timeout:g} s")
        self._leaving = False
