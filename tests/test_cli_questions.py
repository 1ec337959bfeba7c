"""The verbs of questions on the command line, as its users type them."""

from __future__ import annotations

import csv
import io
import json
import os
import shlex
import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from athena_s3logs.cli import main
from athena_s3logs.deployed import utc_today
from athena_s3logs.generate import Plan, generate
from athena_s3logs.library import load
from athena_s3logs.session import S3Logs
from athena_s3logs.window import Window
from tests.corpus import access_lines

SQL = "select operation, count(*) as requests from s3_access group by operation order by requests desc, operation limit 3"
COUNT = "select count(*) as n from s3_access order by n"
DAY = "2026-11-12"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("company") / "logs"
    generate(made, Plan(end=date(2026, 11, 15), lines=20_000, incidents=("stolen_key_download",)))
    return made


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*arguments: str | Path, code: int = 0, given: str | None = None) -> Result:
    done = CliRunner().invoke(main, [str(argument) for argument in arguments], input=given)
    assert done.exit_code == code, done.output
    return done


def query(folder: Path, *more: str, sql: str = SQL) -> Result:
    return run("query", sql, "--day", DAY, "--s3-access", folder / "s3_access", *more)


def test_a_question_of_the_library(folder: Path) -> None:
    done = run("run", "new_addresses_of_access_keys", "--day", DAY, "--cloudtrail", folder / "cloudtrail", "--format", "json")
    (row, *_) = json.loads(done.stdout)
    assert row["source_ip"] == "203.0.113.240"
    assert done.stderr.splitlines()[-1].startswith("1 row")


def test_that_the_limit_may_have_cut_an_answer_is_told(folder: Path) -> None:
    """Nobody sees it from the rows. Who writes a number into SQL of their own knows it."""
    words = ("run", "requests_by_operation", "--day", DAY, "--s3-access", folder / "s3_access", "--format", "json")
    whole = run(*words)
    assert "limit" not in whole.stderr
    count = len(json.loads(whole.stdout))
    told = f"Warning: as many rows as the limit of {count} allows: there may be more, which a larger one shows"
    assert told in run(*words, "-p", f"limit={count}").stderr
    assert "as many rows as the limit of 3 allows" in run(*words, "-p", "limit=3").stderr
    assert "limit" not in run(*words, "-p", f"limit={count + 1}").stderr
    assert "as many" not in query(folder).stderr
    assert "as many" not in query(folder, sql=SQL.replace("limit 3", "fetch first 3 rows only")).stderr


@pytest.mark.parametrize("name", ["s3_access/requests_by_operation", "s3_access/deletion_bursts"])
def test_the_window_that_was_asked_is_told(folder: Path, name: str) -> None:
    """Also where a question looks back further, and where nobody could tell it afterwards."""
    asked = run("run", name, "--start", "2026-11-12T08:00+01:00", "--end", "2026-11-13", "--s3-access", folder / "s3_access")
    assert ", 2026-11-12T07:00:00Z to before 2026-11-13, local, " in asked.stderr
    assert "\n3 rows, 2026-11-12 to before 2026-11-13, local, " in query(folder, "--format", "json").stderr
    logs = S3Logs.local(s3_access=folder / "s3_access")
    span = Window.since("7d", now=datetime(2026, 11, 15, 8))
    assert logs.run(name, span, buckets=["a"]).window == replace(span, buckets=("a",))


def test_a_parameter_and_a_list(folder: Path) -> None:
    logs = ("--start", "2026-11-08", "--s3-access", folder / "s3_access", "--format", "csv")
    done = run("run", "requests_from_networks", "-p", "networks=203.0.113.240/32", "-p", "networks=192.0.2.240/32", *logs)
    ips = {row["source_ip"] for row in csv.DictReader(io.StringIO(done.stdout))}
    assert ips == {"203.0.113.240", "192.0.2.240"}


def test_each_format(folder: Path, tmp_path: Path) -> None:
    table = query(folder).stdout.splitlines()
    assert table[0].split() == ["operation", "requests"]
    rows = list(csv.DictReader(io.StringIO(query(folder, "--format", "csv").stdout)))
    listed = json.loads(query(folder, "--format", "json").stdout)
    assert rows == [{name: str(value) for name, value in row.items()} for row in listed]
    assert query(folder, "--format", "markdown").stdout.startswith("| operation | requests |")
    for name in ("a.csv", "a.json", "a.md", "a.parquet", "a.txt"):
        done = query(folder, "--output", str(tmp_path / name))
        assert done.stdout == ""
    assert [row["operation"] for row in rows] == pq.read_table(tmp_path / "a.parquet")["operation"].to_pylist()
    assert (tmp_path / "a.txt").read_text().splitlines()[0].split() == table[0].split()
    assert "a.csv: replaced" in query(folder, "--output", str(tmp_path / "a.csv")).stderr


def test_sql_from_standard_input(folder: Path) -> None:
    arguments = ("query", "-", "--day", DAY, "--s3-access", folder / "s3_access", "--format", "csv")
    assert run(*arguments, given=SQL).stdout == query(folder, "--format", "csv").stdout


def test_the_window_in_words(folder: Path) -> None:
    logs = ("--s3-access", folder / "s3_access", "--format", "csv")
    total = run("query", COUNT, "--all-time", *logs).stdout
    assert run("query", COUNT, "--start", "2026-11-08", "--end", "2026-11-15", *logs).stdout == total
    assert run("query", COUNT, "--since", "520w", *logs).stdout == total
    assert run("query", COUNT, "--last-month", *logs).stdout != total
    assert run("query", COUNT, "--day", "2007-01-01", *logs).stdout == "n\n0\n"


@pytest.mark.parametrize(("arguments", "message"), [
    ((), "no window: give --since 7d, --day 2026-11-01, --last-month, --start ... --end ..., or --all-time"),
    (("--since", "7d", "--day", DAY), "several windows: --since, --day; give one"),
    (("--since", "7d", "--end", DAY), "several windows: --since, --end; give one, and --end beside --start only"),
    (("--end", DAY), "--end without --start: say where the window begins"),
    (("--day", ""), "day: expected a day, as in 2026-01-31, got ''"),
    (("--start", DAY, "--end", ""), "end: expected a day or a time, as in 2026-01-31 or 2026-01-31T08:00+01:00, got ''"),
    (("--start", "", "--end", DAY), "start: expected a day or a time"),
    (("--since", ""), "since '': expected a number and min, h, d or w"),
    (("--day", DAY, "--output", "rows.xlsx"), "'rows.xlsx': expected a name that ends in .csv, .json, .parquet, .md, .txt; or"),
    (("--day", DAY, "--output", ""), "Invalid value for '--output': it is empty; expected a path"),
    (("--day", DAY, "--queries", ""), "Invalid value for '--queries': it is empty; expected a path"),
    (("--day", DAY, "--store", ""), "Invalid value for '--store': it is empty; expected a path"),
    (("--since", "week"), "since 'week': expected a number and min, h, d or w"),
    (("--day", DAY, "-p", "limit=many"), "parameter limit: expected a whole number of 64 bits, got 'many'"),
    (("--day", DAY, "-p", "limit=-1"), "parameter limit: expected a number of rows, 0 or more, got -1"),
    (("--day", DAY, "-p", "limits=1"), "parameter limits: no parameter of this query; did you mean limit?"),
    (("--day", DAY, "--account", "1"), "--account"),
    (("logs/a", "logs/b"), "unexpected extra argument 'logs/a' and 1 more; what has blanks or * in it stands in quotes, as in"),
])
def test_what_was_asked_in_a_wrong_way(arguments: tuple[str, ...], message: str, folder: Path) -> None:
    done = run("run", "denied_requests", *arguments, "--s3-access", folder / "s3_access", code=2)
    assert message in " ".join(done.stderr.split())
    assert done.stdout == ""


def test_a_hyphen_for_a_file_is_standard_output(folder: Path) -> None:
    done = query(folder, "--output", "-", "--format", "csv")
    assert done.stdout == query(folder, "--format", "csv").stdout
    assert not Path("-").exists()


def test_no_answer_takes_the_place_of_a_log(folder: Path, tmp_path: Path) -> None:
    words = ("query", COUNT, "--all-time", "--format", "csv")
    for kind in ("s3_access", "cloudtrail"):
        log = next(path for path in sorted((folder / kind).rglob("*")) if path.is_file())
        odd, link, before = tmp_path / "odd.csv", tmp_path / f"{kind}.csv", log.read_bytes()
        odd.write_bytes(before)
        link.symlink_to(log)
        for place, output in ((folder / kind, log), (folder / kind, link), (odd, odd)):
            done = run(*words, f"--{kind.replace('_', '-')}", place, "--output", output, code=2)
            assert "it is a log, and would be replaced; name another" in " ".join(done.stderr.split())
            assert (log.read_bytes(), odd.read_bytes()) == (before, before)


def test_no_logs_and_no_such_logs(tmp_path: Path) -> None:
    assert "no logs: name files with --s3-access PATH" in run("run", "denied_requests", "--day", DAY, code=2).stderr
    gone = run("run", "denied_requests", "--day", DAY, "--s3-access", tmp_path / "gone", code=2)
    assert f"{tmp_path}/gone" in gone.stderr
    assert "did you mean" in run("run", "denied_request", "--day", DAY, "--s3-access", tmp_path, code=2).stderr


def test_hostile_content_reaches_neither_terminal_nor_spreadsheet(tmp_path: Path) -> None:
    line = access_lines()[0]
    text = line.text.replace(str(line.raw["useragent"]), '"=cmd()\x1b[31m\u202e\x07"')
    assert text != line.text
    (tmp_path / "a.log").write_text(text + "\n")
    asked = "select user_agent from s3_access order by user_agent"
    arguments = ("query", asked, "--all-time", "--s3-access", tmp_path / "a.log", "--format")
    shown = run(*arguments, "table").stdout
    assert "\\x1b[31m\\u202e\\x07" in shown
    assert not set(shown) & {"\x1b", "\u202e", "\x07"}
    for more, start in (((), "'=cmd()"), (("--raw",), "=cmd()")):
        (row,) = csv.DictReader(io.StringIO(run(*arguments, "csv", *more).stdout))
        assert row["user_agent"].startswith(start)


def test_warnings_go_to_standard_error(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text(access_lines()[0].text + "\nno log\n")
    done = run("query", COUNT, "--all-time", "--s3-access", tmp_path, "--format", "csv")
    assert done.stdout == "n\n1\n"
    assert "Warning: 1 line" in done.stderr


def test_an_answer_that_is_not_complete_is_given_and_is_no_success(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "good").write_text(access_lines()[0].text + "\n")
    (tmp_path / "logs" / "cut.gz").write_bytes(b"\x1f\x8b")
    for asked in (("run", "requests_by_operation"), ("query", COUNT)):
        failed = run(*asked, "--s3-access", tmp_path / "logs", "--all-time", "--output", "rows.csv", code=1)
        assert "Warning: the answer is not complete" in failed.stderr
        assert len(Path("rows.csv").read_text().splitlines()) > 1


def test_the_list_of_questions() -> None:
    names = list(load())
    assert [line.split()[0] for line in run("queries").stdout.splitlines()] == names
    found = json.loads(run("queries", "--json").stdout)
    assert [one["name"] for one in found] == names
    wanted = {"name", "title", "description", "source", "category", "tags", "params"}
    assert all(wanted <= one.keys() for one in found)
    guessing = json.loads(run("queries", "--search", "KEY_GUESSING", "--json").stdout)
    assert [one["name"] for one in guessing] == ["cloudtrail/key_guessing", "s3_access/key_guessing"]
    assert {one["source"] for one in json.loads(run("queries", "--source", "combined", "--json").stdout)} == {"combined"}
    assert all("triage" in one["tags"] for one in json.loads(run("queries", "--tag", "triage", "--json").stdout))


def test_all_that_ships_is_in_order() -> None:
    assert run("queries", "--check").stdout == f"{len(load())} of {len(load())} questions are in order\n"


def test_queries_of_ones_own(tmp_path: Path, folder: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    header = "-- title: Count\n-- description: Lines.\n-- returns: n bigint\n"
    (own / "count.sql").write_text(f"{header}select count(*) as n from s3_access order by n\n")
    (own / "wrong.sql").write_text(f"{header}select count(*) as n, now() as t from s3_access order by n\n")
    logs = ("--day", DAY, "--s3-access", folder / "s3_access", "--format", "csv")
    assert run("run", "count", "--queries", own, *logs).stdout.startswith("n\n")
    (tmp_path / "athena_s3logs.toml").write_text('queries = ["own"]\n')
    assert run("run", "count", *logs).stdout.startswith("n\n")
    done = run("queries", "--check", "--search", "lines", code=1)
    assert "wrong.sql:4: " in done.stderr
    (own / "s3_access").mkdir()
    (own / "s3_access/denied_requests.sql").write_text(f"{header}select 1 as n\n")
    assert "the name s3_access/denied_requests is taken by" in run("queries", code=1).stderr


@pytest.mark.parametrize("name", list(load()))
def test_show(name: str) -> None:
    query = load()[name]
    shown = run("show", name).stdout
    for part in (query.title, query.description, query.limits, query.reference, f"athena-s3logs run {name}", query.sql):
        assert part in shown
    assert all(f"{param.name} {param.type}" in shown for param in query.params)


def test_describe() -> None:
    lines = run("describe", "s3_access").stdout.splitlines()
    assert ["request_time", "timestamp(3)"] in [line.split()[:2] for line in lines]
    assert "Choose from: s3_access, cloudtrail, s3_access_unparsed\n" in run("describe", code=2).stderr


def test_a_group_without_a_verb_shows_its_help() -> None:
    lines = run("store", code=2).stderr.splitlines()
    assert lines[0].startswith("Usage: ")
    assert "Commands:" in lines


def test_sql_for_athena_and_for_the_local_engine(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "athena_s3logs.toml").write_text('[s3_access]\nlocation = "s3://logs/app/"\nlayout = "flat"\n')
    text = run("sql", "denied_requests", "--day", DAY, "--bucket", "data").stdout
    assert 'FROM "s3logs"."s3_access_raw"' in text
    assert "'s3://logs/app/2026-11-12-00-00-00'" in text
    assert "IN ('data')" in text
    partitioned = 'location = "s3://logs/"\nlayout = "partitioned"\naccounts = ["111122223333"]\nregions = ["eu-west-1"]\n'
    (tmp_path / "athena_s3logs.toml").write_text(f'[s3_access]\n{partitioned}buckets = ["data"]\nfirst_day = 2026-11-12\n')
    told = run("sql", "denied_requests", "--start", "2026-11-10", "--end", "2026-11-13")
    assert "the table begins with 2026-11-12; what came before is not in the answer" in told.stderr
    assert "Warning" not in told.stdout
    late = run("sql", "denied_requests", "--day", DAY, "--slack-days", "10000000000", code=2)
    assert late.stderr == "Error: slack of 10000000000 days: expected 0 to 10,000\n"
    local = run("sql", "denied_requests", "--day", DAY, "--s3-access", folder / "s3_access").stdout
    assert '"raw_s3_access"' in local


def test_demo_finds_its_culprits(tmp_path: Path) -> None:
    shown = run("demo", tmp_path / "the demo").stdout
    truth = json.loads((tmp_path / "the demo/truth.json").read_text())
    for incident in truth["incidents"]:
        assert any(ip in shown for ip in incident["culprit"]["source_ips"]), incident["name"]
        assert not any(ip in shown for ip in incident["innocent"]["source_ips"]), incident["name"]
    for line in (line for line in shown.splitlines() if line.startswith("  athena-s3logs ")):
        run(*shlex.split(line)[1:])


def test_the_command_in_a_pipe_that_closes(folder: Path) -> None:
    script = f"{Path(sys.executable).parent}/athena-s3logs query 'select key_raw from s3_access order by key_raw' --all-time"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {script} --s3-access {folder}/s3_access | head -1"],
        check=False, capture_output=True, text=True,
    )
    assert "Traceback" not in done.stderr
    assert done.stdout.count("\n") == 1


def test_since_counts_from_now(tmp_path: Path) -> None:
    generate(tmp_path / "now", Plan(end=utc_today() - timedelta(days=1), days=1, lines=300))
    found = run("query", COUNT, "--since", "4d", "--s3-access", tmp_path / "now/s3_access", "--format", "csv")
    assert int(found.stdout.split()[-1]) > 200


def test_a_parameter_of_ones_own_given_twice_is_a_list(folder: Path) -> None:
    sql = "select distinct operation from s3_access where operation in (:a) order by operation"
    both = query(folder, "--format", "csv", "-p", "a=REST.GET.OBJECT", "-p", "a=REST.PUT.OBJECT", sql=sql)
    assert both.stdout.split() == ["operation", "REST.GET.OBJECT", "REST.PUT.OBJECT"]
    assert query(folder, "--format", "csv", "-p", "a=b=c", sql="select :a as a").stdout == "a\nb=c\n"


@pytest.mark.parametrize(("pair", "message"), [
    ("=", "'=': expected NAME=VALUE"),
    ("a", "'a': expected NAME=VALUE"),
    ("window=7d", "window: it says how much to read; give it by an option"),
    ("start=2026-11-01", "start: it says how much to read"),
    ("slack_days=2", "slack_days: it says how much to read"),
])
def test_parameters_that_cannot_be(pair: str, message: str, folder: Path) -> None:
    done = run("query", "select 1 as a", "--all-time", "--s3-access", folder, "-p", pair, code=2)
    assert message in " ".join(done.stderr.split())


@pytest.mark.parametrize("network", [
    "vpc-1", "", "10.0.0/8", "10.0.0.1", "10.0.0.0/8,192.168.0.0/16", "10.0.0.0/", "10.0.0.0/33", "10.0.0.5/8",
])
def test_what_is_no_network_is_named(network: str, folder: Path) -> None:
    asked = ("run", "s3_access/requests_outside_networks", "--day", DAY, "--s3-access", folder / "s3_access")
    expected = "expected one network, as in 10.0.0.0/8, whose bits behind the prefix are zero"
    assert run(*asked, "-p", f"networks={network}", code=1).stderr == f"Error: Invalid CIDR: {network}; {expected}\n"


@pytest.mark.parametrize("path", ["", "gs://logs/app"])
def test_logs_that_are_no_path_of_this_machine(path: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert f"path '{path}': there is nothing" in run("query", COUNT, "--all-time", "--s3-access", path, code=2).stderr


def test_the_command_line_says_who_answers_before_the_environment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    logs, trino = ("--s3-access", folder / "s3_access"), ("--trino", "http://127.0.0.1:9")
    assert "both files and a Trino are named" in run("query", COUNT, "--all-time", *logs, *trino, code=2).stderr
    run("query", COUNT, "--all-time", *logs, *trino, "--engine", "local")
    monkeypatch.setenv("ATHENA_S3LOGS_S3_ACCESS", str(folder / "s3_access"))
    run("query", COUNT, "--all-time")
    assert "write athena_s3logs.toml" in run("query", COUNT, "--all-time", *trino, code=2).stderr
    monkeypatch.setenv("ATHENA_S3LOGS_TRINO", "http://127.0.0.1:9")
    run("query", COUNT, "--all-time", *logs)
    monkeypatch.setenv("ATHENA_S3LOGS_ENGINE", "athena")
    run("query", COUNT, "--all-time", *logs)
    assert "it asks its own tables" in run("query", COUNT, "--all-time", *logs, "--engine", "athena", code=2).stderr


def test_a_limit_of_the_environment_is_for_athena(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATHENA_S3LOGS_MAX_BYTES", "5")
    asked = ("query", COUNT, "--all-time", "--s3-access", folder / "s3_access")
    run(*asked)
    assert "only Athena asks money" in run(*asked, "--max-bytes", "5", code=2).stderr


def test_places_of_the_environment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are divided by colons, of which one is part of a place in S3."""
    monkeypatch.setenv("ATHENA_S3LOGS_S3_ACCESS", f"{folder / 's3_access'}:nowhere")
    assert "path 'nowhere': there is nothing" in run("query", COUNT, "--all-time", code=2).stderr
    monkeypatch.setenv("ATHENA_S3LOGS_S3_ACCESS", "s3://No-Bucket/a/:s3://logs/")
    assert "bucket 'No-Bucket'" in run("query", COUNT, "--all-time", code=2).stderr


def test_one_broken_query_hides_no_other(tmp_path: Path, folder: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    header = "-- title: Count\n-- description: Lines.\n-- returns: n bigint\n"
    (own / "good.sql").write_text(f"{header}select count(*) as n from s3_access order by n\n")
    (own / "header.sql").write_text("-- titel: Count\nselect 1 as n\n")
    (own / "select.sql").write_text(f"{header}select count(* as n from s3_access order by n\n")
    (own / "text.sql").write_bytes(b"\xff")
    shipped = len(load())
    listed = run("queries", "--queries", own, code=1)
    assert len(listed.stdout.splitlines()) == shipped + 2
    assert f"Error: {own}/header.sql:1: titel: no key of a header" in listed.stderr
    assert f"Error: {own}/text.sql:1: byte 0xff is no UTF-8" in listed.stderr
    told = run("queries", "--json", "--queries", own, code=1)
    assert {one["name"] for one in json.loads(told.stdout)} == {*load(), "good"}
    assert "select.sql:4: SQL that cannot be read" in told.stderr
    checked = run("queries", "--check", "--queries", own, code=1)
    assert checked.stdout == f"{shipped + 1} of {shipped + 4} questions are in order\n"
    run("run", "good", "--day", DAY, "--s3-access", folder / "s3_access", "--queries", own)


def started(*arguments: str | Path, script: str) -> subprocess.CompletedProcess[str]:
    """What a script of the shell does with the command, its `$@`."""
    command = [str(Path(sys.executable).parent / "athena-s3logs"), *map(str, arguments)]
    return subprocess.run(
        ["bash", "-c", script, "bash", *command], check=False, capture_output=True, text=True,
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_full_disk(tmp_path: Path) -> None:
    question = ("query", "select 1 as n", "--all-time", "--s3-access", tmp_path)
    for arguments in (("queries",), ("--version",), ("run", "--help"), question):
        done = started(*arguments, script='"$@" > /dev/full')
        assert (done.returncode, done.stderr) == (1, "Error: output: No space left on device\n")
    told = run(*question, "--format", "csv", "--output", "/dev/full", code=1).stderr
    message = "/dev/full: it cannot be written (No space left on device); make room there, or name a file elsewhere"
    assert told == f"Error: {message}\n"


def test_closed_streams(tmp_path: Path) -> None:
    arguments = ("--all-time", "--s3-access", tmp_path)
    done = started("query", "select 1 as n", *arguments, script='"$@" >&-')
    assert (done.returncode, done.stderr.splitlines()[-1]) == (2, "Error: standard output is closed; name a file with --output")
    done = started("query", "-", *arguments, script='"$@" <&-')
    assert (done.returncode, done.stderr.splitlines()[-1]) == (2, "Error: standard input is closed; give the SQL itself")


def test_sql_of_standard_input_with_a_mark_of_order_or_none_of_utf8(tmp_path: Path) -> None:
    arguments = ("query", "-", "--all-time", "--format", "csv", "--s3-access", tmp_path)
    assert started(*arguments, script="""printf '\\xef\\xbb\\xbfselect 1 as n' | "$@" """).stdout == "n\n1\n"
    done = started(*arguments, script="""printf "select '\\xff' as n" | "$@" """)
    assert (done.returncode, done.stderr) == (1, "Error: query:1: the SQL is no Unicode text; expected a SELECT in UTF-8\n")


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for verb in ("generate", "demo"):
        assert run(verb, tmp_path / "file/logs", code=1).stderr.endswith("Not a directory\n")


def test_a_terminal_of_ascii(folder: Path) -> None:
    pytest.importorskip("pty")
    import pty

    shown, terminal = pty.openpty()
    sql = "select key from s3_access where key like '%bersicht%' order by key limit 1"
    command = [str(Path(sys.executable).parent / "athena-s3logs"), "query", sql, "--all-time", "--s3-access", str(folder)]
    ascii_ = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, check=False, stdout=terminal, stderr=subprocess.PIPE, env=ascii_)
    os.close(terminal)
    assert done.returncode == 0, done.stderr
    assert b"\\xdcbersicht" in os.read(shown, 65_536)
    os.close(shown)


def test_no_store_is_made_of_a_variable_that_is_not_set(folder: Path, tmp_path: Path) -> None:
    done = run("ingest", "--store", "", "--s3-access", folder / "s3_access", code=2)
    assert "Invalid value for '--store': it is empty; expected a path" in done.stderr
    assert not list(tmp_path.iterdir())
