"""The verbs of what Athena costs: estimate."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from athena_s3logs.cli.group import main
from athena_s3logs.cli.questions import (
    config_option,
    configured_queries,
    limits_of,
    params_option,
    queries_option,
    window_of,
    window_options,
)
from athena_s3logs.printable import printable_lines

if TYPE_CHECKING:
    from collections.abc import Mapping

    from athena_s3logs.session import S3Logs


@main.command()
@click.argument("name")
@params_option
@window_options
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


def _configured(given: Mapping[str, Any]) -> S3Logs:
    """The logs of the configuration, and the questions of all folders that are named."""
    from athena_s3logs.config import FILE
    from athena_s3logs.session import S3Logs

    config = given["config"] or (FILE if Path(FILE).exists() else {})
    return S3Logs.configured(config, queries=(*configured_queries(given["config"]), *given["queries"]))
