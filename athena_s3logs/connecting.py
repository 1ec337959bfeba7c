"""Athena as people name it, and the tables that are there -> the engine, the metastore and the deployments of a session."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from athena_s3logs import catalog
from athena_s3logs.config import Config
from athena_s3logs.deployments import deployment
from athena_s3logs.errors import AwsError, SettingError
from athena_s3logs.foreign import foreign_table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from athena_s3logs.aws.athena import AthenaService
    from athena_s3logs.aws.glue import GlueMetastore
    from athena_s3logs.catalog import Deployment
    from athena_s3logs.engines.athena import AthenaEngine
    from athena_s3logs.engines.athena_watch import Progress
    from athena_s3logs.engines.raw_tables import RawTable
    from athena_s3logs.sources import Kind

_OF_ACCESS_LOGS: Final = ("layout", "time")


@dataclass(frozen=True, slots=True, kw_only=True)
class AthenaOptions:
    """How Athena is called; what is not given here the configuration says, and else boto3's own environment.

    `session` is one of boto3.
    """

    workgroup: str | None = None
    output_location: str | None = None
    region: str | None = None
    profile: str | None = None
    price_per_tb: float | None = None
    session: Any = None
    unload: bool = False
    timeout: float | None = None
    encryption_option: str | None = None
    kms_key: str | None = None
    expected_bucket_owner: str | None = None
    told: Callable[[Progress], None] | None = None

    def setting(self, name: str, config: Config) -> Any:  # noqa: ANN401  a text, or the price
        """What is given, or else configured."""
        given = getattr(self, name)
        return config.athena.get(name) if given is None else given


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which tables are meant: those of a configuration, those of a database, or one that people made themselves."""

    database: str
    config: Config = field(default_factory=Config)
    theirs: Mapping[Kind, str | None] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)

    def named(self) -> dict[Kind, tuple[str, dict[str, Any]]]:
        """The tables that people made themselves, with settings; of two, what access logs alone have."""
        named = {kind: name for kind, name in self.theirs.items() if name}
        allowed = {0: (), 1: self.settings}.get(len(named), _OF_ACCESS_LOGS)
        if wrong := set(self.settings).difference(allowed):
            raise SettingError(
                f"{min(wrong)}: no setting of Athena; those of a table are for the one that s3_access or cloudtrail names,"
                f" and where both name one, {' and '.join(_OF_ACCESS_LOGS)} are for that of the access logs",
            )
        trail = self.settings if len(named) == 1 else {}
        return {kind: (name, dict(trail if kind == "cloudtrail" else self.settings)) for kind, name in named.items()}


class Connected(NamedTuple):
    """Parts of a session over Athena."""

    engine: AthenaEngine
    metastore: GlueMetastore
    deployments: tuple[Deployment, ...]
    session: Any
    price_per_tb: float | None


def connect(asked: Asked, options: AthenaOptions, *, today: date) -> Connected:
    """The parts of a session; the tables are looked up in Glue unless the configuration names them."""
    theirs = asked.named()
    service, metastore = reach(options, asked.config)
    deployments = _deployments(asked, metastore, today)
    tables = catalog.raw_tables(deployments)
    for kind, (name, settings) in theirs.items():
        tables[kind] = foreign_table(metastore, kind, name, settings, today=today)
    engine = engine_over(tables, service, options, asked.config, check=partial(_unknown, metastore))
    return Connected(engine, metastore, deployments, service.session, options.setting("price_per_tb", asked.config))


def reach(options: AthenaOptions, config: Config) -> tuple[AthenaService, GlueMetastore]:
    """Athena and Glue by one session of boto3; nothing is called yet."""
    from athena_s3logs.aws.athena import AthenaService, Results
    from athena_s3logs.aws.client import glue_client, make_session, s3_client
    from athena_s3logs.aws.glue import GlueMetastore

    region, profile = (options.setting(name, config) for name in ("region", "profile"))
    session = options.session or make_session(region=region, profile=profile)
    results = Results(
        location=options.setting("output_location", config),
        encryption=options.encryption_option,
        kms_key=options.kms_key,
        bucket_owner=options.expected_bucket_owner,
    )
    service = AthenaService(session, workgroup=options.setting("workgroup", config), results=results)
    return service, GlueMetastore(glue_client(session), s3_client(session))


def engine_over(
    tables: Mapping[str, RawTable], service: AthenaService, options: AthenaOptions, config: Config, **parts: Any,  # noqa: ANN401
) -> AthenaEngine:
    """The engine over raw tables; without any it runs DDL only."""
    from athena_s3logs.engines.athena import AthenaEngine
    from athena_s3logs.engines.athena_runner import Conduct

    per_tb = options.setting("price_per_tb", config)
    conduct = Conduct(unload=options.unload, timeout=options.timeout, told=options.told, price_per_tb=per_tb)
    return AthenaEngine(tables, service, conduct=conduct, **parts)


def _unknown(metastore: GlueMetastore, table: RawTable) -> tuple[str, ...]:
    """What to tell where Glue may not be asked of which logs a table is; an error where it is of others."""
    if table.columns is not None:
        return ()  # Glue has just described it
    try:
        catalog.check_same_source(table, metastore.find(table.database, table.table))
    except AwsError as error:
        return (f"{table.database}.{table.table}: whether it was made for these settings is not known ({error})",)
    return ()


def _deployments(asked: Asked, metastore: GlueMetastore, today: date) -> tuple[Deployment, ...]:
    """Those of the configuration; where it names none, those of which the database's own tables tell."""
    if asked.config.sections:
        return tuple(deployment(kind, asked.config, {}, today=today) for kind in asked.config.sections)
    names = catalog.owned_tables(metastore, asked.database)
    return tuple(catalog.recover(metastore, asked.database, name, today=today) for name in names)
