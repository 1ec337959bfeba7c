"""Logs that strangers wrote: one answer by every way to read, nothing that acts in any output, little memory, no slow lines."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import re
import subprocess
import sys
import threading
import time
import traceback
import unicodedata
from typing import TYPE_CHECKING, Any, Final

import duckdb
import pyarrow.parquet as pq
import pytest

from athena_s3logs import S3Logs, Window
from athena_s3logs.ddl import re2
from athena_s3logs.engines import duck
from athena_s3logs.engines.access_reader import columns as raw_columns
from athena_s3logs.engines.ingest import ingest
from athena_s3logs.engines.line_sql import lines_sql
from athena_s3logs.engines.odd_files import LONGEST_LINE, LogFile
from athena_s3logs.errors import EngineError, StoreError
from athena_s3logs.formats import write
from athena_s3logs.relation import RELATIONS, columns
from tests import hostile, proof
from tests.corpus import regex
from tests.test_regex_java import hostile as pieces
from tests.test_result import Page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from athena_s3logs.engines.result import Result

COUNT: Final = 300
NAME: Final = "2026-11-05-10-20-30-0A1B2C3D4E5F6071"
TRAIL: Final = "111122223333_CloudTrail_eu-west-1_20261105T0620Z_0A1B2C3D4E5F6071.json.gz"
ALL: Final = Window.all_time()
WRITTEN: Final = {
    "s3_access": "request_id, key, key_raw, request_uri, referer, user_agent",
    "s3_access_unparsed": "line",
    "cloudtrail": "event_id, principal_id, user_name, error_message, key, user_agent, request_parameters, host_header",
}
"""The columns in which strangers write, of each relation."""


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same logs, plain and zipped."""
    made = {name: tmp_path_factory.mktemp("hostile") / name for name in ("plain", "zipped")}
    data = b"".join(line + b"\n" for line in hostile.lines(1, COUNT))
    for name, folder in made.items():
        folder.mkdir()
        (folder / NAME).write_bytes(data if name == "plain" else gzip.compress(data))
        (folder / "trail").mkdir()
        document = hostile.as_delivered(hostile.records(1, COUNT), ascii_only=name == "plain")
        (folder / "trail" / TRAIL).write_bytes(gzip.compress(document))
    return made


def local(folder: Path, **further: Any) -> S3Logs:  # noqa: ANN401  of local
    return S3Logs.local(s3_access=folder / NAME, cloudtrail=folder / "trail", **further)


def everything(relation: str) -> str:
    names = [column.name for column in columns(relation) if column.name != "log_file"]
    return f"select {', '.join(names)} from {relation} order by {', '.join(name for name in names if name != 'resources')}"


@pytest.fixture(scope="module")
def written(folders: dict[str, Path]) -> dict[str, Result]:
    """What strangers wrote, of each relation."""
    logs = local(folders["plain"])
    return {name: logs.query(f"select {names} from {name} order by {names}", ALL) for name, names in WRITTEN.items()}


@pytest.mark.parametrize("relation", list(RELATIONS))
def test_each_way_to_read_has_the_same_rows(relation: str, folders: dict[str, Path], tmp_path: Path) -> None:
    plain, zipped = (local(folder).query(everything(relation), ALL) for folder in folders.values())
    paths = {"s3_access": [str(folders["plain"] / NAME)], "cloudtrail": [str(folders["plain"] / "trail")]}
    list(ingest(tmp_path / "store", paths))
    stored = local(folders["plain"], store=tmp_path / "store").query(everything(relation), ALL)
    assert len(plain) > COUNT // 4
    assert plain.rows == zipped.rows == stored.rows
    assert stored.sources.endswith("none read anew")


def test_nobody_hides(folders: dict[str, Path], written: dict[str, Result]) -> None:
    """Each line is a row, and each request is in one of the two relations, by its id; of the trail each record."""
    lines = (folders["plain"] / NAME).read_bytes().splitlines()
    assert len(written["s3_access"]) + len(written["s3_access_unparsed"]) == len(lines) > COUNT
    heads = [row[0] for row in written["s3_access"].rows]
    ids = {found for (line,) in written["s3_access_unparsed"].rows for found in re.findall(r"ID\d{8}", line)}
    assert ids | set(heads) == {f"ID{number:08}" for number in range(COUNT)}
    assert [row[0] for row in written["cloudtrail"].rows] == [f"{number:08}" for number in range(COUNT)]
    proof.count("lines and records that strangers wrote, each of them found on DuckDB", len(lines) + COUNT)


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet would run a cell, which it may look at without blanks and in common letters."""
    seen = "".join(one for one in unicodedata.normalize("NFKC", cell) if unicodedata.category(one)[0] not in "CZ")
    return seen.startswith(("=", "+", "@")) or (seen.startswith("-") and len(seen) > 1)


@pytest.mark.parametrize("relation", list(RELATIONS))
def test_files_have_the_values_and_no_formulas(relation: str, written: dict[str, Result], tmp_path: Path) -> None:
    answer = written[relation]
    for to in ("csv", "json", "parquet"):
        write(answer, to, tmp_path / to)
    assert pq.read_table(tmp_path / "parquet").equals(answer.arrow())
    assert [tuple(row.values()) for row in json.loads((tmp_path / "json").read_bytes())] == answer.rows
    csv.field_size_limit(10**9)
    _, *cells = csv.reader(io.StringIO((tmp_path / "csv").read_bytes().decode(), newline=""), strict=True)
    assert any(is_formula(cell or "") for row in answer.rows for cell in row)
    assert not any(is_formula(cell) for row in cells for cell in row)
    for row, texts in zip(answer.rows, cells, strict=True):
        assert [text.removeprefix("'") for text in texts] == [(text or "").removeprefix("'") for text in row]


@pytest.mark.parametrize("relation", list(RELATIONS))
def test_no_text_for_people_acts(relation: str, written: dict[str, Result]) -> None:
    answer = written[relation]
    for to in ("table", "markdown"):
        stream = io.StringIO(newline="")
        write(answer, to, stream)
        assert acting(stream.getvalue()) == []
    assert acting(repr(answer)) == []
    page = Page(answer._repr_html_())
    assert set(page.tags) - {"strong"} == {"div", "table", "thead", "tbody", "tr", "th", "td", "p"}
    assert [text for text in page.texts if not text.isprintable()] == []


def acting(text: str) -> list[str]:
    return [line for line in text.split("\n") if not line.isprintable()]


@pytest.mark.parametrize("cast", [
    "cast(user_agent as bigint)", "cast(user_agent as timestamp)", "cast(user_agent as ipaddress) is null",
    "date_parse(user_agent, '%Y')", "date(user_agent)", "cast(url_decode(user_agent) as double)",
])  # fmt: skip
@pytest.mark.parametrize("like", ["%\x1b%", "%\u202e%", "%" + "汉字" * 2_000 + "%"])
def test_no_error_acts(cast: str, like: str, folders: dict[str, Path]) -> None:
    """Engines quote the value in their messages, and a traceback shows what led to an error."""
    with pytest.raises(EngineError) as caught:
        local(folders["plain"]).query(f"select {cast} as x from s3_access where user_agent like :t order by x", ALL, t=like)
    assert acting("".join(traceback.format_exception(caught.value))) == []
    assert len(str(caught.value)) < 5_000


def on_terminal(*arguments: str | Path) -> str:
    """What a terminal is sent by a command; it is one without colours, so that whatever acts is of the logs."""
    ours, theirs = os.openpty()
    sent: list[bytes] = []

    def listen() -> None:
        try:
            while piece := os.read(ours, 65_536):
                sent.append(piece)
        except OSError:
            return  # as Linux tells that the other side is closed

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    command = [sys.executable, "-m", "athena_s3logs", *map(str, arguments)]
    subprocess.run(command, check=False, stdout=theirs, stderr=theirs, env={**os.environ, "TERM": "dumb", "COLUMNS": "120"})
    os.close(theirs)
    listener.join(60)
    os.close(ours)
    return b"".join(sent).decode().replace("\r\n", "\n")


@pytest.mark.parametrize("to", ["table", "csv", "json", "markdown"])
def test_a_terminal_is_moved_by_nothing(to: str, folders: dict[str, Path]) -> None:
    sql = f"select {WRITTEN['s3_access']} from s3_access order by {WRITTEN['s3_access']}"
    found = on_terminal("query", sql, "--all-time", "--s3-access", folders["plain"] / NAME, "--format", to)
    assert acting(found) == []
    assert ("&#92;x1b" if to == "markdown" else "\\x1b") in found
    assert "Warning: " in found


def test_names_of_files_act_as_little(tmp_path: Path) -> None:
    """In answers, warnings and errors, and what the store has to say of them."""
    folder, store = tmp_path / "logs\x1b[2J\u202e", tmp_path / "store\x07"
    folder.mkdir()
    odd = folder / f"{NAME}\x1b]0;owned\x07\n=1"
    odd.write_bytes(gzip.compress(b"".join(line + b"\n" for line in hostile.lines(2, 20)))[:-9])
    sql, logs = "select log_file from s3_access order by log_file", ("--s3-access", folder)
    told = [
        on_terminal("query", sql, "--all-time", *logs),
        on_terminal("query", sql, "--all-time", *logs, "--output", folder / "a\x1b[2J.csv"),
        on_terminal("query", sql, "--all-time", "--s3-access", folder / "gone\x1b[2J"),
        on_terminal("query", sql, "--all-time", *logs, "--output", tmp_path / "no\x1b[2J/a.csv"),
        on_terminal("ingest", *logs, "--store", store),
        on_terminal("store", "verify", "--store", f"{store}\x1b[2J"),
    ]
    assert [acting(text) for text in told] == [[]] * len(told)
    assert "cut short" in told[0]
    assert (folder / "a\x1b[2J.csv").exists()


CHILD: Final = """
import sys
from pathlib import Path
from athena_s3logs import S3Logs, Window
from athena_s3logs.engines.ingest import ingest
folder, verb, store = sys.argv[1:]
sql = "select operation, max(length(user_agent)) as longest from s3_access group by operation order by operation"
if verb == "ingest":
    list(ingest(Path(store), {"s3_access": [folder]}))
else:
    S3Logs.local(s3_access=folder).query(sql, Window.all_time())
print(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
"""


def peak(folder: Path, verb: str) -> float:
    """Megabytes at most of a process that does nothing else; what getrusage tells is also of the process that starts it."""
    command = [sys.executable, "-c", CHILD, str(folder), verb, str(folder.with_name(f"store_{folder.name}"))]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout) / 1_000


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_memory_is_bounded(tmp_path: Path) -> None:
    """Three times as much of hostile lines takes no more of it, while each line of 100 KB is held whole.

    The smaller amount is one at which blocks and buffers are as many as they ever are: up to it they add some 15 MB.
    """
    lines = [*hostile.lines(3, 60), *(line.encode() for line in pieces(hostile.LONG, ['a"b" c', '汉" ']).values())]
    data = b"".join(line + b"\n" for line in lines)
    sizes = {"few": 20, "many": 60}
    for name, count in sizes.items():
        (tmp_path / name).mkdir()
        for number in range(count):
            (tmp_path / name / f"2026-11-05-10-20-{number:02}-0A1B2C3D4E5F6071").write_bytes(data)
    more = len(data) * (sizes["many"] - sizes["few"]) / 1e6
    assert more > 140
    few, many = (peak(tmp_path / name, "query") for name in sizes)
    assert many < 400
    assert many - few < more / 5, f"{few} MB, and {many} MB for {more} MB more of logs"
    assert peak(tmp_path / "few", "ingest") < 700


@pytest.fixture
def few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Lines that are too much for what an ingest mostly takes of memory."""
    monkeypatch.setattr("athena_s3logs.engines.ingest._MEMORY", "set memory_limit = '8MB'")
    monkeypatch.setattr("athena_s3logs.engines.ingest._TICK", 0)
    lines = [line.encode() for line in pieces(hostile.LONG, ['a"b" c']).values()]
    (tmp_path / NAME).write_bytes(gzip.compress(b"".join(line + b"\n" for line in lines)))
    return tmp_path / NAME


def test_more_than_an_ingest_mostly_needs_is_read(few: Path) -> None:
    (done,) = ingest(few.with_name("store"), {"s3_access": [few]})
    assert (done.read, done.rows) == (1, 12)


def test_more_than_memory_holds_is_one_clear_error(few: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing of it stays in the store."""
    monkeypatch.setattr(duck, "_SETTINGS", (*duck._SETTINGS, "set memory_limit = '8MB'"))
    with pytest.raises(StoreError, match="Out of Memory Error"):
        list(ingest(few.with_name("store"), {"s3_access": [few]}))
    assert [path.name for path in few.with_name("store").rglob("*.parquet")] == []


def seconds(work: Callable[[], object]) -> float:
    """Of the processor: other programs may run beside this one."""
    start = time.process_time()
    work()
    return time.process_time() - start


def plainly(path: Path) -> object:
    """The regex of the table over each line, and nothing else."""
    names = ", ".join(f"'{name}'" for name in raw_columns())
    lines = lines_sql([LogFile(str(path), str(path), "plain")], LONGEST_LINE)
    row = f"select regexp_extract(line, '^(?:{re2(regex())})$', [{names}], 's') as r from ({lines})"
    with duckdb.connect() as connection:
        return connection.execute(f"select r.operation, r.httpstatus, count(*) from ({row}) group by all").fetchall()


def of_size(path: Path, lines: list[bytes], size: int = 4_000_000) -> Path:
    text = b"".join(line + b"\n" for line in lines)
    path.write_bytes(text * (size // len(text) + 1))
    return path


def kinds() -> dict[str, list[bytes]]:
    """Lines for which the shape check goes wrong as late as can be, and what else there is."""
    long = pieces(hostile.LONG, ['a"b" c', '" ', "é"])
    text = [line for line in hostile.lines(4, 400) if b"\r" not in line and b"\0" not in line]
    return {
        "sent": [line for line in text if line.decode(errors="replace").encode() == line],
        "uri": [line.encode() for name, line in long.items() if name.startswith("uri")],
        "referer": [line.encode() for name, line in long.items() if name.startswith("referer")],
        "agent": [line.encode() for name, line in long.items() if name.startswith("agent")],
        "key": [line.encode() for name, line in long.items() if name.startswith("key")],
    }


@pytest.mark.parametrize("kind", list(kinds()))
def test_hostile_lines_are_no_slower_than_the_plain_regex(kind: str, tmp_path: Path) -> None:
    """By the best of four, each beside the other; measured: 0.3 to 1.0 of its time."""
    path = of_size(tmp_path / NAME, kinds()[kind])
    sql = "select operation, http_status, count(*) as n from s3_access group by 1, 2 order by 1, 2"
    works = (lambda: S3Logs.local(s3_access=path).query(sql, ALL), lambda: plainly(path))
    ours, floor = (min(times) for times in zip(*([seconds(work) for work in works] for _ in range(4)), strict=True))
    assert ours < 1.25 * floor, f"{ours:.2f} s, and {floor:.2f} s by the plain regex"
