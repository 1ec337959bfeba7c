"""The verbs of tables: ddl, create, drop, status, diff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from athena_s3logs.cli.athena import OF_ATHENA, athena_given, aws_options, workgroup_options
from athena_s3logs.cli.group import day, main, option, together
from athena_s3logs.cli.questions import config_option, configuration
from athena_s3logs.printable import printable
from athena_s3logs.sources import KINDS, PARTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from athena_s3logs.aws.glue import GlueMetastore
    from athena_s3logs.catalog import Change, Deployment, Status
    from athena_s3logs.config import Config
    from athena_s3logs.session import S3Logs
    from athena_s3logs.tables import Difference

_REPEATED = {
    "account": "Account whose logs these are; repeatable.",
    "region": "Region of the logs; repeatable.",
    "bucket": "Source bucket of the logs; repeatable.",
    "inject": "account, region or bucket: each query has to name it; repeatable.",
    "enum": "account, region or bucket: enumerate it, however many there are; repeatable.",
}
_SINGLE = {
    "database": "Database of the tables; s3logs unless said otherwise.",
    "location": "Where the logs lie, as in s3://bucket/prefix/.",
    "organization": "Id of the organisation whose trail this is.",
    "table": "Name of the raw table; KIND_raw unless said otherwise.",
    "view": "Name of the view; KIND unless said otherwise.",
}
_FOREIGN = {"s3_access": {"organization"}, "cloudtrail": {"layout", "time", "bucket"}}
_STATE_COLOURS = {"ok": "green", "missing": "yellow", "differs": "red"}


_source_options = together(
    click.argument("kind", required=False, type=click.Choice(KINDS)),
    config_option,
    *(option(name, text) for name, text in _SINGLE.items()),
    option("layout", "How S3 names access logs.", type=click.Choice(["flat", "partitioned"])),
    option("time", "Whose day the folders name: event (S3's default).", type=click.Choice(["event", "delivery"])),
    *(option(name, text, multiple=True) for name, text in _REPEATED.items()),
    option("first_day", "Day of the oldest log, as in 2024-01-31.", type=day, metavar="DAY"),
)


@main.command()
@_source_options
@click.option("--only", type=click.Choice(PARTS), help="Only this statement: Athena takes one a call.")
def ddl(only: str | None, **given: Any) -> None:  # noqa: ANN401  the source options
    """Print the DDL of KIND, or of all that the configuration names."""
    click.echo(_logs(given).ddl(only))


@main.command()
@_source_options
@workgroup_options
@click.option("--make-database", is_flag=True, help="Make the database too, where there is none.")
@click.option("--replace", is_flag=True, help="Make anew what differs; the logs are left alone.")
def create(*, make_database: bool, replace: bool, **given: Any) -> None:  # noqa: ANN401  the source options
    """Make table and view of KIND, or of all that the configuration names, through Athena, which is free."""
    _tell(_logs(given, runs=True).create(database=make_database, replace=replace))


@main.command()
@_source_options
@workgroup_options
def drop(**given: Any) -> None:  # noqa: ANN401  the source options
    """Drop view and table of KIND, or of all that the configuration names; the logs are left alone."""
    _tell(_logs(given, runs=True, there=True).drop())


@main.command()
@_source_options
@aws_options
def status(**given: Any) -> None:  # noqa: ANN401  the source options
    """Say how the tables in Glue stand beside what this version would make."""
    found = _logs(given, aws=True).status()
    for line in _status_lines(found):
        click.echo(line)
    if not found:
        click.echo("No tables of athena_s3logs in this database.", err=True)


@main.command()
@_source_options
@aws_options
def diff(**given: Any) -> None:  # noqa: ANN401  the source options
    """Show how the tables in Glue differ; exit code 1 where they do."""
    found = _logs(given, aws=True).diff()
    for item in found:
        click.echo(f"{item.what} {item.database}.{item.name}: {item.state}")
        for difference in item.differences:
            for line in _difference_lines(difference):
                click.echo(f"  {printable(line)}")
    click.get_current_context().exit(1 if found else 0)


def _logs(given: dict[str, Any], *, aws: bool = False, runs: bool = False, there: bool = False) -> S3Logs:
    """The logs that the options name; those that are `there` need no location, as their tables tell it."""
    from athena_s3logs.config import DATABASE
    from athena_s3logs.connecting import AthenaOptions, engine_over, reach
    from athena_s3logs.session import S3Logs

    kind, path = given.pop("kind"), given.pop("config")
    options = AthenaOptions(**athena_given(given))
    settings = {_plural(name): value for name, value in given.items() if _is_setting(name, value) and _concerns(name, kind)}
    config = configuration(path)
    if kind is None and settings.keys() - {"database"}:
        raise click.UsageError(f"say which logs the options are for: {' or '.join(KINDS)}")
    database = settings.get("database") or config.database or DATABASE
    if not (aws or runs):
        return S3Logs(_deployments(kind, config, settings, None), database=database)
    service, metastore = reach(options, config)
    deployments = _deployments(kind, config, settings, metastore if there else None)
    executor = engine_over({}, service, options, config) if runs else None
    return S3Logs(deployments, database=database, metastore=metastore, executor=executor)


def _deployments(
    kind: str | None, config: Config, settings: dict[str, Any], metastore: GlueMetastore | None,
) -> list[Deployment]:
    from athena_s3logs.catalog import recover
    from athena_s3logs.config import DATABASE
    from athena_s3logs.deployed import utc_today
    from athena_s3logs.deployments import deployment
    from athena_s3logs.errors import CatalogError

    if kind and metastore and kind not in config.sections and settings.keys() <= {"database", "table"}:
        names = {"database": config.database or DATABASE, "table": f"{kind}_raw", **settings}
        found = recover(metastore, names["database"], names["table"], today=utc_today())
        if found.source.kind != kind:
            raise CatalogError(f"{found.database}.{found.table}: a table of {found.source.kind} and not of {kind}")
        return [found]
    kinds = [kind] if kind else list(config.sections)
    return [deployment(name, config, settings, today=utc_today()) for name in kinds]


def _is_setting(name: str, value: object) -> bool:
    return value not in {None, ()} and name not in OF_ATHENA


def _concerns(name: str, kind: str | None) -> bool:
    """Whether a value is meant for these logs: a flag always is, one of the environment may be there for others."""
    source = click.get_current_context().get_parameter_source(name)
    if source is not click.core.ParameterSource.ENVIRONMENT or name == "database":
        return True
    return kind is not None and name not in _FOREIGN[kind]


def _tell(changes: Sequence[Change]) -> None:
    for change in changes:
        colour = "green" if change.outcome in {"created", "replaced", "dropped"} else None
        click.echo(f"{change.what:5}  {change.name}  {click.style(change.outcome, fg=colour)}")


def _plural(name: str) -> str:
    return f"{name}s" if name in {"account", "region", "bucket"} else name


def _status_lines(found: Sequence[Status]) -> Iterator[str]:
    for item in found:
        state = click.style(item.state, fg=_STATE_COLOURS[item.state])
        yield f"{item.what:5}  {item.database}.{item.name}  {state}"
        if item.differences:
            yield f"       differs in {printable(', '.join(difference.what for difference in item.differences))}"
        yield from (f"       {printable(step)}" for step in item.remedy)
        if item.sweeps:
            yield "       the raw table also reads, and the view leaves out:"
            yield from (f"         {printable(name)}" for name in item.sweeps)
        if item.not_listed:
            yield f"       what else the raw table reads is not known: {printable(item.not_listed)}"


def _difference_lines(difference: Difference) -> Iterator[str]:
    expected, found = difference.expected, difference.found
    if expected is None or found is None or "\n" not in expected:
        yield f"{difference.what}: expected {expected or 'nothing'}, found {found or 'nothing'}"
        return
    yield f"{difference.what}:"
    import difflib

    yield from difflib.unified_diff(expected.splitlines(), found.splitlines(), "expected", "found", lineterm="", n=1)
