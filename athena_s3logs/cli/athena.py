"""The options that say how Athena is called, and the line on a terminal that says how far a query is."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

import click

from athena_s3logs.cli.group import option, together
from athena_s3logs.printable import amount

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from athena_s3logs.engines.athena_watch import Progress

OF_ATHENA: Final = {
    "workgroup": "workgroup", "output_location": "output_location", "aws_region": "region", "profile": "profile",
    "timeout": "timeout", "unload": "unload",
}  # fmt: skip
"""The options, and what S3Logs.athena calls them."""

aws_options: Final = together(
    option("aws_region", "Region of Athena, Glue and S3; boto3's unless said otherwise."),
    option("profile", "Profile of AWS's configuration; boto3's unless said otherwise."),
)
workgroup_options: Final = together(
    option("workgroup", "Workgroup of Athena; primary unless said otherwise."),
    option("output_location", "Where Athena writes results; the workgroup may say it.", metavar="s3://..."),
    aws_options,
)
athena_options: Final = together(
    workgroup_options,
    option("timeout", "Athena: end a query that takes longer.", type=click.FloatRange(min=0, min_open=True), metavar="SECONDS"),
    option("unload", "Athena: take the answer by way of Parquet, which is faster for millions of rows.", is_flag=True),
)


def athena_given(given: Mapping[str, Any]) -> dict[str, Any]:
    """What the options say, as S3Logs.athena takes it."""
    return {name: given[flag] for flag, name in OF_ATHENA.items() if given.get(flag)}


def progress() -> Callable[[Progress], None] | None:
    """What keeps a line on a terminal, with state, seconds and bytes; None where there is no terminal."""
    if not (sys.stderr and sys.stderr.isatty()):
        return None
    from rich.console import Console

    status = Console(stderr=True).status("Athena")
    click.get_current_context().call_on_close(status.stop)

    def told(progress: Progress) -> None:
        if progress.state in {"SUCCEEDED", "FAILED", "CANCELLED"}:
            status.stop()
            return
        scanned = f", {amount(progress.scanned_bytes)} scanned" if progress.scanned_bytes else ""
        status.update(f"Athena: {progress.state.lower()}, {progress.seconds:.0f} s{scanned}")
        status.start()

    return told
