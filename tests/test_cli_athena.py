"""The command on Athena: create and drop, and what its options come to."""

from __future__ import annotations

import base64
import json
import os
import signal
import time
from datetime import date
from pathlib import Path
from typing import Any

import boto3
import pytest

from athena_s3logs import S3Logs, connecting
from athena_s3logs.aws.client import glue_client, s3_client
from athena_s3logs.aws.glue import GlueMetastore
from athena_s3logs.ddl import parse_table
from athena_s3logs.engines.athena import AthenaEngine
from athena_s3logs.errors import AwsError
from tests.athena_double import Double
from tests.test_cli import FLAT, _aws, _nothing_around, made, refused, run  # noqa: F401  fixtures

WORDS = FLAT[1:]
AS_CREATED = "table  s3logs.s3_access_raw  created\nview   s3logs.s3_access  created\n"


class Reached(Double):
    """One with the session of boto3 that an engine is reached by."""

    session = None


@pytest.fixture
def athena(_aws: None, monkeypatch: pytest.MonkeyPatch) -> Double:  # noqa: F811  the fixture
    double = Reached()
    monkeypatch.setattr(connecting, "reach", lambda *_: (double, GlueMetastore(glue_client(), s3_client())))
    return double


def put_table(**names: str | tuple[str, ...]) -> None:
    """What `create` would have made."""
    boto3.client("glue").create_database(DatabaseInput={"Name": "s3logs"})
    boto3.client("glue").create_table(DatabaseName="s3logs", TableInput=table_of(**names))


def table_of(**names: str | tuple[str, ...]) -> Any:  # noqa: ANN401  what boto3 takes
    pairs = ((name, one) for name, value in names.items() for one in ((value,) if isinstance(value, str) else value))
    flags = [word for name, one in pairs for word in (f"--{name.replace('_', '-')}", one)]
    statement = run("ddl", *WORDS, *flags, "--only", "table").stdout.rstrip("\n;")
    return made(parse_table(statement)) | {"Name": names.get("table", "s3_access_raw")}


def put_view(select: str) -> None:
    """As Glue keeps a view of this text."""
    put_view_text(json.dumps({"originalSql": select}))


def put_view_text(kept: str) -> None:
    text = base64.b64encode(kept.encode()).decode()
    view: Any = {"Name": "s3_access", "TableType": "VIRTUAL_VIEW", "ViewOriginalText": f"/* Presto View: {text} */"}
    boto3.client("glue").create_table(DatabaseName="s3logs", TableInput=view)


def texts(double: Double) -> list[str]:
    return [" ".join(request["QueryString"].split()[:4]) for request in double.started]


def test_create(athena: Double) -> None:
    result = run("create", *WORDS)
    assert (result.exit_code, result.stdout, result.stderr) == (0, AS_CREATED, "")
    assert texts(athena) == ["CREATE EXTERNAL TABLE IF", "CREATE OR REPLACE VIEW"]


def test_create_with_its_database(athena: Double) -> None:
    assert run("create", *WORDS, "--make-database").stdout == AS_CREATED
    assert texts(athena)[0] == "CREATE DATABASE IF NOT"


def test_create_leaves_what_is_there(athena: Double) -> None:
    put_table()
    assert run("create", *WORDS).stdout == AS_CREATED.replace("raw  created", "raw  as it was")
    assert texts(athena) == ["CREATE OR REPLACE VIEW"]


@pytest.mark.usefixtures("athena")
def test_create_of_other_logs_is_refused() -> None:
    put_table()
    other = ["s3://other/" if word == "s3://logs/app/" else word for word in WORDS]
    assert "s3logs.s3_access_raw was made for other settings: location is s3://logs/app/" in refused(run("create", *other), 1)


def test_a_table_that_others_create_meanwhile_is_told(athena: Double, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = table_of(location="s3://others/")
    boto3.client("glue").create_database(DatabaseInput={"Name": "s3logs"})

    def execute(engine: AthenaEngine, statement: str) -> None:
        """After somebody else has created the table."""
        if statement.startswith("CREATE EXTERNAL"):
            boto3.client("glue").create_table(DatabaseName="s3logs", TableInput=theirs)
        own(engine, statement)

    own = AthenaEngine.execute
    monkeypatch.setattr(AthenaEngine, "execute", execute)
    said = refused(run("create", *WORDS), 1)
    assert "made for other settings: location is s3://others/ there and s3://logs/app/ in the settings" in said
    assert texts(athena) == ["CREATE EXTERNAL TABLE IF"]


def configure(**settings: Any) -> None:  # noqa: ANN401  a setting
    lines = (f"{name} = {value if isinstance(value, date) else json.dumps(value)}\n" for name, value in settings.items())
    Path("athena_s3logs.toml").write_text("".join(("[s3_access]\n", *lines)))


ASKED = ("query", "select count(*) as n from s3_access", "--day", "2026-11-01", "--engine", "athena", "--format", "csv")


def test_a_question_to_the_table_of_other_logs_is_refused(athena: Double) -> None:
    put_table()
    configure(location="s3://logs/app/", layout="flat")
    assert run(*ASKED).stdout == "n\n1\n"
    configure(location="s3://other/", layout="flat")
    assert "s3logs.s3_access_raw was made for other settings: location is s3://logs/app/" in refused(run(*ASKED), 1)
    assert len(athena.started) == 1


@pytest.mark.usefixtures("athena")
def test_another_order_and_values_of_what_is_injected_may_stand_in_the_configuration_alone() -> None:
    put_table(layout="partitioned", first_day="2024-01-01", account="111122223333", bucket=("data", "media"))
    known = {"layout": "partitioned", "accounts": ["111122223333"], "buckets": ["media", "data"], "first_day": date(2024, 1, 1)}
    configure(location="s3://logs/app/", **known, regions=["eu-west-1"], inject=["region"])
    result = run(*ASKED)
    assert (result.exit_code, result.stdout) == (0, "n\n1\n"), result.stderr


def test_properties_that_somebody_changed_are_no_traceback(athena: Double) -> None:
    configure(location="s3://logs/app/", layout="flat")
    glue, table = boto3.client("glue"), table_of()
    glue.create_database(DatabaseInput={"Name": "s3logs"})
    glue.create_table(DatabaseName="s3logs", TableInput=table)
    for change, said in (({"inject": "key"}, ""), ({"first_day": "soon"}, "its properties do not tell its source any more")):
        table["Parameters"] |= {f"athena_s3logs.{name}": value for name, value in change.items()}
        glue.update_table(DatabaseName="s3logs", TableInput=table)
        result = run(*ASKED)
        assert (result.exit_code, said in result.stderr) == (bool(said), True)
    assert len(athena.started) == 1


@pytest.mark.usefixtures("athena")
def test_a_view_whose_text_is_other_json_is_no_traceback() -> None:
    boto3.client("glue").create_database(DatabaseInput={"Name": "s3logs"})
    put_view_text("[1]")
    assert "view   s3logs.s3_access  differs" in run("status", *WORDS).stdout


def test_where_glue_may_not_be_asked_the_answer_says_so(athena: Double, monkeypatch: pytest.MonkeyPatch) -> None:
    def find(*_: object) -> None:
        raise AwsError("AccessDenied")

    monkeypatch.setattr(GlueMetastore, "find", find)
    configure(location="s3://logs/app/", layout="flat")
    result = run(*ASKED)
    assert (result.stdout, len(athena.started)) == ("n\n1\n", 1)
    assert "Warning: s3logs.s3_access_raw: whether it was made for these settings is not known (AccessDenied)" in result.stderr


def test_drop_needs_a_name_alone(athena: Double) -> None:
    put_table()
    result = run("drop", "s3_access")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "view   s3logs.s3_access  not there\ntable  s3logs.s3_access_raw  dropped\n"
    assert texts(athena) == ["DROP TABLE `s3logs`.`s3_access_raw`"]


def test_drop_of_more_than_a_name_wants_all_of_it(athena: Double) -> None:
    put_table()
    assert "no location; give --location" in refused(run("drop", "s3_access", "--first-day", "2024-01-01"))
    assert refused(run("drop", "cloudtrail", "--table", "s3_access_raw"), 1) == (
        "s3logs.s3_access_raw: a table of s3_access and not of cloudtrail"
    )
    assert texts(athena) == []


def test_drop_of_other_logs_is_refused(athena: Double) -> None:
    put_table()
    put_view('select key from "s3logs"."s3_access_raw"')
    other = ["s3://other/" if word == "s3://logs/app/" else word for word in WORDS]
    assert "s3logs.s3_access_raw was made for other settings: location is s3://logs/app/" in refused(run("drop", *other), 1)
    assert texts(athena) == []
    assert run("drop", *WORDS).exit_code == 0
    assert texts(athena) == ['DROP VIEW "s3logs"."s3_access"', "DROP TABLE `s3logs`.`s3_access_raw`"]


def test_all_that_is_configured_is_dropped_or_nothing(athena: Double) -> None:
    put_table()
    configure(location="s3://logs/app/", layout="flat")
    with Path("athena_s3logs.toml").open("a") as file:
        file.write('[cloudtrail]\nlocation = "s3://trail/AWSLogs/111122223333/CloudTrail/"\nfirst_day = 2024-01-01\n')
    boto3.client("glue").create_table(DatabaseName="s3logs", TableInput={"Name": "cloudtrail_raw"})
    assert "s3logs.cloudtrail_raw: not made by athena_s3logs" in refused(run("drop"), 1)
    assert texts(athena) == []
    boto3.client("glue").delete_table(DatabaseName="s3logs", Name="cloudtrail_raw")
    assert "table  s3logs.s3_access_raw  dropped" in run("drop").stdout


def test_a_view_over_another_catalog_is_not_ours(athena: Double) -> None:
    put_table()
    put_view("select key from other.s3logs.s3_access_raw")
    for verb in ("create", "drop"):
        assert "s3logs.s3_access: " in (said := refused(run(verb, *WORDS), 1))
        assert "view over s3_access_raw" in said
    assert texts(athena) == []
    boto3.client("glue").delete_table(DatabaseName="s3logs", Name="s3_access")
    put_view('select key from "AwsDataCatalog".s3logs.s3_access_raw')
    assert "view   s3logs.s3_access  dropped" in run("drop", *WORDS).stdout


@pytest.mark.usefixtures("athena")
def test_drop_of_what_is_not_there() -> None:
    assert "s3logs.other: there is no such table" in refused(run("drop", "s3_access", "--table", "other"), 1)
    assert "no logs are named" in refused(run("drop"))


def test_options_come_to_arguments(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found: dict[str, Any] = {}

    def athena(**given: Any) -> S3Logs:  # noqa: ANN401  the arguments
        found.update(given)
        return S3Logs.configured({"s3_access": {"location": "s3://logs/", "layout": "flat"}})

    monkeypatch.setattr(S3Logs, "athena", athena)
    words = ("--workgroup", "w", "--output-location", "s3://results/", "--aws-region", "eu-west-1", "--profile", "p")
    (tmp_path / "athena_s3logs.toml").write_text("")
    more = ("--timeout", "5", "--unload", "--database", "audit", "--day", "2026-11-01", "--region", "us-east-1")
    run("sql", "denied_requests", "--engine", "athena", *words, *more)
    assert found == {
        "database": "audit", "config": "athena_s3logs.toml", "queries": (), "workgroup": "w",
        "output_location": "s3://results/", "region": "eu-west-1", "profile": "p", "timeout": 5.0, "unload": True, "told": None,
    }  # fmt: skip


def test_athena_is_asked_only_by_its_name() -> None:
    result = run("run", "denied_requests", "--day", "2026-11-01", "--workgroup", "w")
    assert result.exit_code == 2
    assert "or Athena, which costs money, with --engine athena" in result.stderr


class Slow(Reached):
    """Takes its time to start a query, and meanwhile the process is sent a signal."""

    sent = signal.SIGTERM

    def start_query_execution(self, **request: Any) -> dict[str, Any]:  # noqa: ANN401  what boto3 takes
        os.kill(os.getpid(), self.sent)
        time.sleep(0.3)
        return super().start_query_execution(**request)


@pytest.mark.usefixtures("_aws")
@pytest.mark.parametrize(("sent", "code", "said"), [(signal.SIGINT, 1, "\nAborted!\n"), (signal.SIGTERM, 143, "")])
def test_a_signal_ends_a_query_that_is_being_started(
    sent: signal.Signals, code: int, said: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> None:
    double = Slow(states=("RUNNING",))
    double.sent = sent
    monkeypatch.setattr(connecting, "reach", lambda *_: (double, GlueMetastore(glue_client(), s3_client())))
    put_table()
    words = ("denied_requests", "--engine", "athena", "--day", "2026-11-01")
    ledger = {"ATHENA_S3LOGS_LEDGER": "on", "XDG_STATE_HOME": str(tmp_path)}
    result = run("run", *words, **ledger)
    assert (result.exit_code, result.stderr) == (code, said)
    assert double.stopped == ["query-1"]
    assert '"state": "CANCELLED"' in (tmp_path / "athena_s3logs/ledger.jsonl").read_text()


@pytest.mark.usefixtures("_aws")
def test_a_database_without_tables() -> None:
    said = refused(run("sql", "s3_access/denied_requests", "--engine", "athena", "--day", "2026-11-01"))
    assert "no s3_access logs" in said


@pytest.mark.usefixtures("_aws")
def test_tables_that_only_a_database_knows_are_estimated_and_published() -> None:
    put_table(location="s3://audited/app/")
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket="audited", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.put_object(Bucket="audited", Key="app/2026-11-01-00-00-00-0123456789ABCDEF", Body=b"x" * 70)
    estimated = run("estimate", "denied_requests", "--day", "2026-11-01", "--json", "--database", "s3logs")
    assert json.loads(estimated.stdout)["bytes"] == 70
    published = run("publish", "--workgroup", "primary", "--dry-run", "--database", "s3logs")
    assert "create  s3logs/s3_access/denied_requests\n" in published.stdout
    elsewhere = run("estimate", "s3_access/denied_requests", "--day", "2026-11-01", "--database", "other")
    assert "no logs are named" in refused(elsewhere)
