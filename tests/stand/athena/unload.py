"""UNLOAD: its text -> query, location and options; rows of Trino -> Parquet files and their manifest."""

from __future__ import annotations

import re
import tempfile
import uuid
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
from pyarrow import parquet

from tests.stand.athena import objects
from tests.stand.athena.columns import arrow_column, arrow_type
from tests.stand.athena.errors import Failure, QueryError, invalid

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mypy_boto3_s3 import S3Client

    from tests.stand.athena.trino_pages import Page

_UNLOAD: Final = re.compile(
    r"\s*unload\s*\((?P<sql>.*)\)\s*to\s*'(?P<location>s3://[^']+)'\s*with\s*\((?P<options>[^()]*)\)\s*",
    re.IGNORECASE | re.DOTALL,
)
_OPTION: Final = re.compile(r"(\w+)\s*=\s*'(\w+)'")
_ROWS_IN_FILE: Final = 250_000  # Athena writes in parallel: large results are several files


@dataclass(frozen=True, slots=True, kw_only=True)
class Unload:
    """What is to be written where."""

    sql: str
    location: str
    compression: str


def parse(text: str) -> Unload:
    """Read a statement; a format or an option that Athena has and the stand has not is refused."""
    found = _UNLOAD.fullmatch(text)
    if found is None:
        raise invalid("line 1:1: mismatched input. Expecting: UNLOAD (SELECT ...) TO 's3://...' WITH (...)", "MALFORMED_QUERY")
    options = _options(found["options"])
    if options.keys() - {"format", "compression"} or options.get("format") != "PARQUET":
        raise invalid(f"the stand unloads with format = 'PARQUET' and a compression alone, not with {found['options'].strip()}")
    return Unload(
        sql=found["sql"], location=objects.folder(found["location"]), compression=options.get("compression", "GZIP")
    )


def _options(text: str) -> dict[str, str]:
    """The options, in capitals; one that is no plain text stands for itself.

    >>> _options("format = 'parquet', partitioned_by = ARRAY['a']")
    {'format': 'PARQUET', "partitioned_by = ARRAY['a']": ''}
    """
    parts = [part.strip() for part in text.split(",")]
    found = [(_OPTION.fullmatch(part), part) for part in parts]
    return dict((option[1].lower(), option[2].upper()) if option else (part, "") for option, part in found)


def check_target(s3: S3Client, target: Unload) -> None:
    """Fail where something is there already."""
    if not objects.is_empty(s3, target.location):
        hint = "You may need to manually clean the data at this location before retrying. "
        where = f"Target directory for UNLOAD is not empty: {target.location}. "
        raise QueryError(Failure(reason=f"HIVE_PATH_ALREADY_EXISTS: {where}{hint}Athena will not delete data in your account."))


def write(s3: S3Client, target: Unload, pages: Iterable[Page], configuration: dict[str, Any]) -> tuple[list[str], int]:
    """Write the files; their addresses, and the number of rows."""
    pages = iter(pages)
    first = next(pages)
    schema = _schema(first)
    files, count = [], 0
    for table in _tables(chain([first], pages), schema):
        files.append(f"{target.location}{uuid.uuid4()}")
        count += table.num_rows
        with tempfile.TemporaryFile() as file:
            # Athena writes timestamps in Hive's way.
            parquet.write_table(
                table, file, compression=target.compression.lower(), use_deprecated_int96_timestamps=True
            )
            file.seek(0)
            objects.put(s3, files[-1], file, configuration)
    return files, count


def _schema(page: Page) -> pa.Schema:
    try:
        return pa.schema([(column["name"], arrow_type(column["typeSignature"])) for column in page.columns])
    except KeyError as error:
        raise QueryError(Failure(reason=f"NOT_SUPPORTED: Unsupported Hive type: {error}", kind=1200)) from error


def _tables(pages: Iterable[Page], schema: pa.Schema) -> Iterator[pa.Table]:
    """Tables of as many rows as a file has, or fewer in the last one; none without rows."""
    batches: list[pa.RecordBatch] = []
    for page in pages:
        if page.rows:
            columns = zip(zip(*page.rows, strict=True), schema.types, strict=True)
            arrays = [arrow_column(values, kind) for values, kind in columns]
            batches.append(pa.RecordBatch.from_arrays(arrays, schema=schema))
        if sum(batch.num_rows for batch in batches) >= _ROWS_IN_FILE:
            yield pa.Table.from_batches(batches)
            batches = []
    if batches:
        yield pa.Table.from_batches(batches)
