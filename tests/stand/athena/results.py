"""Rows -> a file on disk that is read page by page, and the object that Athena leaves in S3."""

from __future__ import annotations

from bisect import bisect_right
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import chain
from typing import IO, TYPE_CHECKING, Any

import pyarrow as pa
from pyarrow import csv

from tests.stand.athena.columns import column_info
from tests.stand.athena.texts import text_column

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from tests.stand.athena.trino_pages import Page

_AS_ATHENA = csv.WriteOptions(include_header=True, quoting_style="all_valid")


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The rows of a query as texts, in a file of Arrow's; what shows no columns has no file."""

    columns: list[dict[str, Any]]
    header: bool = False  # SELECT gives the names of the columns as its first row
    path: Path | None = None
    starts: list[int] = field(default_factory=list)  # where each batch of the file begins, and the number of rows
    updated: int = 0

    def rows(self, offset: int, limit: int) -> tuple[list[list[str | None]], int | None]:
        """Some rows, the header counted, and where the next ones begin."""
        total = (self.starts[-1] if self.starts else 0) + self.header
        first = [[column["Name"] for column in self.columns]] if self.header and offset == 0 else []
        begin = max(offset - self.header, 0)
        rows = first + list(self._stored(begin, begin + limit - len(first)))
        return rows, offset + limit if offset + limit < total else None

    def _stored(self, begin: int, end: int) -> Iterator[list[str | None]]:
        if self.path is None:
            return
        with pa.memory_map(str(self.path)) as file:
            reader = pa.ipc.open_file(file)
            for index in range(bisect_right(self.starts, begin) - 1, len(self.starts) - 1):
                start = self.starts[index]
                if start >= end:
                    return
                batch = reader.get_batch(index)
                low = max(begin - start, 0)
                part = batch.slice(low, max(end - start - low, 0))
                yield from map(list, zip(*(column.to_pylist() for column in part.columns), strict=True))


def store_texts(path: Path, columns: list[dict[str, Any]], rows: list[str]) -> Result:
    """Keep the rows of Hive, each of which is one text whatever its columns are."""
    batch = pa.record_batch({"text": pa.array(rows, pa.string())})
    with pa.ipc.new_file(str(path), batch.schema) as file:
        file.write_batch(batch)
    return Result(columns=columns, path=path, starts=[0, len(rows)])


def store(path: Path, pages: Iterable[Page], *, to: IO[bytes] | None) -> Result:
    """Keep the rows of Trino, and write them as Athena's CSV."""
    pages = iter(pages)
    first = next(pages)
    schema = pa.schema([(column["name"], pa.string()) for column in first.columns])
    starts = [0]
    with pa.ipc.new_file(str(path), schema) as file, _csv(to, schema) as text:
        for page in chain([first], pages):
            batch = _batch(page, schema)
            file.write_batch(batch)
            if text:
                text.write_batch(batch)
            starts.append(starts[-1] + batch.num_rows)
    columns = [column_info(column["name"], column["typeSignature"]) for column in first.columns]
    return Result(columns=columns, header=True, path=path, starts=starts)


def _csv(to: IO[bytes] | None, schema: pa.Schema) -> AbstractContextManager[csv.CSVWriter | None]:
    return nullcontext() if to is None else csv.CSVWriter(to, schema, write_options=_AS_ATHENA)


def _batch(page: Page, schema: pa.Schema) -> pa.RecordBatch:
    values = zip(*page.rows, strict=True) if page.rows else [[]] * len(schema)
    signatures = (column["typeSignature"] for column in page.columns)
    texts = [text_column(column, signature) for column, signature in zip(values, signatures, strict=True)]
    return pa.RecordBatch.from_arrays(texts, schema=schema)
