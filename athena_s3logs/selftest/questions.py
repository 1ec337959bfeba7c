"""A question to a side of the test -> what it may cost, and whether Athena and the local engine answer it alike."""

from __future__ import annotations

import json
import math
import time
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from athena_s3logs.asking import ask, own_query
from athena_s3logs.errors import EngineError
from athena_s3logs.layout import cut
from athena_s3logs.library import load
from athena_s3logs.printable import amount, printable
from athena_s3logs.query import relations
from athena_s3logs.relation import RELATIONS, columns
from athena_s3logs.scans import scans

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from athena_s3logs.aws.estimate import Estimate
    from athena_s3logs.engines.base import Question
    from athena_s3logs.engines.result import Result
    from athena_s3logs.query import Query
    from athena_s3logs.selftest.logs import Side
    from athena_s3logs.session import S3Logs

WHOLE: Final = "every row and column"
_ASKED: Final = {
    "s3_access": (WHOLE, "denied_requests", "key_guessing"),
    "cloudtrail": (WHOLE, "unauthorized_calls", "resources_changed"),
    "combined": ("identity_of_requests", "first_anonymous_success_after_change"),
}
"""Of each kind of logs; they need no parameter, and find something in the logs of the test."""

_TOLERANCE: Final = 1e-9
_SHOWN: Final = 60


class Asked(NamedTuple):
    """A question, and the side that it is put to."""

    side: Side
    kind: str
    name: str

    @property
    def tables(self) -> str:
        """The names of the tables that it reads."""
        return " ".join(table.name for table in self.side.tables if self.kind in {table.kind, "combined"})

    @property
    def query(self) -> Query:
        """Its text and parameters."""
        return own_query(_whole(self.kind), {}) if self.name == WHOLE else load()[f"{self.kind}/{self.name}"]

    @property
    def question(self) -> Question:
        """It, bound to the window of its side."""
        return ask(self.query, self.side.window, {"buckets": self.side.buckets})

    @property
    def most(self) -> int:
        """Bytes that it can read at most, were nothing pruned."""
        tree = self.question.tree
        return sum(scans(tree, name) * self.size(RELATIONS[name]) for name in relations(tree))

    def size(self, kind: str) -> int:
        """Bytes of all files of a kind of logs."""
        table = self.side.of(kind)
        return sum(path.stat().st_size for path in table.files) if table else 0

    def put_to(self, logs: S3Logs) -> Result:
        """The answer of a session."""
        given: dict[str, Any] = {"buckets": self.side.buckets}
        if self.name == WHOLE:
            return logs.query(_whole(self.kind), self.side.window, **given)
        return logs.run(f"{self.kind}/{self.name}", self.side.window, **given)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What came of one question; `problems` tell what differs, and `note` what it shows besides."""

    asked: Asked
    rows: int = 0
    scanned: int = 0
    estimated: int = 0
    cost: float = 0.0
    seconds: float = 0.0
    problems: tuple[str, ...] = ()
    note: str = ""


def asked_of(side: Side) -> Iterator[Asked]:
    """The questions to a side, the one that shows how a layout prunes before all others."""
    kinds = [table.kind for table in side.tables]
    for kind in (*kinds, *(["combined"] if len(kinds) > 1 else [])):
        yield from (Asked(side, kind, name) for name in _ASKED[kind])


def check(asked: Asked, athena: S3Logs, local: S3Logs, estimate: Callable[[Question], Estimate]) -> Check:
    """Both answers beside each other, and what was read beside the estimate; what Athena refuses is a problem like others."""
    expected, begun = estimate(asked.question), time.monotonic()
    try:
        there = asked.put_to(athena)
    except EngineError as error:
        return Check(asked=asked, estimated=expected.bytes, problems=(str(error),))
    seconds, scanned = time.monotonic() - begun, there.scanned_bytes or 0
    problems = [*differences(there, asked.put_to(local))]
    if scanned > expected.bytes:
        problems.append(f"Athena read {scanned:,} bytes, and the estimate says {expected.bytes:,} at most")
    return Check(
        asked=asked,
        rows=len(there),
        scanned=scanned,
        estimated=expected.bytes,
        cost=there.cost or 0.0,
        seconds=seconds,
        problems=tuple(problems),
        note=_pruning(asked, scanned, expected.bytes),
    )


def differences(there: Result, here: Result) -> Iterator[str]:
    """What differs between an answer of Athena and that of the local engine: the first of each kind, as texts for people."""
    if there.columns != here.columns:
        yield f"the columns differ: {_names(there)} on Athena, {_names(here)} here"
        return
    if len(there) != len(here):
        yield f"{len(there):,} rows on Athena, {len(here):,} here"
    wrong = [
        (number, place)
        for number, pair in enumerate(zip(there.rows, here.rows, strict=False))
        for place, values in enumerate(zip(*pair, strict=True))
        if not _alike(*values)
    ]
    if wrong:
        row, place = wrong[0]
        values = (_shown(result.rows[row][place]) for result in (there, here))
        yield (
            f"{len({number for number, _ in wrong}):,} of {len(here):,} rows differ, first in row {row + 1}, column"
            f" {printable(here.columns[place].name)}: {' on Athena, '.join(values)} here"
        )


def _pruning(asked: Asked, scanned: int, expected: int) -> str:
    """Whether Athena leaves out the files of a flat layout whose paths lie outside the window, as Trino does."""
    table = asked.side.of(asked.kind)
    if asked.name != WHOLE or table is None or not table.deployment.source.flat:
        return ""
    does = "prunes" if scanned <= expected else "does NOT prune"
    size = asked.size(asked.kind)
    return (
        f'Athena {does} the flat layout by "$path": it read {amount(scanned)} of {amount(size)} for a day whose files have'
        f" {amount(expected)}"
    )


@cache
def _whole(relation: str) -> str:
    """All of a relation, but for the name of the file, which lies elsewhere here, and lists of rows, which are texts there."""
    names = [one.name for one in columns(relation) if one.name != "log_file" and not one.type.startswith("array(row")]
    order = ", ".join(str(place) for place in range(1, len(names) + 1))
    return f"select {', '.join(names)} from {relation} order by {order}"  # noqa: S608  of our own names


def _alike(one: object, other: object) -> bool:
    """Whether two values are one; of JSON the spacing is not."""
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=_TOLERANCE) or (math.isnan(one) and math.isnan(other))
    if one != other and isinstance(one, str) and isinstance(other, str) and one[:1] == other[:1] and one[:1] in {"{", "["}:
        try:
            return bool(json.loads(one) == json.loads(other))
        except ValueError:
            return False
    return one == other


def _names(result: Result) -> str:
    return ", ".join(f"{printable(one.name)} {one.type}" for one in result.columns)


def _shown(value: object) -> str:
    return cut(printable(repr(value)), _SHOWN)
