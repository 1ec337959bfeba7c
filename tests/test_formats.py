"""Results on streams and in files, hostile texts in them, read back by readers that are not ours."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import stat
import threading
import time
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from markdown_it import MarkdownIt

from athena_s3logs.engines.result import Result
from athena_s3logs.errors import SettingError
from athena_s3logs.formats import FORMATS, write
from athena_s3logs.layout import width
from athena_s3logs.printable import printable

HOSTILE: Final = (
    "",
    " ",
    "NULL",
    "plain",
    "\x1b]0;title\x07\x1b[31mred\x1b[2J",
    "\x9b2J c1",
    "\u202egnp.exe \u2066 \u200b \ufeff \u2028 \u2029",
    "nul \x00 del \x7f",
    "\ufffe \uffff \U0001fffe \U000e0001",
    "a" * 100_000,
    "汉字" * 5000,
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script> <!-- <b>b</b> &amp; &#36;",
    "$x^2$ $$y$$ \\(z\\)",
    '"quoted" \'single\' ""',
    "one\ntwo\r\nthree\rfour\n\n",
    "back\\slash \\| \\\\| \\n \\",
    "pipes | a || b",
    "`code` ``more`` *em* __strong__ ~~gone~~ [link](http://x.example) ![i](j)",
    "http://x.example HTTPS://x.example www.x.example a@x.example",
    "# title\n- item\n1. one\n> quote\n---",
    "[red]markup[/red] [link=http://x.example]y[/link] :smile:",
    "{{ liquid }} {% raw %} %s %d %(a)s {0}",
    "a,b;c\td",
    "👍🏽 é e\u0301 🇩🇪",
    "e" + "\u0301" * 500,
)
ODD_NAME: Final = 'n"a|m=%s\x1b[31m<b>'
FORMULAS: Final = (
    "=1+1", "+1", "-1", "@sum(a)", "\t=1", "\r=1", "\n=1", "  =1", "\u00a0=1", "\u200b=1", "\ufffe=1", "\U0001fffe+1",
    "\uff1d1", "\uff0b1", "\uff0d1", "\uff201", " \t-1", "\ttext", "\rtext",
)  # fmt: skip
AT: Final = datetime(2026, 1, 31, 8, tzinfo=UTC)
STYLE: Final = re.compile(r"\x1b\[[0-9;]*m")


def result(columns: dict[str, Any] | pa.Table) -> Result:
    table = columns if isinstance(columns, pa.Table) else pa.table(columns)
    return Result.of(table, sql="select 1", engine="duckdb", elapsed=0.5)


def hostile() -> Result:
    numbers = list(range(len(HOSTILE)))
    return result({"number": numbers, ODD_NAME: HOSTILE, "list": [[text, None] for text in HOSTILE]})


def every_type(rows: int = 2) -> Result:
    columns = {
        "string": (["a", None], pa.string()),
        "bigint": ([-1, None], pa.int64()),
        "double": ([-0.5, None], pa.float64()),
        "boolean": ([True, None], pa.bool_()),
        "date": ([date(2026, 1, 31), None], pa.date32()),
        "timestamp": ([AT, None], pa.timestamp("us", tz="UTC")),
        "strings": ([["a", None], None], pa.list_(pa.string())),
        "doubles": ([[0.5, float("nan")], None], pa.list_(pa.float64())),
        "timestamps": ([[AT], None], pa.list_(pa.timestamp("us", tz="UTC"))),
        "map": ([[("a", 1)], None], pa.map_(pa.string(), pa.int64())),
        "struct": ([{"a": AT}, None], pa.struct({"a": pa.timestamp("us", tz="Europe/Berlin")})),
        "decimal": ([Decimal("1.50"), None], pa.decimal128(9, 2)),
        "binary": ([b"\x00\xff", None], pa.binary()),
    }
    return result(pa.table({name: pa.array(*given) for name, given in columns.items()}).slice(0, rows))


def text(answer: Result, to: str, *, raw: bool = False) -> str:
    stream = io.StringIO(newline="")
    assert not write(answer, to, stream, raw=raw)
    return stream.getvalue()


def read_csv(found: str) -> list[list[str]]:
    csv.field_size_limit(10**9)
    return list(csv.reader(io.StringIO(found, newline=""), strict=True))


def on_terminal(answer: Result, to: str, columns: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """What a terminal of this width is sent."""
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    ours, theirs = os.openpty()
    sent: list[bytes] = []

    def listen() -> None:
        try:
            while piece := os.read(ours, 65536):
                sent.append(piece)
        except OSError:
            return  # as Linux tells that the other side is closed

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    with os.fdopen(theirs, "w", encoding="utf-8") as stream:
        write(answer, to, stream)
    listener.join(60)
    os.close(ours)
    return b"".join(sent).decode().replace("\r\n", "\n")


def test_a_terminal_without_a_width_is_as_one_of_80(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = hostile()
    assert on_terminal(answer, "table", 0, monkeypatch) == on_terminal(answer, "table", 80, monkeypatch)


def test_csv_is_what_was_there() -> None:
    found = read_csv(text(hostile(), "csv", raw=True))
    assert found[0] == ["number", ODD_NAME, "list"]
    assert [row[1] for row in found[1:]] == list(HOSTILE)
    assert [json.loads(row[2]) for row in found[1:]] == [[one, None] for one in HOSTILE]


def test_csv_of_duckdb_is_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    texts = [one for one in HOSTILE if "\x00" not in one and "\r" not in one]
    write(result({"a": [*texts, None], "b": [*range(len(texts)), None]}), "csv", path, raw=True)
    found = duckdb.connect().execute(
        "select a, b from read_csv(?, header=true, delim=',', quote='\"', escape='\"', all_varchar=true, nullstr='\x01',"
        " max_line_size=1000000)",
        [str(path)],
    )
    assert [row[0] for row in found.fetchall()][:-1] == texts


def test_csv_runs_nothing() -> None:
    answer = result({"text": FORMULAS, "number": [-1.5] * len(FORMULAS), "lists": [["=1"]] * len(FORMULAS)})
    assert read_csv(text(answer, "csv"))[1:] == [[f"'{one}", "-1.5", '["=1"]'] for one in FORMULAS]
    assert [row[0] for row in read_csv(text(answer, "csv", raw=True))[1:]] == list(FORMULAS)
    harmless = ["-", "a=1", "1-1", "2026-01-31", "", "'=1", "a@b", "/=1"]
    assert [row[0] for row in read_csv(text(result({"a": harmless, "b": harmless}), "csv"))[1:]] == harmless
    assert read_csv(text(result({"=1": ["a"], "b": ["c"]}), "csv"))[0] == ["'=1", "b"]


def test_csv_of_every_type() -> None:
    assert text(every_type(), "csv") == (
        "string,bigint,double,boolean,date,timestamp,strings,doubles,timestamps,map,struct,decimal,binary\n"
        'a,-1,-0.5,true,2026-01-31,2026-01-31T08:00:00Z,"[""a"", null]","[0.5, null]","[""2026-01-31T08:00:00Z""]",'
        '"{""a"": 1}","{""a"": ""2026-01-31T08:00:00Z""}",1.50,00ff\n'
        ",,,,,,,,,,,,\n"
    )


def test_csv_tells_null_from_empty() -> None:
    assert text(result({"a": ["", None], "b": [1, 2]}), "csv") == 'a,b\n"",1\n,2\n'
    assert text(result({"a": ["x", None]}), "csv") == 'a\nx\n""\n'  # an empty line would be skipped by readers


def test_json_is_what_was_there() -> None:
    found = text(hostile(), "json")
    assert json.loads(found) == [{"number": n, ODD_NAME: one, "list": [one, None]} for n, one in enumerate(HOSTILE)]
    assert found.replace("\n", "").isprintable()


def test_json_of_every_type() -> None:
    assert json.loads(text(every_type(), "json"), parse_constant=pytest.fail) == [
        {
            "string": "a",
            "bigint": -1,
            "double": -0.5,
            "boolean": True,
            "date": "2026-01-31",
            "timestamp": "2026-01-31T08:00:00Z",
            "strings": ["a", None],
            "doubles": [0.5, None],
            "timestamps": ["2026-01-31T08:00:00Z"],
            "map": {"a": 1},
            "struct": {"a": "2026-01-31T08:00:00Z"},
            "decimal": 1.5,
            "binary": "00ff",
        },
        dict.fromkeys(every_type().arrow().column_names),
    ]


def test_json_of_numbers() -> None:
    answer = result({"a": [float("nan"), float("inf"), 1e300, 5e-324, 0.1], "b": [2**63 - 1, -(2**63), 0, 1, 2]})
    found = json.loads(text(answer, "json"), parse_constant=pytest.fail)
    assert [(row["a"], row["b"]) for row in found] == [
        (None, 2**63 - 1), (None, -(2**63)), (1e300, 0), (5e-324, 1), (0.1, 2),
    ]  # fmt: skip


@pytest.mark.parametrize("rows", [0, 1, 8192, 8193, 20_000])
def test_batches_join(rows: int) -> None:
    answer = result({"a": pa.array(range(rows), pa.int64())})
    assert json.loads(text(answer, "json")) == [{"a": number} for number in range(rows)]
    assert read_csv(text(answer, "csv")) == [["a"], *([str(number)] for number in range(rows))]
    assert text(answer, "markdown").count("\n") == text(answer, "table").count("\n") == rows + 2


def test_parquet_is_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "out.parquet"
    for answer in (every_type(), every_type(0), hostile()):
        write(answer, "parquet", path)
        found = pq.read_table(path)
        assert found.schema == answer.arrow().schema
        assert repr(found.to_pylist()) == repr(answer.arrow().to_pylist())  # as texts: no number is equal to nan
    with pq.ParquetFile(path) as file:
        assert file.metadata.row_group(0).column(0).compression == "ZSTD"
    stream = io.BytesIO()
    write(hostile(), "parquet", stream)
    assert pq.read_table(pa.BufferReader(stream.getvalue())).equals(hostile().arrow())


def test_parquet_is_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingError, match="Parquet is not text"):
        write(hostile(), "parquet", io.StringIO())
    with pytest.raises(SettingError, match="Parquet is not text"):
        on_terminal(hostile(), "parquet", 80, monkeypatch)


def test_markdown_renders_nothing() -> None:
    found = text(hostile(), "markdown")
    assert found.replace("\n", "").isprintable()
    tokens = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(found)
    cells = [token for token in tokens if token.type == "inline"]
    assert {token.type for token in tokens} == {
        *(f"{name}_{side}" for name in ("table", "thead", "tbody", "tr", "th", "td") for side in ("open", "close")), "inline",
    }  # fmt: skip
    assert {child.type for cell in cells for child in cell.children or ()} <= {"text", "text_special"}
    rendered = ["".join(child.content for child in cell.children or ()) for cell in cells]
    assert rendered[:3] == ["number", printable(ODD_NAME), "list"]
    assert rendered[4::3] == [printable(one).strip() for one in HOSTILE]
    assert not re.search(r"https?://|www\.|\\\\\(|\$", found, re.IGNORECASE)  # no address, and no formula


def test_markdown() -> None:
    answer = result({"user_name": ["a|b", None], "n": [1234567, 5]})
    assert text(answer, "markdown") == "| user\\_name | n |\n| --- | ---: |\n| a\\|b | 1,234,567 |\n| NULL | 5 |\n"


def test_table_off_a_terminal_cuts_nothing() -> None:
    found = text(hostile(), "table")
    assert all(line.isprintable() for line in found.split("\n"))
    assert "\x1b" not in found
    for one in HOSTILE:
        assert f"  {printable(one)}".rstrip() in found
    assert len(found.split("\n")) == len(HOSTILE) + 3


def test_table_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = result({"key": ["汉字" * 40, "[red]x[/red]\x1b[2J", None], "n": [1234567, 5, None]})
    found = on_terminal(answer, "table", 40, monkeypatch)
    assert "\x1b[1m" in found
    assert STYLE.sub("", found).split("\n") == [
        "key                                    n",
        "-----------------------------  ---------",
        "汉字汉字汉字汉字汉字汉字汉字…  1,234,567",
        r"[red]x[/red]\x1b[2J                    5",
        "NULL                                NULL",
        "",
    ]


@pytest.mark.parametrize("columns", [20, 60, 200])
def test_terminals_are_moved_by_nothing(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for to in ("table", "csv", "json", "markdown"):
        found = STYLE.sub("", on_terminal(hostile(), to, columns, monkeypatch))
        assert all(line.isprintable() for line in found.split("\n")), to
    table = STYLE.sub("", on_terminal(result({f"c{n}": HOSTILE for n in range(4)}), "table", 60, monkeypatch))
    assert all(width(line) <= 60 for line in table.split("\n"))


def test_wide_rows_become_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = result({f"column_{n}": ["a" * 50, None] for n in range(3)} | {"n": [1234, 5]})
    found = STYLE.sub("", on_terminal(answer, "table", 40, monkeypatch))
    assert found.split("\n") == [
        "─── 1 ──────────────────────────────────",
        f"column_0  {'a' * 50}",
        f"column_1  {'a' * 50}",
        f"column_2  {'a' * 50}",
        "n         1,234",
        "─── 2 ──────────────────────────────────",
        "column_0  NULL",
        "column_1  NULL",
        "column_2  NULL",
        "n         5",
        "",
    ]


def test_a_table_of_nothing_shows_its_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    assert text(every_type(0), "table").split("\n")[0].split() == every_type().arrow().column_names
    found = STYLE.sub("", on_terminal(every_type(0), "table", 20, monkeypatch))
    assert found.split("\n")[0].split() == every_type().arrow().column_names


def test_streams_of_text_get_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    with path.open("w", encoding="latin-1", newline="\r\n") as stream:
        stream.write("before\n")
        write(result({"a": ["汉字", "x\ny"]}), "csv", stream)
        stream.write("after\n")
    assert path.read_bytes() == 'before\r\na\n汉字\n"x\ny"\nafter\r\n'.encode()


def test_a_file_is_overwritten(tmp_path: Path) -> None:
    path, link = tmp_path / "out.csv", tmp_path / "link.csv"
    assert write(result({"a": [1]}), "csv", path) is False
    path.chmod(0o600)
    link.symlink_to(path)
    (tmp_path / "read").hardlink_to(path)
    assert write(result({"a": [2]}), "csv", str(link)) is True
    assert path.read_text() == "a\n2\n"
    assert (tmp_path / "read").read_text() == "a\n1\n"  # who reads the old one reads it to its end
    assert link.is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(one.name for one in tmp_path.iterdir()) == ["link.csv", "out.csv", "read"]


def test_a_file_is_whole_or_as_it_was(tmp_path: Path) -> None:
    class Torn(Result):
        def batches(self, rows: int = 1) -> Any:  # noqa: ANN401  stops after the first
            yield next(super().batches(rows))
            raise KeyboardInterrupt

    path = tmp_path / "out.csv"
    path.write_text("before")
    answer = Torn.of(pa.table({"a": [1, 2]}), sql="", engine="duckdb", elapsed=0)
    with pytest.raises(KeyboardInterrupt):
        write(answer, "csv", path)
    assert path.read_text() == "before"
    assert [one.name for one in tmp_path.iterdir()] == ["out.csv"]


@pytest.mark.parametrize("to", FORMATS)
def test_places_that_cannot_be(to: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    places = {
        tmp_path: "it cannot be written (Is a directory); expected",
        tmp_path / "none" / "out": "it cannot be written (No such file or directory); expected a file in a folder that can be",
        tmp_path / "file" / "out": "it cannot be written (Not a directory); expected",
        tmp_path / ("n" * 300): "it cannot be written (File name too long); expected",
    }
    for place, message in places.items():
        with pytest.raises(SettingError) as caught:
            write(hostile(), to, place)
        assert str(caught.value).startswith(f"{place}: {message}")
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_what_is_read_only_stays(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("before")
    path.chmod(0o400)
    with pytest.raises(SettingError, match="Permission denied"):
        write(hostile(), "csv", path)
    assert path.read_text() == "before"


def test_devices_are_never_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    found: list[bytes] = []
    reader = threading.Thread(target=lambda: found.append(pipe.read_bytes()), daemon=True)
    reader.start()
    assert write(result({"a": [1]}), "csv", pipe) is False
    reader.join(60)
    assert found == [b"a\n1\n"]
    assert pipe.is_fifo()


def test_a_pipe_without_a_name_is_written_to() -> None:
    """As the shell's >(gzip > out.gz) and /dev/stdout before another command are."""
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as reader:
        with os.fdopen(writing, "wb"):
            assert write(result({"a": [1]}), "csv", f"/dev/fd/{writing}") is False
        assert reader.read() == b"a\n1\n"


def test_a_name_that_is_no_format() -> None:
    with pytest.raises(SettingError, match=r"^format 'jsn': did you mean json\?$"):
        write(hostile(), "jsn", io.StringIO())


@pytest.mark.parametrize("to", ["csv", "json"])
def test_long_results_take_seconds(to: str, tmp_path: Path) -> None:
    rows = 200_000
    keys = [f"logs/2026/01/31/file {number},x" for number in range(rows)]
    answer = result({"key": keys, "n": range(rows), "at": pa.array([AT] * rows), "share": [0.1] * rows})
    began = time.process_time()
    write(answer, to, tmp_path / "out")
    took = time.process_time() - began
    print(f"{to}: {rows:,} rows in {took:.2f} s")
    assert took < 5
