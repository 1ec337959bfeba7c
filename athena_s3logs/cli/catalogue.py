"""The verbs that tell what can be asked: queries, show, describe."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from athena_s3logs.cli.group import main
from athena_s3logs.cli.questions import configured_queries, queries_option
from athena_s3logs.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from athena_s3logs.errors import QueryFileError
    from athena_s3logs.header import Param
    from athena_s3logs.library import Library
    from athena_s3logs.query import Query

_RELATIONS = ["s3_access", "cloudtrail", "s3_access_unparsed"]


@main.command()
@click.option("--search", metavar="WORDS", default="", help="Only those that have all these words.")
@click.option("--tag", help="Only those with this tag.")
@click.option("--category", help="Only those of this category.")
@click.option("--source", type=click.Choice(["s3_access", "cloudtrail", "combined"]), help="Only those that ask these logs.")
@click.option("--json", "as_json", is_flag=True, help="A list of objects, with all that their headers say.")
@click.option("--check", is_flag=True, help="Parse and check each of them; exit code 1 where one is not in order.")
@queries_option
def queries(*, as_json: bool, check: bool, queries: tuple[Path, ...], search: str, **given: str | None) -> None:
    """List the questions of the library."""
    library, faults = _readable(_library(queries), with_source=bool(as_json or given["source"]))
    found = library.search(search, **given)
    if check:
        wrong = _faults(found)
        click.echo(f"{len(found) - len(wrong)} of {len(found) + len(faults)} questions are in order")
        faults += wrong
    elif as_json:
        click.echo(json.dumps([_as_json(query) for query in found], indent=2))
    else:
        for line in _listed(found):
            click.echo(line)
        click.echo(f"{len(found)} of {len(library)} questions; `show NAME` tells more of one", err=True)
    for fault in faults:
        click.echo(f"Error: {printable(str(fault))}", err=True)
    click.get_current_context().exit(1 if faults else 0)


@main.command()
@click.argument("name")
@queries_option
def show(name: str, queries: tuple[Path, ...]) -> None:
    """Tell what NAME asks: its parameters, its answer, its limits, and its SQL."""
    for line in _shown(_library(queries)[name]):
        click.echo(printable(line))


@main.command()
@click.argument("relation", type=click.Choice(_RELATIONS))
def describe(relation: str) -> None:
    """List the columns of a relation."""
    from athena_s3logs.relation import columns, notes

    about = notes(relation)
    click.echo(f"{about['title']}. {about['description']}\n")
    rows = [(column.name, column.type, column.description) for column in columns(relation)]
    widths = [max(len(row[place]) for row in rows if len(row[place]) < 40) for place in range(2)]  # noqa: PLR2004  one is longer
    for name, type_, description in rows:
        click.echo(f"{name:{widths[0]}}  {type_:{widths[1]}}  {description}")


def _library(folders: Sequence[Path]) -> Library:
    from athena_s3logs.library import load

    return load(*configured_queries(None), *folders)


def _readable(library: Library, *, with_source: bool) -> tuple[Library, list[QueryFileError]]:
    """The questions whose headers (and logs, which the SQL may tell) can be read, and what is wrong with the others."""
    from athena_s3logs.errors import QueryFileError
    from athena_s3logs.library import Library

    sources: dict[str, str | None] = {}
    faults = []
    for name in library:
        try:
            query = library[name]
            sources[name] = query.source if with_source else None
        except QueryFileError as error:
            faults.append(error)
    return Library({name: library[name].path for name in sources}), faults


def _faults(found: Sequence[Query]) -> list[QueryFileError]:
    from athena_s3logs.errors import QueryFileError
    from athena_s3logs.query import check_portable, parse

    faults = []
    for query in found:
        try:
            check_portable(query, parse(query))
        except QueryFileError as error:
            faults.append(error)
    return faults


def _as_json(query: Query) -> dict[str, Any]:
    from athena_s3logs.values import as_json

    return {
        "name": query.name, "title": query.title, "description": query.description, "source": query.source,
        "category": query.category, "tags": query.tags,
        "params": [
            {
                "name": one.name, "type": one.type, "required": one.required, "default": as_json(one.default),
                "description": one.description,
            }
            for one in query.params
        ],
        "returns": [{"name": one.name, "type": one.type} for one in query.returns],
        "limits": query.limits, "reference": query.reference, "engines": query.engines,
        "lookback_days": query.lookback.days if query.lookback else 0,
    }  # fmt: skip


def _listed(found: Sequence[Query]) -> Iterator[str]:
    width = max((len(query.name) for query in found), default=0)
    return (f"{printable(query.name):{width}}  {printable(query.title)}" for query in found)


def _shown(query: Query) -> Iterator[str]:
    yield f"{query.name}: {query.title}"
    yield from ("", query.description)
    if query.params:
        yield from ("", "Parameters")
        yield from (f"  {_param(param)}" for param in query.params)
    yield from ("", "Returns", *(f"  {column.name} {column.type}" for column in query.returns))
    if query.lookback:
        yield from ("", f"Looks back {query.lookback.days} days before its window.")
    for what, text in (("Limits", query.limits), ("Reference", query.reference)):
        if text:
            yield from ("", f"{what}: {text}")
    yield from ("", "Example", f"  {example(query)}", "", *query.sql.split("\n"))


def _param(param: Param) -> str:
    from athena_s3logs.values import as_json

    default = "required" if param.required else f"default {json.dumps(as_json(param.default))}"
    return f"{param.name} {param.type}, {default}{'  ' if param.description else ''}{param.description}"


def example(query: Query) -> str:
    """A call that runs the query."""
    given = "".join(f" -p {param.name}=..." for param in query.params if param.required)
    kinds = ("s3_access", "cloudtrail") if query.source == "combined" else (query.source or "s3_access",)
    logs = "".join(f" --{kind.replace('_', '-')} logs/{kind}" for kind in kinds)
    return f"athena-s3logs run {query.name}{given} --since 7d{logs}"
