"""The verbs of packs, questions that are asked together: packs, run-pack."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from athena_s3logs.cli.group import OwnPath, main
from athena_s3logs.cli.questions import (
    configured_queries,
    cost_options,
    engine_options,
    limits_of,
    logs_of,
    params_option,
    queries_option,
    typed,
    window_of,
    window_options,
)
from athena_s3logs.printable import counting, printable, printable_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from athena_s3logs.packs import Asked
    from athena_s3logs.session import S3Logs

_FORMATS = ["csv", "json", "parquet", "markdown"]
_ENDINGS = {"markdown": "md"}
_ALARMING = 3


@main.command()
@queries_option
def packs(queries: tuple[Path, ...]) -> None:
    """List the packs: questions that are asked together."""
    from athena_s3logs.packs import load_packs

    for pack in load_packs(*configured_queries(None), *queries).values():
        click.echo(f"{printable(pack.name)}: {printable(pack.title)} ({counting(len(pack.items), 'question')})")
        click.echo(f"    {printable(pack.description)}")


def _check_empty(folder: Path) -> None:
    if any(folder.iterdir()):
        fault = f"{str(folder)!r}: it is not empty; expected a new or an empty folder, so that no two runs are mixed"
        raise click.BadParameter(fault, param_hint="'--to'")


@main.command("run-pack")
@click.argument("name")
@params_option
@window_options
@engine_options
@cost_options
@click.option("--to", type=OwnPath(file_okay=False), metavar="DIR", help="New or empty folder for a file of each answer.")
@click.option("--format", "format_", type=click.Choice(_FORMATS), default="csv", show_default=True, help="Of those files.")
@click.option("--raw", is_flag=True, help="CSV: leave cells as they are that a spreadsheet would run as formulas.")
@click.pass_context
def run_pack(context: click.Context, /, name: str, params: tuple[str, ...], **given: Any) -> None:  # noqa: ANN401  the options
    """Ask all questions of the pack NAME, and tell what was found, the alarming first.

    A parameter goes to each question that has it. Exit code 3 where something alarming was found, else 1 where a question
    failed, an answer is not complete or none could be asked; one whose logs, or values that only you know, are not given is
    left out. On Athena --max-cost and --max-bytes are for all of them together.
    """
    if typed("format_") and not given["to"]:
        raise click.UsageError("--format is of files: name a folder for them with --to DIR")
    from athena_s3logs.layout import plain

    logs = logs_of(given)
    window, limits = window_of(given), limits_of(given)
    values = _values(logs, name, params)
    if given["to"]:
        given["to"].mkdir(parents=True, exist_ok=True)  # before anything is asked, which may take long and cost
        _check_empty(given["to"])
    found = logs.run_pack(name, window, **limits, **values)
    for line in _summary(found):
        click.echo(line)
    for warning, names in _warnings(found).items():
        several = f" ({len(names)} questions)" if len(names) > 1 else f" ({names[0]})"
        click.echo(f"Warning: {printable_lines(warning)}{printable(several)}", err=True)
    if given["to"]:
        _write(found, given["to"], given["format_"], raw=given["raw"])
        _write_summary(found, given["to"], {"start": plain(window.start), "end": plain(window.end), **limits})
    states = {one.state for one in found}
    unsure = "failed" in states or states == {"not asked"} or any(getattr(one.answer, "partial", False) for one in found)
    context.exit(_ALARMING if "alarming" in states else int(unsure))


def _warnings(found: Sequence[Asked]) -> dict[str, list[str]]:
    """What there is to know before the answers are believed, and the questions that it is of."""
    told: dict[str, list[str]] = {}
    for one in found:
        if isinstance(one.answer, Exception):
            texts = [f"{one.state}: {one.answer}"]
        else:
            texts = [*one.answer.warnings, *(["the answer is not complete"] if one.answer.partial else [])]
        for text in texts:
            told.setdefault(text, []).append(one.query)
    return told


def _values(logs: S3Logs, name: str, pairs: Sequence[str]) -> dict[str, Any]:
    """The values of the parameters that are named, whichever question has them."""
    from athena_s3logs.binding import bind_text

    known = logs.packs[name].params(logs.library).values()
    named = {pair.partition("=")[0] for pair in pairs}
    values = bind_text([replace(param, required=False) for param in known], pairs)
    return {param: value for param, value in values.items() if param in named}


def _summary(found: Sequence[Asked]) -> Iterator[str]:
    from athena_s3logs.layout import pad

    rows = [("", "rows", "question", "")]
    rows += [(one.state, "" if one.rows is None else f"{one.rows:,}", one.query, one.title) for one in found]
    widths = [max(len(row[place]) for row in rows) for place in range(3)]
    for row in rows:
        texts = (pad(printable(text), widths[place], right=place == 1) for place, text in enumerate(row[:3]))
        yield f"{'  '.join(texts)}  {printable(row[3])}".rstrip()


def _write(found: Sequence[Asked], folder: Path, to: str, *, raw: bool) -> None:
    from athena_s3logs.formats import write

    _check_empty(folder)
    written = Counter[str]()
    for one in found:
        if not isinstance(one.answer, Exception):
            name = one.query.replace("/", ".")
            written[name] += 1
            number = f".{written[name]}" if written[name] > 1 else ""  # a pack may ask one question with several values
            write(one.answer, to, folder / f"{name}{number}.{_ENDINGS.get(to, to)}", raw=raw)


def _write_summary(found: Sequence[Asked], folder: Path, read: Mapping[str, Any]) -> None:
    """What was found, by which version, of which times and by which limits: the files beside it do not tell."""
    from importlib.metadata import version

    from athena_s3logs.packs import as_dicts

    made = {**read, "version": version("athena_s3logs")}
    text = json.dumps([{**one, **made} for one in as_dicts(found)], indent=2, ensure_ascii=True)
    (folder / "summary.json").write_text(text + "\n", encoding="utf-8")
