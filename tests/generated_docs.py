"""The pages that are made from the code: python -m tests.generated_docs writes them, tests/test_docs.py compares."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from athena_s3logs.cli import main
from athena_s3logs.relation import RELATIONS, columns, notes

ROOT: Final = Path(__file__).parent.parent
NOTE: Final = "<!-- made by `make docs` -->\n"


def pages() -> dict[Path, str]:
    return {ROOT / "docs/cli.md": cli_page(), ROOT / "docs/relations.md": relations_page()}


def cli_page() -> str:
    parts = ["# The command", f"```text\n{_help(main)}\n```"]
    parts += [f"## {name}\n```text\n{_help(command, name)}\n```" for name, command in sorted(main.commands.items())]
    return NOTE + "\n\n".join(parts) + "\n\nExit codes: 0 good, 1 failed (and `diff`: something differs), 2 usage.\n"


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


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
