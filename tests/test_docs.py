"""The documentation tells the truth: generated pages are fresh, commands and snippets run, links lead somewhere."""

from __future__ import annotations

import re
import shlex
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from athena_s3logs.cli import main
from athena_s3logs.config import load_config, merged
from athena_s3logs.deployed import utc_today
from athena_s3logs.engines import ingest as ingesting
from athena_s3logs.generate import Plan, generate
from athena_s3logs.query import check_portable, parse, read_query
from athena_s3logs.sources import make_source
from tests.corpus import DATA
from tests.generated_docs import ROOT, pages

PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]


def blocks(path: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", path.read_text(), re.DOTALL | re.MULTILINE)


def console(verb: str) -> list[str]:
    """The lines of the README's block that begins with this verb."""
    return next(block for block in blocks(ROOT / "README.md", "console") if f" {verb} " in block.splitlines()[0]).splitlines()


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.name)
def test_generated_pages_are_fresh(path: Path) -> None:
    assert path.read_text() == pages()[path], "run `make docs`"


@pytest.mark.parametrize("command", [line[2:] for line in console("ddl")])
def test_ddl_commands_of_the_readme_run(command: str) -> None:
    name, *arguments = shlex.split(command)
    assert name == "athena-s3logs"
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("CREATE DATABASE")


def test_commands_of_the_readme_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    told = []
    for line in console("generate"):
        name, *arguments = shlex.split(line[2:])
        assert name == "athena-s3logs"
        done = CliRunner().invoke(main, arguments)
        assert done.exit_code == 0, done.stderr
        told.append(done.stdout)
    assert "stolen_key_download: " in told[0]
    assert "cloudtrail/new_addresses_of_access_keys" in told[1]
    assert "203.0.113.240" in told[3]
    assert told[4].startswith("operation,requests\n")


def test_commands_of_the_page_on_stores_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(ingesting, "_TICK", 0)
    generate("logs", Plan(end=utc_today(), lines=2_000))
    (page,) = blocks(ROOT / "docs/store.md", "sh")
    done = [CliRunner().invoke(main, shlex.split(line)[1:]) for line in page.splitlines()]
    assert [one.exit_code for one in done] == [0, 0], done[-1].stderr
    assert "from the store, none read anew" in done[-1].stderr


def test_python_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    (code,) = blocks(ROOT / "README.md", "python")
    assert len(code.splitlines()) <= 10
    exec(compile(code, "README.md", "exec"), {})  # noqa: S102  the snippet is ours
    told = capsys.readouterr().out
    assert "203.0.113.240" in told
    assert "datetime64[us, UTC]" in told


def test_the_configuration_of_the_documentation_is_taken(tmp_path: Path) -> None:
    (text,) = blocks(ROOT / "docs/configuration.md", "toml")
    (tmp_path / "athena_s3logs.toml").write_text(text)
    config = load_config(tmp_path / "athena_s3logs.toml")
    assert config.database == "s3logs"
    for kind, section in config.sections.items():
        make_source(merged(kind, section, {}), today=date(2026, 11, 21))


def test_the_query_of_the_documentation_is_in_order() -> None:
    (text,) = blocks(ROOT / "docs/queries.md", "sql")
    query = read_query(text, path=ROOT / "docs/queries.md", name="example")
    check_portable(query, parse(query))


def test_the_figures_of_the_readme_are_those_of_the_corpus() -> None:
    import json

    figures = json.loads((DATA / "s3_access/aws_figures.json").read_text())
    readme = (ROOT / "README.md").read_text()
    for title, row in {"27 columns (2026)": "AWS's 27 columns (2026)", "26 columns (2023)": "AWS's 26 columns (2023)"}.items():
        assert f"| {row} | " + " | ".join(str(count) for count in figures[title].values()) + " |" in readme
    total = sum(figures["27 columns (2026)"].values())
    assert f"Over the {total} lines" in readme
    assert f"| athena_s3logs | {total} | 0 | 0 | 0 |" in readme


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_within_the_repository_lead_somewhere(path: Path) -> None:
    without_code = re.sub(r"(`+).*?\1", "", path.read_text(), flags=re.DOTALL)
    for link in re.findall(r"\]\(([^)#:]+)\)", without_code):
        assert (path.parent / link).exists(), link
