"""A test that is ready -> its logs and tables made, its questions asked on both sides, and all of it removed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from athena_s3logs import catalog
from athena_s3logs.aws.estimate import estimate
from athena_s3logs.connecting import engine_over
from athena_s3logs.ddl import hive_name
from athena_s3logs.errors import S3LogsError
from athena_s3logs.selftest.questions import asked_of, check
from athena_s3logs.session import S3Logs
from athena_s3logs.window import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from athena_s3logs.aws.scratch import Marker
    from athena_s3logs.selftest.logs import Side
    from athena_s3logs.selftest.prepared import SelfTest
    from athena_s3logs.selftest.questions import Check


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All checks, and whether everything that was made is gone."""

    checks: tuple[Check, ...]
    removed: bool

    @property
    def wrong(self) -> int:
        """How many differ."""
        return sum(bool(one.problems) for one in self.checks)


def run(test: SelfTest, *, told: Callable[[Check], None], say: Callable[[str], None]) -> Report:
    """Ask all questions; `told` hears of each check, `say` of what is done besides. Whatever happens, it is cleaned up."""
    checks: list[Check] = []
    removed = False
    if test.earlier:
        say("removing what the earlier selftest left")
        _remove(test, test.earlier)
        test.scratch.earlier()
    test.scratch.mark(test.marker)
    try:
        for one in _checked(test, say):
            told(one)
            checks.append(one)
    finally:
        removed = _removed(test, say)
    return Report(checks=tuple(checks), removed=removed)


def _checked(test: SelfTest, say: Callable[[str], None]) -> Iterator[Check]:
    say(f"writing {len(test.marker.keys):,} objects")
    test.scratch.upload(test.folder, test.marker.keys)
    say("making the database, tables and views")
    there = [_on_athena(test, side) for side in test.sides]
    for logs in there:
        logs.create(database=True)
    say("asking")
    for side, logs in zip(test.sides, there, strict=True):
        yield from _of_side(test, side, logs)


def _of_side(test: SelfTest, side: Side, athena: S3Logs) -> Iterator[Check]:
    places = {table.kind: table.folder for table in side.tables}
    local = S3Logs.local(s3_access=places["s3_access"], cloudtrail=places.get("cloudtrail", ()))
    tables = catalog.raw_tables(athena.deployments)
    expect = partial(estimate, tables=tables, client=test.scratch.clients.s3, now=clock(), price_per_tb=test.price_per_tb)
    for asked in asked_of(side):
        yield check(asked, athena, local, expect)


def _on_athena(test: SelfTest, side: Side) -> S3Logs:
    deployments = [table.deployment for table in side.tables]
    tables = catalog.raw_tables(deployments)
    engine = engine_over(tables, test.scratch.service, test.options, test.config)
    return S3Logs(
        deployments,
        database=test.marker.database,
        engine=engine,
        executor=engine,
        metastore=test.metastore,
        **test.config.money,
    )


def _removed(test: SelfTest, say: Callable[[str], None]) -> bool:
    """Whether all is gone; what ended the test is told rather than what keeps something from being removed."""
    say("removing all that was made")
    try:
        _remove(test, test.marker)
    except S3LogsError as error:
        say(f"not all of it was removed: {error}; the same command, run again, removes the rest")
        return False
    return True


def _remove(test: SelfTest, marker: Marker) -> None:
    """Drop the tables that are ours, and a database that is then empty; then the objects, and what tells of them last."""
    executor = engine_over({}, test.scratch.service, test.options, test.config)
    for name in list(catalog.owned_tables(test.metastore, marker.database)):
        deployment = catalog.recover(test.metastore, marker.database, name, today=test.today)
        catalog.drop(deployment, executor, test.metastore)
    executor.execute(f"DROP DATABASE IF EXISTS {hive_name(marker.database)}")
    test.scratch.clear(marker)
