"""Keys, times and values -> the text that each log has for them."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final
from urllib.parse import quote, quote_plus

DAY: Final = 86_400
HOUR: Final = 3_600
MINUTE: Final = 60

_PLAIN: Final = re.compile(r"[A-Za-z0-9/._~-]*").fullmatch
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def key_in_line(operation: str, key: str) -> str:
    """A key as the access log has it: encoded twice, but once for batch deletes and for what S3 does by itself.

    >>> key_in_line("REST.GET.OBJECT", "a b/50%"), key_in_line("BATCH.DELETE.OBJECT", "a b/50%")
    ('a%2520b/50%2525', 'a+b/50%25')
    """
    if _PLAIN(key):
        return key
    return _encoded_once(key) if operation.startswith(("BATCH.", "S3.")) else _encoded_twice(key)


def key_in_uri(key: str) -> str:
    """A key as a client sends it.

    >>> key_in_uri("a b/50%")
    'a%20b/50%25'
    """
    return key if _PLAIN(key) else _percent_encoded(key)


def quoted(text: str) -> str:
    """A text as JSON has it."""
    return f'"{text}"' if _PLAIN(text) else json.dumps(text, ensure_ascii=False)


def as_json(value: object) -> str:
    """A value as CloudTrail writes it: compact, UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def moment(seconds: int) -> datetime:
    """Seconds since 1970 as a time."""
    return datetime.fromtimestamp(seconds, UTC)


def iso(seconds: int) -> str:
    """As CloudTrail writes a time.

    >>> iso(0)
    '1970-01-01T00:00:00Z'
    """
    return f"{moment(seconds):%Y-%m-%dT%H:%M:%SZ}"


class Stamps:
    """Seconds -> the time in a line and in a record; remembers the day, since lines come day by day."""

    def __init__(self) -> None:
        self._days: dict[int, tuple[str, str]] = {}

    def __call__(self, seconds: int) -> tuple[str, str]:
        """The time as in 05/Nov/2026:13:01:02 and as in 2026-11-05T13:01:02Z.

        >>> Stamps()(0)
        ('01/Jan/1970:00:00:00', '1970-01-01T00:00:00Z')
        """
        number, rest = divmod(seconds, DAY)
        line, record = self._days.get(number) or self._day(number)
        hours, rest = divmod(rest, HOUR)
        minutes, rest = divmod(rest, MINUTE)
        clock = f"{hours:02}:{minutes:02}:{rest:02}"
        return f"{line}:{clock}", f"{record}T{clock}Z"

    def _day(self, number: int) -> tuple[str, str]:
        day = moment(number * DAY)
        if len(self._days) > 3:  # noqa: PLR2004 (yesterday, today and what is late)
            self._days.clear()
        self._days[number] = (f"{day.day:02}/{_MONTHS[day.month - 1]}/{day.year}", f"{day:%Y-%m-%d}")
        return self._days[number]


@lru_cache(maxsize=8_192)
def _encoded_once(key: str) -> str:
    return quote_plus(key, safe="/")


@lru_cache(maxsize=8_192)
def _encoded_twice(key: str) -> str:
    return quote(quote(key, safe="/"), safe="/")


@lru_cache(maxsize=8_192)
def _percent_encoded(key: str) -> str:
    return quote(key, safe="/")
