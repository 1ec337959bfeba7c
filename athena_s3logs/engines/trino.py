"""Questions over raw tables -> answers of a Trino that somebody runs over the same Glue or Hive tables."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from athena_s3logs.engines.raw_tables import athena_sql
from athena_s3logs.errors import EngineError, SettingError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pyarrow as pa

    from athena_s3logs.engines.base import Question
    from athena_s3logs.engines.raw_tables import RawTable
    from athena_s3logs.engines.result import Result


_ARRAY: Final = re.compile(r"array\((.+)\)")
_CATALOG: Final = "hive"


def _utc_now() -> datetime:
    return datetime.now(tz=UTC)


class TrinoEngine:
    """Runs Athena's SQL on Trino; the extra athena_s3logs[trino] has its client.

    `connect` makes a connection of the trino package, as `connector` gives them.
    """

    def __init__(
        self, tables: Mapping[str, RawTable], connect: Callable[[], Any], *, now: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._tables, self._connect, self._now = tables, connect, now

    def sql(self, question: Question) -> str:
        """The text for Trino, which is Athena's."""
        return athena_sql(question, self._tables, now=self._now())[0]

    def answer(self, question: Question) -> Result:
        """The rows, once the query has ended."""
        import trino.exceptions

        from athena_s3logs.engines.result import Result

        started = time.monotonic()
        sql, warnings = athena_sql(question, self._tables, now=self._now())
        connection = self._connect()
        cursor = connection.cursor()
        try:
            cursor.execute(sql)
            rows = cursor.fetchall()
        except trino.exceptions.TrinoQueryError as error:
            raise EngineError(f"Trino: {error.message}", sql=sql, query_id=error.query_id) from error
        except (trino.exceptions.Error, trino.exceptions.HttpError, OSError) as error:
            raise EngineError(f"Trino: {error}", sql=sql, retryable=True) from error
        finally:
            cursor.close()
            connection.close()
        return Result.of(
            _table(rows, cursor.description),
            question.returns,
            sql=sql,
            engine="trino",
            elapsed=time.monotonic() - started,
            scanned_bytes=cursor.stats.get("physicalInputBytes"),
            warnings=warnings,
        )


def connector(url: str, *, user: str | None = None, catalog: str = _CATALOG, **further: Any) -> Callable[[], Any]:  # noqa: ANN401  of trino
    """What connects to a Trino at a URL as in http://trino.example.org:8080; further arguments are those of its client."""
    import getpass

    try:
        from trino.dbapi import connect
    except ImportError as error:
        raise SettingError("the trino package is missing: pip install 'athena_s3logs[trino]'") from error
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/"):
        raise SettingError(f"trino {url!r}: expected its address, as in https://trino.example.org:8443")
    known = {"host": parts.hostname, "port": parts.port, "http_scheme": parts.scheme, "user": user or getpass.getuser()}
    return lambda: connect(  # type: ignore[no-untyped-call]
        **known, catalog=catalog, timezone="UTC", source="athena_s3logs", **further,
    )


def _table(rows: Sequence[Sequence[Any]], columns: Sequence[Any]) -> pa.Table:
    import pyarrow as pa

    types = [_arrow_type(column.type_code) for column in columns]
    arrays = [pa.array([row[place] for row in rows], type=type_) for place, type_ in enumerate(types)]
    return pa.Table.from_arrays(arrays, names=[column.name for column in columns])


def _arrow_type(name: str) -> pa.DataType | None:
    """Arrow's type for one of Trino's, None for what Arrow finds by its values."""
    import pyarrow as pa

    if found := _ARRAY.fullmatch(name):
        item = _arrow_type(found[1])
        return pa.list_(item) if item else None
    known = {
        "varchar": pa.string(), "char": pa.string(), "json": pa.string(), "bigint": pa.int64(), "integer": pa.int64(),
        "smallint": pa.int64(), "tinyint": pa.int64(), "double": pa.float64(), "real": pa.float64(), "boolean": pa.bool_(),
        "date": pa.date32(), "timestamp": pa.timestamp("us", tz="UTC"),
    }  # fmt: skip
    return known.get(name.partition("(")[0])
