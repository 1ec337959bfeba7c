"""The verb that writes logs: generate."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from athena_s3logs.cli.group import OwnPath, day, main
from athena_s3logs.printable import counting

if TYPE_CHECKING:
    from datetime import date


@main.command()
@click.argument("out", type=OwnPath())
@click.option("--days", type=int, default=7, show_default=True, help="Days that the logs cover.")
@click.option("--lines", type=int, default=100_000, show_default=True, help="Lines of the access log, about.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same logs.")
@click.option("--layout", default="flat", show_default=True, help="flat, or partitioned by day: event or delivery.")
@click.option("--trail", default="account", show_default=True, help="account or organization.")
@click.option("--end", type=day, metavar="DAY", help="Day after the last one; yesterday in UTC unless said otherwise.")
@click.option("--incident", "incidents", multiple=True, help="Plant this incident; repeatable.")
def generate(out: Path, end: date | None, incidents: tuple[str, ...], **plan: Any) -> None:  # noqa: ANN401  numbers and names
    """Write realistic logs of a small company into the new folder OUT, with planted incidents and their truth."""
    from athena_s3logs.deployed import utc_today
    from athena_s3logs.generate import Plan
    from athena_s3logs.generate import generate as write_logs

    truth = write_logs(out, Plan(end=end or utc_today() - timedelta(days=1), incidents=incidents, **plan))
    lines, records = truth.s3_access.lines, truth.cloudtrail.records
    click.echo(f"{counting(lines, 'line')} in {out / 's3_access'}, {counting(records, 'record')} in {out / 'cloudtrail'}")
    for incident in truth.incidents:
        click.echo(f"{incident.name}: {incident.story}")
