"""S3Logs: the one place where sources, tables and engines meet."""

from __future__ import annotations

import warnings
from dataclasses import replace
from datetime import UTC, date, datetime, time
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from athena_s3logs import catalog
from athena_s3logs.asking import ask, own_query
from athena_s3logs.config import DATABASE, FILE, load_config, parse_config
from athena_s3logs.deployments import deployment
from athena_s3logs.errors import AwsError, CatalogError, SettingError, WindowWarning
from athena_s3logs.library import Library, load
from athena_s3logs.sources import PARTS
from athena_s3logs.tables import Table, check_identifier

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from athena_s3logs.catalog import Deployment, Status
    from athena_s3logs.engines.base import Engine, Executor, Metastore
    from athena_s3logs.engines.result import Result
    from athena_s3logs.window import Window


def utc_today() -> date:
    """The day in UTC, as partition projection counts it."""
    return datetime.now(tz=UTC).date()


class S3Logs:
    """Logs, the questions that can be asked of them, and their Athena tables.

    Without deployments, `status` and `diff` look at every table of the database that the package made.
    """

    def __init__(  # noqa: PLR0913  the parts are named
        self,
        deployments: Sequence[Deployment] = (),
        *,
        database: str = DATABASE,
        engine: Engine | None = None,
        executor: Executor | None = None,
        metastore: Metastore | None = None,
        queries: Path | str | Sequence[Path | str] = (),
        today: Callable[[], date] = utc_today,
    ) -> None:
        self._today = today
        self.database = check_identifier("database", database)
        self.deployments = tuple(deployments)
        names = [(item.database, name) for item in self.deployments for name in (item.table, item.view)]
        if twice := {name for name in names if names.count(name) > 1}:
            raise SettingError(f"{'.'.join(min(twice))}: two tables or views of one name; give one of them another")
        self._engine, self._executor, self._metastore = engine, executor, metastore
        self._queries = tuple(map(Path, (queries,) if isinstance(queries, Path | str) else queries))

    @classmethod
    def configured(cls, config: Path | str | Mapping[str, Any] = FILE, **parts: Any) -> S3Logs:  # noqa: ANN401  of __init__
        """The logs that a configuration names: a file, or a mapping of the same shape.

        >>> print(S3Logs.configured({"s3_access": {"location": "s3://logs/", "layout": "flat"}}).ddl(only="database"))
        CREATE DATABASE IF NOT EXISTS `s3logs`;
        """
        known = load_config(Path(config)) if isinstance(config, Path | str) else parse_config(config)
        day = parts.get("today", utc_today)()
        deployments = [deployment(kind, known, {}, today=day) for kind in known.sections]
        return cls(deployments, **{"database": known.database or DATABASE, "queries": known.queries, **parts})

    @classmethod
    def local(
        cls,
        *,
        s3_access: str | Path | Sequence[str | Path] = (),
        cloudtrail: str | Path | Sequence[str | Path] = (),
        store: str | Path | None = None,
        **parts: Any,  # noqa: ANN401  of __init__
    ) -> S3Logs:
        """Log files on this machine: files, folders or globs, asked by DuckDB in this process.

        What `ingest` read into the folder `store` is read from there.
        """
        from athena_s3logs.engines.local import LocalEngine

        return cls(engine=LocalEngine(s3_access=s3_access, cloudtrail=cloudtrail, store=store), **parts)

    @classmethod
    def trino(
        cls,
        url: str,
        *,
        config: Path | str | Mapping[str, Any] = FILE,
        queries: Sequence[Path | str] | None = None,
        **further: Any,  # noqa: ANN401  of trino
    ) -> S3Logs:
        """The tables of a configuration on a Trino that reads them; the extra athena_s3logs[trino] has its client.

        `user` and `catalog` (hive unless said otherwise) and whatever else the connections of the trino package take.
        """
        from athena_s3logs.engines.trino import TrinoEngine, connector

        connect = connector(url, **further)
        known = cls.configured(config, **({} if queries is None else {"queries": queries}))
        known._engine = TrinoEngine(catalog.raw_tables(known._wanted()), connect)  # noqa: SLF001  its own
        return known

    @cached_property
    def library(self) -> Library:
        """The questions that ship with the package, and those of one's own folders."""
        return load(*self._queries)

    def run(self, name: str, /, window: Window | None = None, **given: Any) -> Result:  # noqa: ANN401  parameters
        """The answer of a query of the library.

        The window is a Window, or `start` and `end` (a day or a time, UTC unless it says otherwise; without an end, until
        now); `accounts`, `regions` and `buckets` limit it further. All else are the query's parameters.
        """
        return self._need_engine().answer(ask(self.library[name], window, given))

    def query(self, sql: str, /, window: Window | None = None, **given: Any) -> Result:  # noqa: ANN401  parameters
        """The answer of a SELECT of one's own over the relations, checked as the queries of the library are."""
        return self._need_engine().answer(ask(own_query(sql, given), window, given))

    def sql(self, name: str, /, window: Window | None = None, **given: Any) -> str:  # noqa: ANN401  parameters
        """The text that `run` would run; without an engine it is Athena's, over the tables that are configured.

        What there is to know about the window comes as a WindowWarning.
        """
        question = ask(self.library[name], window, given)
        if self._engine is not None:
            return self._engine.sql(question)
        from athena_s3logs.engines.raw_tables import athena_sql

        text, told = athena_sql(question, catalog.raw_tables(self._wanted()), now=datetime.combine(self._today(), time()))
        for warning in told:
            warnings.warn(warning, WindowWarning, stacklevel=2)
        return text

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

    def create(self, *, database: bool = False, replace: bool = False) -> None:
        """Make the tables and views that are missing; `replace` makes anew what differs, and leaves the logs alone."""
        for item in self._wanted():
            catalog.create(item, self._need_executor(), self._need_metastore(), database=database, replace=replace)

    def drop(self) -> None:
        """Drop the views and tables; the logs in S3 are not touched."""
        for item in self._wanted():
            catalog.drop(item, self._need_executor(), self._need_metastore())

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
            found = metastore.find(item.database, item.table)
            if isinstance(found, Table) and found.owned:
                catalog.check_same_source(item, found)
        names = () if self.deployments else catalog.owned_tables(metastore, self.database)
        return [*self.deployments, *(catalog.recover(metastore, self.database, name, today=self._today()) for name in names)]

    def _wanted(self) -> tuple[Deployment, ...]:
        if not self.deployments:
            raise SettingError(f"no logs are named: give a kind and its location, or write {FILE}")
        return self.deployments

    def _need_engine(self) -> Engine:
        if self._engine is None:
            raise SettingError("no engine: S3Logs.local and S3Logs.trino have one, `sql` gives Athena's text")
        return self._engine

    def _need_executor(self) -> Executor:
        if self._executor is None:
            raise CatalogError("no engine: nothing can be run; `ddl` gives the text to run elsewhere")
        return self._executor

    def _need_metastore(self) -> Metastore:
        if self._metastore is None:
            raise CatalogError("no metastore: what tables there are cannot be asked")
        return self._metastore
