"""Each query of the library on DuckDB: in order, typed, finding its culprit and sparing the look-alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from shutil import copytree
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from athena_s3logs import S3Logs, Window
from athena_s3logs.engines import duck, local
from athena_s3logs.engines.local_files import find
from athena_s3logs.header import DISTINCT
from athena_s3logs.library import load
from athena_s3logs.query import check_portable, parse
from tests import proof
from tests.query_cases.all import CASES, WHOLE, WINDOW, Company, company
from tests.scenes.all import SCENES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from athena_s3logs.engines.local_files import Found
    from athena_s3logs.engines.result import Result

LIBRARY = load()
LISTED = ("time", "actor", "source_ip", "operation", "bucket", "key", "outcome")

every_query = pytest.mark.parametrize("name", list(LIBRARY))
every_case = pytest.mark.parametrize("name", list(CASES))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Company:
    return company(tmp_path_factory.mktemp("logs") / "company")


@pytest.fixture(scope="module")
def logs(made: Company) -> S3Logs:
    return S3Logs.local(s3_access=made.folder / "s3_access", cloudtrail=made.folder / "cloudtrail")


@pytest.fixture(scope="module")
def doubled(made: Company, tmp_path_factory: pytest.TempPathFactory) -> S3Logs:
    """The same logs, each of their files delivered once more."""
    again = tmp_path_factory.mktemp("logs") / "again"
    copytree(made.folder, again)
    folders = (made.folder, again)
    return S3Logs.local(
        s3_access=[folder / "s3_access" for folder in folders], cloudtrail=[folder / "cloudtrail" for folder in folders],
    )


def rows(result: Result) -> list[dict[str, Any]]:
    return [dict(zip((column.name for column in result.columns), row, strict=True)) for row in result.rows]


def test_each_query_has_a_case_or_a_scene_and_each_case_a_query() -> None:
    assert LIBRARY.keys() == CASES.keys() | SCENES.keys()


@every_query
def test_it_is_in_order(name: str) -> None:
    query = LIBRARY[name]
    check_portable(query, parse(query))
    assert query.category
    assert query.limits
    assert query.reference.startswith("https://docs.aws.amazon.com/")
    assert all(param.description for param in query.params)
    assert query.returns[0].name != "time" or tuple(column.name for column in query.returns[:7]) == LISTED


@every_case
def test_it_finds_the_culprit_and_spares_the_look_alike(name: str, logs: S3Logs, made: Company) -> None:
    case, incident = CASES[name], made.incident(name)
    found = rows(logs.run(name, WINDOW, **made.planted(name)))
    assert any(case.guilty(row, incident) for row in found), found[:5]
    assert [row for row in found if case.innocent(row, incident)] == []
    proof.count("questions that find the incident in ten days of a company's logs and spare its look-alike, on DuckDB")


@every_case
def test_an_empty_window_has_no_rows_and_the_same_types(name: str, logs: S3Logs, made: Company) -> None:
    some = logs.run(name, WINDOW, **made.planted(name))
    nothing = logs.run(name, Window(start=datetime(2007, 1, 1), end=datetime(2007, 1, 2)), **made.planted(name))
    assert len(nothing) == 0
    assert nothing.columns == some.columns == LIBRARY[name].returns
    pd.testing.assert_series_equal(nothing.df.dtypes, some.df.dtypes)


@every_case
def test_doubles_count_unless_distinct_and_change_nothing_else(
    name: str, logs: S3Logs, doubled: S3Logs, made: Company,
) -> None:
    given = made.planted(name)
    counts = {param.name: True for param in LIBRARY[name].params if param.name == DISTINCT}
    found = doubled.run(name, WINDOW, **given, **counts).rows
    assert found == logs.run(name, WINDOW, **given, **counts).rows
    if counts:
        assert found != doubled.run(name, WINDOW, **given).rows


@every_case
def test_its_order_is_total(name: str, made: Company, logs: S3Logs, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files in the opposite order, by one thread and not by two, give the same rows in the same order."""
    given = made.planted(name)
    usual = logs.run(name, WINDOW, **given).rows

    def find_backwards(kind: str, paths: Iterable[str | Path], **further: Any) -> Found:  # noqa: ANN401  of find
        found = find(kind, paths, **further)
        return replace(found, files=found.files[::-1])

    monkeypatch.setattr(local, "find", find_backwards)
    monkeypatch.setattr(duck, "_SETTINGS", (*duck._SETTINGS, "set threads = 1"))
    assert logs.run(name, WINDOW, **given).rows == usual


def test_two_halves_of_a_window_are_the_whole(logs: S3Logs) -> None:
    for sql in (
        "select request_time, request_id, operation, key_raw from s3_access order by 1, 2, 3, 4",
        "select event_time, event_id, event_name from cloudtrail order by 1, 2, 3",
    ):
        middle = WHOLE.start + timedelta(days=4, hours=7, minutes=13)
        halves = [logs.query(sql, start=WHOLE.start, end=middle), logs.query(sql, start=middle, end=WHOLE.end)]
        whole = logs.query(sql, WHOLE).rows
        assert len(halves[0]) > 1_000 < len(halves[1])
        assert [row for half in halves for row in half.rows] == whole
