"""The verbs of the store: ingest, and store status, verify and clear."""

from __future__ import annotations

import sys
import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from athena_s3logs.cli.group import OwnPath, main, option
from athena_s3logs.cli.questions import logs_options
from athena_s3logs.printable import amount, counting, printable
from athena_s3logs.sources import KINDS
from athena_s3logs.store.names import place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from athena_s3logs.engines.upkeep import Holding

_store_option: Final = option(
    "store", "Folder of the store.", required=True, type=OwnPath(file_okay=False), metavar="DIR",
    callback=lambda _, __, folder: place(folder),
)


@main.command()
@_store_option
@logs_options
def ingest(store: Path, s3_access: tuple[str, ...], cloudtrail: tuple[str, ...]) -> None:
    """Read logs that are new or have changed into a store, so that questions need not read them again.

    Exit code 1 where something cannot be read, or not to its end; the rest is read all the same. What changed just now is
    left for the next time, and is no fault.
    """
    from athena_s3logs import S3Logs
    from athena_s3logs.engines.reading import unread

    if not (s3_access or cloudtrail):
        raise click.UsageError("no logs: name files with --s3-access PATH or --cloudtrail PATH")
    with _waiting(), _progress() as told:
        ingested = S3Logs.local(s3_access=s3_access, cloudtrail=cloudtrail, store=store).ingest(told=told)
    if aside := ingested[0].aside:
        message = f"the store was of an older format and is made anew; what it held, rows of gone files too, is in {aside}"
        click.echo(f"Warning: {printable(message)}", err=True)
    for done in ingested:
        left = f"; left for the next time, as it changed just now: {done.left:,}" if done.left else ""
        read = f"{counting(done.read, 'file')} read ({counting(done.rows, 'row')}, {amount(done.size)})"
        click.echo(f"{done.kind}: {read}, {done.known:,} known before{left}")
        for warning in unread({problem.path: problem.reason for problem in done.problems}, "store"):
            click.echo(f"Warning: {printable(warning)}", err=True)
    if any(done.problems for done in ingested):
        sys.exit(1)


@contextmanager
def _waiting() -> Iterator[None]:
    """Says what there is to wait for."""
    with warnings.catch_warnings():
        warnings.showwarning = lambda message, *_, **__: click.echo(f"Warning: {printable(str(message))}", err=True)
        yield


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on a terminal, of the bytes that are done; nothing elsewhere."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True, disable=not (sys.stderr and sys.stderr.isatty())) as bars:
        tasks = {str(kind): bars.add_task(kind, visible=False) for kind in KINDS}
        yield lambda kind, done, size: bars.update(tasks[kind], completed=done, total=size, visible=True)


@main.group()
def store() -> None:
    """How a store stands, whether it is right, and how it is emptied."""


@store.command()
@_store_option
def status(store: Path) -> None:
    """What the store holds, and how that stands beside the log files."""
    from athena_s3logs.engines import upkeep

    for holding in upkeep.status(store):
        for line in _lines(holding):
            click.echo(line)


def _lines(holding: Holding) -> Iterator[str]:
    held = f"{counting(holding.files, 'file')}, {counting(holding.rows, 'row')}, {amount(holding.size)}"
    yield f"{holding.kind}: {held} in {counting(holding.segments, 'segment')} of {amount(holding.stored_size)}"
    if holding.gone:
        rows = counting(holding.gone_rows, "row")
        yield f"  gone: {counting(holding.gone, 'file')} with {rows}, which are here still; `store clear --gone` drops them"
    if holding.changed:
        yield f"  changed, or cannot be looked at: {counting(holding.changed, 'file')}, read anew until `ingest` has read them"
    if holding.damaged:
        yield f"  gone or damaged: {counting(holding.damaged, 'segment')}; `ingest` reads anew what stood there"


@store.command()
@_store_option
def verify(store: Path) -> None:
    """Compare segments and log files with what was written and read; exit code 1 where they differ."""
    from athena_s3logs.engines import upkeep

    faults = 0
    with _waiting():
        for fault in upkeep.verify(store):
            click.echo(printable(fault))
            faults += 1
    if faults:
        sys.exit(1)
    click.echo("all is as it was written and read")


@store.command()
@_store_option
@click.option("--gone", is_flag=True, help="Only the rows of log files that are gone.")
def clear(store: Path, *, gone: bool) -> None:
    """Remove what the store holds; the log files are not touched."""
    from athena_s3logs.engines import upkeep

    with _waiting():
        if gone:
            click.echo(f"dropped, as they are gone: {upkeep.clear_gone(store):,}")
        else:
            upkeep.clear(store)
            click.echo("the store is empty")
