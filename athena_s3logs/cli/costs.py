"""The verbs of what Athena costs, of doing without it, and of its console: estimate, costs, pull, publish."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from athena_s3logs.cli.group import OwnPath, main, option, told_fetching
from athena_s3logs.cli.questions import (
    config_option,
    configured_queries,
    limits_of,
    params_option,
    places_options,
    queries_option,
    window_of,
    window_options,
)
from athena_s3logs.printable import amount, counting, printable, printable_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from athena_s3logs.ledger import Sum
    from athena_s3logs.session import S3Logs

_NAMED = 20
_database_option = option("database", "Database whose tables are meant without a configuration.")
_SPANS = ("since", "day", "last_month", "start", "end", "all_time")


@main.command()
@click.argument("name")
@params_option
@window_options
@_database_option
@queries_option
@config_option
@click.option("--json", "as_json", is_flag=True, help="The figures as an object.")
def estimate(name: str, params: tuple[str, ...], *, as_json: bool, **given: Any) -> None:  # noqa: ANN401  the options above
    """Say what NAME would read and cost on Athena, and what fetching the same logs takes; they are listed, nothing runs."""
    from athena_s3logs.binding import bind_text

    logs = _configured(given)
    values = bind_text(logs.library[name].params, params)
    found = logs.estimate(name, window_of(given), **limits_of(given), **values)
    click.echo(json.dumps(found.as_dict(), indent=2) if as_json else printable_lines(str(found)))


@main.command()
@click.option("--by", type=click.Choice(["query", "day"]), default="query", show_default=True, help="What is summed.")
@click.option("--since", metavar="SPAN", help="Only the last minutes, hours, days or weeks: 30min, 24h, 7d, 2w.")
def costs(by: str, since: str | None) -> None:
    """Sum what the questions to Athena have cost, by the ledger of this machine."""
    from athena_s3logs import ledger
    from athena_s3logs.window import Window

    path = ledger.ledger_path()
    entries, damaged = ledger.read(path)
    if since is not None:
        start = Window.since(since).start.isoformat()
        entries = [entry for entry in entries if entry.time >= start]
    sums = [*ledger.summed(entries, by), ledger.total("total", entries)]
    for line in _summed(sums, by):
        click.echo(line)
    if assumed := sums[-1].assumed:
        click.echo(f"{assumed:,} of them at the assumed price: no price_per_tb was configured", err=True)
    if unanswered := sums[-1].unanswered:
        click.echo(f"{unanswered:,} of them gave no answer, and Athena asks for what they had read", err=True)
    if damaged:
        said = f"{counting(len(damaged), 'line')} without an entry, the first is line {damaged[0]}, and not in the sums"
        click.echo(f"Warning: {printable(str(path))}: {said}", err=True)


@main.command()
@click.option("--to", required=True, type=OwnPath(file_okay=False), metavar="DIR", help="Folder for them.")
@window_options
@places_options
@config_option
def pull(to: Path, **given: Any) -> None:  # noqa: ANN401  the options above
    """Fetch the log files of a window from S3: those of the configuration, or of the s3:// places that are named.

    They are laid out in DIR as in S3. What is there already is not fetched again; exit code 1 where something was not fetched.
    """
    from athena_s3logs.session import S3Logs

    places = {name: given[name] for name in ("s3_access", "cloudtrail") if given[name]}
    if wrong := [place for several in places.values() for place in several if not place.startswith("s3://")]:
        raise click.UsageError(f"{wrong[0]!r}: expected a place in S3, as in s3://bucket/prefix/")
    logs = S3Logs.local(**places) if places else _configured({**given, "queries": ()})
    pulled = logs.pull(to, window_of(given), told=told_fetching, **limits_of(given))
    there = len(pulled.files) - pulled.fetched
    new = f"{counting(pulled.fetched, 'file')} fetched ({amount(pulled.fetched_bytes)})"
    click.echo(f"{new}, {there:,} there before, in {printable(str(to))}")
    for reason, count in pulled.skipped.items():
        click.echo(f"{counting(count, 'object')} passed over: {reason}", err=True)
    for url, reason in islice(pulled.problems.items(), _NAMED):
        click.echo(f"Error: {printable(url)} was not fetched: {printable(reason)}", err=True)
    if (more := len(pulled.problems) - _NAMED) > 0:
        click.echo(f"Error: not fetched: {counting(more, 'further object')}; run it again for what is missing", err=True)
    click.get_current_context().exit(1 if pulled.problems else 0)


@main.command()
@click.option("--workgroup", required=True, help="Workgroup whose named queries they become.")
@window_options
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@_database_option
@queries_option
@config_option
def publish(workgroup: str, *, dry_run: bool, **given: Any) -> None:  # noqa: ANN401  the options above
    """Bring the questions into Athena's console: named queries of a workgroup over the configured tables.

    Their window is fixed: without one, the last seven days and this one. Those that this command made before are updated, or
    removed where their question is gone; all others are left alone.
    """
    window = window_of(given) if any(given[name] not in {None, False} for name in _SPANS) else None
    done = _configured(given).publish(workgroup, window, dry_run=dry_run, **limits_of(given))
    changes = {"create": done.created, "update": done.updated, "remove": done.removed}
    for what, names in changes.items():
        for name in names:
            click.echo(f"{what}  {printable(name)}")
    if not any(changes.values()):
        click.echo("nothing to change")
    for name, reason in done.skipped.items():
        click.echo(f"Warning: {printable(name)} is not published: {printable(reason)}", err=True)
    would = " would change, and" if dry_run else " changed,"
    click.echo(f"{sum(map(len, changes.values())):,}{would} {len(done.unchanged):,} stay as they are", err=True)


def _summed(sums: Sequence[Sum], by: str) -> Iterator[str]:
    from athena_s3logs.layout import pad
    from athena_s3logs.price import money

    rows = [(by, "runs", "reused", "read", "cost")]
    rows += [(printable(one.name), f"{one.runs:,}", f"{one.reused:,}", amount(one.bytes), money(one.cost)) for one in sums]
    widths = [max(len(row[place]) for row in rows) for place in range(5)]
    return ("  ".join(pad(text, widths[place], right=place > 0) for place, text in enumerate(row)) for row in rows)


def _configured(given: Mapping[str, Any]) -> S3Logs:
    """The logs of the configuration or of a database, and the questions of all folders that are named."""
    from athena_s3logs.config import FILE
    from athena_s3logs.session import S3Logs

    config = given["config"] or (FILE if Path(FILE).exists() else {})
    queries = (*configured_queries(given["config"]), *given["queries"])
    if database := given.get("database"):
        return S3Logs.athena(database=database, config=config, queries=queries)
    return S3Logs.configured(config, queries=queries)
