"""The library in Athena's console, by its API over HTTP: what is ours is created, updated and removed, and nothing else."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import boto3
import pytest
from click.testing import CliRunner

from athena_s3logs.aws import client as edge
from athena_s3logs.aws.publish import MARK, NamedQuery, Place, publish
from athena_s3logs.cli import main
from athena_s3logs.errors import AwsError, WindowError
from athena_s3logs.library import load
from athena_s3logs.session import S3Logs
from tests.stand.athena.faults import throttled
from tests.stand.athena.server import Athena, running_athena

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.stand.stand import Stand

TODAY: Final = date(2026, 11, 21)
CONFIG: Final = {
    "database": "audit",
    "s3_access": {"location": "s3://logs/app/", "layout": "flat"},
    "cloudtrail": {
        "location": "s3://trail/AWSLogs/111122223333/CloudTrail/", "regions": ["eu-west-1"], "first_day": date(2026, 1, 1),
    },
}  # fmt: skip
LIBRARY: Final = [f"s3logs/{name}" for name in load()]


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Athena]:
    """Athena's API without the parts that run queries."""
    with running_athena(cast("Stand", None), tmp_path / "athena") as running:
        for name, value in {
            "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ENDPOINT_URL_ATHENA": running.endpoint, "AWS_CONFIG_FILE": "none", "AWS_SHARED_CREDENTIALS_FILE": "none",
            "AWS_MAX_ATTEMPTS": "1",
        }.items():  # fmt: skip
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(tmp_path)
        yield running


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The sleeps of what would wait."""
    found: list[float] = []
    monkeypatch.setattr(Place.__init__, "__kwdefaults__", {"sleep": found.append})
    return found


@pytest.fixture
def place(server: Athena) -> Iterator[Place]:
    client = boto3.client("athena", endpoint_url=server.endpoint)
    yield Place(client=client, workgroup="primary", database="audit", sleep=lambda _: None)
    client.close()


def logs(**parts: Any) -> S3Logs:  # noqa: ANN401  of S3Logs
    return S3Logs.configured(CONFIG, today=lambda: TODAY, **parts)


def named(server: Athena) -> dict[str, dict[str, Any]]:
    found = {query["Name"]: query for query in server.service.named_queries.values()}
    assert len(found) == len(server.service.named_queries)
    return found


@pytest.mark.usefixtures("slept")
def test_the_library_becomes_named_queries(server: Athena) -> None:
    done = logs().publish("primary")
    assert (list(done.created), done.updated, done.removed, done.skipped) == (LIBRARY, (), (), {})
    found = named(server)
    assert list(found) == LIBRARY
    query = found["s3logs/s3_access/denied_requests"]
    assert (query["Database"], query["WorkGroup"]) == ("audit", "primary")
    assert query["Description"].endswith(f" {MARK}")
    expected = logs().sql("s3_access/denied_requests", start="2026-11-14", end="2026-11-22")
    text, _, comment = query["QueryString"].partition("\n\n-- ")
    assert text == expected
    assert comment.startswith("s3logs/s3_access/denied_requests, of 2026-11-14 00:00:00 to 2026-11-22 00:00:00 (UTC).\n-- For")
    history = found["s3logs/s3_access/object_history"]["QueryString"]
    assert "key = '<key>'" in history
    assert history.endswith("-- Put your values in place of <bucket>, <key>.")
    assert not any(one["QueryString"].lstrip().startswith(("-", "/")) for one in found.values())


def test_a_second_time_changes_nothing_and_a_new_window_all(server: Athena, slept: list[float]) -> None:
    logs().publish("primary")
    ids = {name: query["NamedQueryId"] for name, query in named(server).items()}
    slept.clear()
    done = logs().publish("primary")
    assert (done.created, done.updated, done.removed, len(done.unchanged)) == ((), (), (), len(LIBRARY))
    assert slept == [0.2] * 2 * math.ceil(len(LIBRARY) / 50), "a page is listed and read at a time"
    done = logs().publish("primary", start="2026-11-01", end="2026-11-02")
    assert sorted(done.updated) == sorted(LIBRARY)
    found = named(server)
    assert {name: query["NamedQueryId"] for name, query in found.items()} == ids
    assert "'s3://logs/app/2026-11-01-00-00-00'" in found["s3logs/s3_access/denied_requests"]["QueryString"]


def others(place: Place) -> list[str]:
    """Named queries that only look like ours: by name, by description, of another database."""
    kinds = [
        ("s3logs/s3_access/denied_requests", "my own", "audit"),
        ("denied_requests", f"copied {MARK}", "audit"),
        ("s3logs/s3_access/denied_requests", f"of another table {MARK}", "other"),
        ("s3logs/s3_access/gone", f"{MARK} once", "audit"),
    ]
    return [
        place.client.create_named_query(Name=name, Description=said, Database=database, QueryString="select 1")["NamedQueryId"]
        for name, said, database in kinds
    ]


def test_what_is_not_ours_is_not_touched(server: Athena, place: Place) -> None:
    theirs = {one: dict(server.service.named_queries[one]) for one in others(place)}
    server.service.workgroups["second"] = {**server.service.workgroups["primary"], "Name": "second"}
    elsewhere = Place(client=place.client, workgroup="second", database="audit", sleep=place.sleep)
    ours = [NamedQuery(name="s3logs/s3_access/denied_requests", description=MARK, sql="select 2")]
    assert publish(elsewhere, ours).created == publish(place, ours).created == (ours[0].name,)
    assert publish(place, []).removed == (ours[0].name,)
    left = dict(server.service.named_queries)
    assert {one: left.pop(one) for one in theirs} == theirs
    assert [query["WorkGroup"] for query in left.values()] == ["second"]


def test_one_of_several_with_our_name_stays_and_what_is_gone_goes(server: Athena, place: Place) -> None:
    for _ in range(2):
        for name in ("s3logs/a", "s3logs/b"):
            request = {"Name": name, "Description": MARK, "Database": "audit", "QueryString": "select 1"}
            place.client.create_named_query(**request)
    done = publish(place, [NamedQuery(name="s3logs/a", description=MARK, sql="select 1")], skipped={"c": "too long"})
    assert done.unchanged == ("s3logs/a",)
    assert sorted(done.removed) == ["s3logs/a", "s3logs/b", "s3logs/b"]
    assert list(named(server)) == ["s3logs/a"]
    assert publish(place, [], skipped={"a": "too long"}).removed == ()


def test_pages_and_batches_of_fifty(server: Athena, place: Place) -> None:
    wanted = [NamedQuery(name=f"s3logs/{number:03}", description=MARK, sql="select 1") for number in range(120)]
    assert len(publish(place, wanted).created) == 120
    assert len(publish(place, wanted).unchanged) == 120
    assert len(publish(place, []).removed) == 120
    assert server.service.named_queries == {}


def test_throttling_is_waited_out_and_a_try_makes_no_second_one(server: Athena, place: Place) -> None:
    waited: list[float] = []
    patient = Place(client=place.client, workgroup="primary", database="audit", sleep=waited.append)
    for operation in ("ListNamedQueries", "BatchGetNamedQuery", "CreateNamedQuery", "UpdateNamedQuery", "DeleteNamedQuery"):
        server.faults.refuse(operation, throttled(), times=3)
    query = NamedQuery(name="s3logs/a", description=MARK, sql="select 1")
    assert publish(patient, [query]).created == ("s3logs/a",)
    assert publish(patient, [NamedQuery(name="s3logs/a", description=MARK, sql="select 2")]).updated == ("s3logs/a",)
    assert publish(patient, []).removed == ("s3logs/a",)
    assert sum(one != 0.2 for one in waited) == 15
    server.faults.refuse("ListNamedQueries", throttled("ThrottlingException"), times=edge.TRIES)
    with pytest.raises(AwsError, match=r"could not list named queries of the workgroup 'primary': .*ThrottlingException"):
        publish(patient, [])


@pytest.mark.usefixtures("slept")
def test_what_athena_would_not_take_is_told(server: Athena, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    header = "-- title: {0}\n-- description: {1}\n-- returns: n bigint\n{2}select count(*) as n from {3} order by n\n"
    (folder / ("n" * 130 + ".sql")).write_text(header.format("t", "d", "", "s3_access"))
    (folder / "wrong.sql").write_text(header.format("t", "d", "", "nowhere"))
    (folder / "number.sql").write_text(
        header.format("t", "d", "-- param: most integer\n", "s3_access where http_status < :most"),
    )
    (folder / "large.sql").write_text(header.format("t", "d", "", f"s3_access where key <> '{'k' * 262_144}'"))
    (folder / "wordy.sql").write_text(header.format("t", "ü" * 2_000, "", "s3_access"))
    done = logs(queries=folder).publish("primary")
    expected = "expected s3_access or s3_access_unparsed or cloudtrail, or a name from WITH"
    assert {name[:6]: reason.split(";")[0] for name, reason in done.skipped.items()} == {
        "nnnnnn": "its name has 137 characters",
        "wrong": f"{folder}/wrong.sql:4: table nowhere: {expected}",
        "number": "parameter most: expected a whole number of 64 bits, got '<most>'",
        "large": done.skipped["large"].split(";")[0],
    }
    assert done.skipped["large"].startswith("its text has 263,")
    wordy = named(server)["s3logs/wordy"]["Description"]
    assert (len(wordy), wordy[-19:]) == (1024, f"... {MARK}")


@pytest.mark.usefixtures("slept")
def test_without_trails_their_questions_are_not_published(server: Athena) -> None:
    done = S3Logs.configured({"s3_access": CONFIG["s3_access"]}, today=lambda: TODAY).publish("primary")
    assert {name.partition("/")[0] for name in done.skipped} == {"cloudtrail", "combined"}
    assert len(named(server)) + len(done.skipped) == len(LIBRARY)
    with pytest.raises(WindowError, match="bucket: expected start, end"):
        logs().publish("primary", bucket="x")


@pytest.mark.usefixtures("slept")
def test_a_window_that_some_logs_cannot_answer_is_for_the_others(server: Athena) -> None:
    """A trail wants accounts that it does not know to be named, and flat access logs know of none."""
    trail = {
        "location": "s3://trail/AWSLogs/o-abc123/", "organization": "o-abc123", "regions": ["eu-west-1"],
        "first_day": date(2026, 1, 1),
    }  # fmt: skip
    both = S3Logs.configured({**CONFIG, "cloudtrail": trail}, today=lambda: TODAY)
    done = both.publish("primary")
    assert {name.split("/")[1] for name in done.created} == {"s3_access"}
    assert "name at least one with --account" in done.skipped["cloudtrail/root_activity"]
    done = both.publish("primary", accounts=["111122223333"])
    assert {name.split("/")[1] for name in done.created} == {"cloudtrail"}
    assert (done.updated, done.removed) == ((), ())
    assert set(named(server)) == {name for name in LIBRARY if "/combined/" not in name}
    assert "the access logs are flat" in done.skipped["s3_access/denied_requests"]
    with pytest.raises(WindowError, match="name at least one with --account"):
        S3Logs.configured({"cloudtrail": trail}, today=lambda: TODAY).publish("primary")


@pytest.mark.usefixtures("slept")
def test_the_command(server: Athena, tmp_path: Path) -> None:
    (tmp_path / "athena_s3logs.toml").write_text('[s3_access]\nlocation = "s3://logs/app/"\nlayout = "flat"\n')
    words = ["publish", "--workgroup", "primary", "--day", "2026-11-05"]
    dry = CliRunner().invoke(main, [*words, "--dry-run"], catch_exceptions=False)
    assert (dry.exit_code, server.service.named_queries) == (0, {})
    own = [name for name in LIBRARY if "/s3_access/" in name]
    assert dry.stdout.splitlines() == [f"create  {name}" for name in own]
    assert dry.stderr.splitlines()[-1] == f"{len(own)} would change, and 0 stay as they are"
    done = CliRunner().invoke(main, words)
    assert (done.stdout, len(named(server))) == (dry.stdout, len(own))
    again = CliRunner().invoke(main, words)
    assert (again.stdout, again.stderr.splitlines()[-1]) == ("nothing to change\n", f"0 changed, {len(own)} stay as they are")
    assert "cloudtrail/role_chaining is not published: cloudtrail: the query reads cloudtrail, and no" in again.stderr
    unknown = CliRunner().invoke(main, ["publish", "--workgroup", "nowhere"])
    assert (unknown.exit_code, unknown.stdout) == (1, "")
    assert unknown.stderr.startswith("Error: could not list named queries of the workgroup 'nowhere'")
