"""The command athena-s3logs: parse, one call of S3Logs, print."""

from __future__ import annotations

import difflib
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from athena_s3logs.session import PARTS
from athena_s3logs.sources import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from athena_s3logs.aws.glue import GlueMetastore
    from athena_s3logs.catalog import Status
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


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(f"{text!r}: expected a day, as in 2024-01-31") from error


class _Commands(click.Group):
    """Tells the package's own errors in one line, with exit code 1 (2 for a setting that cannot be)."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  as click has it
        from athena_s3logs.errors import S3LogsError, SettingError

        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            raise click.UsageError(_printable(error.format_message()), ctx=error.ctx) from error
        except S3LogsError as error:
            click.echo(f"Error: {_lines(str(error))}", err=True)
            ctx.exit(2 if isinstance(error, SettingError) else 1)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="athena_s3logs", prog_name="athena-s3logs")
def main() -> None:
    """Who did what to our S3 data: Athena tables over S3 access logs and CloudTrail.

    Every setting can stand in the environment (--first-day as ATHENA_S3LOGS_FIRST_DAY, lists divided by blanks) or in
    athena_s3logs.toml; an option wins over the environment, and that over the file.
    """


def _source_options(command: Callable[..., None]) -> Callable[..., None]:
    options = [
        click.argument("kind", required=False, type=click.Choice(KINDS)),
        click.option(
            "--config",
            type=click.Path(path_type=Path),
            envvar="ATHENA_S3LOGS_CONFIG",
            help="Configuration file; athena_s3logs.toml of this folder unless said otherwise.",
        ),
        *(_option(name, text) for name, text in _SINGLE.items()),
        _option("layout", "How S3 names access logs.", type=click.Choice(["flat", "partitioned"])),
        _option("time", "Whose day the folders name: event (S3's default).", type=click.Choice(["event", "delivery"])),
        *(_option(name, text, multiple=True) for name, text in _REPEATED.items()),
        _option("first_day", "Day of the oldest log, as in 2024-01-31.", type=_day, metavar="DAY"),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def _option(name: str, text: str, **more: Any) -> Callable[..., Any]:  # noqa: ANN401  as click has it
    flag = f"--{name.replace('_', '-')}"
    return click.option(flag, name, help=text, envvar=f"ATHENA_S3LOGS_{name.upper()}", show_envvar=False, **more)


@main.command()
@_source_options
@click.option("--only", type=click.Choice(PARTS), help="Only this statement: Athena takes one a call.")
def ddl(only: str | None, **given: Any) -> None:  # noqa: ANN401  the source options
    """Print the DDL of KIND, or of all that the configuration names."""
    click.echo(_logs(given).ddl(only))


@main.command()
@_source_options
def status(**given: Any) -> None:  # noqa: ANN401  the source options
    """Say how the tables in Glue stand beside what this version would make."""
    found = _logs(given, aws=True).status()
    for line in _status_lines(found):
        click.echo(line)
    if not found:
        click.echo("No tables of athena_s3logs in this database.", err=True)


@main.command()
@_source_options
def diff(**given: Any) -> None:  # noqa: ANN401  the source options
    """Show how the tables in Glue differ; exit code 1 where they do."""
    found = _logs(given, aws=True).diff()
    for item in found:
        click.echo(f"{item.what} {item.database}.{item.name}: {item.state}")
        for difference in item.differences:
            for line in _difference_lines(difference):
                click.echo(f"  {_printable(line)}")
    click.get_current_context().exit(1 if found else 0)


@main.command()
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--days", type=int, default=7, show_default=True, help="Days that the logs cover.")
@click.option("--lines", type=int, default=100_000, show_default=True, help="Lines of the access log, about.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same logs.")
@click.option("--layout", default="flat", show_default=True, help="flat, or partitioned by day: event or delivery.")
@click.option("--trail", default="account", show_default=True, help="account or organization.")
@click.option("--end", type=_day, metavar="DAY", help="Day after the last one; yesterday in UTC unless said otherwise.")
@click.option("--incident", "incidents", multiple=True, help="Plant this incident; repeatable.")
def generate(out: Path, end: date | None, incidents: tuple[str, ...], **plan: Any) -> None:  # noqa: ANN401  numbers and names
    """Write realistic logs of a small company into the new folder OUT, with planted incidents and their truth."""
    from athena_s3logs.generate import Plan
    from athena_s3logs.generate import generate as write_logs
    from athena_s3logs.session import utc_today

    truth = write_logs(out, Plan(end=end or utc_today() - timedelta(days=1), incidents=incidents, **plan))
    lines, records = truth.s3_access.lines, truth.cloudtrail.records
    click.echo(f"{lines:,} lines in {out / 's3_access'}, {records:,} records in {out / 'cloudtrail'}")
    for incident in truth.incidents:
        click.echo(f"{incident.name}: {incident.story}")


def _logs(given: dict[str, Any], *, aws: bool = False) -> S3Logs:
    from athena_s3logs.config import DATABASE, FILE, Config, load_config
    from athena_s3logs.session import S3Logs, deployment, utc_today

    kind, path = given.pop("kind"), given.pop("config")
    settings = {_plural(name): value for name, value in given.items() if value not in {None, ()} and _concerns(name, kind)}
    config = load_config(path or Path(FILE)) if path or Path(FILE).exists() else Config()
    if kind is None and settings.keys() - {"database"}:
        raise click.UsageError(f"say which logs the options are for: {' or '.join(KINDS)}")
    kinds = [kind] if kind else list(config.sections)
    deployments = [deployment(name, config, settings, today=utc_today()) for name in kinds]
    database = settings.get("database") or config.database or DATABASE
    return S3Logs(deployments, database=database, metastore=_metastore() if aws else None)


def _concerns(name: str, kind: str | None) -> bool:
    """Whether a value is meant for these logs: a flag always is, one of the environment may be there for others."""
    source = click.get_current_context().get_parameter_source(name)
    if source is not click.core.ParameterSource.ENVIRONMENT or name == "database":
        return True
    return kind is not None and name not in _FOREIGN[kind]


def _metastore() -> GlueMetastore:
    from athena_s3logs.aws.client import glue_client, s3_client
    from athena_s3logs.aws.glue import GlueMetastore

    return GlueMetastore(glue_client(), s3_client())


def _plural(name: str) -> str:
    return f"{name}s" if name in {"account", "region", "bucket"} else name


def _status_lines(found: Sequence[Status]) -> Iterator[str]:
    for item in found:
        state = click.style(item.state, fg=_STATE_COLOURS[item.state])
        yield f"{item.what:5}  {item.database}.{item.name}  {state}"
        if item.differences:
            yield f"       differs in {_printable(', '.join(difference.what for difference in item.differences))}"
        yield from (f"       {_printable(step)}" for step in item.remedy)
        if item.sweeps:
            yield "       the raw table also reads, and the view leaves out:"
            yield from (f"         {_printable(name)}" for name in item.sweeps)
        if item.not_listed:
            yield f"       what else the raw table reads is not known: {_printable(item.not_listed)}"


def _difference_lines(difference: Difference) -> Iterator[str]:
    expected, found = difference.expected, difference.found
    if expected is None or found is None or "\n" not in expected:
        yield f"{difference.what}: expected {expected or 'nothing'}, found {found or 'nothing'}"
        return
    yield f"{difference.what}:"
    yield from difflib.unified_diff(expected.splitlines(), found.splitlines(), "expected", "found", lineterm="", n=1)


def _lines(text: str) -> str:
    return "\n".join(_printable(line) for line in text.split("\n"))


def _printable(text: str) -> str:
    r"""The text with all that could move a cursor or turn a line round written as an escape.

    >>> print(_printable("a\x1b[31mb"))
    a\x1b[31mb
    """
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode() for character in text
    )
