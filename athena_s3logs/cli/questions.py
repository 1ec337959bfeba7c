"""The verbs of questions: run, query, sql."""

from __future__ import annotations

import re
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from athena_s3logs.cli.athena import athena_given, athena_options, progress
from athena_s3logs.cli.group import OwnPath, main, option, spare_logs, together, told_fetching
from athena_s3logs.errors import WindowWarning
from athena_s3logs.printable import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from athena_s3logs.config import Config
    from athena_s3logs.engines.result import Result
    from athena_s3logs.session import S3Logs
    from athena_s3logs.window import Window

_LIMITS = {"account": "accounts", "region": "regions", "bucket": "buckets"}
_ENGINES = ["local", "trino", "athena"]
_ALLOWED = ("max_cost", "max_bytes")
_FORMATS = ["table", "csv", "json", "parquet", "markdown"]
_SUFFIXES = {".csv": "csv", ".json": "json", ".parquet": "parquet", ".md": "markdown", ".txt": "table", "": "table"}
_PATH = OwnPath()
_NO_LOGS = (
    "name files with --s3-access PATH or --cloudtrail PATH, a Trino with --trino URL, or Athena, which costs money, with"
    " --engine athena"
)
_WINDOWS = "--since 7d, --day 2026-11-01, --last-month, --start ... --end ..., or --all-time, which reads everything"


class _Logs(click.Path):
    """Places of logs as texts, since a Path makes . of an empty one, as an unset variable of the shell is, and s3:/ of s3://."""

    def split_envvar_value(self, rv: str) -> list[str]:
        """Divided by colons, of which that of s3:// is none."""
        return re.split(r":(?!//)", rv)


queries_option = option("queries", "Folder of further query files; repeatable.", multiple=True, type=_PATH, metavar="DIR")
config_option = option("config", "Configuration file; athena_s3logs.toml of this folder unless said otherwise.", type=_PATH)
window_options: Final = together(
    click.option("--since", metavar="SPAN", help="The last minutes, hours, days or weeks: 30min, 24h, 7d, 2w."),
    click.option("--day", metavar="DAY", help="One day in UTC, as in 2026-11-01."),
    click.option("--last-month", is_flag=True, help="The calendar month before this one, in UTC."),
    click.option("--start", metavar="TIME", help="From this day or time on (UTC unless it says otherwise)."),
    click.option("--end", metavar="TIME", help="To before this day or time; now unless said otherwise."),
    click.option("--all-time", is_flag=True, help="Everything there is; on Athena this costs everything."),
    *(click.option(f"--{name}", name, multiple=True, help=f"Only this {name}; repeatable.") for name in _LIMITS),
    click.option("--slack-days", type=int, metavar="DAYS", help="Days after the window in which its records may still come."),
)


def _logs_options(further: str) -> Callable[..., Any]:
    access, trail = f"of access logs{further}; repeatable.", f"of CloudTrail files{further}; repeatable."
    return together(
        option("s3_access", f"File, folder or glob {access}", multiple=True, type=_Logs(readable=False)),
        option("cloudtrail", f"File, folder or glob {trail}", multiple=True, type=_Logs(readable=False)),
    )


logs_options = _logs_options("")
places_options = _logs_options(", or s3://bucket/prefix/")
engine_options = together(
    option("engine", "Who answers; told by the logs that are named, but for athena.", type=click.Choice(_ENGINES)),
    places_options,
    option("store", "Folder of a store, which `ingest` fills: what is in it is not read anew.", type=_PATH, metavar="DIR"),
    option("trino", "Trino over the configured tables, as in https://trino.example.org:8443.", metavar="URL"),
    option("trino_user", "User for Trino; yours unless said otherwise."),
    option("trino_catalog", "Catalog of the tables in Trino.", default="hive", show_default=True),
    option("database", "Athena: database whose tables are asked without a configuration; s3logs if not said."),
    athena_options,
    queries_option,
    config_option,
)


def _telling(ctx: click.Context, _: click.Parameter, output: Path | None) -> Path | None:
    """The file, whose name tells a format where none is said: no text is to pass for a spreadsheet; - is none."""
    if output == Path("-"):
        return None
    if output and not ctx.params["format_"] and output.suffix.lower() not in _SUFFIXES:
        expected = f"expected a name that ends in {', '.join(filter(None, _SUFFIXES))}; or say the format with --format"
        raise click.BadParameter(f"{str(output)!r}: {expected}")
    return output


_output_options = together(
    click.option(
        "--format", "format_", type=click.Choice(_FORMATS), is_eager=True, help="table, or what the name of FILE ends in.",
    ),
    click.option(
        "--output", type=_PATH, callback=_telling, metavar="FILE", help="Write to this file; one that is there is replaced.",
    ),
    click.option("--raw", is_flag=True, help="CSV: leave cells as they are that a spreadsheet would run as formulas."),
)
cost_options = together(
    option("max_cost", "Athena: do not run what may cost more.", type=float, metavar="USD"),
    option("max_bytes", "Athena: do not run what may read more.", type=int, metavar="BYTES"),
)
params_option = click.option(
    "-p", "--param", "params", multiple=True, metavar="NAME=VALUE", help="Parameter; repeat it for a list.",
)


@main.command()
@click.argument("name")
@params_option
@window_options
@engine_options
@cost_options
@_output_options
def run(name: str, params: tuple[str, ...], **given: Any) -> None:  # noqa: ANN401  the options above
    """Ask the question NAME of the library."""
    from athena_s3logs.binding import bind_text

    logs = logs_of(given)
    values = bind_text(logs.library[name].params, params)
    _show(logs.run(name, window_of(given), **limits_of(given), **values), given)


@main.command()
@click.argument("sql")
@params_option
@window_options
@engine_options
@cost_options
@_output_options
def query(sql: str, params: tuple[str, ...], **given: Any) -> None:  # noqa: ANN401  the options above
    """Ask a SELECT of your own (- reads it from standard input) over s3_access, cloudtrail and s3_access_unparsed.

    Parameters, as :name in the SQL, are texts.
    """
    text = _stdin() if sql == "-" else sql
    _show(logs_of(given).query(text, window_of(given), **limits_of(given), **_texts(params)), given)


@main.command()
@click.argument("name")
@params_option
@window_options
@engine_options
def sql(name: str, params: tuple[str, ...], **given: Any) -> None:  # noqa: ANN401  the options above
    """Print the SQL of NAME: Athena's over the configured tables, or what the engine would run on the logs that are named."""
    from athena_s3logs.binding import bind_text

    logs = logs_of(given, runs=False)
    values = bind_text(logs.library[name].params, params)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", WindowWarning)
        click.echo(logs.sql(name, window_of(given), **limits_of(given), **values))
    for warning in told:
        click.echo(f"Warning: {printable(str(warning.message))}", err=True)


def _stdin() -> str:
    if sys.stdin is None:
        raise click.UsageError("standard input is closed; give the SQL itself")
    return sys.stdin.buffer.read().decode("utf-8-sig", "surrogateescape")


def _texts(pairs: Sequence[str]) -> dict[str, str | list[str]]:
    """The values by name, a list where a name is given several times."""
    from athena_s3logs.header import RESERVED

    found: dict[str, list[str]] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise click.BadParameter(f"{pair!r}: expected NAME=VALUE", param_hint="'-p'")
        if name in RESERVED:
            raise click.BadParameter(f"{name}: it says how much to read; give it by an option", param_hint="'-p'")
        found.setdefault(name, []).append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


def logs_of(given: Mapping[str, Any], *, runs: bool = True) -> S3Logs:
    """The logs that the options name, with the engine for them."""
    from athena_s3logs.config import FILE
    from athena_s3logs.session import S3Logs

    paths = {name: given[name] for name in ("s3_access", "cloudtrail") if given[name]}
    engine = _engine(given)
    config = given["config"] or (FILE if Path(FILE).exists() else {})
    queries = (*configured_queries(given["config"]), *given["queries"])
    if engine == "local":
        spare_logs(given.get("output"), [place for places in paths.values() for place in places])
        return S3Logs.local(**paths, store=given["store"], queries=queries, told=told_fetching)
    if engine == "trino":
        if not given["trino"]:
            raise click.UsageError("--engine trino: give its address with --trino URL")
        connection = {"user": given["trino_user"], "catalog": given["trino_catalog"]}
        return S3Logs.trino(given["trino"], config=config, queries=queries, **connection)
    if engine == "athena":
        further = {**athena_given(given), "told": progress()}
        return S3Logs.athena(database=given["database"], config=config, queries=queries, **further)
    if runs:
        raise click.UsageError(f"no logs: {_NO_LOGS}")
    return S3Logs.configured(config, queries=queries)


def typed(name: str) -> bool:
    """Whether an option stands on the command line."""
    return click.get_current_context().get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE


def _engine(given: Mapping[str, Any]) -> str | None:
    """Who answers: as is said, or as the logs that are named tell it; the command line comes before the environment."""
    engines = {name: "trino" if name == "trino" else "local" for name in ("s3_access", "cloudtrail", "trino") if given[name]}
    told, said = {engine for name, engine in engines.items() if typed(name)}, given["engine"]
    if said and (typed("engine") or not told):
        if said == "athena" and told:
            raise click.UsageError("--engine athena: it asks its own tables; leave out --s3-access, --cloudtrail and --trino")
        return str(said)
    named = told or set(engines.values())
    if len(named) > 1:
        raise click.UsageError("both files and a Trino are named; say who answers, with --engine local or --engine trino")
    return next(iter(named), None)


def configured_queries(config: Path | None) -> tuple[Path, ...]:
    """The folders of queries that the configuration names."""
    return configuration(config).queries


def configuration(path: Path | None) -> Config:
    """What a file says, or that of this folder, where there is one."""
    from athena_s3logs.config import FILE, Config, load_config

    return load_config(path or Path(FILE)) if path or Path(FILE).exists() else Config()


def window_of(given: Mapping[str, Any]) -> Window:
    """The one window that the options name."""
    from athena_s3logs.window import Window, clock

    spans = [name for name in ("since", "day", "last_month", "all_time") if given[name] not in {None, False}]
    ends = [name for name in ("start", "end") if given[name] is not None]
    if len(spans) + bool(ends) > 1:
        named = ", ".join(f"--{name.replace('_', '-')}" for name in (*spans, *ends))
        beside = ", and --end beside --start only" if "end" in ends else ""
        raise click.UsageError(f"several windows: {named}; give one{beside}")
    if not spans and not ends:
        raise click.UsageError(f"no window: give {_WINDOWS}")
    if spans == ["since"]:
        return Window.since(given["since"])
    if spans == ["day"]:
        return Window.day(given["day"])
    if spans == ["last_month"]:
        return Window.last_month()
    if spans == ["all_time"]:
        return Window.all_time()
    if given["start"] is None:
        raise click.UsageError("--end without --start: say where the window begins")
    return Window(start=given["start"], end=clock() if given["end"] is None else given["end"])


def limits_of(given: Mapping[str, Any]) -> dict[str, Any]:
    """What the options say of how much to read, besides the window."""
    limits = {plural: given[name] for name, plural in _LIMITS.items() if given[name]}
    further = [name for name in ("slack_days", *_ALLOWED) if given.get(name) is not None]
    return limits | {name: given[name] for name in further if typed(name) or _engine(given) == "athena"}


def _show(result: Result, given: Mapping[str, Any]) -> None:
    from athena_s3logs.formats import write

    output: Path | None = given["output"]
    if not output and sys.stdout is None:
        raise click.UsageError("standard output is closed; name a file with --output")
    to = given["format_"] or _SUFFIXES[output.suffix.lower() if output else ""]
    if write(result, to, output or sys.stdout, raw=given["raw"]):
        click.echo(f"{printable(str(output))}: replaced", err=True)
    tell(result)
    click.get_current_context().exit(int(result.partial))


def tell(result: Result) -> None:
    """Say to standard error what there is to know about an answer."""
    for warning in result.warnings:
        click.echo(f"Warning: {printable(warning)}", err=True)
    if result.partial:
        click.echo("Warning: the answer is not complete.", err=True)
    click.echo(result.summary, err=True)
