"""Create, drop, status and diff over Hive, Trino and Glue: what was made by hand is seen, and never overwritten unasked."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from athena_s3logs.catalog import recover
from athena_s3logs.errors import CatalogError, DriftError, SourceMismatchError
from athena_s3logs.session import S3Logs
from athena_s3logs.tables import Difference
from tests.corpus import TODAY, access_lines
from tests.stand.deployments import SHAPES, deployed, deployment, metastore

if TYPE_CHECKING:
    from athena_s3logs.catalog import Deployment
    from tests.stand.stand import Stand

BIN: Final = Path(sys.executable).parent
FILE: Final = "2026-11-05-12-00-00-0123456789ABCDEF"


def logs(stand: Stand, *items: Deployment) -> S3Logs:
    database = items[0].database if items else "s3logs"
    return S3Logs(items, database=database, executor=stand, metastore=metastore(stand), today=lambda: TODAY)


def fresh(stand: Stand, name: str, shape: str = "event") -> Deployment:
    item = deployment(shape, database=name, location=f"s3://{name.replace('_', '-')}/app/")
    stand.s3.create_bucket(Bucket=item.source.location.bucket)
    return item


def states(session: S3Logs) -> list[str]:
    return [item.state for item in session.status()]


def test_create_and_drop_from_nothing_and_again(stand: Stand) -> None:
    item = fresh(stand, "cat_create")
    session = logs(stand, item)
    assert states(session) == ["missing", "missing"]
    for _ in range(2):
        session.create(database=True)
        assert states(session) == ["ok", "ok"]
    assert session.diff() == []
    for _ in range(2):
        session.drop()
        assert states(session) == ["missing", "missing"]


@pytest.mark.parametrize("shape", SHAPES)
def test_the_source_comes_back_from_the_name(stand: Stand, shape: str) -> None:
    item = deployed(stand, deployment(shape, database=f"back_{shape}"))
    assert recover(metastore(stand), item.database, item.table, today=TODAY) == item


def test_status_of_a_database_alone(stand: Stand) -> None:
    item = deployed(stand, fresh(stand, "cat_alone"))
    stand.hive(f"create external table {item.database}.stranger (a string) location 's3://cat-alone/x/'")
    session = S3Logs(database=item.database, metastore=metastore(stand), today=lambda: TODAY)
    assert [(found.name, found.state) for found in session.status()] == [(item.table, "ok"), (item.view, "ok")]


BY_HAND: Final = {
    "another regex": ("([^ ]+) ([^ ]+)", "([^ ]*) ([^ ]+)", {"input.regex"}),
    "another range": ("2026/10/01,NOW", "2025/10/01,NOW", {"projection.day.range"}),
    "a missing column": (
        "    `sourceregion` STRING COMMENT 'AWS Region that the request came from, - outside AWS, logged since 2026',\n", "",
        {"column sourceregion"},
    ),
    "another type": ("`totaltime` STRING", "`totaltime` INT", {"type of column totaltime"}),
    "another comment": ("'Host header: the", "'Header: the", {"comment of column endpoint"}),
    "another location": ("LOCATION 's3://cat-hand/app/'", "LOCATION 's3://cat-hand/'", {"location"}),
    "another template": ("${region}/${source_bucket}", "${source_bucket}/${region}", {"storage.location.template"}),
    "more projection": (
        "'projection.enabled' = 'true',", "'projection.enabled' = 'true', 'projection.day.unit' = 'x',",
        {"projection.day.unit"},
    ),
}


@pytest.mark.parametrize("change", BY_HAND)
def test_a_table_made_by_hand_is_seen_and_replaced_only_when_asked(stand: Stand, change: str) -> None:
    item = fresh(stand, "cat_hand")
    session = logs(stand, item)
    before, after, expected = BY_HAND[change]
    statement = item.table_statement.replace(before, after, 1)
    assert statement != item.table_statement
    stand.execute(item.statements()["database"])
    stand.execute(f"drop table if exists `{item.database}`.`{item.table}`")
    stand.execute(statement)
    stand.put("cat-hand", f"app/{FILE}", b"a log\n")
    table = session.status()[0]
    assert table.state == "differs"
    assert table.remedy[0] == f"DROP TABLE `{item.database}`.`{item.table}`, which leaves the logs alone, then"
    assert {difference.what for difference in table.differences} == expected
    assert session.diff()[0].differences == table.differences
    with pytest.raises(DriftError, match=r"`diff` shows how, `create\(replace=True\)`"):
        session.create()
    session.create(replace=True)
    assert states(session) == ["ok", "ok"]
    assert stand.s3.get_object(Bucket="cat-hand", Key=f"app/{FILE}")["Body"].read() == b"a log\n"


def test_a_view_made_by_hand_is_seen(stand: Stand) -> None:
    item = deployed(stand, fresh(stand, "cat_view"))
    session = logs(stand, item)
    by_hand = item.select.replace("'svc:%'", "'svc.%'")
    stand.execute(f'create or replace view "{item.database}"."{item.view}" as {by_hand}')
    view = session.status()[1]
    assert view.state == "differs"
    (difference,) = view.differences
    assert difference.expected == (difference.found or "").replace("svc.%", "svc:%")
    with pytest.raises(DriftError):
        session.create()
    session.create(replace=True)
    assert states(session) == ["ok", "ok"]


def test_parentheses_of_a_view_count(stand: Stand) -> None:
    item = deployed(stand, fresh(stand, "cat_parens"))
    by_hand = item.select.replace("operation LIKE 'BATCH.%' OR operation LIKE 'S3.%'", "NOT (operation LIKE 'BATCH.%' OR true)")
    stand.execute(f'create or replace view "{item.database}"."{item.view}" as {by_hand}')
    assert states(logs(stand, item)) == ["ok", "differs"]


def test_what_others_made_is_left_alone(stand: Stand) -> None:
    item = fresh(stand, "cat_others")
    stand.execute(item.statements()["database"])
    stand.hive(f"create external table {item.database}.{item.table} (a string) location 's3://cat-others/x/'")
    stand.execute(f'create view "{item.database}"."{item.view}" as select 1 as one')
    session = logs(stand, item)
    assert states(session) == ["differs", "differs"]
    for act in (session.create, partial(session.create, replace=True), session.drop):
        with pytest.raises(CatalogError, match=r"athena_s3logs did not make|not made by athena_s3logs"):
            act()
    stand.hive(f"drop table {item.database}.{item.table}")
    for act in (session.create, session.drop):
        with pytest.raises(CatalogError, match=r"no view over|not a view over"):
            act()


@pytest.mark.parametrize("select", [
    "select bucketowner from cat_views_else.s3_access_raw",
    "select r.bucketowner from cat_views.s3_access_raw as r cross join cat_views_else.s3_access_raw as other",
])
def test_a_view_that_reads_anything_else_is_not_ours(stand: Stand, select: str) -> None:
    item = deployed(stand, fresh(stand, "cat_views"))
    deployed(stand, fresh(stand, "cat_views_else"))
    stand.execute(f'create or replace view "{item.database}"."{item.view}" as {select}')
    session = logs(stand, item)
    for act in (session.create, partial(session.create, replace=True), session.drop):
        with pytest.raises(CatalogError, match=r"no view over|not a view over"):
            act()


def test_settings_that_disagree_with_the_table_are_an_error(stand: Stand) -> None:
    item = deployed(stand, fresh(stand, "cat_other_logs"))
    other = replace(item, source=replace(item.source, first_day=date(2025, 1, 1)))
    session = logs(stand, other)
    for act in (session.create, session.drop, session.status, session.diff):
        with pytest.raises(SourceMismatchError, match="first_day is 2026-10-01 there and 2025-01-01 in the settings"):
            act()
    session.create(replace=True)
    assert states(session) == ["ok", "ok"]


def test_a_table_of_an_older_template_is_told(stand: Stand) -> None:
    item = fresh(stand, "cat_older")
    stand.execute(item.statements()["database"])
    stand.execute(item.table_statement.replace("template_version' = '1'", "template_version' = '0'"))
    table = logs(stand, item).status()[0]
    assert table.differences == (Difference("athena_s3logs.template_version", "1", "0"),)


@pytest.mark.parametrize(("before", "after"), [
    ("'athena_s3logs.kind' = 's3_access',", ""),
    ("'athena_s3logs.view' = 's3_access',", ""),
    ("first_day' = '2026-10-01'", "first_day' = 'soon'"),
    ("athena_s3logs.accounts' = '111122223333,", "athena_s3logs.accounts' = 'alice,"),
])
def test_properties_that_somebody_broke_are_told(stand: Stand, before: str, after: str) -> None:
    item = fresh(stand, "cat_broken")
    stand.execute(item.statements()["database"])
    stand.execute(f"drop table if exists `{item.database}`.`{item.table}`")
    stand.execute(item.table_statement.replace(before, after))
    with pytest.raises(CatalogError, match=r"its properties do not tell its source any more \(.+\); drop it"):
        S3Logs(database=item.database, metastore=metastore(stand), today=lambda: TODAY).status()


NEIGHBOURS: Final = (
    "app-old/x", "app-old" + FILE, "application" + FILE, "app2-" + FILE, "app/" + FILE, "app" + FILE + "/x", "zzz",
)


def test_neighbours_of_a_glued_prefix_are_kept_out_and_told(stand: Stand) -> None:
    item = deployed(stand, deployment("flat_glued", database="glued", location="s3://glued-neighbours/app"))
    body = (access_lines()[0].text + "\n").encode()
    for name in (f"app{FILE}", *NEIGHBOURS):
        stand.put("glued-neighbours", name, body)
    view = stand.trino(f'select log_file from "{item.database}"."{item.view}"')
    assert view.rows == [[f"s3://glued-neighbours/app{FILE}"]]
    raw = stand.trino(f'select count(*) from "{item.database}"."{item.table}"')
    assert raw.rows == [[1 + len(NEIGHBOURS)]]
    told = logs(stand, item).status()[0].sweeps
    seen = ["app-old/", "app-old" + FILE, "app/", "app2-" + FILE, "application" + FILE, "zzz"]
    assert sorted(told) == [f"s3://glued-neighbours/{name}" for name in sorted(seen)]


def test_the_location_of_a_glued_prefix_itself_reads_nothing(stand: Stand) -> None:
    """Why LOCATION is the parent folder."""
    item = deployment("flat_glued", database="glued_wrong", location="s3://glued-wrong/app")
    stand.put("glued-wrong", f"app{FILE}", b"a log\n")
    stand.execute(item.statements()["database"])
    stand.execute(item.table_statement.replace("LOCATION 's3://glued-wrong/'", "LOCATION 's3://glued-wrong/app'"))
    assert stand.trino(f"select * from {item.database}.{item.table}").rows == []


def test_the_command_reads_glue(stand: Stand) -> None:
    item = deployed(stand, fresh(stand, "cat_command"))
    stand.execute(f'drop view "{item.database}"."{item.view}"')

    def run(verb: str) -> subprocess.CompletedProcess[str]:
        environment = {
            "AWS_ENDPOINT_URL": stand.endpoint, "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "PATH": "",
        }
        command = [f"{BIN}/athena-s3logs", verb, "--database", item.database]
        return subprocess.run(command, env=environment, check=False, capture_output=True, text=True)

    printed = (
        "athena-s3logs ddl s3_access --location s3://cat-command/app/ --layout partitioned --time event"
        " --account 111122223333 --account 444455556666 --region eu-west-1 --region us-east-1 --bucket data --bucket media"
        " --first-day 2026-10-01 --database cat_command --table s3_access_raw --view s3_access --only view"
    )
    status, diff = run("status"), run("diff")
    assert (status.returncode, diff.returncode) == (0, 1)
    assert status.stdout.splitlines() == [
        f"table  {item.database}.{item.table}  ok",
        f"view   {item.database}.{item.view}  missing",
        f"       what this prints: {printed}",
    ]
    assert diff.stdout.splitlines() == [f"view {item.database}.{item.view}: missing"]
    ddl = subprocess.run(f"{BIN}/{printed}".split(), check=True, capture_output=True, text=True)
    stand.execute(ddl.stdout.strip())
    assert run("status").stdout.count("  ok") == 2
