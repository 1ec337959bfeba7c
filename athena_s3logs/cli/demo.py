"""The verb that shows what this is for: demo."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from shlex import quote
from shutil import get_terminal_size
from tempfile import mkdtemp
from typing import Final, NamedTuple

import click

from athena_s3logs.cli.group import OwnPath, main
from athena_s3logs.cli.questions import tell

_LINES: Final = 40_000
_WIDTH: Final = 120
"""Where there is no terminal."""

_DAYS: Final = 7
_ASKED: Final = 3
"""The last days, which the questions ask about; the ones before are history to them."""


class _Scene(NamedTuple):
    """A question of the demo, in words, and the incident that it finds."""

    words: str
    query: str
    incident: str


_SCENES: Final = (
    _Scene("An access key leaked. Which keys are used from an address that they never came from before?",
           "cloudtrail/new_addresses_of_access_keys", "stolen_key_download"),
    _Scene("Somebody opened a bucket to everybody. When did the first stranger come after the change?",
           "combined/first_anonymous_success_after_change", "public_policy"),
    _Scene("Objects are gone. Who deleted hundreds of them within minutes?",
           "s3_access/deletion_bursts", "mass_delete"),
)  # fmt: skip


@main.command()
@click.argument("out", type=OwnPath(), required=False)
def demo(out: Path | None) -> None:
    """Write a week of logs with three incidents in them, into a new folder OUT or a temporary one, and find the culprits."""
    from athena_s3logs.deployed import utc_today
    from athena_s3logs.formats import table
    from athena_s3logs.generate import Plan, generate
    from athena_s3logs.session import S3Logs

    folder = out or Path(mkdtemp(prefix="athena-s3logs-")) / "demo"
    plan = Plan(end=utc_today(), days=_DAYS, lines=_LINES, incidents=tuple(scene.incident for scene in _SCENES))
    truth = generate(folder, plan)
    logs = S3Logs.local(s3_access=folder / "s3_access", cloudtrail=folder / "cloudtrail")
    click.echo(
        f"A week of a small company: {truth.s3_access.lines:,} lines of access logs and {truth.cloudtrail.records:,} records of"
        f" CloudTrail, in {folder}\n",
    )
    start = plan.end - timedelta(days=_ASKED)
    where = f"--start {start} --s3-access {quote(str(folder / 's3_access'))} --cloudtrail {quote(str(folder / 'cloudtrail'))}"
    for number, scene in enumerate(_SCENES, 1):
        click.echo(f"{number}. {scene.words}\n   athena-s3logs run {scene.query} {where}\n")
        result = logs.run(scene.query, start=start)
        for text, _ in table(result, get_terminal_size((_WIDTH, 24)).columns):
            click.echo(text.rstrip("\n"))
        tell(result)
        click.echo()
    click.echo(
        f"What was planted, and who only looks alike, is in {folder / 'truth.json'}. Next, for instance:\n"
        "  athena-s3logs queries\n"
        "  athena-s3logs show s3_access/denied_requests\n"
        f"  athena-s3logs run s3_access/denied_requests {where}\n"
        f"  athena-s3logs run s3_access/unusual_clients {where} --format csv --output clients.csv",
    )
