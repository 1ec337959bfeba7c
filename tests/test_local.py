"""Questions to files on this machine: complete where they can be read, and told where not."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from athena_s3logs import S3Logs, Window
from athena_s3logs.engines import access_reader, local
from athena_s3logs.engines.ingest import ingest
from athena_s3logs.errors import EngineError, ParameterError, QueryFileError, SettingError, WindowError
from athena_s3logs.generate import Plan, generate
from tests.corpus import access_lines

LINE = access_lines()[0].text.replace("21/Sep/2007:12:16:10", "06/Feb/2019:00:00:38")
COUNT = "select count(*) as lines from s3_access order by lines"
ALL = Window.all_time()


def lines(folder: Path, name: str, *texts: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{text}\n" for text in texts))
    return path


def trail(folder: Path, name: str, *records: dict[str, Any]) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(json.dumps({"Records": list(records)}).encode()))
    return path


def only(logs: S3Logs, sql: str, window: Window = ALL, **given: Any) -> Any:  # noqa: ANN401  parameters, and a value
    (row,) = logs.query(sql, window, **given).rows
    return row[0] if len(row) == 1 else row


@pytest.mark.parametrize("blank", [" {}", "{} ", "{}  +0000", "{}\t+0000", "\t{}"])
def test_a_time_with_a_blank_too_many_is_none(tmp_path: Path, blank: str) -> None:
    time = "06/Feb/2019:00:00:38" if "+0000" in blank else "06/Feb/2019:00:00:38 +0000"
    log = lines(tmp_path, "logs", LINE, LINE.replace("06/Feb/2019:00:00:38 +0000", blank.format(time)))
    logs = S3Logs.local(s3_access=log)
    assert only(logs, COUNT) == 1
    assert only(logs, "select reason from s3_access_unparsed order by reason") == "time"


@pytest.mark.parametrize("word", ["infinity", "-Infinity", " infinity", "epoch"])
def test_a_word_that_duckdb_takes_for_a_time_is_none(tmp_path: Path, word: str) -> None:
    lines(tmp_path, "2019-02-06-00-10-00-012345678ABCDE0A", LINE, LINE.replace("06/Feb/2019:00:00:38 +0000", word))
    record = {"eventTime": "2019-02-06T00:00:38Z", "eventID": "1"}
    said = {"userIdentity": {"sessionContext": {"attributes": {"creationDate": word}}}}
    trail(tmp_path / "trail", "one.json.gz", record | said, record | {"eventTime": word})
    logs = S3Logs.local(s3_access=tmp_path / "2019-02-06-00-10-00-012345678ABCDE0A", cloudtrail=tmp_path / "trail")
    assert only(logs, COUNT) == 1
    assert only(logs, "select reason from s3_access_unparsed order by reason") == "time"
    assert only(logs, "select event_id, session_created from cloudtrail order by event_id") == ("1", None)


def test_lines_that_nothing_reads_are_counted_and_can_be_listed(tmp_path: Path) -> None:
    lines(tmp_path, "2019-02-06-00-10-00-012345678ABCDE0A", LINE, "no line of a log", "")
    lines(tmp_path, "2019-02-06-00-11-00-012345678ABCDE0B", LINE)
    lines(tmp_path, "2019-02-06-00-12-00-012345678ABCDE0C", LINE.replace("06/Feb/2019", "31/Feb/2019"))
    logs = S3Logs.local(s3_access=tmp_path)
    told = ("3 lines in 2 files cannot be read; s3_access_unparsed has them, by the time of delivery",)
    for sql in (COUNT, "select key from s3_access where http_status = 200 and key like '%' order by key limit 1"):
        result = logs.query(sql, ALL)
        assert result.warnings == told
        assert not result.partial
    twice = "select count(*) as n from s3_access as a join s3_access as b on a.request_id = b.request_id order by n"
    assert logs.query(twice, ALL).warnings == told
    assert only(logs, COUNT) == 2
    unparsed = logs.query("select line, reason from s3_access_unparsed order by line", ALL).rows
    assert [reason for _, reason in unparsed] == ["head", "time", "head"]
    assert [text for text, _ in unparsed] == ["", LINE.replace("06/Feb/2019", "31/Feb/2019"), "no line of a log"]


@pytest.mark.parametrize("sql", [
    "select key from s3_access limit 1",
    "select a.key as x, b.key from s3_access as a join s3_access as b on a.bucket = b.bucket limit 3",
    "select x.key from (select key from s3_access limit 1) as x order by x.key",
    "select key from s3_access union all select key from s3_access limit 1",
    "select s.key from s3_access as s where exists (select 1 as one from s3_access as t where t.key = s.key) order by s.key",
])
def test_lines_are_counted_where_a_query_stops_early_or_reads_twice(sql: str, tmp_path: Path) -> None:
    for number in range(60):
        lines(tmp_path, f"2019-02-06-00-10-{number:02}-012345678ABCDE0A", *[LINE] * 50, "no line of a log")
    assert S3Logs.local(s3_access=tmp_path).query(sql, ALL).warnings == (
        "60 lines in 60 files cannot be read; s3_access_unparsed has them, by the time of delivery",
    )


@pytest.mark.parametrize(("sql", "rows"), [
    ("with c(x, n) as (select bucket, count(*) from s3_access group by bucket) select c.x, c.n from c limit 1", [("b", 3)]),
    ("with c(x) as (select bucket from s3_access) select d.x from c as d join c as e(y) on d.x = e.y limit 1", [("b",)]),
    ("with c as (select bucket from s3_access), d as (select bucket from c) select bucket from d limit 1", [("b",)]),
    ("with c as (select 1 as n from s3_access) select n from (with c as (select 2 as n) select n from c) limit 1", [(2,)]),
    ("select a.bucket from (s3_access as a join s3_access as b on a.key = b.key) limit 1", [("b",)]),
    ("select s3_access.bucket from s3_access limit 1", [("b",)]),
    ("with recursive r(n) as (select 1 union all select n + 1 from r where n < 2) select n from r limit 2", [(1,), (2,)]),
    ("select 1 as one limit 1", [(1,)]),
])
def test_a_query_that_stops_early_means_the_same(sql: str, rows: list[tuple[Any, ...]], tmp_path: Path) -> None:
    bucket = LINE.replace(" acme-reports-eu ", " b ")
    logs = S3Logs.local(s3_access=lines(tmp_path, "2019-02-06-00-10-00-012345678ABCDE0A", bucket, bucket, bucket))
    assert sorted(logs.query(sql, ALL).rows) == rows


def test_a_join_of_a_relation_with_itself_stops_early(tmp_path: Path) -> None:
    for number in range(20):
        lines(tmp_path, f"2019-02-06-00-10-{number:02}-012345678ABCDE0A", *[LINE] * 5_000)
    sql = "select a.key from s3_access as a join s3_access as b on a.bucket = b.bucket limit 3"
    command = [sys.executable, "-m", "athena_s3logs"]
    options = ["--engine", "local", "--s3-access", str(tmp_path), "--all-time", "--format", "csv"]
    done = subprocess.run([*command, "query", sql, *options], capture_output=True, text=True, timeout=120, check=True)
    assert len(done.stdout.splitlines()) == 4


def test_what_is_for_athena_alone_is_refused(tmp_path: Path) -> None:
    header = ("-- title: Keys", "-- description: Keys.", "-- returns: key string", "-- engines: athena")
    lines(tmp_path / "queries", "keys.sql", *header, "select key from s3_access order by key")
    logs = S3Logs.local(s3_access=lines(tmp_path, "2019-02-06-00-10-00-012345678ABCDE0A", LINE), queries=[tmp_path / "queries"])
    with pytest.raises(SettingError, match="for Athena and Trino alone"):
        logs.run("keys", ALL)


def test_a_closed_file_makes_the_answer_partial_and_is_named(tmp_path: Path) -> None:
    lines(tmp_path, "2019-02-06-00-10-00-012345678ABCDE0A", LINE)
    (tmp_path / "2019-02-06-00-11-00-012345678ABCDE0B").symlink_to(tmp_path / "nowhere")
    result = S3Logs.local(s3_access=tmp_path).query(COUNT, ALL)
    assert (result.rows, result.partial) == ([(1,)], True)
    assert "2019-02-06-00-11-00-012345678ABCDE0B cannot be read: " in result.warnings[0]


def test_unparsed_lines_of_flat_logs_have_no_bucket(tmp_path: Path) -> None:
    logs = S3Logs.local(s3_access=lines(tmp_path, "2019-02-06-00-10-00-012345678ABCDE0A", "x"))
    with pytest.raises(WindowError, match="--bucket"):
        logs.query("select line from s3_access_unparsed order by line", ALL, buckets=["data"])


def test_a_window_is_exact_and_reads_only_what_it_needs(tmp_path: Path) -> None:
    for day in range(1, 20):
        text = LINE.replace("06/Feb/2019:00:00:38", f"{day:02}/Feb/2019:00:00:00")
        lines(tmp_path, f"2019-02-{day:02}-01-00-00-012345678ABCDE0A", text)
    logs = S3Logs.local(s3_access=tmp_path)
    result = logs.query(COUNT, start=date(2019, 2, 5), end="2019-02-07")
    assert result.rows == [(2,)]
    files = sorted(tmp_path.iterdir())
    assert result.scanned_bytes == sum(file.stat().st_size for file in files[4:8])  # two days, and two of slack
    assert logs.query(COUNT, start="2019-02-05", end="2019-02-07", slack_days=0).scanned_bytes == files[0].stat().st_size * 2
    assert logs.query(COUNT, start="2019-02-05T00:00:00+01:00", end="2019-02-05T00:00:00Z").rows == [(0,)]


def test_a_window_has_to_be_given_once() -> None:
    logs = S3Logs.local(s3_access=".")
    cases: list[tuple[dict[str, Any], str]] = [
        ({}, r"no window: give start and end"),
        ({"window": ALL, "start": "2019-02-05"}, "a window and start or end"),
        ({"start": "2019-02-05", "end": "2019-02-05"}, "has to come after the start"),
        ({"start": "yesterday"}, "start: expected a day or a time, as in"),
        ({"window": ALL, "buckets": "data"}, "buckets: expected a list of texts"),
        ({"window": ALL, "buckets": []}, "buckets is empty"),
    ]
    for given, message in cases:
        window = given.pop("window", None)
        with pytest.raises(WindowError, match=message):
            logs.query(COUNT, window, **given)


def test_files_that_cannot_be_read_are_named_and_the_rest_is_answered(tmp_path: Path) -> None:
    lines(tmp_path, "2019-02-06-00-10-00-012345678ABCDE0A", LINE)
    cut = tmp_path / "2019-02-06-00-11-00-012345678ABCDE0B.gz"
    cut.write_bytes(gzip.compress(f"{LINE}\n".encode() * 900)[:-20])
    result = S3Logs.local(s3_access=tmp_path).query(COUNT, ALL)
    assert result.partial
    assert str(cut) in result.warnings[0]
    assert result.rows[0][0] > 1


def test_parts_of_the_window_filter_rows(tmp_path: Path) -> None:
    for account, bucket in (("111122223333", "data"), ("444455556666", "site")):
        name = f"{account}/eu-west-1/{bucket}/2019/02/06/2019-02-06-00-00-00-012345678ABCDE0A"
        lines(tmp_path, name, LINE.replace(access_lines()[0].raw["bucket_name"] or "", bucket))
    logs = S3Logs.local(s3_access=tmp_path)
    assert only(logs, COUNT) == 2
    assert only(logs, COUNT, buckets=["site", "none"]) == 1
    assert only(logs, COUNT, accounts=["111122223333"]) == 1
    assert only(logs, COUNT, regions=["us-east-1"]) == 0
    flat = S3Logs.local(s3_access=lines(tmp_path, "flat/2019-02-06-00-00-00-012345678ABCDE0A", LINE))
    assert only(flat, COUNT, buckets=["site"]) == 0
    with pytest.raises(WindowError, match="--account"):
        flat.query(COUNT, ALL, accounts=["111122223333"])


def test_trails_filter_by_all_three(tmp_path: Path) -> None:
    where = {"awsRegion": "eu-west-1", "recipientAccountId": "1" * 12, "eventSource": "s3.amazonaws.com"}
    record = {"eventTime": "2026-11-01T00:00:00Z", **where}
    trail(tmp_path, "a.json.gz", record, {**record, "awsRegion": "us-east-1", "requestParameters": {"bucketName": "data"}})
    logs = S3Logs.local(cloudtrail=tmp_path)
    sql = "select count(*) as events from cloudtrail order by events"
    assert only(logs, sql) == 2
    assert only(logs, sql, regions=["us-east-1"]) == 1
    assert only(logs, sql, accounts=["2" * 12]) == 0
    assert only(logs, sql, buckets=["data"]) == 1


def test_digests_and_insights_are_passed_over_and_it_says_so(tmp_path: Path) -> None:
    generate(tmp_path / "made", Plan(end=date(2026, 11, 2), days=1, lines=300))
    result = S3Logs.local(cloudtrail=tmp_path / "made/cloudtrail").query("select count(*) as n from cloudtrail order by n", ALL)
    assert re.fullmatch(r"cloudtrail: \d+ files passed over: .*[Dd]igest.*", result.warnings[0])
    assert not result.partial


def test_one_folder_with_both_logs(tmp_path: Path) -> None:
    truth = generate(tmp_path / "made", Plan(end=date(2026, 11, 2), days=1, lines=500))
    logs = S3Logs.local(s3_access=tmp_path / "made", cloudtrail=tmp_path / "made")
    unparsed = only(logs, "select count(*) as n from s3_access_unparsed order by n")
    assert only(logs, COUNT) + unparsed == truth.s3_access.lines
    assert only(logs, "select count(*) as n from cloudtrail order by n") == truth.cloudtrail.records


def test_parameters_of_a_query_of_ones_own(tmp_path: Path) -> None:
    logs = S3Logs.local(s3_access=lines(tmp_path, "2019-02-06-00-10-00-012345678ABCDE0A", LINE))
    hostile = "'\"\\%s$$:x?\n\0\U0001f600" * 100
    times = {"day": date(2019, 2, 6), "at": datetime(2019, 2, 6, tzinfo=UTC)}
    given = {"text": hostile, "codes": [1, 2], "many": 0.5, "yes": True, **times}
    sql = "select :text as t, 2 in (:codes) as c, :day as d, :at as at, :many as m, :yes as y from s3_access order by t"
    (row,) = logs.query(sql, ALL, **given).rows
    assert row == (hostile, True, date(2019, 2, 6), datetime(2019, 2, 6, tzinfo=UTC), 0.5, True)
    with pytest.raises(ParameterError, match=r"text: .*expected a text, number"):
        logs.query("select :text as t from s3_access order by t", ALL, text=object())
    with pytest.raises(QueryFileError, match="query:1: :more is not given"):
        logs.query("select :more as t from s3_access order by t", ALL)


def test_a_parameter_that_divides_is_not_zero(tmp_path: Path) -> None:
    logs = S3Logs.local(s3_access=lines(tmp_path, "a.log", LINE))
    with pytest.raises(ParameterError, match="span_minutes: expected a number other than 0, as the SQL divides by it"):
        logs.run("s3_access/deletion_bursts", ALL, span_minutes=0)
    with pytest.raises(ParameterError, match="parameter n: expected a number other than 0"):
        logs.query("select 7 % :n as x from s3_access order by x", ALL, n=0)
    for guarded in ("case when :n > 0 then 7 / :n end", "if(:n > 0, 7 / :n)", "case when :n > 0 and 7 / :n > 1 then 1 end"):
        assert logs.query(f"select {guarded} as x from s3_access order by x", ALL, n=0).rows == [(None,)], guarded


def test_copies_are_left_out_where_distinct_and_what_has_no_id_is_no_copy(tmp_path: Path) -> None:
    other = LINE.replace(" N2S6G3WB75NXTKB8 ", " N2S6G3WB75NXTKB9 ")
    nameless = LINE.replace(" N2S6G3WB75NXTKB8 ", " - ")
    assert len({LINE, other, nameless}) == 3
    lines(tmp_path / "s3", "2019-02-06-00-10-00-012345678ABCDE0A", LINE, LINE, other, nameless, nameless)
    lines(tmp_path / "s3", "2019-02-06-00-10-00-012345678ABCDE0B", LINE)
    record = {"eventTime": "2019-02-06T00:00:00Z"}
    trail(tmp_path / "trail", "a.json.gz", record, record, *2 * [{**record, "eventID": "e1"}])
    logs = S3Logs.local(s3_access=tmp_path / "s3", cloudtrail=tmp_path / "trail")
    for relation, every, once in (("s3_access", 6, 4), ("cloudtrail", 4, 3)):
        sql = f"select count(*) as n from {relation} order by n"
        assert (only(logs, sql), only(logs, sql, distinct=False), only(logs, sql, distinct=True)) == (every, every, once)
        assert len(logs.query(f"select * from {relation}", ALL, distinct=True)) == once
    with pytest.raises(QueryFileError, match="the SQL does not use :distinct, which was given"):
        logs.query("select event_id from cloudtrail order by event_id", ALL, distinct="true")


@pytest.mark.parametrize("sql", [
    "select * from read_csv('/etc/passwd')",
    "select getenv('HOME') as home from s3_access",
    "select key from s3_access; drop table x",
    "insert into s3_access values (1)",
    "copy s3_access to 'x'",
    "attach 'x' as y",
    "select key from '/etc/passwd'",
    "select key from information_schema.tables",
    "select key from raw_s3_access",
])
def test_nothing_but_a_select_over_relations(sql: str, tmp_path: Path) -> None:
    logs = S3Logs.local(s3_access=lines(tmp_path, "2019-02-06-00-10-00-012345678ABCDE0A", LINE))
    with pytest.raises(QueryFileError):
        logs.query(sql, ALL)


def test_logs_that_are_not_named() -> None:
    with pytest.raises(SettingError, match="cloudtrail: the query reads it, and no files are named; give --cloudtrail PATH"):
        S3Logs.local(s3_access=".").query("select count(*) as n from cloudtrail order by n", ALL)


def test_a_query_file_of_ones_own(tmp_path: Path) -> None:
    folder = tmp_path / "queries/team"
    header, sql = ("-- title: Keys", "-- description: Keys."), "select key from s3_access order by key"
    lines(folder, "keys.sql", *header, "-- returns: key string", sql)
    logs = S3Logs.local(s3_access=lines(tmp_path, "2019-02-06-00-10-00-012345678ABCDE0A", LINE), queries=[tmp_path / "queries"])
    assert logs.run("team/keys", ALL).columns[0].name == "key"
    lines(folder, "keys.sql", *header, "-- returns: key bigint", sql)
    again = S3Logs.local(s3_access=tmp_path, queries=[tmp_path / "queries"])
    with pytest.raises(Exception, match="column key: the engine answered string; expected bigint"):
        again.run("keys", ALL)


def test_no_file_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", None)
    logs = S3Logs.local(s3_access=lines(tmp_path, "logs/2019-02-06-00-10-00-012345678ABCDE0A", LINE, "a\rb"))
    logs.query(COUNT, ALL)
    with pytest.raises(QueryFileError):
        logs.query("select nothing from s3_access", ALL)
    assert list((tmp_path / "tmp").iterdir()) == []
    with pytest.raises(EngineError, match="Division by zero"):
        logs.query("select 1 / (length(key) - length(key)) as x from s3_access order by x", ALL)
    assert list((tmp_path / "tmp").iterdir()) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["logs", "tmp"]


def test_a_span_of_time_is_told(tmp_path: Path) -> None:
    logs = S3Logs.local(s3_access=lines(tmp_path, "2019-02-06-00-10-00-012345678ABCDE0A", LINE))
    with pytest.raises(EngineError, match="column x: a span of time has no type here"):
        logs.query("select request_time - timestamp '2019-01-01 00:00:00' as x from s3_access order by 1", ALL)


@pytest.mark.parametrize(("given", "message"), [
    ({"window": "7d"}, r"window '7d': expected a Window"),
    ({"window": ("2019-02-05", "2019-02-06")}, "expected a Window"),
    ({"window": ALL, "slack_days": "2"}, "slack_days: expected a whole number"),
    ({"window": ALL, "slack_days": float("nan")}, "slack_days: expected a whole number"),
    ({"window": ALL, "slack_days": -1}, "slack of -1 days: expected 0 to 10,000"),
    ({"window": ALL, "slack_days": 10**10}, "slack of 10000000000 days: expected 0 to 10,000"),
    ({"window": ALL, "buckets": [1]}, r"buckets: expected a list of texts, got \[1\]"),
    ({"window": ALL, "buckets": b"data"}, "buckets: expected a list of texts"),
    ({"window": ALL, "buckets": [""]}, "buckets: expected a list of texts"),
    ({"window": ALL, "buckets": ["a\udcff"]}, r"buckets: expected a list of texts, got \['a\\udcff'\]"),
])
def test_a_window_of_the_wrong_kind_is_no_empty_answer(given: dict[str, Any], message: str, tmp_path: Path) -> None:
    logs = S3Logs.local(s3_access=lines(tmp_path, "a.log", LINE))
    with pytest.raises(WindowError, match=message):
        logs.query(COUNT, given["window"], **{name: value for name, value in given.items() if name != "window"})


def test_a_window_with_a_list_of_buckets(tmp_path: Path) -> None:
    logs = S3Logs.local(s3_access=lines(tmp_path, "a.log", LINE))
    bucket = only(logs, "select bucket from s3_access order by bucket")
    window = Window(start=ALL.start, end=ALL.end, buckets=[bucket])  # type: ignore[arg-type]
    assert only(logs, COUNT, window) == 1


@pytest.mark.parametrize("paths", [None, 5, [None], b"logs"])
def test_what_is_no_path(paths: Any) -> None:  # noqa: ANN401  of any type
    with pytest.raises(SettingError, match="s3_access: expected a path or a list of paths, got "):
        S3Logs.local(s3_access=paths)


def test_one_folder_of_queries_as_a_text(tmp_path: Path) -> None:
    header = ("-- title: Keys", "-- description: Keys.", "-- returns: key string")
    lines(tmp_path, "own/keys.sql", *header, "select key from s3_access")
    assert "keys" in S3Logs.local(s3_access=tmp_path, queries=str(tmp_path / "own")).library


def test_sql_that_is_too_deep_or_no_text(tmp_path: Path) -> None:
    logs = S3Logs.local(s3_access=lines(tmp_path, "a.log", LINE))
    with pytest.raises(QueryFileError, match="query:1: nested too deeply"):
        logs.query(f"select {'(' * 500}1{')' * 500} as n", ALL)
    with pytest.raises(QueryFileError, match="query:1: the SQL is no Unicode text"):
        logs.query("select '\udcff' as n", ALL)


@pytest.mark.parametrize(("value", "message"), [
    ("1 / 0", "Division by zero"),
    ("cast('x12' as bigint)", "Cannot cast to an integer: x12; try_cast makes NULL of such a value"),
    ("cast('x12' as double)", "Cannot cast to DOUBLE: x12; try_cast makes NULL of such a value"),
    ("cast('x12' as date)", "Value cannot be cast to date: x12; try_cast makes NULL of such a value"),
    ("from_iso8601_timestamp('x12')", "Invalid ISO 8601: x12"),
    ("abs(http_status) = 'x12'", "DuckDB: Conversion Error: Could not convert string 'x12' to INT32"),
    ("abs(bytes_sent) > '99.5'", (
        "DuckDB: Binder Error: Cannot compare values of type BIGINT and type VARCHAR - an explicit cast is required"
    )),
    ("day(key)", (
        "DuckDB: Binder Error: No function matches the given name and argument types 'day(VARCHAR)'."
        " You might need to add explicit type casts."
    )),
])
def test_errors_of_values_say_what_is_wrong_and_no_more(value: str, message: str, tmp_path: Path) -> None:
    logs = S3Logs.local(s3_access=lines(tmp_path, "a.log", LINE))
    with pytest.raises(EngineError) as caught:
        logs.query(f"select {value} as n from s3_access", ALL)
    assert str(caught.value) == message


def test_columns_without_a_name_are_called_as_trino_calls_them(tmp_path: Path) -> None:
    logs = S3Logs.local(s3_access=lines(tmp_path, "a.log", LINE))

    def names(sql: str) -> list[str]:
        return [column.name for column in logs.query(sql, ALL).columns]

    found = names("select key, count(*), 1, (key), max(key) as m from s3_access group by key")
    assert found == ["key", "_col1", "_col2", "key_2", "m"]
    assert names("select count(*) from s3_access union all select count(*) from s3_access order by 1") == ["_col0"]


def test_logs_that_are_removed_one_by_one_while_they_are_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    going = [lines(tmp_path / "logs", f"{name}.log", LINE) for name in "abc"][:2]
    rows = local._rows

    def meanwhile(*given: Any) -> Any:  # noqa: ANN401  of _rows
        if going:
            going.pop().unlink()
        return rows(*given)

    monkeypatch.setattr(local, "_rows", meanwhile)
    result = S3Logs.local(s3_access=tmp_path / "logs").query(COUNT, ALL)
    assert (result.rows, result.partial) == ([(1,)], True)
    assert [text.split("; ")[0] for text in result.warnings] == [
        f"{tmp_path}/logs/{name}.log cannot be read: No such file or directory" for name in "ba"
    ]


JOINS = (
    "select count(*) as n from s3_access a join s3_access b on a.bucket = b.bucket join s3_access c on b.bucket = c.bucket"
    " where a.key || b.key || c.key like '%x%y'"
)
ENDLESS = "with recursive t(n) as (select 1 union all select n + 1 from t) select count(*) as n from s3_access, t"


@pytest.mark.parametrize(
    ("sent", "code", "sql"),
    [(signal.SIGINT, 1, JOINS), (signal.SIGTERM, 143, JOINS), (signal.SIGHUP, 129, JOINS), (signal.SIGINT, 1, ENDLESS)],
    ids=["interrupt", "terminate", "hangup", "endless"],
)
def test_a_signal_ends_a_query_and_leaves_nothing(sent: signal.Signals, code: int, sql: str, tmp_path: Path) -> None:
    lines(tmp_path, "logs/a.log", *[LINE] * 3_000)
    (tmp_path / "tmp").mkdir()
    command = [sys.executable, "-m", "athena_s3logs", "query", sql, "--all-time"]
    options = ["--engine", "local", "--s3-access", str(tmp_path / "logs")]
    environment = {**os.environ, "TMPDIR": str(tmp_path / "tmp")}
    with subprocess.Popen([*command, *options], env=environment, stderr=subprocess.PIPE, text=True) as process:
        while not list((tmp_path / "tmp").iterdir()):
            time.sleep(0.05)
        time.sleep(1)
        process.send_signal(sent)
        try:
            _, told = process.communicate(timeout=60)
        finally:
            process.kill()
    assert "Traceback" not in told
    assert process.returncode == code
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.fixture
def endless(tmp_path: Path) -> S3Logs:
    header = "-- title: Endless\n-- description: It finds no end.\n-- returns: n bigint\n"
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "endless.sql").write_text(header + ENDLESS)
    return S3Logs.local(s3_access=lines(tmp_path, "logs/a.log", LINE), queries=[tmp_path / "own"])


def test_an_interrupt_ends_all_of_many(endless: S3Logs) -> None:
    interrupt = threading.Timer(1, os.kill, (os.getpid(), signal.SIGINT))
    interrupt.start()
    with pytest.raises(KeyboardInterrupt):
        endless.run_many([("endless", ALL, {})] * 3, at_once=2)


def test_a_task_that_is_cancelled_ends_its_query(endless: S3Logs) -> None:
    async def run() -> int:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(endless.run_async("endless", ALL), 1)
        return len(await endless.run_async("s3_access/requests_by_operation", ALL))

    assert asyncio.run(run()) == 1


def test_of_many_files_that_cannot_be_read_the_first_are_named(tmp_path: Path) -> None:
    for number in range(22):
        (tmp_path / f"{number:02}.gz").write_bytes(gzip.compress(LINE.encode())[:-9])
    result = S3Logs.local(s3_access=tmp_path).query(COUNT, ALL)
    named = [text for text in result.warnings if "is cut short" in text]
    assert [text.partition(" ")[0] for text in named] == [f"{tmp_path}/{number:02}.gz" for number in range(20)]
    assert "2 further files cannot be read, or not wholly; the answer is without them" in result.warnings
    assert result.partial


def test_a_log_in_two_places_is_told(tmp_path: Path) -> None:
    name = "2019-02-06-00-10-00-012345678ABCDE0A"
    paths = [lines(tmp_path, f"{folder}/{name}", LINE) for folder in ("a", "b")]
    for folder in ("a", "b"):
        lines(tmp_path, f"{folder}/access.log", LINE)
    logs = S3Logs.local(s3_access=[tmp_path / "a", tmp_path / "b"])
    said = f"1 file is there twice by name, as {paths[0]} and {paths[1]}; what is in both counts twice, but with distinct"
    assert logs.query(COUNT, ALL).warnings == (said,)
    assert logs.run("s3_access/requests_by_operation", ALL, distinct=True).warnings == ()
    (record,) = [trail(tmp_path / "trail", "111122223333_CloudTrail_eu-west-1_20190206T0010Z_abcdefghijklmnop.json.gz")]
    record.with_suffix("").write_bytes(gzip.decompress(record.read_bytes()))
    (told,) = S3Logs.local(cloudtrail=tmp_path / "trail").query("select count(*) as n from cloudtrail", ALL).warnings
    assert told.startswith("1 file is there twice by name")


def test_a_window_without_any_file_is_told(tmp_path: Path) -> None:
    for day in (5, 6):
        lines(tmp_path, f"2019-02-0{day}-00-10-00-012345678ABCDE0A", LINE)
    logs = S3Logs.local(s3_access=tmp_path)
    told = "s3_access: of 2 files (their names tell of 2019-02-05 to 2019-02-06) none is of this window, with its accounts,"
    result = logs.query(COUNT, Window.day("2019-03-01"))
    assert result.rows == [(0,)]
    assert result.warnings == (f"{told} regions and buckets",)
    assert logs.query(COUNT, Window.day("2019-02-04")).warnings == ()  # within the slack
    unnamed = S3Logs.local(s3_access=lines(tmp_path, "a.log", LINE))
    assert unnamed.query(COUNT, Window.day("2019-03-01")).warnings == ()


ONE_KEY = "select key, key_raw from s3_access where key = :k order by key_raw"
ASKED = (ONE_KEY, ONE_KEY.replace(":k", ":k and bucket is not null"), f"with a as ({ONE_KEY}) select * from a order by key_raw")
RAW_KEYS = (
    "aA", "a%41", "a%2541", "%61A", "%2561%2541", "a+A", "a%20A", "a%2520A", "a%2BA", "a%252BA", "a%A", "a%2", "a%zzA", "+",
    "%C3%BCA", "%25C3%25BCA", "%C3%BC", "%2B", "a%25%34%31", "a%%41", "%", "a%2525A", "a%25A", "a%+1A", "it's", "a%27A", "A%2F",
    "-", "a/A", "a%2FA", "a%252fA", "a-A", "a%2DA", "a%2E%7E", "a.~", "a%5FA", "a_A",
)  # fmt: skip


@pytest.mark.parametrize("operation", ["REST.GET.OBJECT", "S3.EXPIRE.OBJECT"])
def test_one_key_is_found_as_it_is_decoded_however_it_is_logged(operation: str, tmp_path: Path) -> None:
    """A part of the condition is asked of the key as logged, which must leave no row out."""
    head, _, tail = LINE.replace("REST.GET.OBJECT", operation).partition(" photos/2001/img_0001.jpg ")
    lines(tmp_path, "2026-11-14-01-01-01-0123456789ABCDEF", *(f"{head} {raw} {tail}" for raw in RAW_KEYS))
    logs = S3Logs.local(s3_access=tmp_path)
    found = logs.query("select key, key_raw from s3_access order by key_raw", Window.all_time()).rows
    assert Counter(raw for _, raw in found) == Counter(None if raw == "-" else raw for raw in RAW_KEYS)
    for number, key in enumerate({key for key, _ in found if key is not None}):
        result = logs.query(ASKED[number % 3], Window.all_time(), k=key)
        assert result.rows == [row for row in found if row[0] == key]
        assert result.sql.count(access_reader.ENCODED) == 2  # once for the row, once before the key is decoded


@pytest.mark.parametrize("ended", ["\n", "\r"])
@pytest.mark.parametrize("zipped", [False, True])
def test_of_the_lines_that_nothing_reads_those_that_may_be_of_the_key_are_told(
    zipped: bool, ended: str, tmp_path: Path,  # noqa: FBT001
) -> None:
    """With a store and without: no other line is looked at, and one that has a key is of no other key that stands elsewhere."""
    damaged = ("no line of a log", "photos", "photos/2001/img_0001.jpg", "a%70hotos/x", "a%2570", "a%3Db 100%")
    untimed = LINE.replace("06/Feb", "31/Feb")
    texts = (LINE, *damaged, untimed, untimed.replace(" photos/", " films/"), LINE.replace("photos", "films"))
    text = "".join(f"{one}{ended}" for one in texts).encode()
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs/2019-02-06-00-10-00-012345678ABCDE0A").write_bytes(gzip.compress(text) if zipped else text)
    list(ingest(tmp_path / "store", {"s3_access": [tmp_path / "logs"]}))
    for store in (None, tmp_path / "store"):
        logs = S3Logs.local(s3_access=tmp_path / "logs", store=store)
        for sql in (ONE_KEY, f"{ONE_KEY} limit 9", ONE_KEY.replace("order by key_raw", "limit 9")):
            result = logs.query(sql, ALL, k="photos/2001/img_0001.jpg")
            assert len(result) == 1
            assert result.warnings[-1].startswith("4 lines in 1 file cannot be read")
        assert logs.query(COUNT, ALL).warnings[-1].startswith("8 lines in 1 file cannot be read")
