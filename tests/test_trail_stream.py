"""Documents of a trail as DuckDB scans them, beside the files themselves."""

from __future__ import annotations

import gzip
import threading
from typing import TYPE_CHECKING, Final

import duckdb
import pytest

from athena_s3logs.engines import streams, trail_stream
from athena_s3logs.engines.trail_stream import Documents

if TYPE_CHECKING:
    from pathlib import Path

SIZES: Final = [0, 1, 7, 300, 5_000, 70_000, 9, 0, 40]


def written(folder: Path) -> dict[str, str]:
    """Paths and what they hold, every other one as gzip."""
    texts = {str(folder / f"{number}"): f"{number}:" + "ä" * size for number, size in enumerate(SIZES)}
    for number, (path, text) in enumerate(texts.items()):
        (folder / path).write_bytes(gzip.compress(text.encode()) if number % 2 else text.encode())
    return texts


def scanned(documents: Documents, sql: str = 'select "$path", line from documents') -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        streams.register(connection, "documents", documents)
        return connection.execute(sql).fetchall()


@pytest.mark.parametrize("batch", [1, 500, 1 << 20])
@pytest.mark.parametrize("cores", [1, 3, None])
def test_each_document_is_there_once_however_threads_share_them(
    batch: int, cores: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(trail_stream, "_BATCH", batch)
    monkeypatch.setattr("os.cpu_count", lambda: cores)
    texts = written(tmp_path)
    assert sorted(scanned(Documents(list(texts)))) == sorted(texts.items())
    assert scanned(Documents([])) == []


@pytest.mark.skipif(not streams.scans_again(), reason="this DuckDB scans a stream once")
def test_they_are_scanned_as_often_as_a_query_wants(tmp_path: Path) -> None:
    twice = "select count(*) from documents as a join documents as b using (line)"
    assert scanned(Documents(list(written(tmp_path))), twice) == [(len(SIZES),)]


@pytest.mark.parametrize(("kept", "more"), [(-9, b""), (None, b"x"), (-6, b"\0\0" + (5_000).to_bytes(4, "little"))])
def test_a_gzip_that_is_not_whole_is_an_error(kept: int | None, more: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(b"a" * 5_000)[:kept] + more)
    with pytest.raises(duckdb.Error, match="no whole gzip" if more in {b"", b"x"} else "incorrect data check"):
        scanned(Documents([str(path)]))


def test_a_document_beyond_the_bound_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trail_stream, "LONGEST", 4_999)
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(b"a" * 5_000))
    with pytest.raises(duckdb.Error, match="too long"):
        scanned(Documents([str(path)]))


def test_a_scan_that_stops_early_leaves_no_thread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trail_stream, "_BATCH", 1)
    before = threading.active_count()
    scanned(Documents(list(written(tmp_path)) * 100), "select * from documents limit 1")
    assert threading.active_count() == before
