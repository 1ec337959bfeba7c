"""What the engine asks of AWS, and what a workgroup tells -> where results go, or what keeps it from running."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyathena.connection import Connection
    from pyathena.cursor import Cursor

_ENGINE: Final = re.compile(r"Athena engine version ([0-9]+)")
_OLDEST: Final = 3
"""The engine with Trino's functions, which the queries use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workgroup:
    """What Athena tells of a workgroup."""

    name: str
    enabled: bool = True
    location: str | None = None
    enforced: bool = False
    managed: bool = False
    engine: str | None = None

    def fault(self, location: str | None) -> str | None:
        """What keeps it from answering, with results at this location where one is given; None where nothing does."""
        found = _ENGINE.fullmatch(self.engine or "")
        if not self.enabled:
            return f"workgroup {self.name!r} is disabled; enable it in Athena's console, or name another with --workgroup"
        if self.engine is not None and (found is None or int(found[1]) < _OLDEST):
            return (
                f"workgroup {self.name!r} runs {self.engine}; expected Athena engine version {_OLDEST} or later: change it"
                " in Athena's console, or name another with --workgroup"
            )
        if self.managed and location:
            return f"workgroup {self.name!r} keeps its results itself; leave out the output location"
        if not (self.managed or location or self.location):
            return (
                f"workgroup {self.name!r} has no place for results; give one with --output-location s3://bucket/folder/, or"
                " set it in the workgroup"
            )
        return None


class Service(Protocol):
    """AWS, as far as the engine needs it: Athena through PyAthena, and the results in S3."""

    @property
    def region(self) -> str:
        """The region of Athena."""

    @property
    def name(self) -> str:
        """The workgroup's name."""

    @property
    def location(self) -> str | None:
        """Where results go, if that is said; the workgroup may say it."""

    def workgroup(self) -> Workgroup | None:
        """What is known of the workgroup; None where one may not ask."""

    def connect(self, location: str | None) -> Connection[Cursor]:
        """A connection whose results go to a location; without one the workgroup says where."""

    def open(self, url: str) -> BinaryIO:
        """An object of S3, read as a stream."""

    def files(self, folder: str) -> Sequence[str]:
        """The objects in a folder of S3, in order."""

    def delete(self, urls: Sequence[str]) -> None:
        """Delete objects of S3."""


def console_url(region: str, query_id: str) -> str:
    """The query in Athena's console.

    >>> console_url("eu-west-1", "1-2")
    'https://eu-west-1.console.aws.amazon.com/athena/home?region=eu-west-1#/query-editor/history/1-2'
    """
    domains = {"cn-": "console.amazonaws.cn", "us-gov-": "console.amazonaws-us-gov.com"}
    domain = next((name for prefix, name in domains.items() if region.startswith(prefix)), "console.aws.amazon.com")
    return f"https://{region}.{domain}/athena/home?region={region}#/query-editor/history/{query_id}"
