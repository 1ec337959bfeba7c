"""A store of logs: a stored answer is a raw one, whatever becomes of files, segments and processes."""

from __future__ import annotations

import gzip
import json
import os
import random
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from athena_s3logs import S3Logs, Window
from athena_s3logs.engines import ingest as ingesting
from athena_s3logs.engines import local, stored, upkeep
from athena_s3logs.engines.ingest import ingest
from athena_s3logs.engines.reading import warnings
from athena_s3logs.engines.segment_sql import unpacked
from athena_s3logs.errors import EngineError, SettingError, StoreError
from athena_s3logs.generate import Plan, generate
from athena_s3logs.store import manifest
from athena_s3logs.store.segments import sweep
from tests.test_local import LINE, lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from athena_s3logs.engines.odd_files import Problem
    from athena_s3logs.engines.reading import Reading
    from athena_s3logs.engines.result import Result
    from athena_s3logs.engines.stored import Known, Stored
    from athena_s3logs.engines.unparsed import Notes

ALL = Window.all_time()
END = date(2026, 11, 15)
EVERYTHING = {
    "s3_access": "select * from s3_access order by request_id, operation, key_raw, version_id, log_file, extra_fields",
    "s3_access_unparsed": "select * from s3_access_unparsed order by log_file, line",
    "cloudtrail": "select event_time, event_id, event_name, identity_type, session_created, request_parameters, log_file"
    " from cloudtrail order by event_id, log_file",
}
COUNT = "select count(*) as n, count(distinct key) as keys from s3_access order by n"
COMMAND = [sys.executable, "-m", "athena_s3logs"]


@pytest.fixture(autouse=True)
def no_tick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the tests write is complete, however short ago that was."""
    monkeypatch.setattr(ingesting, "_TICK", 0)


def read_into(store: Path, logs: Path) -> list[ingesting.Ingested]:
    kinds = [kind for kind in ("s3_access", "cloudtrail") if (logs / kind).exists()]
    return list(ingest(store, {kind: [logs / kind] for kind in kinds}))


def ask(sql: str, logs: Path, store: Path | None = None, window: Window = ALL) -> Result:
    given: dict[str, Any] = {kind: logs / kind for kind in ("s3_access", "cloudtrail") if (logs / kind).exists()}
    return S3Logs.local(**given, store=store).query(sql, window)


def same(logs: Path, store: Path, window: Window = ALL) -> None:
    for relation, sql in EVERYTHING.items():
        if (logs / relation.removesuffix("_unparsed")).exists():
            raw, stored = ask(sql, logs, window=window), ask(sql, logs, store, window)
            assert (raw.columns, raw.rows, raw.partial) == (stored.columns, stored.rows, stored.partial)
            assert sorted(raw.warnings) == sorted(stored.warnings)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("logs") / "made"
    generate(folder, Plan(end=END, days=3, lines=3_000, seed=3))
    names = ["2026-11-03-01-01-01-0123456789ABCDEF", "2026-11-03-01-01-02-0123456789ABCDEF"]
    (folder / "s3_access" / names[0]).write_bytes(gzip.compress(f"{LINE}\n{LINE}\n".encode())[:-9])
    (folder / "s3_access" / names[1]).write_bytes(b"no line\r\n\n\xff\r" + LINE.encode() + b"\n" + LINE.encode())
    (folder / "s3_access" / "2026-11-03-01-01-03-0123456789ABCDEF").write_bytes(b"")
    (folder / "cloudtrail" / "odd.json").write_text(json.dumps({"records": [{"eventTime": "never", "eventID": "x"}]}))
    return folder


@pytest.fixture
def logs(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "logs")
    return tmp_path / "logs"


def test_a_stored_answer_is_a_raw_one(logs: Path, tmp_path: Path) -> None:
    read_into(tmp_path / "store", logs)
    same(logs, tmp_path / "store")
    same(logs, tmp_path / "store", Window.day("2026-11-13"))
    result = ask(COUNT, logs, tmp_path / "store")
    assert result.sources.endswith(" from the store, none read anew")
    assert result.scanned_bytes
    assert result.scanned_bytes < (ask(COUNT, logs).scanned_bytes or 0)


BYTES = (
    "s9lzHYrFp76ZVxRcpX9+5cjAnEH2ROuNkd2BHfIa6UkFVdtjf5mKR3/eTPFvsiP/XV/VLi31234=",
    "eftixk72aD6Ap51TnqcoF8eFidJG9Z/2mkiDFu8yU9AS1ed4OpIszj7UDNEHGran", "QQ==", "QUI=", "abcd", "NULL",
)  # fmt: skip
NO_BYTES = (
    "QR==", "QUJ=", "Q===", "====", "=", "-", "QU=D", "AKIAIOSFODNN7EXAMPLE QUJD", "QUJD\tQUI", "Ã¤bc",
    "QUJD%0A=", "qu'o", "ab_-",
)  # fmt: skip
"""Host ids as they stand where one that is base64 is expected; what of these is read by bytes would come back otherwise."""


def test_a_stored_host_id_is_what_was_logged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, logs = tmp_path / "store", tmp_path / "logs"
    texts = [f"{LINE} - {host} SigV4 TLS_AES_128_GCM_SHA256 AuthHeader acme TLSv1.3" for host in (*BYTES, *NO_BYTES)]
    for number in range(25):
        lines(logs / "s3_access", f"2026-11-14-01-01-{number:02}-0123456789ABCDEF", *texts)
    read_into(store, logs)
    as_stored(logs, store, 25)
    monkeypatch.setattr(ingesting, "_MANY", 1)
    lines(logs / "s3_access", "2026-11-14-01-01-25-0123456789ABCDEF", *texts)
    read_into(store, logs)
    as_stored(logs, store, 26)


def as_stored(logs: Path, store: Path, times: int) -> None:
    same(logs, store)
    counted = "select host_id, count(*) as n from s3_access group by 1 order by 1"
    for result in (ask(counted, logs), ask(counted, logs, store)):
        assert dict(result.rows) == {None if host == "-" else host.split(" ")[-1]: times for host in (*BYTES, *NO_BYTES)}
    (segment,) = store.glob("*.parquet")
    with duckdb.connect() as connection:
        kept = connection.execute(f"select count(hostid_bytes), count(hostid) from '{segment}'").fetchone()
    assert kept == (times * len(BYTES), times * len(NO_BYTES))


USUAL_TIMES = ("14/Nov/2026:00:30:00 +0000", "29/Feb/2024:23:59:59 +0000", "01/Jan/1970:00:00:00 +0000")
OTHER_TIMES = (
    "4/Nov/2026:00:30:00 +0000", "14/nov/2026:00:30:00 +0000", "14/NOV/2026:00:30:00 +0000", "14/Nov/2026:0:30:00 +0000",
    "14/Nov/2026:00:30:0 +0000", "14/Nov/226:00:30:00 +0000", "014/Nov/2026:00:30:00 +0000", "14/Nov/2026:00:30:60 +0000",
    "31/Feb/2026:00:30:00 +0000", "14/Nov/2026:00:30:00 +0100", " 4/Nov/2026:00:30:00 +0000", "14/Nov/2026:00:30:00", "-", "",
)  # fmt: skip
"""What stands between the brackets of a line's time; what of these is read by the time itself would come back otherwise."""


def test_a_stored_time_is_what_was_logged(tmp_path: Path) -> None:
    store, logs = tmp_path / "store", tmp_path / "logs"
    times = [*USUAL_TIMES, *OTHER_TIMES]
    texts = [LINE.replace("06/Feb/2019:00:00:38 +0000", time) for time in times]
    lines(logs / "s3_access", "2026-11-14-01-01-01-0123456789ABCDEF", *texts, "no line")
    read_into(store, logs)
    same(logs, store)
    (segment,) = store.glob("*.parquet")
    with duckdb.connect() as connection:
        back = connection.execute(f"select requestdatetime from ({unpacked('s3_access', [str(segment)])})").fetchall()
        kept = connection.execute(f"select count(requestdatetime) from '{segment}'").fetchone()
    assert Counter(time for (time,) in back) == Counter([*times, None])
    assert kept == (len(OTHER_TIMES),)


def test_a_store_among_the_logs_is_none_of_them(tmp_path: Path) -> None:
    lines(tmp_path, "a.log", LINE, "no line of a log")
    store, paths = tmp_path / "store", {"s3_access": [str(tmp_path)]}
    assert [done.read for _ in range(3) for done in ingest(store, paths)] == [1, 0, 0]
    asked = S3Logs.local(s3_access=tmp_path, store=store).query("select count(*) as n from s3_access_unparsed", ALL)
    assert asked.rows == [(1,)]
    assert [told for told in asked.warnings if re.fullmatch(r"s3_access: \d files passed over: a file of a store", told)]


def test_a_session_reads_its_logs_into_its_store(tmp_path: Path) -> None:
    lines(tmp_path / "logs", "a.log", LINE, LINE)
    size = (tmp_path / "logs/a.log").stat().st_size
    logs = S3Logs.local(s3_access=tmp_path / "logs", store=tmp_path / "store")
    heard = list[tuple[str, int, int]]()
    (done,) = logs.ingest(told=lambda *told: heard.append(told))
    assert (done.kind, done.read, done.rows) == ("s3_access", 1, 2)
    assert heard[-1] == ("s3_access", size, size)
    assert [done.known for done in logs.ingest()] == [1]
    assert "1 file of " in logs.query(COUNT, ALL).sources


@pytest.mark.parametrize(
    ("logs", "fault"),
    [
        (S3Logs.local(s3_access="logs"), "no store or no files; give S3Logs.local store=DIR"),
        (S3Logs.local(store="store"), "no store or no files; give S3Logs.local store=DIR"),
        (S3Logs.local(s3_access="s3://logs/app/", store="store"), "a store takes files of this machine; `pull` fetches"),
        (S3Logs(), "no engine: S3Logs.local"),
    ],
)
def test_a_session_that_has_no_store_or_no_files_reads_none_into_it(logs: S3Logs, fault: str) -> None:
    with pytest.raises(SettingError, match=fault):
        logs.ingest()


def test_what_is_new_is_read_anew_until_it_is_ingested(logs: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    first = read_into(store, logs)
    lines(logs / "s3_access", "2026-11-14-01-01-01-0123456789ABCDEF", LINE)
    same(logs, store)
    assert re.search(r", 1 of \d+ B read anew$", ask(COUNT, logs, store).sources)
    again = read_into(store, logs)
    assert [(done.read, done.known) for done in again] == [(1, first[0].read), (0, first[1].read)]
    assert ask(COUNT, logs, store).sources.endswith(", none read anew")


@pytest.mark.parametrize("content", [f"{LINE}\n{LINE}\n", "", "x" * 200, f"{LINE.replace('img_0001', 'img_0002')}\n"])
def test_a_file_that_changed_is_read_anew_and_replaces_its_rows(content: str, logs: Path, tmp_path: Path) -> None:
    path, store = lines(logs / "s3_access", "2026-11-14-01-01-01-0123456789ABCDEF", LINE), tmp_path / "store"
    read_into(store, logs)
    before = path.stat()
    path.write_text(content)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    same(logs, store)
    assert re.search(r", 1 of \d+ B read anew$", ask(COUNT, logs, store).sources)
    read_into(store, logs)
    assert ask(COUNT, logs, store).sources.endswith(", none read anew")
    same(logs, store)


def test_a_file_that_is_gone_keeps_its_rows_until_they_are_dropped(logs: Path, tmp_path: Path) -> None:
    path, store = lines(logs / "s3_access", "2026-11-14-01-01-01-0123456789ABCDEF", LINE, "no line"), tmp_path / "store"
    read_into(store, logs)
    whole = ask(EVERYTHING["s3_access"], logs, store)
    path.unlink()
    without = ask(EVERYTHING["s3_access"], logs, store)
    assert (without.rows, without.warnings) == (whole.rows, whole.warnings)
    assert "(1 of them gone, with 2 rows)" in without.sources
    assert [(holding.gone, holding.gone_rows) for holding in upkeep.status(store)] == [(1, 2), (0, 0)]
    assert upkeep.clear_gone(store) == 1
    same(logs, store)
    assert "gone" not in ask(COUNT, logs, store).sources
    shutil.rmtree(logs / "s3_access")
    (logs / "s3_access").mkdir()
    assert len(ask(EVERYTHING["s3_access"], logs, store)) == len(whole) - 1


@pytest.mark.parametrize(
    "given", ["logs", "logs/", "logs/2026-11-14-01-01-01-0123456789ABCDEF", "lo*", "logs/*", ".logs", ".logs/20*", "link"],
)
def test_logs_that_are_gone_with_their_folder_are_found_in_the_store(
    given: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    folder, store = tmp_path / (".logs" if given.startswith(".") else "logs"), tmp_path / "store"
    lines(folder, "2026-11-14-01-01-01-0123456789ABCDEF", LINE)
    lines(tmp_path / "others", "2026-11-14-01-01-02-0123456789ABCDEF", LINE, LINE)
    (tmp_path / "link").symlink_to(folder)
    list(ingest(store, {"s3_access": [folder, tmp_path / "others"]}))
    shutil.rmtree(folder)
    for others in ([], ["others"]):
        answer = S3Logs.local(s3_access=[given, *others], store=store).query(COUNT, ALL)
        assert answer.rows == [(3 if others else 1, 1)]
        assert "(1 of them gone, with 1 row)" in answer.sources
        assert f"s3_access: of '{given}' no log is there any more; what was never ingested of it is missing" in answer.warnings
    with pytest.raises(SettingError, match=re.escape(f"path '{given}x': ") + "(there is nothing|nothing matches)"):
        S3Logs.local(s3_access=f"{given}x", store=store).query(COUNT, ALL)


def test_a_log_with_a_folder_in_its_place_is_gone(tmp_path: Path) -> None:
    """And what stands in the folder counts once, be it the same log or another."""
    logs, store = tmp_path / "logs", tmp_path / "store"
    names = ["2026-11-14-01-01-01-0123456789ABCDEF", "2026-11-14-01-01-02-0123456789ABCDEF"]
    log = lines(logs / "s3_access", names[0], LINE)
    lines(logs / "s3_access", names[1], LINE.replace("img_0001", "img_0002"))
    read_into(store, logs)
    log.unlink()
    inner = lines(log, names[0], LINE)
    assert ask(COUNT, logs, store).rows == [(2, 2)]
    inner.write_text(LINE.replace("img_0001", "img_0003") + "\n")
    assert ask(COUNT, logs, store).rows == [(3, 3)]
    assert S3Logs.local(s3_access=log, store=store).query(COUNT, ALL).rows == [(2, 2)]
    assert list(upkeep.verify(store)) == []
    assert [one.gone for one in upkeep.status(store)] == [1, 0]
    assert upkeep.clear_gone(store) == 1
    assert ask(COUNT, logs, store).rows == [(2, 2)]


def test_when_all_files_are_gone_nothing_is_left_of_them(tmp_path: Path) -> None:
    store, path = tmp_path / "store", lines(tmp_path / "logs/s3_access", "2026-11-14-01-01-01-0123456789ABCDEF", LINE)
    read_into(store, tmp_path / "logs")
    path.unlink()
    assert ask(COUNT, tmp_path / "logs", store).rows == [(1, 1)]
    assert upkeep.clear_gone(store) == 1
    assert list(store.glob("*.parquet")) == []


def test_segments_that_are_merged_while_a_question_is_asked(
    logs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    store, calls = tmp_path / "store", list[int]()
    read_into(store, logs)

    def split_and_merged(known: Known, paths: Sequence[str]) -> tuple[Stored, list[str], list[Problem]]:
        found = stored.split(known, paths)
        if not calls:
            with manifest.opened(store) as opened:
                ingesting.rewrite(store, opened, "s3_access", list(known.segments))
                sweep(store, opened)
        calls.append(len(list(found[0].files)))
        return found

    monkeypatch.setattr(local, "split", split_and_merged)
    assert ask(COUNT, logs, store).rows == ask(COUNT, logs).rows
    assert calls[0] == calls[1] > 0


def test_segments_that_are_merged_while_unparsed_lines_are_counted(
    logs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    store, calls = tmp_path / "store", list[int]()
    read_into(store, logs)

    def merged_and_told(connection: duckdb.DuckDBPyConnection, reading: Reading, notes: Notes) -> Iterator[str]:
        if not calls:
            with manifest.opened(store) as opened:
                ingesting.rewrite(store, opened, "s3_access", list(manifest.segments(opened, "s3_access")))
                sweep(store, opened)
        calls.append(1)
        return warnings(connection, reading, notes)

    sql = "select count(*) as n from s3_access where key = 'line/of/a/key' order by n"
    raw = ask(sql, logs)
    monkeypatch.setattr(local, "warnings", merged_and_told)
    assert ask(sql, logs, store).warnings == raw.warnings
    assert len(calls) == 2


def test_segments_that_are_replaced_again_and_again_are_one_error(
    logs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    read_into(tmp_path / "store", logs)

    def moved(*_: object) -> None:
        raise stored.MovedError

    monkeypatch.setattr(local, "_rows", moved)
    with pytest.raises(EngineError, match="its segments are replaced again and again") as caught:
        ask(COUNT, logs, tmp_path / "store")
    assert caught.value.retryable


def test_a_manifest_that_is_none(logs: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    manifest.path(store).mkdir(parents=True)
    for act in (lambda: read_into(store, logs), lambda: ask(COUNT, logs, store), lambda: upkeep.status(store)):
        with pytest.raises(StoreError, match=r"manifest\.sqlite: unable to open database file"):
            act()
    manifest.path(store).rmdir()
    (store / "lock.sqlite").unlink()
    (store / "lock.sqlite").mkdir()
    with pytest.raises(StoreError, match=r"lock\.sqlite: unable to open database file"):
        read_into(store, logs)


def test_damage_that_keeps_the_size_is_told_where_to_look_for(logs: Path, tmp_path: Path) -> None:
    read_into(tmp_path / "store", logs)
    for segment in (tmp_path / "store").glob("s3_access-*.parquet"):
        segment.write_bytes(bytes(segment.stat().st_size))
    with pytest.raises(EngineError, match="`store verify` tells of damage"):
        ask(COUNT, logs, tmp_path / "store")


def test_only_what_is_asked_for_comes_out_of_a_store_of_several_folders(logs: Path, tmp_path: Path) -> None:
    store, other = tmp_path / "store", lines(tmp_path / "other", "2026-11-14-01-01-01-0123456789ABCDEF", LINE).parent
    list(ingest(store, {"s3_access": [logs / "s3_access", other]}))
    same(logs, store)
    assert S3Logs.local(s3_access=other, store=store).query(COUNT, ALL).rows == [(1, 1)]
    assert S3Logs.local(s3_access=f"{tmp_path}/o*/*", store=store).query(COUNT, ALL).rows == [(1, 1)]


@pytest.mark.parametrize("name", ["linked", "linked_folder", "hard"])
def test_a_file_with_two_names_counts_once(name: str, tmp_path: Path) -> None:
    real, store = lines(tmp_path / "logs" / "m", "2026-11-14-01-01-01-0123456789ABCDEF", LINE), tmp_path / "store"
    if name == "hard":
        list(ingest(store, {"s3_access": [tmp_path / "logs"]}))
        (tmp_path / "logs" / "a").mkdir()
        os.link(real, tmp_path / "logs" / "a" / real.name)
        places = [tmp_path / "logs"]
    else:
        links = tmp_path / "links"
        links.mkdir()
        (links / "l").symlink_to(real if name == "linked" else real.parent)
        list(ingest(store, {"s3_access": [links]}))
        places = [real.parent, links]
    for _ in range(2):
        assert S3Logs.local(s3_access=places, store=store).query(COUNT, ALL).rows == [(1, 1)]
        list(ingest(store, {"s3_access": places}))


@pytest.mark.parametrize("gone", [False, True])
def test_what_is_hidden_from_a_folder_is_hidden_in_the_store_too(gone: bool, tmp_path: Path) -> None:  # noqa: FBT001  a case
    hidden, store = tmp_path / "logs" / "_old", tmp_path / "store"
    path = lines(hidden, "2026-11-14-01-01-01-0123456789ABCDEF", LINE, LINE)
    lines(tmp_path / "logs", "2026-11-14-01-01-02-0123456789ABCDEF", LINE)
    list(ingest(store, {"s3_access": [hidden]}))
    if gone:
        path.unlink()
    assert S3Logs.local(s3_access=tmp_path / "logs", store=store).query(COUNT, ALL).rows == [(1, 1)]
    assert S3Logs.local(s3_access=hidden, store=store).query(COUNT, ALL).rows == [(2, 1)]


@pytest.mark.parametrize("way", ["moved", "zipped", "unzipped"])
def test_a_log_that_stands_elsewhere_now_counts_once(way: str, tmp_path: Path) -> None:
    logs, store = tmp_path / "logs" / "s3_access", tmp_path / "store"
    log = lines(logs, "2026-11-14-01-01-01-0123456789ABCDEF", LINE)
    lines(logs, "2026-11-14-01-01-02-0123456789ABCDEF", LINE, LINE)
    packed = log.with_name(f"{log.name}.gz")
    if way == "unzipped":
        packed.write_bytes(gzip.compress(log.read_bytes()))
        log.unlink()
    read_into(store, tmp_path / "logs")
    if way == "moved":
        log.rename(log.with_name("2026-11-14-01-01-03-0123456789ABCDEF"))
    elif way == "zipped":
        packed.write_bytes(gzip.compress(log.read_bytes()))
        log.unlink()
    else:
        log.write_bytes(gzip.decompress(packed.read_bytes()))
        packed.unlink()
    for _ in range(2):
        result = ask(COUNT, tmp_path / "logs", store)
        assert result.rows == [(3, 1)]
        assert "gone" not in result.sources
        read_into(store, tmp_path / "logs")
    assert not list(upkeep.verify(store))


@pytest.mark.parametrize("way", ["copied", "zipped"])
@pytest.mark.parametrize("both", [False, True])
def test_a_log_that_stood_twice_counts_once_when_one_is_gone(
    way: str, both: bool, tmp_path: Path,  # noqa: FBT001  a case
) -> None:
    logs, store = tmp_path / "logs", tmp_path / "store"
    log = lines(logs / "old", "2026-11-14-01-01-01-0123456789ABCDEF", LINE)
    lines(logs / "old", "2026-11-14-01-01-02-0123456789ABCDEF", LINE, LINE)
    other = logs / "old" / f"{log.name}.gz" if way == "zipped" else logs / "new" / log.name
    other.parent.mkdir(exist_ok=True)
    other.write_bytes(gzip.compress(log.read_bytes()) if way == "zipped" else log.read_bytes())
    list(ingest(store, {"s3_access": [logs]}))
    assert S3Logs.local(s3_access=logs, store=store).query(COUNT, ALL).rows == [(4, 1)]
    for path in (log, other) if both else (log,):
        path.unlink()
    for _ in range(2):
        answer = S3Logs.local(s3_access=logs, store=store).query(COUNT, ALL)
        assert answer.rows == [(3, 1)]
        assert ("(1 of them gone, with 1 row)" in answer.sources) is both
        list(ingest(store, {"s3_access": [logs]}))


def test_a_store_may_be_named_from_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    lines(tmp_path / "logs", "2026-11-14-01-01-01-0123456789ABCDEF", LINE)
    time.sleep(0.1)
    subprocess.run([*COMMAND, "ingest", "--store", "~/store", "--s3-access", "logs"], check=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["logs", "store"]
    assert "1 file of 379 B from the store" in S3Logs.local(s3_access="logs", store="~/store").query(COUNT, ALL).sources


def test_folders_that_cannot_be_used_are_one_error(tmp_path: Path) -> None:
    """A home that nobody has is no home; and what is no UTF-8 DuckDB does not take."""
    lines(tmp_path / "logs", "2026-11-14-01-01-01-0123456789ABCDEF", LINE)

    def told(*words: str, code: int, **variables: Any) -> str:  # noqa: ANN401  a text, or the bytes of one
        done = subprocess.run(
            [*COMMAND, *words, "--s3-access", "logs"],
            capture_output=True, text=True, check=False, cwd=tmp_path, env={**os.environ, **variables},
        )  # fmt: skip
        assert done.returncode == code, done.stderr
        return done.stdout + done.stderr

    time.sleep(0.1)
    sql = ("query", "select count(*) as n from s3_access", "--all-time")
    for store in ("~nobody-has-it", "file:x"):
        assert told("ingest", "--store", store, code=0).startswith("s3_access: 1 file read")
        assert "1 file of 379 B from the store" in told(*sql, "--store", store, code=0)
        assert (tmp_path / store / "manifest.sqlite").exists()
    refused = "undone': DuckDB takes no such name; expected one in UTF-8, named by --store, or by TMPDIR\n"
    assert told("ingest", "--store", os.fsdecode(b"store\xff"), code=2).endswith(refused)
    os.mkdir(os.fsencode(tmp_path) + b"/\xff")  # noqa: PTH102  no Path has it
    assert "DuckDB takes no such name" in told(*sql, code=2, TMPDIR=os.fsencode(tmp_path) + b"/\xff")


def test_a_copy_elsewhere_takes_no_rows_from_where_they_were(tmp_path: Path) -> None:
    store, logs = tmp_path / "store", tmp_path / "logs"
    log = lines(logs, "2026-11-14-01-01-01-0123456789ABCDEF", LINE)
    lines(logs, "2026-11-14-01-01-02-0123456789ABCDEF", LINE, LINE)
    list(ingest(store, {"s3_access": [logs]}))
    restored = lines(tmp_path / "restored", log.name, LINE)
    shutil.rmtree(logs)
    list(ingest(store, {"s3_access": [restored.parent]}))
    for places, rows in ([logs], 3), ([restored.parent], 1), ([logs, restored.parent], 3):
        assert S3Logs.local(s3_access=places, store=store).query(COUNT, ALL).rows == [(rows, 1)]


@pytest.mark.parametrize("name", ["key=x/operation=1", "o'clock\n[a]*?"])
def test_a_store_may_stand_in_a_folder_of_any_name(name: str, logs: Path, tmp_path: Path) -> None:
    store = tmp_path / name
    read_into(store, logs)
    same(logs, store)
    assert not list(upkeep.verify(store))


def test_many_small_segments_become_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingesting, "_BATCH", 1)
    monkeypatch.setattr(ingesting, "_MANY", 3)
    store, logs = tmp_path / "store", tmp_path / "logs"
    for number in range(3):
        lines(logs / "s3_access", f"2026-11-14-01-01-{number:02}-0123456789ABCDEF", LINE, "no line")
    read_into(store, logs)
    assert len(list(store.glob("*.parquet"))) == 3
    lines(logs / "s3_access", "2026-11-14-01-01-00-0123456789ABCDEF", LINE, LINE, LINE)
    lines(logs / "s3_access", "2026-11-14-01-01-07-0123456789ABCDEF", LINE)
    scans: list[str] = []
    save = ingesting._save

    def saved(duck: duckdb.DuckDBPyConnection, rows: str, target: Path) -> None:
        scans.append(rows)
        save(duck, rows, target)

    monkeypatch.setattr(ingesting, "_save", saved)
    read_into(store, logs)
    assert scans[-1].count("read_parquet") == 1  # DuckDB keeps a row group for each of several, which takes all memory
    assert len(list(store.glob("*.parquet"))) == 1
    same(logs, store)
    assert list(upkeep.verify(store)) == []


@pytest.mark.parametrize("damage", ["gone", "short", "manifest of yesterday", "segment that the manifest does not list"])
def test_what_a_damaged_store_lacks_is_read_anew(damage: str, logs: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    read_into(store, logs)
    if damage == "manifest of yesterday":
        shutil.copy(store / "manifest.sqlite", tmp_path)
        lines(logs / "s3_access", next((logs / "s3_access").iterdir()).name, LINE)
        read_into(store, logs)
        upkeep.clear_gone(store)
        shutil.copy(tmp_path / "manifest.sqlite", store)
    elif damage not in {"gone", "short"}:
        with closing(sqlite3.connect(store / "manifest.sqlite", isolation_level=None)) as known:
            known.execute("delete from segments")
    else:
        for path in store.glob("*.parquet"):
            path.unlink() if damage == "gone" else os.truncate(path, path.stat().st_size // 2)
    same(logs, store)
    if damage in {"gone", "short"}:
        assert len(list(upkeep.verify(store))) == 2
    read_into(store, logs)
    assert ask(COUNT, logs, store).sources.endswith(", none read anew")
    same(logs, store)
    assert list(upkeep.verify(store)) == []


def test_rows_that_nobody_has_any_more_are_told(tmp_path: Path) -> None:
    store, path = tmp_path / "store", lines(tmp_path / "logs/s3_access", "2026-11-14-01-01-01-0123456789ABCDEF", LINE)
    read_into(store, tmp_path / "logs")
    for lost in (path, *store.glob("*.parquet")):
        lost.unlink()
    result = ask(COUNT, tmp_path / "logs", store)
    assert result.partial
    assert any(str(path) in warning and "is gone, and so is its segment" in warning for warning in result.warnings)
    (fault,) = upkeep.verify(store)
    assert fault.endswith("what stood there, but for 1 log that went: `store clear --gone` forgets them")
    upkeep.clear_gone(store)
    assert not list(upkeep.verify(store))


def test_verify_sees_other_bytes_in_segments_and_logs(logs: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    read_into(store, logs)
    (segment,) = store.glob("s3_access-*.parquet")
    body = bytearray(segment.read_bytes())
    body[len(body) // 2] ^= 1
    segment.write_bytes(body)
    (fault,) = upkeep.verify(store)
    assert fault == f"{segment}: not what was written; remove it, and `ingest` reads anew what stood there"
    lines(logs / "s3_access", "2026-11-14-01-01-01-0123456789ABCDEF", LINE)
    segment.unlink()
    read_into(store, logs)
    path = lines(logs / "s3_access", "2026-11-14-01-01-01-0123456789ABCDEF", LINE, LINE)
    assert list(upkeep.verify(store)) == [f"{path}: not what was read; `ingest` reads it again"]


def test_stores_that_this_version_does_not_read(tmp_path: Path) -> None:
    store, logs = tmp_path / "store", tmp_path / "logs"
    lines(logs / "s3_access", "2026-11-14-01-01-01-0123456789ABCDEF", LINE)
    read_into(store, logs)
    with sqlite3.connect(store / "manifest.sqlite") as opened:
        opened.execute("pragma user_version = 99")
    opened.close()
    told = f"a store of format 99, and this version reads {manifest.FORMAT}; a newer version wrote it; use that"
    for verb in (lambda: ask(COUNT, logs, store), lambda: read_into(store, logs), lambda: upkeep.status(store)):
        with pytest.raises(StoreError, match=told):
            verb()
    (store / "manifest.sqlite").write_bytes(b"no database" * 1_000)
    with pytest.raises(StoreError, match="file is not a database; `store clear` removes it, and `ingest` makes it anew"):
        ask(COUNT, logs, store)
    upkeep.clear(store)
    read_into(store, logs)
    same(logs, store)
    upkeep.clear(store)
    for without in (lambda: ask(COUNT, logs, store), lambda: upkeep.status(store), lambda: upkeep.clear(store)):
        with pytest.raises(StoreError, match="no store; `ingest` makes one"):
            without()
    read_into(store, logs)
    same(logs, store)


@pytest.mark.parametrize("emptied", [True, False])
def test_segments_whose_manifest_is_lost_are_not_swept_away(emptied: bool, logs: Path, tmp_path: Path) -> None:  # noqa: FBT001
    """They may have the rows of logs that are gone."""
    store = tmp_path / "store"
    read_into(store, logs)
    held, known = set(store.glob("*.parquet")), (store / "manifest.sqlite").read_bytes()
    (store / "manifest.sqlite").unlink()
    if emptied:
        (store / "manifest.sqlite").touch()
    for verb in (lambda: ask(COUNT, logs, store), lambda: read_into(store, logs), lambda: upkeep.status(store)):
        with pytest.raises(StoreError, match="no manifest that tells what they hold; put manifest"):
            verb()
    assert set(store.glob("*.parquet")) == held
    (store / "manifest.sqlite").write_bytes(known)
    same(logs, store)
    (store / "manifest.sqlite").unlink()
    upkeep.clear(store)
    assert not set(store.glob("*.parquet"))


def test_a_store_that_is_cleared_in_part_is_known_for_that(logs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = tmp_path / "store"
    read_into(store, logs)

    def ended(path: Path) -> None:
        if path.suffix != ".parquet":
            raise KeyboardInterrupt
        path.unlink()

    with monkeypatch.context() as patched:
        patched.setattr("athena_s3logs.store.segments._remove", ended)
        with pytest.raises(KeyboardInterrupt):
            upkeep.clear(store)
    assert [holding.damaged for holding in upkeep.status(store)] == [1, 1]
    same(logs, store)
    read_into(store, logs)
    same(logs, store)


def test_a_store_of_an_older_format_is_made_anew_and_what_it_held_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    store, logs = tmp_path / "store", tmp_path / "logs"
    lines(logs / "s3_access", "2026-11-14-01-01-01-0123456789ABCDEF", LINE)
    read_into(store, logs)
    held = {path.name: path.read_bytes() for path in store.iterdir() if path.suffix == ".parquet" or path.stem == "manifest"}
    (store / "theirs.parquet").write_text("precious")
    older, newer = manifest.FORMAT, manifest.FORMAT + 1
    monkeypatch.setattr(manifest, "FORMAT", newer)
    monkeypatch.setattr(manifest, "_TABLES", manifest._TABLES.replace(f"user_version = {older}", f"user_version = {newer}"))
    with pytest.raises(StoreError, match=f"a store of format {older}, and this version reads {newer}; `ingest` makes it anew"):
        ask(COUNT, logs, store)
    (done,) = read_into(store, logs)
    assert (done.read, done.aside) == (1, store / f"format-{older}")
    assert {path.name: path.read_bytes() for path in (store / f"format-{older}").iterdir()} == held
    assert (store / "theirs.parquet").read_text() == "precious"
    same(logs, store)
    (done,) = read_into(store, logs)
    assert (done.read, done.aside) == (0, None)


def test_a_file_that_cannot_be_looked_at_is_not_gone(tmp_path: Path) -> None:
    store, logs = tmp_path / "store", tmp_path / "logs"
    path = lines(logs / "s3_access/a", "2026-11-14-01-01-01-0123456789ABCDEF", LINE)
    lines(logs / "s3_access", "2026-11-14-01-01-02-0123456789ABCDEF", LINE)
    read_into(store, logs)
    path.parent.rename(tmp_path / "kept")
    path.parent.symlink_to(path.parent)  # a loop: a fault of the way that is not the absence of the file
    held = [holding for holding in upkeep.status(store) if holding.files]
    assert [(one.files, one.gone, one.changed) for one in held] == [(2, 0, 1)]
    assert list(upkeep.verify(store)) == [f"{path}: cannot be read: Too many levels of symbolic links"]
    (done,) = read_into(store, logs)
    assert (done.known, done.read) == (1, 0)
    assert upkeep.clear_gone(store) == 0
    result = ask(COUNT, logs, store)
    assert result.partial
    assert result.rows == [(1, 1)]
    path.parent.unlink()
    (tmp_path / "kept").rename(path.parent)
    assert ask(COUNT, logs, store).rows == [(2, 1)]


def test_a_file_that_is_being_written_is_left_for_the_next_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingesting, "_TICK", 60_000_000_000)
    lines(tmp_path / "logs/s3_access", "2026-11-14-01-01-01-0123456789ABCDEF", LINE)
    (done,) = read_into(tmp_path / "store", tmp_path / "logs")
    assert (done.read, done.left) == (0, 1)
    assert ask(COUNT, tmp_path / "logs", tmp_path / "store").rows == [(1, 1)]


def ingest_command(store: Path, logs: Path) -> list[str]:
    kinds = ["--s3-access", str(logs / "s3_access"), "--cloudtrail", str(logs / "cloudtrail")]
    return [*COMMAND, "ingest", "--store", str(store), *kinds]


@pytest.fixture(scope="module")
def larger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("larger") / "made"
    generate(folder, Plan(end=END, days=2, lines=10_000, seed=4))
    return folder


def test_what_is_no_part_of_a_store_stays_in_its_folder(tmp_path: Path) -> None:
    """Somebody's own Parquet among it, as one file or a folder of them."""
    store = tmp_path / "store"
    (store / "spark.parquet").mkdir(parents=True)
    names = ("sales.parquet", "spark.parquet/part-0.parquet", "draft.undone", "s3_access-2026.parquet")
    theirs = [store / name for name in names]
    for path in theirs:
        path.write_text("precious")
    lines(tmp_path / "logs/s3_access", "2026-11-14-01-01-01-0123456789ABCDEF", LINE)
    read_into(store, tmp_path / "logs")
    assert len(list(store.glob("*.parquet"))) == 4
    upkeep.clear(store)
    assert len(list(store.glob("*.parquet"))) == 3
    assert [path.read_text() for path in theirs] == ["precious"] * len(theirs)


def test_an_ingest_that_is_killed_loses_and_doubles_nothing(
    larger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """At random moments, half of them with a second one running; what is left of an answer is always whole."""
    store, chance = tmp_path / "store", random.Random(1)  # noqa: S311  no secret
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    whole = {relation: ask(sql, larger).rows for relation, sql in EVERYTHING.items()}
    for number in range(int(os.environ.get("KILLS", "20"))):
        if number % 5 == 0:
            shutil.rmtree(store, ignore_errors=True)
        started = [subprocess.Popen(ingest_command(store, larger), stdout=subprocess.DEVNULL) for _ in range(1 + number % 2)]
        time.sleep(chance.uniform(0.2, 2.5))
        started[0].kill()
        for process in started:
            process.wait()
        assert all(process.returncode == 0 for process in started[1:])
        begun = store if manifest.exists(store) else None
        assert {relation: ask(sql, larger, begun).rows for relation, sql in EVERYTHING.items()} == whole
    read_into(store, larger)
    assert ask(COUNT, larger, store).sources.endswith(", none read anew")
    assert {relation: ask(sql, larger, store).rows for relation, sql in EVERYTHING.items()} == whole
    assert list(upkeep.verify(store)) == []
    assert not list(store.glob("*.undone"))
    assert list(temporary.iterdir()) == []


def test_what_cannot_be_read_fails_an_ingest_that_reads_the_rest(tmp_path: Path) -> None:
    """Each time where nothing of it could be read, once where its beginning is in the store; what is still written, never."""
    logs, store = tmp_path / "logs/s3_access", tmp_path / "store"
    lines(logs, "2026-11-14-01-01-01-0123456789ABCDEF", LINE)
    (logs / "2026-11-14-01-01-02-0123456789ABCDEF").write_bytes(gzip.compress(f"{LINE}\n".encode())[:-9])
    os.close(os.open(os.fsencode(logs) + b"/2026-11-14-01-01-03-\xff", os.O_CREAT | os.O_WRONLY))
    (logs / "2026-11").symlink_to("2026-11")

    def told(code: int) -> tuple[str, list[str]]:
        time.sleep(0.1)
        done = subprocess.run(
            [*COMMAND, "ingest", "--store", store, "--s3-access", logs], capture_output=True, text=True, check=False,
        )
        assert done.returncode == code, done.stderr
        return done.stdout, done.stderr.splitlines()

    short = "2026-11-14-01-01-02-0123456789ABCDEF is cut short: the gzip stream has no end"
    gone = ("2026-11 cannot be read: it is a link that leads nowhere", r"\udcff' cannot be read: its name is not UTF-8")
    said, warned = told(1)
    assert said.startswith("s3_access: 2 files read (2 rows, ")
    assert "left" not in said
    for problem, line in zip((gone[0], short, gone[1]), warned, strict=True):
        assert line.startswith("Warning: ")
        assert line.endswith(f"{problem}; the store is without what stands there")
    said, warned = told(1)
    assert said == "s3_access: 0 files read (0 rows, 0 B), 2 known before\n"
    assert len(warned) == 2
    (logs / "2026-11").unlink()
    os.unlink(os.fsencode(logs) + b"/2026-11-14-01-01-03-\xff")  # noqa: PTH108  no Path has it
    assert told(0) == ("s3_access: 0 files read (0 rows, 0 B), 2 known before\n", [])
    later = lines(logs, "2026-11-14-01-01-04-0123456789ABCDEF", LINE)
    os.utime(later, (time.time() + 3_600,) * 2)
    left = "s3_access: 0 files read (0 rows, 0 B), 2 known before; left for the next time, as it changed just now: 1\n"
    assert told(0) == (left, [])


def test_logs_that_are_removed_one_by_one_while_they_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"2026-11-14-01-01-0{number}-0123456789ABCDEF" for number in range(3)]
    going = [lines(tmp_path / "logs/s3_access", name, LINE) for name in names][:2]
    copy = ingesting._copy

    def meanwhile(*given: Any) -> None:  # noqa: ANN401  of _copy
        if going:
            going.pop().unlink()
        copy(*given)

    monkeypatch.setattr(ingesting, "_copy", meanwhile)
    (done,) = read_into(tmp_path / "store", tmp_path / "logs")
    assert (done.read, done.rows, done.left, done.problems) == (1, 1, 2, ())
    assert ask(COUNT, tmp_path / "logs", tmp_path / "store").rows == [(1, 1)]


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 1), (signal.SIGTERM, 143)])
def test_an_ingest_that_waits_for_another_can_be_ended(sent: signal.Signals, code: int, tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    lines(tmp_path / "logs/s3_access", "2026-11-14-01-01-01-0123456789ABCDEF", LINE)
    command = [*COMMAND, "ingest", "--store", str(tmp_path / "store"), "--s3-access", str(tmp_path / "logs")]
    with closing(sqlite3.connect(tmp_path / "store/lock.sqlite", isolation_level=None)) as other:
        other.execute("begin exclusive")
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
            time.sleep(3)
            assert process.poll() is None
            process.send_signal(sent)
            try:
                _, told = process.communicate(timeout=20)
            finally:
                process.kill()
    assert (process.returncode, "Traceback" in told) == (code, False)
    assert told.startswith(f"Warning: {tmp_path / 'store'}: another process writes to the store; waiting until it is done\n")
    assert not manifest.exists(tmp_path / "store")


def test_a_full_disk_is_one_error_and_the_old_state(larger: Path, tmp_path: Path) -> None:
    def small_disk() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    done = subprocess.run(
        ingest_command(tmp_path / "store", larger), preexec_fn=small_disk, capture_output=True, text=True, check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Error: ")
    assert "Traceback" not in done.stderr
    assert ask(COUNT, larger, tmp_path / "store").rows == ask(COUNT, larger).rows


def test_the_verbs(tmp_path: Path) -> None:
    def told(*words: str, code: int = 0) -> str:
        done = subprocess.run([*COMMAND, *words], capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stderr
        return done.stdout

    store, logs = ["--store", str(tmp_path / "store")], tmp_path / "logs"
    path = lines(logs, "2026-11-14-01-01-01-0123456789ABCDEF", LINE, LINE)
    lines(logs, "2026-11-14-01-01-02-0123456789ABCDEF", LINE)
    time.sleep(0.1)
    named = ["--s3-access", str(logs)]
    assert told("ingest", *store, *named).startswith("s3_access: 2 files read (3 rows, 1.1 kB), 0 known before")
    assert told("ingest", *store, *named).startswith("s3_access: 0 files read (0 rows, 0 B), 2 known before")
    assert told("store", "status", *store).splitlines()[0].startswith("s3_access: 2 files, 3 rows, 1.1 kB in 1 segment of ")
    assert told("store", "verify", *store) == "all is as it was written and read\n"
    path.write_text("")
    assert "  changed, or cannot be looked at: 1 file, read anew" in told("store", "status", *store)
    assert told("store", "verify", *store, code=1) == f"{path}: not what was read; `ingest` reads it again\n"
    path.unlink()
    assert "  gone: 1 file with 2 rows, which are here still" in told("store", "status", *store)
    sql = ["query", "select count(*) as n from s3_access order by n", "--all-time", "--format", "csv"]
    assert told(*sql, *store, *named) == "n\n3\n"
    assert told("store", "clear", "--gone", *store) == "dropped, as they are gone: 1\n"
    lines(logs, path.name, LINE)
    time.sleep(0.1)
    told("ingest", *store, *named)
    path.unlink()
    for segment in (tmp_path / "store").glob("*.parquet"):
        segment.unlink()
    assert "  gone: 1 file with 0 rows, which are here still" in told("store", "status", *store)
    assert told("store", "clear", *store) == "the store is empty\n"
    assert not list((tmp_path / "store").glob("*.parquet"))


CONTENTS = st.lists(st.sampled_from([LINE, LINE.replace("img_0001", "img_0002"), "no line", ""]), max_size=3)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.integers(0, 3), CONTENTS),
        st.tuples(st.just("delete"), st.integers(0, 3), st.just([])),
        st.tuples(st.just("ingest"), st.just(0), st.just([])),
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_any_course_of_things(steps: list[tuple[str, int, list[str]]], tmp_path: Path) -> None:
    """The rows are those of a scan of all files that are there, and of those that are gone as they were ingested last."""
    shutil.rmtree(tmp_path)
    store, logs, model = tmp_path / "store", tmp_path / "logs/s3_access", tmp_path / "model/s3_access"
    logs.mkdir(parents=True)
    model.mkdir(parents=True)
    now: dict[str, list[str]] = {}
    ingested: dict[str, list[str]] = {}
    for verb, number, content in steps:
        name = f"2026-11-14-01-01-{number:02}-0123456789ABCDEF"
        if verb == "write":  # no two logs have the same bytes
            now[name] = [f"file {number}", *content] if content else []
            lines(logs, name, *now[name])
        elif verb == "delete" and name in now:
            del now[name]
            (logs / name).unlink()
        elif verb == "ingest" and now:
            list(ingest(store, {"s3_access": [logs]}))
            ingested |= now
        for path in model.iterdir():
            path.unlink()
        for known, texts in (ingested | now).items():
            lines(model, known, *texts)
        _as_modelled(store, logs, model)


def _as_modelled(store: Path, logs: Path, model: Path) -> None:
    if not any(model.iterdir()):
        return
    for sql in (
        "select key, regexp_extract(log_file, '[^/]*$') as name from s3_access order by 2, 1",
        "select line, regexp_extract(log_file, '[^/]*$') as name from s3_access_unparsed order by 2, 1",
    ):
        expected = S3Logs.local(s3_access=model).query(sql, ALL)
        found = S3Logs.local(s3_access=logs, store=store if store.exists() else None).query(sql, ALL)
        assert found.rows == expected.rows
        bare = f"s3_access: of '{logs}' no log is there any more; what was never ingested of it is missing"
        assert sorted(found.warnings) == sorted([*expected.warnings, *([] if any(logs.iterdir()) else [bare])])


def test_20000_known_files_are_looked_through_at_once(tmp_path: Path) -> None:
    logs, store = tmp_path / "logs/s3_access", tmp_path / "store"
    logs.mkdir(parents=True)
    for number in range(20_000):
        (logs / f"2026-11-14-01-01-01-{number:016X}").write_text(f"{LINE}\n")
    read_into(store, tmp_path / "logs")
    start = time.perf_counter()
    (done,) = read_into(store, tmp_path / "logs")
    elapsed = time.perf_counter() - start
    print(f"20,000 known files: {elapsed:.2f} s")
    assert (done.known, done.read) == (20_000, 0)
    assert elapsed < 3
