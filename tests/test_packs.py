"""Packs: what their files may say, what is told of the answers, and with what exit code."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from athena_s3logs import S3Logs, asking
from athena_s3logs.cli import main
from athena_s3logs.engines.result import Result as Answer
from athena_s3logs.errors import ParameterError, SettingError
from athena_s3logs.library import load
from athena_s3logs.packs import load_packs, read_pack
from tests.query_cases.all import WINDOW
from tests.scenes import BUCKETS, access, event
from tests.scenes.files import write

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

OURS = """
title = "Ours"
description = "Two questions."
[[questions]]
query = "s3_access/requests_by_operation"
alarming = false
[[questions]]
query = "s3_access/denied_requests"
params = { limit = 1 }
[[questions]]
query = "cloudtrail/trail_tampering"
"""
KNOWN_TO_USERS = {
    "log_buckets": ["logs"], "networks": ["198.51.100.0/24"], "own_accounts": ["111122223333"], "own_buckets": ["company-%"],
}  # fmt: skip
NETWORKS = "s3_access/requests_outside_networks"
DAY = f"--day={WINDOW.start:%Y-%m-%d}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    refused: dict[str, Any] = {"status": 403, "error": "AccessDenied"}
    write(tmp_path, [access(), access(**refused), access(operation="REST.PUT.OBJECT", **refused)])
    (tmp_path / "own" / "packs").mkdir(parents=True)
    (tmp_path / "own" / "packs" / "ours.toml").write_text(OURS)
    return tmp_path


def asked(folder: Path, *further: str) -> Result:
    logs = ("--s3-access", str(folder / "s3_access"), "--queries", str(folder / "own"))
    return CliRunner().invoke(main, ["run-pack", "ours", DAY, *logs, *further])


def words(text: str) -> str:
    return " ".join(text.split())


def test_the_alarming_comes_first_and_tells_the_exit_code(folder: Path) -> None:
    found = asked(folder)
    assert found.exit_code == 3
    states = [line.split("  ")[0] for line in found.stdout.splitlines()[1:]]
    assert states == ["alarming", "found", "not asked"]
    assert "Warning: not asked: cloudtrail: the query reads it" in found.stderr
    assert found.stderr.endswith("(cloudtrail/trail_tampering)\n")


def test_a_parameter_of_the_pack_holds_until_another_is_given(folder: Path) -> None:
    logs = S3Logs.local(s3_access=folder / "s3_access", queries=folder / "own")
    rows = {one.query: one.rows for one in logs.run_pack("ours", WINDOW)}
    assert rows["s3_access/denied_requests"] == 1
    rows = {one.query: one.rows for one in logs.run_pack("ours", WINDOW, limit=100)}
    assert rows["s3_access/denied_requests"] == 2
    with pytest.raises(ParameterError, match="nothing: no question of the pack ours has it"):
        logs.run_pack("ours", WINDOW, nothing=1)


def test_each_answer_has_its_file_and_the_summary_says_what_it_is(folder: Path) -> None:
    found = asked(folder, "--to", str(folder / "answers"), "--format", "markdown", "--bucket", BUCKETS[0])
    assert found.exit_code == 3
    names = sorted(path.name for path in (folder / "answers").iterdir())
    assert names == ["s3_access.denied_requests.md", "s3_access.requests_by_operation.md", "summary.json"]
    summary = json.loads((folder / "answers" / "summary.json").read_text())
    assert [(one["state"], one["rows"]) for one in summary] == [("alarming", 1), ("found", 3), ("not asked", None)]
    assert "the query reads it" in summary[2]["error"]
    start, end = (f"{moment:%Y-%m-%d}T00:00:00Z" for moment in (WINDOW.start, WINDOW.end))
    assert all((one["start"], one["end"], one["buckets"]) == (start, end, [BUCKETS[0]]) for one in summary)
    (cut,) = summary[0]["warnings"]
    assert cut.startswith("as many rows as the limit of 1 allows")
    assert f"Warning: {cut} (s3_access/denied_requests)" in found.stderr
    assert summary[1]["warnings"] == []
    assert [(one["params"], one["version"]) for one in summary] == [(params, "0.1.0") for params in ({"limit": 1}, {}, {})]


def test_the_summary_says_what_was_given(folder: Path) -> None:
    """Else nobody could ask it again, nor tell the answers of a question that a pack asks twice."""
    again = '[[questions]]\nquery = "s3_access/denied_requests"\nparams = { error_codes = ["Other"] }\n'
    (folder / "own" / "packs" / "ours.toml").write_text(OURS + again)
    asked(folder, "--to", str(folder / "answers"), "-p", "actor=anonymous")
    summary = json.loads((folder / "answers" / "summary.json").read_text())
    params = [one["params"] for one in summary if one["query"] == "s3_access/denied_requests"]
    assert params == [{"limit": 1, "actor": "anonymous"}, {"error_codes": ["Other"], "actor": "anonymous"}]


def test_a_pack_without_an_end_has_one_for_all(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ends = (WINDOW.end + timedelta(seconds=number) for number in range(9))
    monkeypatch.setattr(asking, "clock", lambda: next(ends))
    logs = S3Logs.local(s3_access=folder / "s3_access", queries=folder / "own")
    texts = [one.answer.sql for one in logs.run_pack("ours", start=WINDOW.start) if isinstance(one.answer, Answer)]
    assert [str(WINDOW.end) in text for text in texts] == [True, True]


def test_a_folder_with_answers_is_left_as_it_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    to = ("--to", str(folder / "answers"))
    asked(folder, *to)
    before = {path: path.read_bytes() for path in (folder / "answers").iterdir()}
    monkeypatch.setattr(S3Logs, "run_pack", None)  # nothing is asked
    for format_ in ("csv", "json"):
        refused = asked(folder, *to, "--format", format_)
        assert refused.exit_code == 2
        assert "answers': it is not empty; expected a new or an empty folder" in words(refused.stderr)
    assert {path: path.read_bytes() for path in (folder / "answers").iterdir()} == before


def test_a_folder_that_another_run_has_filled_meanwhile_is_left_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_pack, theirs = S3Logs.run_pack, folder / "answers" / "summary.json"

    def meanwhile(*given: Any, **further: Any) -> Any:  # noqa: ANN401  of run_pack
        theirs.write_text("theirs")
        return run_pack(*given, **further)

    monkeypatch.setattr(S3Logs, "run_pack", meanwhile)
    assert asked(folder, "--to", str(folder / "answers")).exit_code == 2
    assert [(path, path.read_text()) for path in theirs.parent.iterdir()] == [(theirs, "theirs")]


def test_a_folder_that_cannot_be_made_is_told_before_anything_is_asked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(S3Logs, "run_pack", None)
    (folder / "file").write_text("")
    refused = asked(folder, "--to", str(folder / "file" / "answers"))
    assert (refused.exit_code, refused.stderr.endswith(": Not a directory\n")) == (1, True)


def test_a_question_that_is_asked_twice_has_two_files(folder: Path) -> None:
    again = '[[questions]]\nquery = "s3_access/denied_requests"\nparams = { limit = 2 }\n'
    (folder / "own" / "packs" / "ours.toml").write_text(OURS + again)
    assert asked(folder, "--to", str(folder / "answers")).exit_code == 3
    files = [folder / "answers" / f"s3_access.denied_requests{number}.csv" for number in ("", ".2")]
    assert [len(file.read_text().splitlines()) for file in files] == [3, 2]


def test_nothing_alarming_is_no_alarm_and_a_wrong_place_is_no_peace(folder: Path) -> None:
    write(folder / "quiet", [access()])
    assert asked(folder / "quiet", "--queries", str(folder / "own")).exit_code == 2, "there is no folder of queries"
    quiet = ("--s3-access", str(folder / "quiet" / "s3_access"), "--queries", str(folder / "own"))
    assert CliRunner().invoke(main, ["run-pack", "ours", DAY, *quiet]).exit_code == 0
    (folder / "quiet" / "s3_access" / "2026-11-11-10-00-00-0123456789ABCDEF.gz").write_bytes(b"\x1f\x8b")
    damaged = CliRunner().invoke(main, ["run-pack", "ours", DAY, *quiet])
    assert "the answer is not complete" in damaged.stderr
    assert damaged.exit_code == 1
    wrong = CliRunner().invoke(main, ["run-pack", "ours", DAY, "--s3-access", "nowhere", "--queries", str(folder / "own")])
    assert wrong.exit_code == 1
    assert "there is nothing" in wrong.stderr
    trail = ("--cloudtrail", str(folder / "cloudtrail"), "--queries", str(folder / "own"))
    assert CliRunner().invoke(main, ["run-pack", "ours", DAY, *trail]).exit_code == 1, "an empty folder of logs fails"


def test_one_failure_does_not_lose_the_others(folder: Path) -> None:
    write(folder, [event("StopLogging", source="cloudtrail.amazonaws.com", parameters={"name": "t"})])
    (path,) = (folder / "cloudtrail").rglob("CloudTrail/*/*/*/*/*.json.gz")
    path.write_bytes(b"no gzip")
    found = asked(folder, "--cloudtrail", str(folder / "cloudtrail"))
    assert found.exit_code == 3
    assert "alarming" in found.stdout
    assert "(2 questions)" not in found.stderr


def test_a_form_without_a_folder_is_no_form_of_anything(folder: Path) -> None:
    told = asked(folder, "--format", "json")
    assert told.exit_code == 2
    assert "name a folder for them with --to DIR" in words(told.stderr)


def test_what_all_questions_have_to_tell_is_told_once(folder: Path) -> None:
    (folder / "s3_access" / "2026-11-11-10-00-00-0123456789ABCDEF").write_text("no line of a log\n")
    (told,) = [line for line in asked(folder).stderr.splitlines() if "cannot be read" in line]
    assert told.endswith("(2 questions)")


def test_a_question_that_needs_what_only_the_user_knows_waits_for_it(folder: Path) -> None:
    ours = folder / "own" / "packs" / "ours.toml"
    ours.write_text(f'{OURS}[[questions]]\nquery = "{NETWORKS}"\n')
    told = asked(folder)
    assert f"not asked {NETWORKS}" in words(told.stdout)
    assert "Warning: not asked: parameter networks: missing, expected a list: each " in told.stderr
    given = asked(folder, "-p", "networks=198.51.100.0/24")
    assert f"alarming 1 {NETWORKS}" in words(given.stdout)
    assert "networks" not in given.stderr
    logs = S3Logs.local(s3_access=folder / "s3_access", queries=folder / "own")
    states = {one.query: one.state for one in logs.run_pack("ours", WINDOW, networks=5)}
    assert states[NETWORKS] == "failed", "a wrong value is no missing one"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("title = 1", "title: expected a text"),
        ('title = "a"\ndescription = "b"', "at least one"),
        (OURS + "alarm = true", "question 3: did you mean alarming"),
        (OURS + 'alarming = "yes"', "question 3: alarming 'yes': expected bool"),
        (OURS.replace("query = ", "queri = "), 'question 1: expected query = "source/name"'),
        ("surprise = 1", "surprise: expected title"),
        ("= 1", "expected a pack in TOML"),
    ],
)
def test_a_pack_that_is_none_is_refused(text: str, fault: str, tmp_path: Path) -> None:
    path = tmp_path / "odd.toml"
    path.write_text(text)
    with pytest.raises(SettingError, match=fault) as told:
        read_pack(path)
    assert str(path) in str(told.value)


def test_a_name_that_is_taken_is_refused(tmp_path: Path) -> None:
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / f"{next(iter(load_packs()))}.toml").write_text(OURS)
    with pytest.raises(SettingError, match="there is a pack"):
        load_packs(tmp_path)


@pytest.mark.parametrize("name", list(load_packs()))
def test_the_packs_that_ship_ask_what_there_is(name: str) -> None:
    """Each question is there, takes what the pack gives it, and needs nothing else but what only the user knows."""
    from athena_s3logs.binding import bind

    library = load()
    for query, _, given in load_packs()[name].calls(library, WINDOW, {}):
        needed = {param.name: KNOWN_TO_USERS[param.name] for param in library[query].params if param.required}
        bind(library[query].params, needed | given)
        assert query in list(library), "by its whole name"


@pytest.mark.parametrize("name", list(load_packs()))
def test_the_packs_that_ship_ask_each_log_that_can_answer(name: str) -> None:
    """Who has one of the two logs gets the same answers from it."""
    asked = {query for query, _, _ in load_packs()[name].calls(load(), WINDOW, {})}
    twins = {f"{log}/{query.split('/')[1]}" for query in asked for log in ("s3_access", "cloudtrail")}
    assert twins & set(load()) <= asked


def test_the_pack_of_the_benchmark_tells_what_its_monitors_tell(tmp_path: Path) -> None:
    """A trail that is made or started again, and a single sign-in that failed, are below the defaults of their questions."""
    failed: dict[str, Any] = {"response": {"ConsoleLogin": "Failure"}, "message": "Failed authentication", "read_only": False}
    trail: dict[str, Any] = {"source": "cloudtrail.amazonaws.com", "parameters": {"name": "main"}}
    made = (event("CreateTrail", **trail), event("StartLogging", **trail))
    write(tmp_path, [*made, event("ConsoleLogin", source="signin.amazonaws.com", **failed)])
    found = {one.query: one.rows for one in S3Logs.local(cloudtrail=tmp_path / "cloudtrail").run_pack("cis", WINDOW)}
    assert (found["cloudtrail/trail_tampering"], found["cloudtrail/failed_logins"]) == (2, 1)
    (names,) = [param.default for param in load()["cloudtrail/trail_tampering"].params if param.name == "event_names"]
    assert isinstance(names, tuple)
    calls = load_packs()["cis"].calls(load(), WINDOW, {})
    (asked_for,) = [given["event_names"] for _, _, given in calls if "event_names" in given]
    assert set(asked_for) == {*names, "CreateTrail", "StartLogging"}
