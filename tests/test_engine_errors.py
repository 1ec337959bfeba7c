"""Whatever a driver raises comes out as one of the package's own errors, with the SQL and its cause."""

from __future__ import annotations

import pickle
import traceback
from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NoReturn

import duckdb
import pyarrow as pa
import pytest
import requests
import trino.exceptions
from trino.types import NamedRowTuple

from athena_s3logs import S3Logs, Window
from athena_s3logs.catalog import Deployment, raw_tables
from athena_s3logs.engines import duck, local
from athena_s3logs.engines.trino import TrinoEngine, _table, connector
from athena_s3logs.errors import EngineError, SettingError
from tests.corpus import TODAY, flat

if TYPE_CHECKING:
    from pathlib import Path

SQL = "select count(*) as n from s3_access order by n"
DAY = Window.day("2026-11-01")
DATE = datetime(2026, 1, 1)
SAID = "it failed\x1b[2J\u202e"
"""As engines quote a value of a log."""


def family(root: type[Any]) -> list[type[Any]]:
    return [root, *(each for child in root.__subclasses__() for each in family(child))]


def raised(kind: type[Any]) -> BaseException:
    query_error = {"errorName": "X", "errorType": "USER_ERROR", "message": SAID}
    arguments = (query_error, "query-1") if issubclass(kind, trino.exceptions.TrinoQueryError) else (SAID,)
    error: BaseException = kind(*arguments)
    return error


def harmless(error: BaseException) -> bool:
    """Whether a traceback moves no cursor; it shows what led to an error too."""
    return all(line.isprintable() for line in "".join(traceback.format_exception(error)).split("\n"))


OF_TRINO = [*family(trino.exceptions.Error), *family(trino.exceptions.HttpError), requests.ConnectionError]


@pytest.mark.parametrize("kind", OF_TRINO)
def test_those_of_trino(kind: type[Any]) -> None:
    class Connection:
        stats: dict[str, Any] = {}  # noqa: RUF012  as the driver's cursor has it

        def cursor(self) -> Connection:
            return self

        def execute(self, _: str) -> NoReturn:
            raise raised(kind)

        def close(self) -> None:
            self.closed = True

    item = Deployment(source=flat(), database="d", table="t", view="v")
    made = Connection()
    engine = TrinoEngine(raw_tables([item]), lambda: made, now=lambda: datetime(2026, 11, 21))
    with pytest.raises(EngineError, match=r"Trino: .*it failed") as caught:
        S3Logs([item], engine=engine, today=lambda: TODAY).query(SQL, DAY)
    assert isinstance(caught.value.__cause__, kind)
    assert 'FROM "d"."t"' in caught.value.sql
    query_failed = issubclass(kind, trino.exceptions.TrinoQueryError)
    assert caught.value.query_id == ("query-1" if query_failed else None)
    assert caught.value.retryable is not query_failed
    assert made.closed
    assert harmless(caught.value)


@pytest.mark.parametrize("kind", family(duckdb.Error))
def test_those_of_duckdb(kind: type[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> NoReturn:
        raise raised(kind)

    (tmp_path / "a.log").write_text("x\n")
    monkeypatch.setattr(local, "_rows", fails)
    with pytest.raises(EngineError, match="DuckDB: it failed") as caught:
        S3Logs.local(s3_access=tmp_path).query(SQL, DAY)
    assert isinstance(caught.value.__cause__, kind)
    assert "raw_s3_access" in caught.value.sql
    assert harmless(caught.value)


def test_an_error_of_an_engine_comes_out_of_another_process() -> None:
    error = EngineError("it failed", sql="select 1", query_id="q", retryable=True)
    again = pickle.loads(pickle.dumps(error))  # noqa: S301  our own
    assert (str(again), vars(again)) == ("it failed", vars(error))


@pytest.mark.parametrize("url", ["trino.example.org", "http://", "ftp://trino", "http://trino/path", "http://x:99999", "http://[x"])
def test_what_is_no_address_of_a_trino(url: str) -> None:
    with pytest.raises(SettingError, match="expected its address, as in https://"):
        connector(url)


@pytest.mark.parametrize("url", ["http://me:hunter2@trino", "https://me@trino:8443", "me:hunter2@trino", "http://me:hunter2@[x"])
def test_a_user_in_the_address_of_a_trino(url: str) -> None:
    with pytest.raises(SettingError, match="leave them out: user= or --trino-user names the user") as caught:
        connector(url)
    assert "hunter2" not in str(caught.value)


def test_a_trino_that_is_not_there() -> None:
    config = {"s3_access": {"location": "s3://logs/", "layout": "flat"}}
    logs = S3Logs.trino("http://127.0.0.1:9", config=config, user="somebody", max_attempts=1)
    with pytest.raises(EngineError, match="Trino: ") as caught:
        logs.query(SQL, DAY)
    assert caught.value.retryable


def test_types_of_trino() -> None:
    rows = [
        (1, "a", [NamedRowTuple(["x", 2], ["a", "b"], ["varchar", "bigint"])], {"k": 1}, Decimal("1.50"), DATE, None, 5),
        (None,) * 8,
    ]
    types = [
        "integer", "varchar(3)", "array(row(a varchar, b bigint))", "map(varchar, bigint)", "decimal(9,2)", "timestamp(3)",
        "unknown", "ipaddress",
    ]  # fmt: skip
    table = _table(rows, [SimpleNamespace(name=f"c{number}", type_code=type_) for number, type_ in enumerate(types)])
    assert table.to_pylist()[0] == {
        "c0": 1, "c1": "a", "c2": [{"a": "x", "b": 2}], "c3": [("k", 1)], "c4": Decimal("1.50"),
        "c5": DATE.replace(tzinfo=UTC), "c6": None, "c7": "5",
    }  # fmt: skip
    assert set(table.to_pylist()[1].values()) == {None}
    assert _table([], [SimpleNamespace(name="c", type_code="array(varchar)")]).schema.types == [pa.list_(pa.string())]


@pytest.mark.parametrize("text", [
    'Max expression depth limit of 1000 exceeded. Use "SET max_expression_depth TO x" to increase the depth.',
    "failed to allocate data\n\nPossible solutions:\n* Reducing the number of threads (SET threads=X)",
])
def test_what_nobody_can_set_is_not_advised(text: str) -> None:
    assert "SET" not in duck.message(duckdb.Error(text))
