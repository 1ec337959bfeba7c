"""Each query over the small log that was written for it: exactly the rows that stand there, whatever the files are like."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from athena_s3logs import S3Logs, Window
from athena_s3logs.header import DISTINCT
from athena_s3logs.library import load
from tests.query_cases.all import WINDOW
from tests.scenes.all import SCENES, differences
from tests.scenes.files import write

if TYPE_CHECKING:
    from pathlib import Path

LIBRARY = load()

every_scene = pytest.mark.parametrize("name", list(SCENES))


def logs_of(folder: Path) -> S3Logs:
    return S3Logs.local(s3_access=folder / "s3_access", cloudtrail=folder / "cloudtrail")


def test_each_scene_is_of_a_query() -> None:
    assert SCENES.keys() <= LIBRARY.keys()


@every_scene
def test_it_finds_what_is_there_and_nothing_else(name: str, tmp_path: Path) -> None:
    write(tmp_path, SCENES[name].log)
    logs = logs_of(tmp_path)
    for ask in SCENES[name].asks:
        result = logs.run(name, ask.window, **ask.params)
        assert differences(ask, result) == [], ask.params
        assert result.columns == LIBRARY[name].returns
    assert any(ask.rows for ask in SCENES[name].asks)


@every_scene
def test_an_empty_window_has_no_rows_and_the_same_types(name: str, tmp_path: Path) -> None:
    write(tmp_path, SCENES[name].log)
    given = SCENES[name].asks[0].params
    some = logs_of(tmp_path).run(name, WINDOW, **given)
    nothing = logs_of(tmp_path).run(name, Window(start=datetime(2007, 1, 1), end=datetime(2007, 1, 2)), **given)
    assert len(nothing) == 0
    assert nothing.columns == some.columns
    pd.testing.assert_series_equal(nothing.df.dtypes, some.df.dtypes)


@every_scene
def test_its_order_is_total(name: str, tmp_path: Path) -> None:
    """What stands in the log the other way round gives the same rows in the same order."""
    for folder, log in (("there", SCENES[name].log), ("back", SCENES[name].log[::-1])):
        write(tmp_path / folder, log)
    for ask in SCENES[name].asks:
        there, back = (logs_of(tmp_path / folder).run(name, ask.window, **ask.params) for folder in ("there", "back"))
        assert differences(ask, there) == differences(ask, back)


@every_scene
def test_what_is_delivered_twice_counts_once_where_that_is_asked(name: str, tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        write(folder, SCENES[name].log)
    doubled = S3Logs.local(
        s3_access=[folder / "s3_access" for folder in folders], cloudtrail=[folder / "cloudtrail" for folder in folders],
    )
    counts = {param.name: True for param in LIBRARY[name].params if param.name == DISTINCT}
    for ask in SCENES[name].asks:
        assert differences(ask, doubled.run(name, ask.window, **ask.params, **counts)) == [], ask.params
