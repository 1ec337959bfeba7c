"""Questions over raw tables -> answers of a Trino that somebody runs over the same Glue or Hive tables."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from athena_s3logs.engines.athena_faults import fault_of
from athena_s3logs.engines.driver_errors import tamed
from athena_s3logs.engines.raw_tables import athena_sql
from athena_s3logs.engines.trino_types import arrow_type
from athena_s3logs.errors import EngineError, SettingError
from athena_s3logs.window import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    import pyarrow as pa
    from trino.exceptions import TrinoQueryError

    from athena_s3logs.engines.base import Question
    from athena_s3logs.engines.raw_tables import RawTable
    from athena_s3logs.engines.result import Result

_CATALOG: Final = "hive"


class TrinoEngine:
    """Runs Athena's SQL on Trino; the extra athena_s3logs[trino] has its client.

    `connect` makes a connection of the trino package, as `connector` gives them.
    """

    by_the_byte = False

    def __init__(
        self, tables: Mapping[str, RawTable], connect: Callable[[], Any], *, now: Callable[[], datetime] = clock,
    ) -> None:
        self.kinds = frozenset(tables)
        self._tables, self._connect, self._now = tables, connect, now

    def sql(self, question: Question) -> str:
        """The text for Trino, which is Athena's."""
        return athena_sql(question, self._tables, now=self._now())[0]

    def answer(self, question: Question) -> Result:
        """The rows, once the query has ended."""
        import pyarrow as pa
        import trino.exceptions

        from athena_s3logs.engines.result import Result

        started = time.monotonic()
        sql, warnings = athena_sql(question, self._tables, now=self._now())
        connection = self._connect()
        cursor = connection.cursor()
        try:
            cursor.execute(sql)
            table = _table(cursor.fetchall(), cursor.description)
        except trino.exceptions.TrinoQueryError as error:
            raise _failed(tamed(error), sql) from error
        except pa.ArrowException as error:
            message = f"Trino: a column cannot be taken over ({tamed(error)}); cast it to a plain type"
            raise EngineError(message, sql=sql) from error
        except (trino.exceptions.Error, trino.exceptions.HttpError, OSError) as error:
            remedy = "look whether it runs and can be reached, and run the question again"
            raise EngineError(f"Trino: {tamed(error)}; {remedy}", sql=sql, retryable=True) from error
        finally:
            with suppress(trino.exceptions.Error, OSError):  # it cancels, which a Trino that is gone does not answer
                cursor.close()
            connection.close()
        return Result.of(
            table,
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
        raise SettingError("the trino package is missing: pip install trino, or athena_s3logs[trino]") from error
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port, parts = None, None, None
    if "@" in url:  # which is not repeated, as it may hold a password
        wanted = "user= or --trino-user names the user, auth= what the client signs in with"
        raise SettingError(f"trino: its address holds a user or a password; leave them out: {wanted}")
    if not host or not parts or parts.scheme not in {"http", "https"} or parts.path.strip("/"):
        raise SettingError(f"trino {url!r}: expected its address, as in https://trino.example.org:8443")
    known = {"host": host, "port": port, "http_scheme": parts.scheme, "user": user or getpass.getuser()}
    return lambda: connect(  # type: ignore[no-untyped-call]
        **known, catalog=catalog, timezone="UTC", source="athena_s3logs", **further,
    )


def _failed(error: TrinoQueryError, sql: str) -> EngineError:
    """A query that ended in Trino, whose words are those that Athena passes on."""
    fault = fault_of(f"{error.error_name} {error.message}")
    text = f"Trino: {error.message}{f'; {fault.remedy}' if fault.remedy else ''}"
    return EngineError(text, sql=sql, query_id=error.query_id, retryable=fault.retryable)


def _table(rows: Sequence[Sequence[Any]], columns: Sequence[Any]) -> pa.Table:
    import pyarrow as pa

    types = [arrow_type(column.type_code) for column in columns]
    arrays = [pa.array([_value(row[place], type_) for row in rows], type=type_) for place, type_ in enumerate(types)]
    return pa.Table.from_arrays(arrays, names=[column.name for column in columns])


def _value(value: Any, type_: pa.DataType) -> Any:  # noqa: ANN401  whatever Trino gives
    """A value as Arrow takes it for its type: what has no type of Arrow's is a text."""
    import pyarrow.types as of

    if isinstance(value, dict) and of.is_map(type_):
        return list(value.items())
    return str(value) if value is not None and of.is_string(type_) else value
