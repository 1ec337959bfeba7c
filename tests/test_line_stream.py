"""Lines of plain files as a stream: which they are, however the blocks cut them, and what happens when a file fails."""

from __future__ import annotations

import os
import re
import signal
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import duckdb
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from athena_s3logs import S3Logs, Window
from athena_s3logs.engines import access_reader, line_sieve, line_stream, odd_files
from athena_s3logs.engines.line_stream import Lines
from athena_s3logs.engines.streams import scans_again
from athena_s3logs.errors import EngineError
from tests.corpus import access_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from athena_s3logs.engines.odd_files import Logs

LINE: Final = access_lines()[0].text.replace("21/Sep/2007:12:16:10", "06/Feb/2019:00:00:38")
COUNT: Final = "select count(*) as lines from s3_access order by lines"
TWICE: Final = "select count(*) as n from s3_access as a join s3_access as b on a.request_id = b.request_id order by n"
STREAMED: Final = [COUNT, TWICE, "select key from s3_access limit 1"] if scans_again() else [COUNT]
ALL: Final = Window.all_time()

pieces = st.sampled_from([
    b"\n", b"\r", b"\r\n", b"\n\n", b"\xef\xbb\xbf", b"a", b"abcdefghijkl", b"abcdefghijklm", b"x" * 70, b"\0", b"\t",
    b"\x0b\x1c", b"\x85", "é".encode(), "\u2028".encode(), b"\xff", b"\xed\xa0\x80", b"\xe2\x82", "😀".encode(), b'"', b" ",
])  # fmt: skip
contents = st.lists(pieces, max_size=12).map(b"".join)


def small_blocks(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(line_stream, "BLOCK", size)
    monkeypatch.setattr(line_stream, "_SIFTED", size)
    monkeypatch.setattr(line_stream, "_LEAST", size // 2)


def rows(paths: Iterable[Path], sql: str = 'select line, "$path" from plain_lines', word: str = "") -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        lines = Lines([str(path) for path in paths], word)
        connection.register("plain_lines", lines if scans_again() else lines.__arrow_c_stream__())
        return connection.execute(sql).fetchall()


def expected(paths: Iterable[Path]) -> list[tuple[str, str]]:
    return [
        (odd_files.utf8(line).decode(), str(path)) for path in paths for line in odd_files._lines(iter([path.read_bytes()]))
    ]  # fmt: skip


def written(folder: Path, datas: Sequence[bytes]) -> list[Path]:
    paths = [folder / f"{number}{'é' * (number % 9)}" for number in range(len(datas))]
    for path, data in zip(paths, datas, strict=True):
        path.write_bytes(data)
    return paths


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(datas=[b"a\r", b"\nb", b"", b"\xef\xbb\xbf", b"\xef\xbb"], size=8)
@example(datas=[b"\r" * 40, b"\r\n" * 40, b"a" * 200 + b"\xff"], size=16)
@example(datas=[b"\r", b"\n\xef\xbb\xbf"], size=4)
@given(datas=st.lists(contents, min_size=1, max_size=8), size=st.integers(4, 90))
def test_lines_are_the_same_however_blocks_cut_them(
    datas: list[bytes], size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    small_blocks(monkeypatch, size)
    paths = written(tmp_path, datas)
    assert rows(paths) == expected(paths)


words = st.sampled_from([
    b"a-key.1", b"a-key.", b"-key.1", b"a%2Dkey.1", b"a%252dkey.1", b"%", b"%2", b"%25", b"%2F", b"%252F", b"%3D", b"%41",
    b"%7e", b"b" * 3_000, b"\n", b"\n", b"\r\n", b"\r", b"\xef\xbb\xbf", b"\xff", b" ", b"\0",
])  # fmt: skip


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(datas=[b"\xef\xbb\xbfa-key.1", b"x%\na-key.1\nx", b"a%2Dkey.1"], size=16, rare=0)
@example(datas=[b"b" * 5_000 + b"a-key.1" + b"b" * 5_000 + b"\nb\n"], size=16_384, rare=0)
@given(datas=st.lists(st.lists(words, max_size=12).map(b"".join), min_size=1, max_size=8), size=st.integers(4, 900),
       rare=st.sampled_from([0, 0, 8, 40]))  # fmt: skip
def test_of_lines_sought_by_a_word_those_alone_are_left_out_that_cannot_hold_it(
    datas: list[bytes], size: int, rare: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    small_blocks(monkeypatch, size)
    monkeypatch.setattr(line_sieve, "RARE", rare)
    paths = written(tmp_path, datas)
    found, every = Counter(rows(paths, word="a-key.1")), Counter(expected(paths))
    needed = Counter(row for row in every.elements() if "a-key.1" in row[0] or re.search(access_reader.ENCODED, row[0]))
    assert found <= every
    assert needed <= found


def test_lines_without_the_word_are_not_handed_on(tmp_path: Path) -> None:
    """However many files there are; a word that most lines have is not worth to be sought."""
    data = b"".join(b"%06d a line %s.txt %%2F%%3D\n" % (number, b"ab"[number % 5_000 == 7:][:1]) for number in range(20_000))
    paths = written(tmp_path, [data] * 40)
    sought = rows(paths, word="b.txt")
    held = [f"{number:06} a line b.txt %2F%3D" for number in range(7, 20_000, 5_000)]
    assert sorted(sought) == sorted((line, str(path)) for path in paths for line in held)
    assert len(rows(paths, word="line")) == 800_000


def test_lines_that_duckdb_keeps_are_not_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A block is used again once nobody points into it."""
    small_blocks(monkeypatch, 4_096)
    shuffled = [number * 7919 % 10_007 for number in range(3_000)]
    paths = written(tmp_path, [b"".join(b"line %06d of %d\n" % (number, file) for number in shuffled) for file in range(5)])
    ordered = 'select line, "$path", row_number() over (partition by "$path" order by line) as n from plain_lines order by line'
    found = rows(paths, ordered)
    assert [(line, path) for line, path, _ in found] == sorted(expected(paths))
    words = "select max(w), count(distinct w) from (select unnest(string_split(line, ' ')) as w, \"$path\" from plain_lines)"
    assert rows(paths, words) == [("of", 3_000 + len(("line", "of")) + 5)]


def test_blocks_are_used_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else memory would grow with the files."""
    small_blocks(monkeypatch, 4_096)
    paths = written(tmp_path, [b"a line\n" * 5_000] * 3)
    places = [block.text.ctypes.data for block in line_stream._blocks(enumerate(map(str, paths)), 4_096)]
    assert len(places) > 20
    assert len(set(places)) < 3


@pytest.mark.skipif(not scans_again(), reason="this DuckDB scans a stream once")
def test_a_stream_is_scanned_as_often_as_a_query_wants(tmp_path: Path) -> None:
    paths = written(tmp_path, [b"a\nb\n", b"b\nc\n"])
    thrice = "select count(*) from plain_lines join plain_lines as b using (line) where line in (select line from plain_lines)"
    assert rows(paths, thrice) == [(6,)]


def test_a_scan_that_stops_early_leaves_no_file_open(tmp_path: Path) -> None:
    paths = written(tmp_path, [b"a line\n" * 500_000])
    before = os.dup(0)
    os.close(before)
    assert rows(paths, "select line from plain_lines limit 1") == [("a line",)]
    after = os.dup(0)
    os.close(after)
    assert after == before


def logs(folder: Path, count: int = 3) -> list[Path]:
    """Files of which the first alone fills several blocks."""
    paths = [folder / f"2019-02-06-00-1{number}-00-012345678ABCDE0A" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_text(f"{LINE}\n" * (1 if number else 10_000))
    return paths


def afterwards(monkeypatch: pytest.MonkeyPatch, change: Callable[[], None]) -> None:
    """Do something when the files have been looked at and before they are read."""
    look = access_reader.open_logs

    def looked(paths: Iterable[str], folder: Path, *, once: bool) -> Logs:
        found = look(paths, folder, once=once)
        change()
        return found

    monkeypatch.setattr(access_reader, "open_logs", looked)


def folder_instead(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(("change", "reason"), [
    (Path.unlink, "No such file or directory"), (folder_instead, "Is a directory"),
])  # fmt: skip
@pytest.mark.parametrize("streamed", [True, False])
def test_a_file_that_fails_while_it_is_read_is_named(
    change: Callable[[Path], None], reason: str, streamed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,  # noqa: FBT001
) -> None:
    look = odd_files.open_logs
    monkeypatch.setattr(odd_files, "open_logs", lambda paths, folder, **_: look(paths, folder, streaming=streamed))
    _, lost, also_lost = logs(tmp_path)

    def both() -> None:
        change(lost)
        change(also_lost)

    afterwards(monkeypatch, both)
    result = S3Logs.local(s3_access=tmp_path).query(COUNT, ALL)
    assert (result.rows, result.partial) == ([(10_000,)], True)
    assert result.warnings == tuple(
        f"{path} cannot be read: {reason}; the answer is without what stands there" for path in (lost, also_lost)
    )


def test_a_file_that_fails_when_unparsed_lines_are_counted_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    *_, lost = logs(tmp_path)
    count = access_reader.rows_sql
    asked: list[str] = []

    def losing(found: Logs, stream: str, **kept: Any) -> str:  # noqa: ANN401  of rows_sql
        if asked:
            lost.unlink()
        asked.append(stream)
        return count(found, stream, **kept)

    monkeypatch.setattr(access_reader, "rows_sql", losing)
    with pytest.raises(EngineError, match=rf"No (such file|files found).*['\"]{lost}['\"]$"):
        S3Logs.local(s3_access=tmp_path).query("select key from s3_access limit 1", ALL)


def test_a_line_beyond_all_bounds_is_an_error_that_names_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small_blocks(monkeypatch, 4_096)
    monkeypatch.setattr(line_stream, "_LONGEST", 100_000)
    _, long = logs(tmp_path, 2)
    long.write_bytes(b"x" * 400_000)
    with pytest.raises(EngineError, match=rf"a line is longer than 1 GB: '{long}'$"):
        S3Logs.local(s3_access=tmp_path).query(COUNT, ALL)


@pytest.mark.parametrize("sql", STREAMED)
def test_ctrl_c_while_files_are_read_is_no_error_of_the_engine(
    sql: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    logs(tmp_path)
    read, once = os.readv, [signal.SIGINT]

    def interrupted(file: int, into: Sequence[Any]) -> int:
        if once:
            signal.raise_signal(once.pop())
        return read(file, into)

    monkeypatch.setattr(os, "readv", interrupted)
    with pytest.raises(KeyboardInterrupt):
        S3Logs.local(s3_access=tmp_path).query(sql, ALL)


def test_no_plain_file_is_copied_and_none_needs_a_plain_name(tmp_path: Path) -> None:
    path = tmp_path / "2019-02-06-00-10-00-012345678ABCDE0A*[é]"
    path.write_bytes(b"\xef\xbb\xbf" + LINE.encode() + b"\r\n\n" + b"x" * 3_000_000)
    found = access_reader.open_logs([str(path)], tmp_path / "no folder", once=True)
    assert [file.form for file in found.files] == ["stream"]
    assert rows([path], "select len(line) from plain_lines") == [(len(LINE),), (0,), (3_000_000,)]
