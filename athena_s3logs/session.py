"""S3Logs: the one place where sources, tables and engines meet."""

from __future__ import annotations

import warnings
from datetime import date, datetime, time
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from athena_s3logs import catalog, errands
from athena_s3logs.asking import answered, ask, own_query
from athena_s3logs.config import DATABASE, FILE, load_config, parse_config
from athena_s3logs.deployed import Deployed, utc_today
from athena_s3logs.deployments import deployment
from athena_s3logs.errors import SettingError, WindowWarning
from athena_s3logs.header import LIMITS
from athena_s3logs.library import Library, load
from athena_s3logs.price import terabyte
from athena_s3logs.values import paths_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from mypy_boto3_s3 import S3Client

    from athena_s3logs.aws.client import Clients
    from athena_s3logs.aws.estimate import Estimate
    from athena_s3logs.aws.publish import Published
    from athena_s3logs.aws.pull import Pulled
    from athena_s3logs.catalog import Deployment
    from athena_s3logs.engines.base import Engine, Executor, Metastore, Question
    from athena_s3logs.engines.ingest import Ingested
    from athena_s3logs.engines.raw_tables import RawTable
    from athena_s3logs.engines.result import Result
    from athena_s3logs.errors import S3LogsError
    from athena_s3logs.packs import Asked, Packs
    from athena_s3logs.query import Query
    from athena_s3logs.window import Window


class S3Logs(Deployed):
    """Logs, the questions that can be asked of them, and their Athena tables."""

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
        session: Callable[[], Any] | None = None,
        s3: S3Client | None = None,
        price_per_tb: float | None = None,
        ledger: bool = True,
    ) -> None:
        super().__init__(deployments, database=database, executor=executor, metastore=metastore, today=today)
        terabyte(price_per_tb)  # a wrong one is told before anything runs
        self._engine, self._session, self._s3, self._price, self._ledger = engine, session, s3, price_per_tb, ledger
        self._queries = tuple(map(Path, paths_of("queries", queries)))

    @classmethod
    def configured(cls, config: Path | str | Mapping[str, Any] = FILE, **parts: Any) -> S3Logs:  # noqa: ANN401  of __init__
        """The logs that a configuration names: a file, or a mapping of the same shape.

        >>> print(S3Logs.configured({"s3_access": {"location": "s3://logs/", "layout": "flat"}}).ddl(only="database"))
        CREATE DATABASE IF NOT EXISTS `s3logs`;
        """
        from athena_s3logs.aws.client import make_session

        known = load_config(Path(config)) if isinstance(config, Path | str) else parse_config(config)
        day = parts.get("today", utc_today)()
        deployments = [deployment(kind, known, {}, today=day) for kind in known.sections]
        session = partial(make_session, region=known.athena.get("region"), profile=known.athena.get("profile"))
        said = {"database": known.database or DATABASE, "queries": known.queries, "session": session, **known.money}
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
        from athena_s3logs.engines.local import LocalEngine

        engine = LocalEngine(s3_access=s3_access, cloudtrail=cloudtrail, store=store)
        logs = cls(engine=engine, **parts)
        if engine.in_s3:
            from athena_s3logs.aws.fetching import FetchingEngine

            logs._engine = FetchingEngine(engine, logs._aws, told=told)
        return logs

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

    @classmethod
    def athena(  # noqa: PLR0913  the parts are named
        cls,
        *,
        database: str | None = None,
        config: Path | str | Mapping[str, Any] | None = None,
        s3_access: str | None = None,
        cloudtrail: str | None = None,
        queries: Sequence[Path | str] | None = None,
        today: Callable[[], date] = utc_today,
        **further: Any,  # noqa: ANN401  of AthenaOptions, and the settings of a table of one's own
    ) -> S3Logs:
        """The tables of a configuration, or without one those of a database, on Athena, which asks money for them.

        `workgroup`, `output_location`, `region`, `profile`, `price_per_tb`, or a `session` of boto3 say how Athena is called;
        `unload` takes large answers by way of Parquet, `timeout` is in seconds, `told` hears of the progress.
        `encryption_option`, `kms_key` and `expected_bucket_owner` are of the results. `s3_access` or `cloudtrail` names a
        table of AWS's own DDL, as in db.table, whose `layout` and other settings are given too.
        """
        from athena_s3logs.connecting import Asked, AthenaOptions, connect

        known = load_config(Path(config)) if isinstance(config, Path | str) else parse_config(config or {})
        options = {name: further.pop(name) for name in AthenaOptions.__dataclass_fields__ if name in further}
        where = database or known.database or DATABASE
        asked = Asked(database=where, config=known, theirs={"s3_access": s3_access, "cloudtrail": cloudtrail}, settings=further)
        found = connect(asked, AthenaOptions(**options), today=today())
        return cls(
            found.deployments,
            database=where,
            engine=found.engine,
            executor=found.engine,
            metastore=found.metastore,
            queries=known.queries if queries is None else queries,
            today=today,
            session=lambda: found.session,
            **{**known.money, "price_per_tb": found.price_per_tb},
        )

    @cached_property
    def library(self) -> Library:
        """The questions that ship with the package, and those of one's own folders."""
        configured = {item.source.kind for item in self.deployments}
        return load(*self._queries, kinds=self._engine.kinds if self._engine else configured)

    @cached_property
    def packs(self) -> Packs:
        """The packs that ship with the package, and those of one's own folders."""
        from athena_s3logs.packs import load_packs

        return load_packs(*self._queries)

    def run(self, name: str, /, window: Window | None = None, **given: Any) -> Result:  # noqa: ANN401  parameters
        """The answer of a query of the library.

        The window is a Window, or `start` and `end` (a day or a time, UTC unless it says otherwise; without an end, until
        now); `accounts`, `regions` and `buckets` limit it further. On Athena `max_cost` (US dollars) and `max_bytes` refuse
        a question that may go beyond, before it runs. All else are the query's parameters.
        """
        return self._answer(self.library[name], window, given)

    def query(self, sql: str, /, window: Window | None = None, **given: Any) -> Result:  # noqa: ANN401  parameters
        """The answer of a SELECT of one's own over the relations, checked as the queries of the library are."""
        return self._answer(own_query(sql, given), window, given)

    def run_many(
        self, questions: Iterable[tuple[str, Window | None, Mapping[str, Any]]], *, at_once: int = 4,
    ) -> list[Result | S3LogsError]:
        """The answers of several queries (name, window, all else that `run` takes), in their order; an error in its place."""
        from athena_s3logs.many import calls, run_all

        self._need_engine()
        return run_all(calls(self.run, questions), at_once=at_once)

    def run_pack(self, name: str, /, window: Window | None = None, **given: Any) -> list[Asked]:  # noqa: ANN401  parameters
        """The answers of a pack's questions, the alarming first; a parameter goes to each question that has it.

        `max_cost` and `max_bytes` are for all of them together; a question that cannot be estimated does not run then.
        """
        from athena_s3logs.many import run_within
        from athena_s3logs.packs import asked

        pack, most = self.packs[name], errands.allowed(self._need_engine(), given)
        calls = pack.calls(self.library, window, {one: given[one] for one in given.keys() - LIMITS})
        pairs = [(partial(self.estimate, one, span, **own), partial(self.run, one, span, **own)) for one, span, own in calls]
        answers = run_within(pairs, partial(errands.check_cost, most)) if most else self.run_many(calls)
        return asked(pack, self.library, [own for _, _, own in calls], answers)

    async def run_async(self, name: str, /, window: Window | None = None, **given: Any) -> Result:  # noqa: ANN401  parameters
        """The same as `run`, in a thread; when the task is cancelled, the query is ended."""
        from athena_s3logs.many import run_aside

        return await run_aside(partial(self.run, name, window, **given))

    def explain(self, name: str, /, window: Window | None = None, **given: Any) -> str:  # noqa: ANN401  parameters
        """Athena's plan for a query; it costs nothing."""
        return errands.explain(self._need_engine(), ask(self.library[name], window, given))

    def estimate(self, name: str, /, window: Window | None = None, **given: Any) -> Estimate:  # noqa: ANN401  parameters
        """What `run` would read and cost on Athena, and what fetching the same logs takes; they are listed, nothing runs."""
        return self._estimated(ask(self.library[name], window, given))

    def ingest(self, *, told: Callable[[str, int, int], None] = lambda *_: None) -> list[Ingested]:
        """Read what is new or changed of `local`'s files into its store; `told` hears the kind and the bytes done, of all."""
        return errands.ingest(self._need_engine(), told=told)

    def pull(
        self, to: Path | str, window: Window | None = None, *, told: Callable[[int, int], None] = lambda *_: None,
        **given: Any,  # noqa: ANN401  what says how much to read
    ) -> Pulled:  # fmt: skip
        """Fetch the objects that may hold records of the window into a folder, laid out as in S3.

        They are those of the configured sources, or of the places in S3 that `local` was given. What is there already is not
        fetched again; `told` hears the bytes that are done, of all.
        """
        places = getattr(self._engine, "locations", None) or {kind: [one.source] for kind, one in self._tables().items()}
        return errands.pull(places, self._aws, Path(to), errands.Reading(window, given, self._midnight()), told=told)

    def publish(
        self, workgroup: str, window: Window | None = None, *, dry_run: bool = False, **given: Any,  # noqa: ANN401  as above
    ) -> Published:  # fmt: skip
        """Bring the questions of the library into the console, as named queries of a workgroup that carry our mark.

        Their window is fixed: where none is given, the last seven days and this one. `dry_run` only says what would change.
        """
        place = errands.Console(workgroup=workgroup, database=self.database, dry_run=dry_run)
        return errands.publish(self.library, self._tables(), self._aws, place, errands.Reading(window, given, self._midnight()))

    def sql(self, name: str, /, window: Window | None = None, **given: Any) -> str:  # noqa: ANN401  parameters
        """The text that `run` would run; without an engine it is Athena's, over the tables that are configured.

        What there is to know about the window comes as a WindowWarning.
        """
        question = ask(self.library[name], window, given)
        if self._engine is not None:
            return self._engine.sql(question)
        from athena_s3logs.engines.raw_tables import athena_sql

        text, told = athena_sql(question, self._tables(), now=self._midnight())
        for warning in told:
            warnings.warn(warning, WindowWarning, stacklevel=2)
        return text

    def _answer(self, query: Query, window: Window | None, given: Mapping[str, Any]) -> Result:
        engine, question = self._need_engine(), ask(query, window, given)
        if most := errands.allowed(engine, given):
            errands.check_cost(most, [self._estimated(question)])
        if not (engine.by_the_byte and self._ledger):
            return answered(engine, question)
        from athena_s3logs.ledger import Book, kept

        book = Book(price_per_tb=self._price, database=self.database, workgroup=getattr(engine, "workgroup", None))
        return kept(partial(answered, engine, question), query.name, book)

    def _estimated(self, question: Question) -> Estimate:
        from athena_s3logs.aws.estimate import estimate

        return estimate(question, self._tables(), self._aws.s3, now=self._midnight(), price_per_tb=self._price)

    @cached_property
    def _aws(self) -> Clients:
        from athena_s3logs.aws.client import Clients

        return Clients(self._session and self._session(), s3=self._s3)

    def _tables(self) -> Mapping[str, RawTable]:
        return getattr(self._engine, "tables", None) or catalog.raw_tables(self._wanted())

    def _midnight(self) -> datetime:
        return datetime.combine(self._today(), time())

    def _need_engine(self) -> Engine:
        if self._engine is None:
            raise SettingError("no engine: S3Logs.local, S3Logs.trino and S3Logs.athena have one, `sql` gives Athena's text")
        return self._engine
