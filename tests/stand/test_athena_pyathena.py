"""Plain PyAthena over the stand: its cursors read what Athena would have given them."""

from __future__ import annotations

import functools
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyathena
import pytest
from pyarrow import fs
from pyathena.arrow.cursor import ArrowCursor
from pyathena.cursor import Cursor, DictCursor
from pyathena.error import DatabaseError, OperationalError
from pyathena.pandas.cursor import PandasCursor
from pyathena.polars.cursor import PolarsCursor

from tests.stand.athena.client import OUTPUT, Client
from tests.stand.athena.faults import FAILURES, throttled

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.stand.athena.server import Athena

_SQL = """
select
    n,
    n * bigint '10000000000' as big,
    n / 4e0 as part,
    n % 2 = 0 as even,
    case n when 1 then 'a "quoted", one' when 2 then 'two' || chr(10) || 'lines' when 3 then '' end as text,
    timestamp '2026-11-01 00:00:00.000' + n * interval '1' second as moment,
    date '2026-11-01' as day,
    cast(n as decimal(10, 2)) as price
from unnest(sequence(1, 2100)) as t(n)
order by n
"""


@pytest.fixture
def cursor(aws: Athena, client: Client, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """A cursor of a class, on a connection that finds everything by the environment."""
    assert client  # which made the bucket
    # Arrow's own S3 client reads no variable for its address: of all that PyAthena opens it is the one that must be told.
    monkeypatch.setattr(fs, "S3FileSystem", functools.partial(fs.S3FileSystem, endpoint_override=aws.stand.endpoint))

    def make(kind: type, **settings: Any) -> Any:  # noqa: ANN401  the cursors have nothing in common
        connection: pyathena.connection.Connection[Any] = pyathena.connect(
            s3_staging_dir=OUTPUT, poll_interval=0.02, cursor_class=kind)
        return connection.cursor(**settings)

    return make


def test_cursor_pages_through_typed_rows(cursor: Callable[..., Any]) -> None:
    done = cursor(Cursor).execute(_SQL)
    rows = done.fetchall()
    assert len(rows) == 2100
    assert [row[4] for row in rows[:4]] == ['a "quoted", one', "two\nlines", "", None]
    assert rows[0] == (
        1, 10_000_000_000, 0.25, False, 'a "quoted", one', datetime(2026, 11, 1, 0, 0, 1), date(2026, 11, 1), Decimal("1.00"),
    )  # fmt: skip
    assert [column[1] for column in done.description] == [
        "bigint", "bigint", "double", "boolean", "varchar", "timestamp", "date", "decimal",
    ]  # fmt: skip


def test_arrow_reads_the_csv(cursor: Callable[..., Any]) -> None:
    table = cursor(ArrowCursor).execute(_SQL).as_arrow()
    assert (table.num_rows, table.schema.field("moment").type) == (2100, pa.timestamp("us"))
    # Which of the last two was NULL the CSV says, but this reader does not.
    assert table.column("text").to_pylist()[:4] == ['a "quoted", one', "two\nlines", "", ""]


def test_pandas_reads_the_csv(cursor: Callable[..., Any]) -> None:
    frame = cursor(PandasCursor).execute(_SQL).as_pandas()
    assert len(frame) == 2100
    assert frame["moment"].iloc[-1] == pd.Timestamp("2026-11-01 00:35:00")
    assert frame["price"].iloc[0] == Decimal("1.00")


def test_polars_reads_the_csv_and_keeps_null_and_empty_apart(cursor: Callable[..., Any]) -> None:
    frame = cursor(PolarsCursor).execute(_SQL).as_polars()
    assert frame["text"].to_list()[2:4] == ["", None]


def test_unload_is_read_by_arrow_and_by_pandas(cursor: Callable[..., Any]) -> None:
    table = cursor(ArrowCursor, unload=True).execute(_SQL).as_arrow()
    assert table.column("text").to_pylist()[:4] == ['a "quoted", one', "two\nlines", "", None]
    assert table.schema.field("price").type == pa.decimal128(10, 2)
    frame = cursor(PandasCursor, unload=True, engine="pyarrow").execute(_SQL).as_pandas()
    assert frame["big"].tolist() == [number * 10_000_000_000 for number in range(1, 2101)]


@pytest.mark.usefixtures("cursor")
def test_managed_results_are_read_by_arrow(client: Client) -> None:
    managed = {"ManagedQueryResultsConfiguration": {"Enabled": True}}
    client.create_work_group(Name="managed", Configuration=managed)
    connection = pyathena.connect(s3_staging_dir="", work_group="managed", poll_interval=0.02, cursor_class=ArrowCursor)
    assert connection.cursor().execute(_SQL).as_arrow().num_rows == 2100


def test_ddl_and_its_texts(cursor: Callable[..., Any]) -> None:
    done = cursor(DictCursor)
    done.execute("create database if not exists by_pyathena")
    assert done.execute("show databases like 'by_py*'").fetchall() == [{"database_name": "by_pyathena"}]
    assert done.execute("drop database by_pyathena").fetchall() == []


def test_failures_and_throttling(aws: Athena, cursor: Callable[..., Any]) -> None:
    with pytest.raises(OperationalError, match="COLUMN_NOT_FOUND: line 1:8: Column 'nothing' cannot be resolved"):
        cursor(Cursor).execute("select nothing")
    with pytest.raises(DatabaseError, match="mismatched input 'selec'"):
        cursor(Cursor).execute("selec 1")
    aws.faults.fail(FAILURES["HIVE_CURSOR_ERROR"])
    with pytest.raises(OperationalError, match="HIVE_CURSOR_ERROR"):
        cursor(Cursor).execute("select 1")
    aws.faults.refuse("GetQueryExecution", throttled())
    assert cursor(Cursor).execute("select 1").fetchall() == [(1,)]


def test_a_result_is_reused(cursor: Callable[..., Any]) -> None:
    sql = "select 'reused by pyathena' as a"
    assert cursor(Cursor).execute(sql).reused_previous_result is False
    again = cursor(Cursor, result_reuse_enable=True, result_reuse_minutes=5).execute(sql)
    assert (again.reused_previous_result, again.data_scanned_in_bytes) == (True, 0)
    assert again.fetchall() == [("reused by pyathena",)]


def test_metadata(cursor: Callable[..., Any]) -> None:
    assert "default" in [database.name for database in cursor(Cursor).list_databases("AwsDataCatalog")]
