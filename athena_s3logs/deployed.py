"""Deployments of tables -> their DDL, tables that are made and dropped, and how they stand in the catalog."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from athena_s3logs import catalog
from athena_s3logs.config import DATABASE, FILE
from athena_s3logs.errors import AwsError, CatalogError, SettingError
from athena_s3logs.sources import PARTS
from athena_s3logs.tables import check_identifier

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from athena_s3logs.catalog import Change, Deployment, Status
    from athena_s3logs.engines.base import Executor, Metastore


def utc_today() -> date:
    """The day in UTC, as partition projection counts it."""
    return datetime.now(tz=UTC).date()


class _Rehearsal:
    """Runs nothing."""

    def execute(self, _: str) -> None:
        """Do nothing."""


class Deployed:
    """The Athena tables of logs.

    Without deployments, `status` and `diff` look at every table of the database that the package made.
    """

    def __init__(
        self,
        deployments: Sequence[Deployment] = (),
        *,
        database: str = DATABASE,
        executor: Executor | None = None,
        metastore: Metastore | None = None,
        today: Callable[[], date] = utc_today,
    ) -> None:
        self._today = today
        self.database = check_identifier("database", database)
        self.deployments = tuple(deployments)
        names = [(item.database, name) for item in self.deployments for name in (item.table, item.view)]
        if twice := {name for name in names if names.count(name) > 1}:
            raise SettingError(f"{'.'.join(min(twice))}: two tables or views of one name; give one of them another")
        self._executor, self._metastore = executor, metastore

    def ddl(self, only: str | None = None) -> str:
        """The statements, each ended by a semicolon: text that Athena's console takes as it is."""
        if only is not None and only not in PARTS:
            raise SettingError(f"only {only!r}: expected {', '.join(PARTS)}")
        statements = dict.fromkeys(
            statement
            for item in self._wanted()
            for part, statement in item.statements().items()
            if only in {None, part}
        )
        return "\n\n".join(f"{statement};" for statement in statements)

    def create(self, *, database: bool = False, replace: bool = False) -> list[Change]:
        """Make the tables and views that are missing; `replace` makes anew what differs, and leaves the logs alone."""
        parts = self._need_executor(), self._need_metastore()
        made = (catalog.create(item, *parts, database=database, replace=replace) for item in self._wanted())
        return [change for changes in made for change in changes]

    def drop(self) -> list[Change]:
        """Drop the views and tables, or none where one of them is not ours; the logs in S3 are not touched."""
        executor, metastore = self._need_executor(), self._need_metastore()
        for item in self._wanted():
            catalog.drop(item, _Rehearsal(), metastore)
        return [change for item in self._wanted() for change in catalog.drop(item, executor, metastore)]

    def status(self) -> list[Status]:
        """How each table and view stands, and what else a flat table sweeps in."""
        metastore = self._need_metastore()
        return [status for item in self._known() for status in self._status(item, metastore)]

    def diff(self) -> list[Status]:
        """Those of `status` that are missing or differ."""
        metastore = self._need_metastore()
        return [item for known in self._known() for item in catalog.status(known, metastore) if item.state != "ok"]

    def _status(self, item: Deployment, metastore: Metastore) -> tuple[Status, Status]:
        table, view = catalog.status(item, metastore)
        if item.source.flat and table.state != "missing":
            try:
                table = replace(table, sweeps=tuple(metastore.strangers(item.source)))
            except AwsError as error:
                table = replace(table, not_listed=str(error))
        return table, view

    def _known(self) -> list[Deployment]:
        """The deployments, each held against its table; or those that the database itself tells of."""
        metastore = self._need_metastore()
        for item in self.deployments:
            catalog.check_same_source(item, metastore.find(item.database, item.table))
        names = () if self.deployments else catalog.owned_tables(metastore, self.database)
        return [*self.deployments, *(catalog.recover(metastore, self.database, name, today=self._today()) for name in names)]

    def _wanted(self) -> tuple[Deployment, ...]:
        if not self.deployments:
            raise SettingError(f"no logs are named: give a kind and its location, or write {FILE}")
        return self.deployments

    def _need_executor(self) -> Executor:
        if self._executor is None:
            raise CatalogError("no engine: nothing can be run; `ddl` gives the text to run elsewhere")
        return self._executor

    def _need_metastore(self) -> Metastore:
        if self._metastore is None:
            raise CatalogError("no metastore: what tables there are cannot be asked")
        return self._metastore
