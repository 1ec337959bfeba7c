"""The pages that are made from the code: python -m tests.generated_docs writes them, tests/test_docs.py compares."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from athena_s3logs.cli import main
from athena_s3logs.cli.catalogue import example
from athena_s3logs.library import load
from athena_s3logs.packs import load_packs
from athena_s3logs.relation import RELATIONS, columns, notes
from athena_s3logs.values import as_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from athena_s3logs.header import Param

ROOT: Final = Path(__file__).parent.parent
QUESTIONS: Final = ("<!-- questions, made by `make docs` -->", "<!-- end of questions -->")
COUNTS: Final = ("<!-- counts, made by `make docs` -->", "<!-- end of counts -->")
SHOWN: Final = 60
NOTE: Final = "<!-- made by `make docs` -->\n"


def pages() -> dict[Path, str]:
    return {
        ROOT / "docs/cli.md": cli_page(),
        ROOT / "docs/relations.md": relations_page(),
        ROOT / "docs/library.md": library_page(),
        ROOT / "docs/proof.md": proof_page(),
        ROOT / "README.md": readme(),
    }


def cli_page() -> str:
    parts = ["# The command", f"```text\n{_help(main)}\n```"]
    parts += [f"## {name}\n```text\n{_help(command, name)}\n```" for name, command in sorted(main.commands.items())]
    failed = "1 failed, or the answer is not complete (and `diff`: something differs, `ingest`: something cannot be read)"
    codes = f"Exit codes: 0 good, {failed}, 2 usage, 3 `run-pack`: it alarms."
    return NOTE + "\n\n".join([*parts, codes]) + "\n"


def _help(command: click.Command, *names: str) -> str:
    top = click.Context(main, info_name="athena-s3logs", terminal_width=100, help_option_names=["-h", "--help"])
    return (click.Context(command, top, info_name=names[0], terminal_width=100) if names else top).get_help()


def relations_page() -> str:
    parts = ["# The relations", "What queries and the views of the same names see, whatever lies beneath. Times are UTC."]
    for name in RELATIONS:
        said = notes(name)
        rows = "\n".join(f"| `{column.name}` | {column.type} | {column.description} |" for column in columns(name))
        parts += [f"## {name}", f"{said['title']}. {said['description']}"]
        parts += [f"Limits: {said['limits']}"] if "limits" in said else []
        parts += [f"| column | type | what it is |\n|---|---|---|\n{rows}", f"Reference: <{said['reference']}>"]
    return NOTE + "\n\n".join(parts) + "\n"


def library_page() -> str:
    parts = ["# The questions", "Each as its file says it; `athena-s3logs show NAME` prints the SQL too."]
    for query in load().values():
        params = [f"| `{one.name}` | {one.type} | {_default(one)} | {_cell(one.description)} |" for one in query.params]
        back = f" Looks back {query.lookback.days} days before its window." if query.lookback else ""
        parts += [f"## {query.name}", f"{query.title}. {query.description}{back}"]
        parts += ["| parameter | type | default | what it is |\n|---|---|---|---|\n" + "\n".join(params)] if params else []
        parts += ["Returns " + ", ".join(f"`{one.name}` {one.type}" for one in query.returns) + "."]
        parts += [f"Limits: {query.limits}", f"```text\n{example(query)}\n```", f"Reference: <{query.reference}>"]
    return NOTE + "\n\n".join([*parts, *_packs()]) + "\n"


def _packs() -> Iterator[str]:
    yield "# The packs"
    yield "Questions that are asked together: `athena-s3logs run-pack NAME --since 7d ...`. Exit code 3 says that one alarms."
    for pack in load_packs().values():
        yield f"## {pack.name}\n\n{pack.title}. {pack.description}"
        quiet = {item.query: "" if item.alarming else ", which does not alarm" for item in pack.items}
        yield "\n".join(f"* [{name}](#{_anchor(name)}){said}" for name, said in quiet.items())


def readme() -> str:
    """The README with the table of questions in its place."""
    rows = [f"| [{query.name}](docs/library.md#{_anchor(query.name)}) | {_cell(query.title)} |" for query in load().values()]
    return _between(ROOT / "README.md", QUESTIONS, "\n".join(["| name | what it finds |", "|---|---|", *rows]))


def proof_page() -> str:
    """The page of what is proven with the counts of the suites in their place."""
    data = json.loads((ROOT / "docs/proof.json").read_text(encoding="utf-8"))
    return _between(ROOT / "docs/proof.md", COUNTS, counted(data["suites"]))


def counted(suites: dict[str, Any]) -> str:
    """What the suites have written down, as tables."""
    runs = [
        f"| {_cell(suite)} | {said['day']} | {said['passed']:,} | {said['skipped']:,} | {_cell(_versions(said['versions']))} |"
        for suite, said in suites.items()
    ]
    counts = [
        f"| {_cell(what)} | {_cell(suite)} | {number:,} |"
        for suite, said in suites.items()
        for what, number in said["counts"].items()
    ]
    tables = [
        "| suite | day | tests passed | skipped | versions |", "|---|---|---|---|---|", *runs, "",
        "| what was compared | suite | how many |", "|---|---|---|", *counts,
    ]  # fmt: skip
    return "\n".join(tables) if suites else "No run has been written down yet."


def _versions(versions: dict[str, str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in versions.items())


def _between(path: Path, marks: tuple[str, str], text: str) -> str:
    """A page with a text between its marks, whatever stands there now."""
    head, _, rest = path.read_text(encoding="utf-8").partition(marks[0])
    _, _, tail = rest.partition(marks[1])
    return f"{head}{marks[0]}\n{text}\n{marks[1]}{tail}"


def _anchor(name: str) -> str:
    """As GitHub makes it of a heading."""
    return name.replace("/", "")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _default(param: Param) -> str:
    text = json.dumps(as_json(param.default))
    if isinstance(param.default, tuple) and len(text) > SHOWN:
        return f"{len(param.default)} of them"
    return "required" if param.required else f"`{text}`"


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
