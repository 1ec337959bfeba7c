"""Each query over the week of the demo, with no more parameters than it needs: an answer of the declared types, to its end."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from athena_s3logs import S3Logs, Window
from athena_s3logs.cli import main
from athena_s3logs.engines.ingest import ingest
from athena_s3logs.library import load
from tests.query_cases.all import Company, company
from tests.scenes.all import planted

LIBRARY = load()


class Week(NamedTuple):
    """The logs, their window, and a company whose parameters will do here too."""

    logs: S3Logs
    window: Window
    company: Company


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Week:
    folder = tmp_path_factory.mktemp("week")
    assert CliRunner().invoke(main, ["demo", str(folder / "demo")]).exit_code == 0
    access, trail = (folder / "demo" / name for name in ("s3_access", "cloudtrail"))
    list(ingest(folder / "store", {"s3_access": [access], "cloudtrail": [trail]}))
    truth = json.loads((folder / "demo" / "truth.json").read_text())
    start = datetime.fromisoformat(truth["start"])
    window = Window(start=start, end=start + timedelta(days=8))
    logs = S3Logs.local(s3_access=access, cloudtrail=trail, store=folder / "store")
    return Week(logs, window, company(folder / "company", lines=100))


@pytest.mark.parametrize("name", LIBRARY)
def test_it_runs_over_the_week_of_the_demo(name: str, week: Week) -> None:
    given = planted(name, week.company)[0]
    required = {param.name: given[param.name] for param in LIBRARY[name].params if param.required}
    answer = week.logs.run(name, week.window, **required)
    assert answer.columns == LIBRARY[name].returns
    assert not answer.partial
