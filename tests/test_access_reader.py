"""The reader of raw access logs: the same rows as the table's regex gives, whatever stands in the lines or the files."""

from __future__ import annotations

import gzip
import re
import subprocess
import zlib
from collections import Counter
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import duckdb
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlglot import exp

from athena_s3logs.ddl import parse_table, re2, table_ddl
from athena_s3logs.engines import access_reader, access_regex, odd_files, streams
from athena_s3logs.engines.access_reader import columns, register, rows_sql, set_aside
from athena_s3logs.engines.duck import define
from athena_s3logs.relation import value
from athena_s3logs.translate import to_duckdb
from tests import hostile as strangers
from tests.corpus import access_lines, flat, regex
from tests.test_regex_java import hostile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from athena_s3logs.engines.odd_files import Logs

    Row = dict[str, Any]

PATTERN: Final = re.compile(regex(), re.DOTALL)
LINE: Final = next(line.text for line in access_lines() if line.kind == "field_count" and line.raw["sourceregion"])
HEAD: Final = "o b [05/Aug/2026:14:10:56 +0000] i"
CLOUDFRONT: Final = "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E2EXAMPLE1OAI"
ONCE: Final = {"once": True}
FILES: Final = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(params=["plain", "stream"], autouse=True)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """How plain files are read: DuckDB reads them right both ways."""
    if request.param == "plain":
        monkeypatch.setattr(streams, "scans_again", lambda: False)
    monkeypatch.setitem(ONCE, "once", request.param == "stream")
    return str(request.param)


def open_logs(paths: Sequence[str], folder: Path) -> Logs:
    return access_reader.open_logs(paths, folder, **ONCE)


def by_regex(line: str) -> Row:
    found = PATTERN.fullmatch(line)
    assert found
    row: Row = dict(zip(columns(), found.groups(), strict=True))
    for name in ("bytessent", "objectsize"):
        row[name] = None if row[name] in {None, "-"} else int(row[name])
    return row


def answer(logs: Logs) -> tuple[list[Row], Logs]:
    """The rows; files that DuckDB refuses are copied clean, once, as the engine does it."""
    try:
        return rows_of(logs), logs
    except (duckdb.InvalidInputException, duckdb.IOException):
        cleaned = set_aside(logs)
    return rows_of(cleaned), cleaned


def rows_of(logs: Logs) -> list[Row]:
    """Those of all columns; the first of them are read otherwise where one behind them is wanted, and alike."""
    time = to_duckdb(exp.select(value("s3_access", "request_time"))).expressions[0].unalias().sql("duckdb")
    by_text = f"{time} as time_by_text"
    with duckdb.connect() as connection:
        define(connection, by_text)
        register(connection, logs)
        found = connection.execute(f"select *, {by_text} from ({rows_sql(logs)})")
        names = [column[0] for column in found.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        register(connection, logs)
        wanted = connection.execute(f"select {', '.join(columns())} from ({rows_sql(logs, wanted=columns())})").fetchall()
    assert Counter(wanted) == Counter(tuple(row[name] for name in columns()) for row in rows)
    return rows


def read(paths: Sequence[Path | str], folder: Path) -> tuple[list[Row], Logs]:
    copies = folder / "copies"
    copies.mkdir(exist_ok=True)
    return answer(open_logs([str(path) for path in paths], copies))


def written(folder: Path, data: bytes, name: str = "log") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def check(lines: Sequence[str], folder: Path) -> list[Row]:
    rows, _ = read([written(folder, "".join(f"{line}\n" for line in lines).encode())], folder)
    assert len(rows) == len(lines)
    for row, line in zip(rows, lines, strict=True):
        assert {name: row[name] for name in columns()} == by_regex(line), line
        assert row["request_time"] == row["time_by_text"], line
    return rows


def texts_of(path: Path | str, folder: Path) -> tuple[list[str], Logs]:
    rows, logs = read([path], folder)
    return [row["unparsed_line"] for row in rows], logs


def test_columns_and_regex_are_those_of_the_ddl() -> None:
    table = parse_table(table_ddl(flat(), database="d", table="t", view="v"))
    assert columns() == tuple(column.name for column in table.columns)
    assert access_regex.regex() == re2(regex())
    assert {column.name for column in table.columns if column.type == "bigint"} == access_regex.BYTES


def test_rows_have_the_tables_columns_a_time_and_a_path(tmp_path: Path) -> None:
    (row,), logs = read([written(tmp_path, LINE.encode())], tmp_path)
    assert tuple(row) == (*columns(), "request_time", "$path", "time_by_text")
    assert (row["request_time"], row["$path"]) == (datetime(2026, 8, 5, 14, 10, 56), str(tmp_path / "log"))
    assert not logs.problems


def test_corpus(tmp_path: Path) -> None:
    rows = check([line.text for line in access_lines()], tmp_path)
    for row, line in zip(rows, access_lines(), strict=True):
        if line.typed:
            assert row["request_time"].isoformat() == line.typed["request_time"].replace(" ", "T")[:19]


def test_hostile_lines(tmp_path: Path) -> None:
    check(list(hostile(400).values()), tmp_path)


def test_lines_of_strangers(tmp_path: Path) -> None:
    data = b"".join(line + b"\n" for line in strangers.lines(6, 300))
    rows, logs = read([written(tmp_path, data)], tmp_path)
    lines = [odd_files.utf8(line).decode() for line in data.splitlines()]
    found = [{name: row[name] for name in columns()} for row in rows]
    assert sorted(found, key=repr) == sorted(map(by_regex, lines), key=repr)
    assert not logs.problems


@pytest.mark.parametrize("line", [
    LINE + " ", LINE.replace(" 200 ", " 0200 "), LINE.replace(" 200 ", " - "), LINE.replace("[05", "[05]"),
    LINE.replace("/Aug/", "/Xyz/"), LINE.replace("05/Aug/", "30/Feb/"), LINE.replace("05/Aug", "\t5/Aug"),
    LINE.replace(":56 +0000", ":56\t +0000"), LINE.replace("05/Aug", "5/Aug"), LINE.replace(":56 +0000", ":5 +0000"),
    LINE.replace("[05", "\t[05"), LINE.replace("REST.GET.OBJECT", "REST."), LINE.replace("REST.GET.OBJECT", "rest.GET"),
    LINE.replace('" "', '"  "'), LINE.replace('"-"', "-"), LINE.replace(" 200 - ", " 200  "), " " + LINE,
    LINE.replace(" 901790 901790 ", f" {'9' * 18} {'0' * 18} "), LINE.replace(" 901790 901790 ", f" {'9' * 19} 007 "),
    LINE.replace(" 901790 901790 ", " 1_0 +5 "), LINE.replace(" SigV4", " AKIA0123456789ABCDEF SigV4"),
    LINE.replace(" - Xag", " - AKIA0123456789ABCDEF Xag"), LINE + " a b  c", LINE.replace("TLSv1.2 - -", "TLSv1.2  -"),
    "o b [t +0000] i r q REST.X k", "o b [t +0000] i r q REST.X k ", "o b [] i r q REST.X k", 'o b [t +0000] i r q REST.X "k',
    "o b [t +0000] i r q BATCH.X k - 204 - - 1024 - - - - v h", "o b [t +0000] i r q BATCH.X k - - - - 7 - - - -",
    "o b [t +0000] i r q BATCH.X k - 204 - - 1024 - - -", "o b [t +0000] i r q BATCH.X k - 204 - - 1024 - - - x",
    "o b [t +0000] i r q BATCH.X k - 204 - x 1024 - - - -", f"o b [t +0000] i r q S3.X k - - - - 7 - - - - {'t ' * 12}x",
    "o b [t +0000] i r q S3.X k - - - - 7 - - - - v AKIA0123456789ABCDEF h s",
    "o b [t +0000] i r q S3.X k - - - - 7 - - - -  v",
    f"{CLOUDFRONT} b [05/Aug/2026:14:10:56 +0000] i r q REST.X k", *(
        f'{HEAD} {requester} {request} REST.GET.OBJECT k "u" 200 - 1 1 1 1 "-" "a" - h'
        for requester in (
            CLOUDFRONT, *(CLOUDFRONT.replace(word, "A.B") for word in ("E2", "Access", "Identity", "Origin", "arn")),
            f"{CLOUDFRONT} b", "arn:a A.B c d", "arn:a b",
        )
        for request in ("q", "A.B")
    ), LINE.replace('"-" "', '"-" "a" b "'), LINE + '"x', LINE + ' "x"', LINE + ' "',
    "o b [t +0000] i arn:a b c q REST.X k x", LINE.replace("arn:", 'a"rn:'), LINE.replace("acme-", "a\0\x01"),
])  # fmt: skip
def test_edges(line: str, tmp_path: Path) -> None:
    check([line], tmp_path)


@pytest.mark.parametrize(("line", "flags"), [
    (LINE, "head block agent tail"),
    (LINE.replace('"-"', '"https://example.com/"'), "head block agent tail"),
    (LINE.replace(" 200 ", " - "), "head block agent tail"),
    (f'{HEAD} {CLOUDFRONT} q REST.GET.OBJECT k "u" 200 - 1 1 1 1 "-" "a" - h', "head block agent tail"),
    (f'{HEAD} r q REST.GET.OBJECT k "u" 200 - 1 1 1 1 "-" "a"b "c" - h', "head block agent tail"),
    (f'{HEAD} r q REST.GET.OBJECT k "u" 200 - 1 1 1 1 "-" "" - AKIA0123456789ABCDEF h', "head block agent"),
    (f'{HEAD} r q REST.GET.OBJECT k "u"v" 200 - 1 1 1 1 "-" "a" - h', "head"),
    (f"{HEAD} r q BATCH.DELETE.OBJECT k - 204 - - 1024 - - - - v h SigV4 c a e t - - r", "head unquoted"),
    (f"{HEAD} AmazonS3 q S3.EXPIRE.OBJECT k - - - - 1024 - - - - v h - - - - - - -", "head unquoted"),
    (f"{HEAD} arn:a b q REST.GET.OBJECT k", ""),
])  # fmt: skip
def test_common_shapes_need_no_regex(line: str, flags: str, tmp_path: Path) -> None:
    """Else the reader would be right and slow."""
    logs = open_logs([str(written(tmp_path, line.encode()))], tmp_path)
    sql = access_reader._flagged(access_reader._headed(access_reader._lines_sql(logs, access_reader.STREAM, "")))
    names = ("head", "block", "agent", "tail", "unquoted")
    with duckdb.connect() as connection:
        register(connection, logs)
        (found,) = connection.execute(f"select {', '.join(f'{name}_' for name in names)} from ({sql})").fetchall()
    assert [name for name, flag in zip(names, found, strict=True) if flag] == flags.split()
    check([line], tmp_path)


@cache
def _texts() -> list[str]:
    return [line.text for line in access_lines()]


words = st.sampled_from(
    ['"', " ", "  ", "-", "[", "]", '" "', '"-"', "\t", "007", "A.B", "AKIAIOSFODNN7EXAMPLE ", "é", '" 200 ', "\0"],
)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    line = draw(st.sampled_from(_texts()))
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(line)))
        line = line[:place] + draw(st.one_of(st.just(""), words)) + line[place + draw(st.integers(0, 3)) :]
    return line


@st.composite
def reworded(draw: st.DrawFn) -> str:
    """A line with one word taken out, or another in its place."""
    parts = draw(st.sampled_from(_texts())).split(" ")
    place = draw(st.integers(0, len(parts) - 1))
    parts[place : place + 1] = draw(st.lists(words, max_size=1))
    return " ".join(parts)


anything = st.text(st.characters(exclude_characters="\n\r", exclude_categories=["Cs"]), max_size=60)


@FILES
@given(lines=st.lists(st.one_of(damaged(), reworded(), anything), min_size=40, max_size=60))
def test_damaged_lines(lines: list[str], tmp_path: Path) -> None:
    check(lines, tmp_path)


bits = st.sampled_from(
    [b"a", b"b c", b"\n", b"\r", b"\r\n", b"\n\n", b"\0", b"\x01", b'"', b"\xff", b"\xc3", b"\xc3\xa9", b"\xef\xbb\xbf"],
)


@FILES
@example(data=b"\r\n", zipped=False, chunk=5)
@example(data=b"a\n\r\nb\n", zipped=False, chunk=5)
@example(data=b"\n", zipped=True, chunk=1)
@example(data=b"\xef\xbb\xbf\n", zipped=False, chunk=1)
@example(data=b"a" * 3_000, zipped=True, chunk=7)
@given(data=st.lists(bits, max_size=8).map(b"".join), zipped=st.booleans(), chunk=st.integers(1, 5))
def test_any_file_is_read_as_hive_and_trino_read_it(
    data: bytes, zipped: bool, chunk: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,  # noqa: FBT001
) -> None:
    r"""`\r`, `\n` and `\\r\\n` end a line, an empty line is a row, and a mark of order at the start is none."""
    monkeypatch.setattr(odd_files, "_CHUNK", chunk)
    monkeypatch.setattr("athena_s3logs.engines.line_stream.BLOCK", chunk + 8)
    monkeypatch.setattr("athena_s3logs.engines.line_stream._LEAST", chunk)
    found, logs = texts_of(written(tmp_path, gzip.compress(data) if zipped else data), tmp_path)
    assert found == [line.decode("utf-8", "replace") for line in data.removeprefix(b"\xef\xbb\xbf").splitlines()]
    assert not logs.problems


JAVA: Final = """
import java.nio.charset.StandardCharsets; import java.nio.file.*; import java.util.*;
class Decode { public static void main(String[] a) throws Exception {
  for (String line : Files.readAllLines(Path.of(a[0])))
    System.out.println(HexFormat.of().formatHex(
      new String(HexFormat.of().parseHex(line), StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8))); } }
"""


@pytest.mark.usefixtures("java")
def test_what_is_no_utf8_becomes_what_java_makes_of_it(tmp_path: Path) -> None:
    edges = bytes.fromhex("41 80 8f 90 9f a0 bf c0 c2 e0 e1 ed ef f0 f1 f4 f5 ff")
    cases = [bytes((a, b, c, d)) for a in edges for b in edges for c in edges for d in (0x41, 0x80, 0xED)]
    written(tmp_path, JAVA.encode(), "Decode.java")
    written(tmp_path, "\n".join(case.hex() for case in cases).encode(), "cases")
    done = subprocess.run(["java", "Decode.java", "cases"], cwd=tmp_path, check=True, capture_output=True, text=True)
    assert [odd_files.utf8(case).hex() for case in cases] == done.stdout.split()


@pytest.mark.parametrize("length", [999_999, 1_000_001, 1_999_999, 2_000_001, 5_000_000])
@pytest.mark.parametrize("zipped", [False, True])
def test_a_line_may_be_long(length: int, zipped: bool, tmp_path: Path) -> None:  # noqa: FBT001
    """DuckDB drops a line longer than its buffer without an error."""
    data = b"a\n" + b"x" * length + b"\nb\n"
    found, _ = texts_of(written(tmp_path, gzip.compress(data, 1) if zipped else data), tmp_path)
    assert sorted(len(text) for text in found) == [1, 1, length]


def test_a_long_line_may_stand_behind_empty_ones(tmp_path: Path) -> None:
    data = b"a\n" + 1_000 * b"\n" + b"x" * 760_000 + b"\n\n"
    found, _ = texts_of(written(tmp_path, gzip.compress(data, 1)), tmp_path)
    assert sorted(map(len, found)) == [*1_001 * [0], 1, 760_000]


def test_only_the_file_that_is_refused_is_copied(way: str, tmp_path: Path) -> None:
    good, bad = written(tmp_path, b"a\n", "good"), written(tmp_path, b"b\xff\r\n\nc", "bad")
    rows, logs = read([good, bad], tmp_path)
    assert [file.form for file in logs.files] == (["stream", "stream"] if way == "stream" else ["plain", "copy"])
    assert [(row["unparsed_line"], Path(row["$path"]).name) for row in rows] == [
        ("a", "good"), ("b\ufffd", "bad"), ("", "bad"), ("c", "bad"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name", ["a[1]", "a*", "a?", "day=3", "x.gz", "x.csv.zst", "o'clock", "ü", "{a,b}", "file:a", "~a", "a\nb"],
)
def test_names_are_only_names(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, b"a\n", name)
    written(tmp_path, b"b\n", "a1")
    rows, logs = read([name], tmp_path)
    assert [(row["unparsed_line"], row["$path"]) for row in rows] == [("a", name)]
    assert not logs.problems


@pytest.mark.parametrize("cut", [10, 1, 8, 4000])
def test_a_gzip_file_cut_short_is_read_as_far_as_it_goes_and_named(cut: int, tmp_path: Path) -> None:
    lines = [f"{number} {number * 7919 % 10007}" for number in range(20_000)]
    data = gzip.compress("".join(f"{line}\n" for line in lines).encode())
    path = written(tmp_path, data[:-cut])
    found, logs = texts_of(path, tmp_path)
    assert found[:-1] == lines[: len(found) - 1]
    assert len(found) > 10_000
    assert [(problem.path, "cut short" in problem.reason) for problem in logs.problems] == [(str(path), True)]


def test_what_a_cut_stream_still_holds_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(odd_files, "_CHUNK", 5)
    data = gzip.compress(b"a\n" * 5_000)[:-9]
    found, _ = texts_of(written(tmp_path, data), tmp_path)
    assert len(found) == zlib.decompressobj(31).decompress(data).count(b"a") > 1_000


@pytest.mark.parametrize(("data", "lines", "problem"), [
    (gzip.compress(b"a\n") + gzip.compress(b"b\n"), ["a", "b"], ""),
    (gzip.compress(b"a\n") + b"\0" * 600, ["a"], ""),
    (gzip.compress(b"a\n") + b"rubbish, no gzip", ["a"], "damaged"),
    (gzip.compress(b"a\n")[:-8] + b"12345678", ["a"], "damaged"),
    (gzip.compress(b""), [], ""),
    (b"", [], ""),
    (b"\x1f\x8b", [], "cut short"),
])  # fmt: skip
def test_gzip_members_and_what_follows_them(data: bytes, lines: list[str], problem: str, tmp_path: Path) -> None:
    found, logs = texts_of(written(tmp_path, data), tmp_path)
    assert found == lines
    assert [problem in found.reason for found in logs.problems] == ([True] if problem else [])


def test_what_cannot_be_opened_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    rows, logs = read([tmp_path / "nothing", tmp_path, "a\udcff", written(tmp_path, b"a\n")], tmp_path)
    assert [row["unparsed_line"] for row in rows] == ["a"]
    assert [problem.reason for problem in logs.problems] == [
        "cannot be read: No such file or directory", "cannot be read: Is a directory", "cannot be read: its name is not UTF-8",
    ]  # fmt: skip


def test_no_file_has_no_rows(tmp_path: Path) -> None:
    assert read([], tmp_path) == ([], open_logs([], tmp_path / "copies"))


@pytest.mark.parametrize("name", [*columns(), "request_time"])
def test_a_filter_is_not_pushed_below_the_splitting(name: str, tmp_path: Path) -> None:
    """DuckDB would copy all of it into the filter, and do it twice."""
    logs = open_logs([str(written(tmp_path, b"a\n"))], tmp_path)
    with duckdb.connect() as connection:
        register(connection, logs)
        sql = f"explain (format json) select operation from ({rows_sql(logs)}) where {name}::varchar = 'A.B'"
        plan = connection.execute(sql).fetchall()[0][1]
    assert "A.B" in plan
    assert (plan.count("string_split"), plan.count("list_position")) == (0, 1)
