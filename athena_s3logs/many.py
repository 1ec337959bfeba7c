"""Calls that wait for an engine -> their results: several at once in order, or one that does not block a loop."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, Any, TypeVar

from athena_s3logs.engines.base import awaited, stoppable
from athena_s3logs.errors import S3LogsError, SettingError
from athena_s3logs.values import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

E = TypeVar("E")
T = TypeVar("T")


def calls(run: Callable[..., T], questions: object) -> list[Callable[[], T]]:
    """The calls that answer questions (name, window, all else); SettingError where one of them is no such three."""
    items: list[Any] = list(questions) if isinstance(questions, Iterable) and not isinstance(questions, str) else [questions]
    for one in items:
        match one:
            case [_, _, Mapping()]:
                continue
        expected = 'expected a name, a window and a dict of all else, as in ("denied_requests", Window.since("7d"), {})'
        raise SettingError(f"question {shown(one)}: {expected}")
    return [partial(run, name, window, **given) for name, window, given in items]


def run_all(calls: Sequence[Callable[[], T]], *, at_once: object) -> list[T | S3LogsError]:
    """The results in the order of the calls, an error in the place of its own; an interrupt ends what is under way.

    >>> run_all([lambda: 1, lambda: 2], at_once=2)
    [1, 2]
    """
    if not isinstance(at_once, int) or at_once < 1:
        raise SettingError(f"at_once {shown(at_once)}: expected a whole number, 1 or more")
    stop = Event()
    with ThreadPoolExecutor(at_once, thread_name_prefix="athena_s3logs") as pool, stoppable(stop):
        try:
            return [*map(awaited, [pool.submit(copy_context().run, _kept, call) for call in calls])]
        except BaseException:
            stop.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def run_within(
    pairs: Sequence[tuple[Callable[[], E], Callable[[], T]]], check: Callable[[Sequence[E]], None], *, at_once: int = 4,
) -> list[T | S3LogsError]:  # fmt: skip
    """The results of the second calls, if `check` lets those of all the first ones pass; where the first fails, its error."""
    found = run_all([first for first, _ in pairs], at_once=at_once)
    check([one for one in found if not isinstance(one, S3LogsError)])
    wanted = [call for (_, call), one in zip(pairs, found, strict=True) if not isinstance(one, S3LogsError)]
    results = iter(run_all(wanted, at_once=at_once))
    return [one if isinstance(one, S3LogsError) else next(results) for one in found]


async def run_aside(call: Callable[[], T]) -> T:
    """The result of a call in a thread; when the task is cancelled, what it asks is ended first."""
    stop = Event()
    with stoppable(stop):
        work = asyncio.ensure_future(asyncio.to_thread(call))
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            stop.set()
            await asyncio.wait([work])
            work.exception()  # whatever it was, the task is cancelled
            raise


def _kept(call: Callable[[], T]) -> T | S3LogsError:
    try:
        return call()
    except S3LogsError as error:
        return error
