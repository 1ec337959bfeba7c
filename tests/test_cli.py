"""The command as a person or a script meets it: what goes where, with which exit code."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from athena_s3logs.catalog import Deployment
from athena_s3logs.cli import main
from athena_s3logs.ddl import parse_table
from athena_s3logs.session import S3Logs
from athena_s3logs.sources import Settings, make_source
from athena_s3logs.tables import Table
from tests.corpus import TODAY

FLAT = ("ddl", "s3_access", "--location", "s3://logs/app/", "--layout", "flat")
PARTITIONED = (
    *("ddl", "s3_access", "--location", "s3://logs/app/", "--layout", "partitioned", "--first-day", "2024-01-01"),
    *("--account", "111122223333", "--region", "eu-west-1", "--bucket", "data"),
)
TRAIL = (
    *("ddl", "cloudtrail", "--location", "s3://trail/AWSLogs/111122223333/CloudTrail/"),
    *("--region", "eu-west-1", "--first-day", "2024-01-01"),
)
ORGANIZATION = (
    *("ddl", "cloudtrail", "--location", "s3://trail/AWSLogs/o-abc123/", "--organization", "o-abc123"),
    *("--account", "111122223333", "--account", "444455556666", "--region", "eu-west-1", "--first-day", "2024-01-01"),
)
CONTRACT = {"flat": FLAT, "partitioned": PARTITIONED, "trail": TRAIL, "organization": ORGANIZATION}
every_call = pytest.mark.parametrize("call", CONTRACT.values(), ids=CONTRACT)


@pytest.fixture(autouse=True)
def _nothing_around(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No configuration, no variables, no AWS."""
    for name in list(os.environ):
        if name.startswith(("AWS_", "ATHENA_S3LOGS_")):
            monkeypatch.delenv(name)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def _aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    import moto

    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    with moto.mock_aws():
        yield


def run(*words: str, **variables: str) -> Result:
    return CliRunner().invoke(main, words, env=variables, catch_exceptions=False)


def process(*words: str, after: str = "") -> subprocess.CompletedProcess[str]:
    """The command as a process of its own, and what it runs in the end."""
    code = f"import sys\nfrom athena_s3logs.cli import main\ntry: main(prog_name='athena-s3logs')\nfinally: {after or 'pass'}"
    return subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False)


def refused(result: Result, code: int = 2) -> str:
    """The one line on stderr."""
    assert (result.exit_code, result.stdout) == (code, "")
    line, end, rest = result.stderr.partition("\n")
    assert (end, rest) == ("\n", "")
    assert line.isprintable()
    assert line.startswith("Error: ")
    return line.removeprefix("Error: ")


@every_call
def test_the_contract(call: tuple[str, ...]) -> None:
    result = run(*call)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.endswith(";\n")
    *parts, rest = re.split(r";\n\n?", result.stdout)
    assert rest == ""
    assert [re.split(r"[ \n]", part)[:2] for part in parts] == [
        ["CREATE", "DATABASE"],
        ["CREATE", "EXTERNAL"],
        ["CREATE", "OR"],
    ]
    assert not any(";" in part or "--" in part or "/*" in part or "\n\n" in part for part in parts)


@every_call
def test_one_statement_a_call(call: tuple[str, ...]) -> None:
    whole = run(*call).stdout
    parts = [run(*call, "--only", only) for only in ("database", "table", "view")]
    assert [(part.exit_code, part.stderr, part.stdout.count(";")) for part in parts] == [(0, "", 1)] * 3
    assert "\n".join(part.stdout for part in parts) == whole


REGION = "give a region, with --aws-region, region= or AWS_DEFAULT_REGION"


def test_the_contract_as_a_process() -> None:
    found = process(*FLAT)
    assert (found.returncode, found.stderr, found.stdout) == (0, "", run(*FLAT).stdout)
    found = process("ddl", "s3_access", "--location", "logs/app/", "--layout", "flat")
    assert (found.returncode, found.stdout) == (2, "")
    assert found.stderr == "Error: location 'logs/app/': expected s3://bucket/prefix/\n"
    assert process("ddl", "s3_access", "--layout", "round").returncode == 2
    found = process("status")
    assert (found.returncode, found.stdout) == (1, "")
    assert found.stderr == f"Error: could not open a client for Glue: You must specify a region; {REGION}\n"


@pytest.mark.parametrize("words", [["--help"], ["ddl", "--help"], ["-h"], ["--version"], ["status", "--help"], []])
def test_help_is_instant(words: list[str]) -> None:
    heavy = {"sqlglot", "boto3", "botocore", "jinja2", "pandas", "pyarrow", "duckdb", "pyathena", "rich"}
    found = process(*words, after=f"print('loaded', {heavy!r} & sys.modules.keys())")
    assert found.stdout.endswith("loaded set()\n"), found.stdout + found.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["ddl"], "no logs are named: give a kind and its location, or write athena_s3logs.toml"),
        (
            ["ddl", "s3_access"],
            "s3_access: no location; give --location s3://bucket/prefix/ or a section [s3_access] in athena_s3logs.toml",
        ),
        (["ddl", "s3_access", "--location", ""], "location '': expected s3://bucket/prefix/"),
        (
            ["ddl", "s3_access", "--location", "s3://Logs/", "--layout", "flat"],
            (
                "bucket 'Logs': expected 3 to 63 lower-case letters, digits, dots and hyphens,"
                " a letter or digit at both ends"
            ),
        ),
        (
            [*FLAT, "--table", "a`b'c\""],
            "table 'a`b\\'c\"': expected at most 128 lower-case letters, digits and underscores, no digit first",
        ),
        (
            [*FLAT, "--view", "s3_access_raw"],
            "table and view are both called 's3_access_raw': give one of them another name",
        ),
        ([*FLAT, "--account", "111122223333"], "accounts: layout flat has none; leave it out"),
        ([*PARTITIONED, "--first-day", "9998-01-01"], None),
        (
            [*TRAIL[:3], "s3://trail/AWSLogs/111122223333/", *TRAIL[4:]],
            (
                "location 's3://trail/AWSLogs/111122223333/': expected s3://bucket/[prefix/]AWSLogs/<12 digits>/CloudTrail/,"
                " so that digests and insights beside it are not read"
            ),
        ),
        (
            ["ddl", "--config", "nowhere.toml"],
            "nowhere.toml: cannot be read ([Errno 2] No such file or directory: 'nowhere.toml')",
        ),
    ],
)
def test_a_bad_setting_is_one_line_and_exit_code_2(words: list[str], message: str | None) -> None:
    said = refused(run(*words))
    assert message is None or said == message


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], None),
        (["ddl", "elb"], "Invalid value for '[s3_access|cloudtrail]': 'elb' is not one of 's3_access', 'cloudtrail'."),
        (["dll"], "No such command 'dll'"),
        ([*FLAT, "--only", "index"], "Invalid value for '--only': 'index' is not one of 'database', 'table', 'view'."),
        ([*TRAIL, "--first-day", "01/02/2024"], "'--first-day': '01/02/2024': expected a day, as in 2024-01-31"),
        ([*TRAIL, "--first-day", "2024-02-30"], "'--first-day': '2024-02-30': expected a day, as in 2024-01-31"),
        (["ddl", "--location", "s3://logs/"], "say which logs the options are for: s3_access or cloudtrail"),
        (["status", "--table", "x"], "say which logs the options are for: s3_access or cloudtrail"),
        ([*FLAT, "--lokation", "x"], "No such option"),
    ],
)
def test_usage(words: list[str], message: str | None) -> None:
    result = run(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message is None or message in result.stderr
    assert "Usage: " in result.stderr


@pytest.mark.parametrize(("words", "code"), [((), 2), (("queries",), 0), (("show", "nothing"), 2)])
def test_who_calls_the_command_gets_his_signals_back(words: tuple[str, ...], code: int) -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    assert run(*words).exit_code == code
    assert {number: signal.getsignal(number) for number in before} == before


def test_thirty_one_accounts_want_a_word() -> None:
    accounts = [word for number in range(31) for word in ("--account", f"{number:012}")]
    call = [*ORGANIZATION[:6], *ORGANIZATION[10:], *accounts]
    assert refused(run(*call)).startswith("accounts has 31 values: above 30 say --inject account")
    assert "'projection.account.type' = 'injected'" in run(*call, "--inject", "account").stdout
    assert "'projection.account.type' = 'enum'" in run(*call, "--enum", "account").stdout


HOSTILE = "\x1b]0;owned\x07\x1b[2J\r\n\u202egnp.exe\u2066\u200b\x9b31m\x00"[:-1]


@pytest.mark.parametrize(
    "words",
    [
        ["ddl", "s3_access", "--layout", "flat", "--location", HOSTILE],
        ["ddl", "s3_access", "--layout", "flat", "--location", f"s3://{HOSTILE}/"],
        ["ddl", "s3_access", "--layout", "flat", "--location", f"s3://logs/{HOSTILE}/"],
        [*FLAT, "--table", HOSTILE],
        [*FLAT, "--view", HOSTILE],
        [*FLAT, "--database", HOSTILE],
        [*PARTITIONED, "--account", HOSTILE],
        [*PARTITIONED, "--region", HOSTILE],
        [*PARTITIONED, "--bucket", HOSTILE],
        [*PARTITIONED, "--inject", HOSTILE],
        [*PARTITIONED, "--enum", HOSTILE],
        [*ORGANIZATION, "--organization", HOSTILE],
        ["ddl", "--config", HOSTILE],
    ],
)
def test_hostile_text_reaches_the_terminal_only_escaped(words: list[str]) -> None:
    assert "\\x1b" in refused(run(*words))


@pytest.mark.parametrize(
    "words",
    [
        ["ddl", HOSTILE],
        [HOSTILE],
        [*FLAT, HOSTILE],
        [*FLAT, f"--{HOSTILE}"],
        [*FLAT, "--layout", HOSTILE],
        [*FLAT, "--only", HOSTILE],
        [*TRAIL, "--first-day", HOSTILE],
    ],
)
def test_hostile_usage_is_escaped_too(words: list[str]) -> None:
    result = run(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert all(line.isprintable() for line in result.stderr.split("\n"))
    assert "Error: " in result.stderr.split("\n")[-2]


@pytest.mark.parametrize("text", [f"x = '{HOSTILE}\n", "'\\u001b[31m\\u202e' = 1\n", "[s3_access]\n'\\u001b\\n' = 1\n"])
def test_a_hostile_file_is_escaped_too(text: str) -> None:
    Path("athena_s3logs.toml").write_text(text, encoding="utf-8", newline="")
    refused(run("ddl"))


def test_variables() -> None:
    variables = {
        "LOCATION": "s3://logs/app/",
        "LAYOUT": "partitioned",
        "ACCOUNT": "111122223333",
        "REGION": "eu-west-1",
        "BUCKET": "data",
        "FIRST_DAY": "2024-01-01",
    }
    named = {f"ATHENA_S3LOGS_{name}": value for name, value in variables.items()}
    assert run("ddl", "s3_access", **named).stdout == run(*PARTITIONED).stdout
    named["ATHENA_S3LOGS_ACCOUNT"] = "111122223333 444455556666"
    wanted = run(*PARTITIONED, "--account", "444455556666").stdout
    assert "'111122223333,444455556666'" in wanted
    assert run("ddl", "s3_access", **named).stdout == wanted
    for name in ("DATABASE", "TABLE", "VIEW"):
        assert "other" in run(*FLAT, **{f"ATHENA_S3LOGS_{name}": "other"}).stdout
    assert "'s3://logs/other/'" in run(*FLAT[:2], *FLAT[4:], ATHENA_S3LOGS_LOCATION="s3://logs/other/").stdout


def test_options_win_over_variables_and_those_over_the_file_and_that_over_the_default() -> None:
    def locations(*words: str, **variables: str) -> set[str]:
        found = run("ddl", "s3_access", "--only", "table", *words, **variables)
        assert (found.exit_code, found.stderr) == (0, "")
        return set(re.findall(r"(?:EXISTS|LOCATION) (\S+)", found.stdout))

    assert locations(*FLAT[2:]) == {"`s3logs`.`s3_access_raw`", "'s3://logs/app/'"}
    Path("athena_s3logs.toml").write_text(
        "database = 'file'\n[s3_access]\nlocation = 's3://file/'\nlayout = 'flat'\ntable = 'file'\n",
    )
    variables = {"ATHENA_S3LOGS_LOCATION": "s3://variable/", "ATHENA_S3LOGS_DATABASE": "variable"}
    assert locations() == {"`file`.`file`", "'s3://file/'"}
    assert locations(**variables) == {"`variable`.`file`", "'s3://variable/'"}
    assert locations("--location", "s3://option/", "--database", "d", **variables) == {"`d`.`file`", "'s3://option/'"}


def test_the_file_may_lie_elsewhere() -> None:
    Path("other.toml").write_text("[s3_access]\nlocation = 's3://logs/app/'\nlayout = 'flat'\n")
    wanted = run(*FLAT).stdout
    assert run("ddl", "--config", "other.toml").stdout == wanted
    assert run("ddl", ATHENA_S3LOGS_CONFIG="other.toml").stdout == wanted


def test_an_empty_list_in_the_file_is_an_error() -> None:
    Path("athena_s3logs.toml").write_text(
        "[s3_access]\nlocation = 's3://logs/app/'\nlayout = 'partitioned'\nfirst_day = 2024-01-01\naccounts = []\n",
    )
    assert refused(run("ddl")) == "[s3_access] accounts is empty: give at least one, or leave it out to have it injected"


def test_two_kinds_share_the_database_statement() -> None:
    Path("athena_s3logs.toml").write_text(
        "[cloudtrail]\nlocation = 's3://trail/AWSLogs/111122223333/CloudTrail/'\nfirst_day = 2024-01-01\n"
        "regions = ['eu-west-1']\n"
        "[s3_access]\nlocation = 's3://logs/app/'\nlayout = 'flat'\n",
    )
    both = run("ddl").stdout
    assert both.count(";\n") == 5
    assert both.count("CREATE DATABASE") == 1
    assert run("ddl", "cloudtrail").stdout == run(*TRAIL).stdout


@pytest.mark.usefixtures("_aws")
def test_an_empty_database() -> None:
    result = run("status")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "No tables of athena_s3logs in this database.\n"
    result = run("diff")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


@pytest.mark.usefixtures("_aws")
def test_tables_that_are_missing() -> None:
    words = TRAIL[1:]
    result = run("status", *words)
    assert (result.exit_code, result.stderr) == (0, "")
    table, what, view, how = result.stdout.splitlines()
    assert (table, view) == ("table  s3logs.cloudtrail_raw  missing", "view   s3logs.cloudtrail  missing")
    for line, only in ((what, "table"), (how, "view")):
        _, *command = shlex.split(line.partition("what this prints: ")[2])
        assert run(*command).stdout == run(*TRAIL, "--only", only).stdout
    result = run("diff", *words)
    assert (result.exit_code, result.stderr) == (1, "")
    assert result.stdout == "table s3logs.cloudtrail_raw: missing\nview s3logs.cloudtrail: missing\n"


@pytest.mark.parametrize(
    "settings",
    [
        Settings(kind="s3_access", layout="flat", location="s3://logs/it's/(new)"),
        Settings(kind="s3_access", layout="partitioned", location="s3://logs/app", first_day=date(2024, 1, 1)),
        Settings(
            kind="s3_access",
            layout="partitioned",
            location="s3://logs/it's",
            time="delivery",
            accounts=("111122223333", "444455556666"),
            regions=("eu-west-1",),
            buckets=tuple(f"data-{number}" for number in range(31)),
            inject=("account", "region"),
            enum=("bucket",),
            first_day=date(2024, 1, 1),
        ),
        Settings(
            kind="cloudtrail",
            location="s3://trail/AWSLogs/o-abc/",
            organization="o-abc",
            accounts=("111122223333",),
            first_day=date(2024, 1, 1),
        ),
    ],
)
def test_settings_tell_their_own_command(settings: Settings) -> None:
    result = run("ddl", *settings.arguments())
    assert (result.exit_code, result.stderr) == (0, "")
    source = make_source(settings, today=TODAY)
    item = Deployment(source=source, database="s3logs", table=f"{source.kind}_raw", view=source.kind)
    assert result.stdout == S3Logs([item]).ddl() + "\n"


def made(table: Table) -> dict[str, Any]:
    """The table as Glue takes it."""
    columns, partitions = (
        [{"Name": column.name, "Type": column.type, "Comment": column.comment} for column in group]
        for group in (table.columns, table.partitions)
    )
    serde = {"SerializationLibrary": table.serde, "Parameters": dict(table.serde_properties)}
    formats = {"InputFormat": table.input_format, "OutputFormat": table.output_format}
    return {
        "Name": "s3_access_raw",
        "TableType": "EXTERNAL_TABLE",
        "Parameters": dict(table.properties),
        "PartitionKeys": partitions,
        "StorageDescriptor": {"Columns": columns, "Location": table.location, "SerdeInfo": serde, **formats},
    }


@pytest.mark.usefixtures("_aws")
def test_status_tells_what_else_a_flat_table_reads() -> None:
    import boto3

    call = ("s3_access", "--location", "s3://company-logs/app", "--layout", "flat")
    table = parse_table(run("ddl", *call, "--only", "table").stdout)
    glue, s3 = boto3.client("glue"), boto3.client("s3")
    glue.create_database(DatabaseInput={"Name": "s3logs"})
    glue.create_table(DatabaseName="s3logs", TableInput=made(table))  # type: ignore[arg-type]
    first, second, *_ = run("status", *call).stdout.splitlines()
    assert first == "table  s3logs.s3_access_raw  ok"
    assert second.startswith("       what else the raw table reads is not known: could not list s3://company-logs/: ")
    s3.create_bucket(Bucket="company-logs", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    for key in ("app2026-11-05-10-20-30-0A", "app2-", "app/x", "application", "app-\x1b[31m\u202e"):
        s3.put_object(Bucket="company-logs", Key=key)
    for words in (call, ()):
        result = run("status", *words)
        assert (result.exit_code, result.stderr) == (0, "")
        assert all(line.isprintable() for line in result.stdout.split("\n"))
        first, second, *names = result.stdout.splitlines()
        assert first == "table  s3logs.s3_access_raw  ok"
        assert second == "       the raw table also reads, and the view leaves out:"
        assert [name.strip() for name in names[:4]] == [
            r"s3://company-logs/app-\x1b[31m\u202e",
            "s3://company-logs/app/",
            "s3://company-logs/app2-",
            "s3://company-logs/application",
        ]
        assert "0A" not in result.stdout


def glue_table(name: str, **parameters: str) -> dict[str, Any]:
    properties = {f"athena_s3logs.{key}": value for key, value in parameters.items()}
    return {"Name": name, "TableType": "EXTERNAL_TABLE", "Parameters": properties, "StorageDescriptor": {"Columns": []}}


@pytest.mark.usefixtures("_aws")
@pytest.mark.parametrize(
    "properties",
    [
        {},
        {"kind": "s3_access"},
        {"kind": "s3_access", "location": "s3://logs/", "layout": "flat"},
        {"kind": "\x1b[31m", "location": "s3://logs/", "view": "v"},
        {"kind": "cloudtrail", "location": "s3://trail/AWSLogs/111122223333/CloudTrail/", "first_day": "soon", "view": "v"},
        {"kind": "s3_access", "location": "s3://logs/", "layout": "flat", "view": "\x1b[31m"},
    ],
)
@pytest.mark.parametrize("verb", ["status", "diff"])
def test_properties_that_somebody_changed_give_one_line(verb: str, properties: dict[str, str]) -> None:
    import boto3

    glue = boto3.client("glue")
    glue.create_database(DatabaseInput={"Name": "s3logs"})
    glue.create_table(DatabaseName="s3logs", TableInput=glue_table("raw", fingerprint="0", **properties))  # type: ignore[arg-type]
    result = run(verb)
    assert result.exit_code in {1, 2}
    refused(result, result.exit_code)


@pytest.mark.parametrize("verb", ["status", "diff"])
def test_what_boto3_says_is_one_line(verb: str) -> None:
    profile = "give a profile, or credentials, as for the AWS CLI"
    assert refused(run(verb), 1) == f"could not open a client for Glue: You must specify a region; {REGION}"
    said = refused(run(verb, AWS_PROFILE="nobody"), 1)
    assert said == f"could not open a session: The config profile (nobody) could not be found; {profile}"
    said = refused(run(verb, AWS_DEFAULT_REGION="eu-west-1"), 1)
    assert said == f"could not list the tables of s3logs in Glue: Unable to locate credentials; {profile}"


@pytest.mark.parametrize("endpoint", ["nonsense", "http://", "localhost:5000"])
def test_an_endpoint_that_cannot_be_is_one_line(endpoint: str) -> None:
    keys = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_DEFAULT_REGION": "eu-west-1"}
    assert "could not" in refused(run("status", AWS_ENDPOINT_URL=endpoint, **keys), 1)


def test_the_endpoint_of_the_environment_is_asked() -> None:
    keys = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_DEFAULT_REGION": "eu-west-1", "AWS_MAX_ATTEMPTS": "1"}
    started = time.monotonic()
    said = refused(run("status", AWS_ENDPOINT_URL="http://127.0.0.1:9", **keys), 1)
    assert time.monotonic() - started < 20
    assert said == (
        'could not list the tables of s3logs in Glue: Could not connect to the endpoint URL: "http://127.0.0.1:9/";'
        " AWS is busy or out of reach: look at region, endpoint and network, and run it again later"
    )


def test_the_environment_may_speak_of_other_logs() -> None:
    variables = {"ATHENA_S3LOGS_LAYOUT": "flat", "ATHENA_S3LOGS_BUCKET": "data", "ATHENA_S3LOGS_FIRST_DAY": "2024-01-01"}
    done = run("ddl", "cloudtrail", "--location", "s3://trail/AWSLogs/111122223333/CloudTrail/", **variables)
    assert (done.exit_code, done.stderr) == (0, "")
    done = run("ddl", **variables)
    assert "no logs are named" in done.stderr


def test_generate_writes_logs_and_tells_of_them(tmp_path: Path) -> None:
    words = ["generate", str(tmp_path / "logs"), "--days", "1", "--lines", "500", "--end", "2026-11-01"]
    done = run(*words, "--incident", "mass_delete")
    assert (done.exit_code, done.stderr) == (0, "")
    first, second = done.stdout.splitlines()
    assert re.fullmatch(r"[0-9,]+ lines in .+/s3_access, [0-9,]+ records in .+/cloudtrail", first)
    assert second.startswith("mass_delete: ")
    assert {path.name for path in (tmp_path / "logs").iterdir()} == {"s3_access", "cloudtrail", "truth.json"}
    again = run(*words)
    assert (again.exit_code, again.stdout) == (2, "")
    assert "the folder is not empty; name a new one" in again.stderr


def test_generate_refuses_what_it_does_not_know(tmp_path: Path) -> None:
    done = run("generate", str(tmp_path / "x"), "--layout", "round", "--incident", "fire", "--lines", "0")
    assert done.exit_code == 2
    assert all(text in done.stderr for text in ("layout 'round'", "incident 'fire'", "lines 0"))
