"""Files of CloudTrail -> their documents as an Arrow stream: DuckDB checks no sum of a gzip, and takes twice as long for it."""

from __future__ import annotations

import os
import zlib
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from athena_s3logs.engines.odd_files import GZIP
from athena_s3logs.engines.odd_trail_files import LONGEST
from athena_s3logs.engines.streams import Scanned

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_BATCH: Final = 1 << 20
_MOST: Final = 8
"""Threads that unzip, so that their documents stay few on a large machine."""

_SCHEMA: Final = pa.schema([("line", pa.string()), ("$path", pa.string())])


class Documents(Scanned):
    """The documents of files; each scan reads the files anew."""

    def __init__(self, paths: Sequence[str]) -> None:
        super().__init__(_SCHEMA, partial(_batches, paths))


def _batches(paths: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """The documents in whatever order: each thread takes the next file that none has taken."""
    files, cores = iter(paths), min(os.cpu_count() or 1, _MOST)
    threads = ThreadPoolExecutor(cores)
    try:
        under_way = deque(threads.submit(_batch, files) for _ in range(cores + 1))
        while under_way:
            batch = under_way.popleft().result()
            if batch.num_rows:
                under_way.append(threads.submit(_batch, files))
                yield batch
    finally:
        threads.shutdown(cancel_futures=True)


def _batch(files: Iterator[str]) -> pa.RecordBatch:
    """Some documents, since a batch costs DuckDB as much as several small ones; none where there is no file any more."""
    texts, paths, size = list[bytes](), list[str](), 0
    for path in files:
        texts.append(_document(path))
        paths.append(path)
        size += len(texts[-1])
        if size >= _BATCH:
            break
    return pa.record_batch([pa.array(texts, pa.string()), pa.array(paths, pa.string())], schema=_SCHEMA)


def _document(path: str) -> bytes:
    data = Path(path).read_bytes()
    if not data.startswith(GZIP):
        return data
    stream = zlib.decompressobj(31)
    text = stream.decompress(data, LONGEST)
    if not stream.eof or stream.unused_data:
        raise zlib.error(f"{path} is no whole gzip of one member, or of a document that is too long")
    return text
