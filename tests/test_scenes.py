"""Each query over the small log that was written for it: exactly the rows that stand there, whatever the files are like."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from athena_s3logs import S3Logs, Window
from athena_s3logs.header import DISTINCT
from athena_s3logs.library import load
from tests import proof
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
    """An empty window has no rows, and the same types."""
    write(tmp_path, SCENES[name].log)
    logs = logs_of(tmp_path)
    answers = [logs.run(name, ask.window, **ask.params) for ask in SCENES[name].asks]
    for ask, answer in zip(SCENES[name].asks, answers, strict=True):
        assert differences(ask, answer) == [], ask.params
        assert answer.columns == LIBRARY[name].returns
    assert any(ask.rows for ask in SCENES[name].asks)
    nothing = logs.run(name, Window(start=datetime(2007, 1, 1), end=datetime(2007, 1, 2)), **SCENES[name].asks[0].params)
    assert len(nothing) == 0
    assert nothing.columns == LIBRARY[name].returns
    pd.testing.assert_series_equal(nothing.df.dtypes, answers[0].df.dtypes)
    proof.count("questions that find what a small log has for them and nothing else, on DuckDB")


@every_scene
def test_its_order_is_total(name: str, tmp_path: Path) -> None:
    """What stands in the log the other way round gives the same rows in the same order."""
    write(tmp_path, SCENES[name].log[::-1])
    for ask in SCENES[name].asks:
        assert differences(ask, logs_of(tmp_path).run(name, ask.window, **ask.params)) == [], ask.params


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
        wanted = ask if ask.doubled is None else replace(ask, rows=ask.doubled)
        assert differences(wanted, doubled.run(name, ask.window, **ask.params, **counts)) == [], ask.params
