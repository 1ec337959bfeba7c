"""S3Logs: the one place where sources, tables and engines meet."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from athena_s3logs import catalog
from athena_s3logs.binding import bind
from athena_s3logs.catalog import Deployment, Status
from athena_s3logs.config import DATABASE, FILE, Config, load_config, merged, parse_config
from athena_s3logs.errors import AwsError, CatalogError, QueryFileError, SettingError, WindowError, WindowWarning
from athena_s3logs.header import RESERVED, WINDOW_PARTS, Param
from athena_s3logs.library import Library, load
from athena_s3logs.query import Query, check_portable, parse
from athena_s3logs.sources import PARTS, make_source
from athena_s3logs.tables import Table, check_identifier
from athena_s3logs.values import shown, to_value, type_of
from athena_s3logs.window import Window, clock

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from mypy_boto3_s3 import S3Client

    from athena_s3logs.aws.estimate import Estimate
    from athena_s3logs.aws.publish import Published
    from athena_s3logs.aws.pull import Pulled
    from athena_s3logs.engines.base import Engine, Executor, Metastore, Question
    from athena_s3logs.engines.raw_tables import RawTable
    from athena_s3logs.engines.result import Result


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
        s3: S3Client | None = None,
        price_per_tb: float | None = None,
        ledger: bool = True,
    ) -> None:
        self._today, self._s3, self._price, self._ledger = today, s3, price_per_tb, ledger
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
        said = {"database": known.database or DATABASE, "queries": known.queries, **known.athena}
        return cls(deployments, **{**said, **parts})

    @classmethod
    def local(
        cls,
        *,
        s3_access: str | Path | Sequence[str | Path] = (),
        cloudtrail: str | Path | Sequence[str | Path] = (),
        store: str | Path | None = None,
        told: Callable[[int, int], None] = lambda *_: None,
        **parts: Any,  # noqa: ANN401  of __init__
    ) -> S3Logs:
        """Log files on this machine: files, folders or globs, asked by DuckDB in this process.

        What `ingest` read into the folder `store` is read from there. Of places in S3 (s3://bucket/prefix/) each question
        fetches what its window needs into a cache; `told` hears the bytes that have come, of all.
        """
        from athena_s3logs.aws.fetching import with_s3
        from athena_s3logs.engines.local import LocalEngine

        engine = LocalEngine(s3_access=s3_access, cloudtrail=cloudtrail, store=store)
        return cls(engine=with_s3(engine, client=parts.get("s3"), told=told), **parts)

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
        now); `accounts`, `regions` and `buckets` limit it further. On Athena `max_cost` (US dollars) and `max_bytes` refuse
        a question that may go beyond, before it runs. All else are the query's parameters.
        """
        return self._answer(self.library[name], window, given)

    def query(self, sql: str, /, window: Window | None = None, **given: Any) -> Result:  # noqa: ANN401  parameters
        """The answer of a SELECT of one's own over the relations, checked as the queries of the library are."""
        return self._answer(_own(sql, given), window, given)

    def estimate(self, name: str, /, window: Window | None = None, **given: Any) -> Estimate:  # noqa: ANN401  parameters
        """What `run` would read and cost on Athena, and what fetching the same logs takes; they are listed, nothing runs."""
        return self._estimated(self._question(self.library[name], window, given))

    def pull(
        self, to: Path | str, window: Window | None = None, *, told: Callable[[int, int], None] = lambda *_: None,
        **given: Any,  # noqa: ANN401  what says how much to read
    ) -> Pulled:  # fmt: skip
        """Fetch the objects that may hold records of the window into a folder, laid out as in S3.

        They are those of the configured sources, or of the places in S3 that `local` was given. What is there already is not
        fetched again; `told` hears the bytes that are done, of all.
        """
        from athena_s3logs.aws.client import s3_client
        from athena_s3logs.aws.finding import of_places
        from athena_s3logs.aws.pull import pull

        _refuse_unknown(given)
        asked, slack, client = _window(window, given), _slack_days(given.get("slack_days")), self._s3 or s3_client()
        places = getattr(self._engine, "locations", None) or {kind: [one.source] for kind, one in self._tables().items()}
        found = of_places(client, places, asked, now=datetime.combine(self._today(), time()), slack_days=slack)
        return replace(pull(client, found.objects, Path(to), told=told), skipped=found.skipped)

    def publish(
        self, workgroup: str, window: Window | None = None, *, dry_run: bool = False, **given: Any,  # noqa: ANN401  as above
    ) -> Published:  # fmt: skip
        """Bring the questions of the library into the console, as named queries of a workgroup that carry our mark.

        Their window is fixed: where none is given, the last seven days and this one. `dry_run` only says what would change.
        """
        from athena_s3logs.aws.client import athena_client
        from athena_s3logs.aws.publish import Place, last_days, named_queries, publish, stand_ins

        _refuse_unknown(given)
        asked = _window(window if window or given.get("start") else last_days(self._today()), given)
        slack = {"slack_days": given.get("slack_days")}
        questions = [(one, partial(self._question, one, asked, slack | stand_ins(one))) for one in self.library.values()]
        now = datetime.combine(self._today(), time())
        wanted, skipped = named_queries(questions, self._tables(), asked, now=now)
        place = Place(client=athena_client(), workgroup=workgroup, database=self.database)
        return publish(place, wanted, skipped=skipped, dry_run=dry_run)

    def sql(self, name: str, /, window: Window | None = None, **given: Any) -> str:  # noqa: ANN401  parameters
        """The text that `run` would run; without an engine it is Athena's, over the tables that are configured.

        What there is to know about the window comes as a WindowWarning.
        """
        question = self._question(self.library[name], window, given)
        if self._engine is not None:
            return self._engine.sql(question)
        from athena_s3logs.engines.raw_tables import athena_sql

        text, told = athena_sql(question, self._tables(), now=datetime.combine(self._today(), time()))
        for warning in told:
            warnings.warn(warning, WindowWarning, stacklevel=2)
        return text

    def _answer(self, query: Query, window: Window | None, given: Mapping[str, Any]) -> Result:
        from athena_s3logs.aws.estimate import check_within, limits

        engine, question = self._need_engine(), self._question(query, window, given)
        if allowed := limits(given):
            if not engine.by_the_byte:
                raise SettingError(f"{' and '.join(allowed)}: only Athena asks money for what it reads; leave it out")
            check_within(self._estimated(question), allowed)
        return self._noted(engine.answer(question), query.name)

    def _noted(self, result: Result, query: str) -> Result:
        from athena_s3logs.ledger import noted

        if not self._ledger:
            return result
        workgroup, assumed = getattr(self._engine, "workgroup", None), self._price is None
        return noted(result, query=query, price_assumed=assumed, database=self.database, workgroup=workgroup)

    def _estimated(self, question: Question) -> Estimate:
        from athena_s3logs.aws.client import s3_client
        from athena_s3logs.aws.estimate import estimate

        now = datetime.combine(self._today(), time())
        return estimate(question, self._tables(), self._s3 or s3_client(), now=now, price_per_tb=self._price)

    def _tables(self) -> dict[str, RawTable]:
        return catalog.raw_tables(self._wanted())

    def _question(self, query: Query, window: Window | None, given: Mapping[str, Any]) -> Question:
        from athena_s3logs.engines.base import Question
        from athena_s3logs.render import render

        asked = _window(window, {name: given[name] for name in WINDOW_PARTS if name in given})
        slack_days = _slack_days(given.get("slack_days"))
        own = {name: value for name, value in given.items() if name not in RESERVED}
        values = bind(query.params, own) | {"start": asked.start, "end": asked.end}
        types = {param.name: param.type for param in query.params} | {"start": "timestamp", "end": "timestamp"}
        try:
            tree = parse(query)
            check_portable(query, tree)
            check_portable(query, render(tree, types, values, {}))  # a pattern may have come by a parameter
        except RecursionError as error:
            raise QueryFileError(query.path, query.line, "nested too deeply; expected fewer parentheses") from error
        if query.lookback:
            asked = replace(asked, start=asked.start - query.lookback)
        return Question(
            tree=tree,
            types=types,
            values=values,
            window=asked,
            slack_days=slack_days,
            returns=query.returns,
            engines=query.engines,
        )

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


def _window(window: Window | None, given: Mapping[str, Any]) -> Window:
    """The Window that was given, or the one of start and end, limited further."""
    if not isinstance(window, Window | None):
        raise WindowError(f'window {shown(window)}: expected a Window, as Window.since("7d") makes one')
    named = {name: getattr(window, name, None) for name in WINDOW_PARTS[2:]}
    named |= {name: given[name] for name in named if given.get(name) is not None}
    limits: dict[str, Any] = {name: _texts(name, value) for name, value in named.items() if value is not None}
    start, end = given.get("start"), given.get("end")
    if window is not None:
        if start is not None or end is not None:
            raise WindowError("a window and start or end: give one of them")
        return replace(window, **limits)
    if start is None:
        raise WindowError(
            'no window: give start and end, or a Window: since("7d"), day("2026-11-01"), last_month(), or all_time(),'
            " which reads everything",
        )
    return Window(start=start, end=clock() if end is None else end, **limits)


def _refuse_unknown(given: Mapping[str, Any]) -> None:
    if unknown := given.keys() - {*WINDOW_PARTS, "slack_days"}:
        raise WindowError(f"{min(unknown)}: expected {', '.join((*WINDOW_PARTS, 'slack_days'))}")


def _texts(name: str, given: object) -> tuple[str, ...]:
    items = tuple(given) if isinstance(given, Iterable) and not isinstance(given, str) else None
    if items is None or not all(isinstance(one, str) and one for one in items):
        raise WindowError(f"{name}: expected a list of texts, got {shown(given)}")
    return items


def _slack_days(given: object) -> int | None:
    try:
        return None if given is None else cast("int", to_value("integer", given))
    except ValueError as error:
        raise WindowError(f"slack_days: {error}") from error


def _own(sql: str, given: Mapping[str, Any]) -> Query:
    """A query without a header: its parameters are of the types of the values."""
    try:
        sql.encode()
    except UnicodeEncodeError as error:
        raise QueryFileError(Path("query"), 1, "the SQL is no Unicode text; expected a SELECT in UTF-8") from error
    names = [name for name in given if name not in RESERVED]
    params = tuple(Param(name=name, type=type_of(name, given[name]), required=True) for name in names)
    return Query(name="query", sql=sql, path=Path("query"), params=params)


def deployment(kind: str, config: Config, given: Mapping[str, Any], *, today: date) -> Deployment:
    """The deployment of one kind of logs: what is given wins over the configuration, and that over the defaults."""
    section = config.sections.get(kind)
    names = {"database": DATABASE, "table": f"{kind}_raw", "view": kind, **config.names(kind)}
    names |= {name: given[name] for name in names if name in given}
    values = {name: value for name, value in given.items() if name not in names}
    return Deployment(source=make_source(merged(kind, section, values), today=today), **names)
