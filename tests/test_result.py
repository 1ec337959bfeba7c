"""What a result is made of, and how it shows itself: types, frames, rows, terminals and notebooks."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, Final

import duckdb
import pandas as pd
import pyarrow as pa
import pytest
from rich.cells import cell_len

from athena_s3logs.engines.result import Result
from athena_s3logs.errors import EngineError, S3LogsError, SettingError
from athena_s3logs.header import Returned
from athena_s3logs.layout import cut, width
from athena_s3logs.printable import printable, printable_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

AT: Final = datetime(2026, 1, 31, 8, 0, 0, 5, tzinfo=UTC)
DAY: Final = date(2026, 1, 31)
SCALARS: Final[dict[str, Any]] = {
    "string": "汉字",
    "integer": 1,
    "bigint": 2**62,
    "double": 0.5,
    "boolean": True,
    "date": DAY,
    "timestamp": AT,
}
TYPES: Final[dict[str, tuple[pa.DataType, str]]] = {
    "string": (pa.string(), "string"),
    "integer": (pa.int64(), "Int64"),
    "bigint": (pa.int64(), "Int64"),
    "double": (pa.float64(), "Float64"),
    "boolean": (pa.bool_(), "boolean"),
    "date": (pa.date32(), "date32[day][pyarrow]"),
    "timestamp": (pa.timestamp("us", tz="UTC"), "datetime64[us, UTC]"),
}
RETURNS: Final = [*(Returned(f"a_{word}", word) for word in TYPES), *(Returned(f"b_{word}", f"{word}[]") for word in TYPES)]
HOSTILE: Final = "\x1b[31m\x9b2J\u202eabc\u200b\x00\r\n\u2028\ufeff<script>alert(1)</script>$x$"


def result(table: pa.Table, returns: Sequence[Returned] = (), **facts: Any) -> Result:  # noqa: ANN401  any fact of a run
    return Result.of(table, returns, sql="select 1", engine="duckdb", elapsed=0.5, **facts)


def sql(text: str) -> Result:
    return result(duckdb.connect().sql(text).to_arrow_table())


def every_type() -> pa.Table:
    """A row of values and one of nulls, in the types that DuckDB gives."""
    values = [*SCALARS.values(), *([value, None] for value in SCALARS.values())]
    kinds = [TYPES[word][0] for word in TYPES]
    kinds = [pa.timestamp("us") if pa.types.is_timestamp(kind) else kind for kind in kinds]
    naive = [value.replace(tzinfo=None) if value is AT else value for value in values]
    naive[-1] = [AT.replace(tzinfo=None), None]
    arrays = [pa.array([value, None], kind) for value, kind in zip(naive, [*kinds, *map(pa.list_, kinds)], strict=True)]
    return pa.table(arrays, names=[one.name for one in RETURNS])


def test_declared_types_there_and_back() -> None:
    answer = result(every_type(), RETURNS)
    assert answer.columns == tuple(RETURNS)
    assert answer.arrow().schema.types == [kind for kind, _ in TYPES.values()] + [pa.list_(kind) for kind, _ in TYPES.values()]
    assert answer.rows == [(*SCALARS.values(), *([value, None] for value in SCALARS.values())), (None,) * len(RETURNS)]
    assert answer.rows[0][6].tzinfo is UTC
    assert answer.rows is answer.rows
    assert list(answer) == answer.rows
    assert len(answer) == 2


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_dtypes_do_not_depend_on_rows(rows: int) -> None:
    found = result(every_type().slice(2 - rows), RETURNS).df
    assert [str(one) for one in found.dtypes[:7]] == [name for _, name in TYPES.values()]
    assert list(found.dtypes[7:]) == [pd.ArrowDtype(pa.list_(kind)) for kind, _ in TYPES.values()]
    assert len(found) == rows


def test_frame_has_the_values() -> None:
    answer = result(every_type(), RETURNS)
    found = answer.df
    assert found is answer.df
    assert found.iloc[0, :7].tolist() == list(SCALARS.values())
    assert found["b_string"][0] == ["汉字", None]
    assert found.iloc[1].isna().all()
    assert found["a_bigint"].sum() == 2**62
    assert found["a_timestamp"].dt.hour[0] == 8
    assert pa.Table.from_pandas(found, schema=answer.arrow().schema, preserve_index=False).equals(answer.arrow())


def test_types_of_ones_own_sql() -> None:
    answer = sql(
        "select 'a' as a, 1::tinyint as b, sum(1) as c, 1::utinyint as d, 1.5::float as e, true as f, date '2026-01-31' as g,"
        " timestamp '2026-01-31 08:00:00' as h, timestamptz '2026-01-31 08:00:00+02' as i,"
        " timestamp_ns '2026-01-31 08:00:00.123456789' as j, 'k' as k, [1] as l, ['x'] as m,"
        " 1.5::decimal(3, 1) as n, map {'a': 1} as o, {'a': 1} as p, 'ab'::blob as q,"
        " 'v'::enum('v') as r, '{}'::json as s, [[1]] as t, 170141183460469231731687303715884105727::hugeint as u,"
        " ['v'] as v, time '08:00:00' as x, uuid() as y",
    )
    assert [one.type for one in answer.columns] == [
        "string", "bigint", "bigint", "bigint", "double", "boolean", "date",
        "timestamp", "timestamp", "timestamp",
        "string", "bigint[]", "string[]", "decimal", "map<string, int32>", "struct<a: int32>", "binary",
        "string", "string", "bigint[][]", "decimal",
        "string[]", "time64[us]", "string",
    ]  # fmt: skip
    row = answer.rows[0]
    assert row[7:10] == (
        datetime(2026, 1, 31, 8, tzinfo=UTC),
        datetime(2026, 1, 31, 6, tzinfo=UTC),
        datetime(2026, 1, 31, 8, 0, 0, 123456, tzinfo=UTC),
    )
    assert row[13:15] == (Decimal("1.5"), {"a": 1})
    assert len(answer.df.columns) == len(row)
    assert "170141183460469231731687303715884105727" in repr(answer.arrow().select(["u"]).to_pylist())


def test_nulls_without_a_type_are_texts() -> None:
    answer = result(pa.table({"a": pa.nulls(1), "b": pa.array([[None]])}))
    assert answer.columns == (Returned("a", "string"), Returned("b", "string[]"))
    assert result(pa.table({"a": pa.nulls(1)}), [Returned("a", "date")]).arrow().schema.types == [pa.date32()]


def test_times_of_a_zone_become_utc() -> None:
    moments = pa.array([AT], pa.timestamp("ns", tz="Europe/Berlin"))
    assert result(pa.table({"at": moments}), [Returned("at", "timestamp")]).rows == [(AT,)]
    text = pa.table({"at": ["2026-01-31 08:00:00.000005"]})
    assert result(text, [Returned("at", "timestamp")]).rows == [(AT,)]


def test_texts_become_what_is_declared() -> None:
    texts = pa.table({"a": ["12"], "b": ["0.5"], "c": ["true"], "d": ["2026-01-31"]})
    returns = [Returned(name, word) for name, word in zip("abcd", ["bigint", "double", "boolean", "date"], strict=True)]
    assert result(texts, returns).rows == [(12, 0.5, True, DAY)]


def test_columns_of_the_same_name_stay_apart() -> None:
    answer = result(pa.table([[1], [2], [3]], names=["a", "a", "a_2"]))
    assert [one.name for one in answer.columns] == ["a", "a_3", "a_2"]


@pytest.mark.parametrize(
    ("table", "returns", "message"),
    [
        ({"a": [1]}, {"a": "bigint", "b": "string"}, "the engine answered the columns a; expected a, b, as `returns` of"),
        ({"b": [1], "a": [2]}, {"a": "bigint", "b": "bigint"}, "the engine answered the columns b, a; expected a, b, as"),
        ({"a": [1]}, {"a": "string"}, "column a: the engine answered bigint; expected string, as `returns` of"),
        ({"a": [["x"]]}, {"a": "string"}, "column a: the engine answered string[]; expected string, as `returns` of"),
        ({"a": ["x"]}, {"a": "string[]"}, "column a: the engine answered string; expected string[], as `returns` of"),
        ({"a": [0.5]}, {"a": "bigint"}, "column a: the engine answered double; expected bigint, as `returns` of"),
        ({"a": [2.0**70]}, {"a": "bigint"}, "column a: the engine answered double; expected bigint, as `returns` of"),
        ({"a": ["x"]}, {"a": "date"}, "column a: the engine answered string; expected date, as `returns` of"),
    ],
)
def test_what_is_not_as_declared(table: dict[str, Any], returns: dict[str, str], message: str) -> None:
    with pytest.raises(EngineError) as caught:
        result(pa.table(table), [Returned(name, word) for name, word in returns.items()])
    assert str(caught.value).startswith(f"duckdb: {message}")
    assert "mend that line, or" in str(caught.value)
    assert (caught.value.sql, caught.value.query_id, caught.value.retryable) == ("select 1", None, False)


@pytest.mark.parametrize(("found", "declared"), [("timestamp", "date"), ("date", "timestamp"), ("bigint", "boolean")])
def test_no_value_changes_its_meaning(found: str, declared: str) -> None:
    table = pa.table({"a": pa.array([None], TYPES[found][0])})
    with pytest.raises(EngineError, match=f"answered {found}; expected {declared}"):
        result(table, [Returned("a", declared)])


def test_polars_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(SettingError, match=r"install athena_s3logs\[polars\]"):
        sql("select 1").polars()


def test_polars() -> None:
    polars = pytest.importorskip("polars")
    found = result(every_type(), RETURNS).polars()
    assert found.shape == (2, len(RETURNS))
    assert found.schema["a_timestamp"] == polars.Datetime("us", "UTC")
    assert found.row(0)[:7] == tuple(SCALARS.values())


def shown(answer: Result, monkeypatch: pytest.MonkeyPatch, columns: int) -> list[str]:
    monkeypatch.setenv("COLUMNS", str(columns))
    return repr(answer).split("\n")


def test_repr(monkeypatch: pytest.MonkeyPatch) -> None:
    table = pa.table({"requester": ["anna", None], "requests": [1234567, 5], "share": [2 / 3, 12.0], "at": [AT, None]})
    answer = result(table, scanned_bytes=1_230_000, warnings=["look\x1b[2J"], partial=True)
    assert shown(answer, monkeypatch, 80) == [
        "requester   requests   share  at",
        "---------  ---------  ------  ---------------------------",
        "anna       1,234,567   0.667  2026-01-31T08:00:00.000005Z",
        "NULL               5  12.000  NULL",
        "2 rows, duckdb, 0.50 s, 1.2 MB scanned",
        r"warning: look\x1b[2J",
        "warning: the answer is not complete",
    ]


def test_repr_fits_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    table = pa.table({f"column_{number}": ["汉字" * 50, HOSTILE, "a" * 100_000] * 20 for number in range(9)})
    lines = shown(result(table), monkeypatch, 60)
    assert all(width(line) <= 60 and line.isprintable() for line in lines)
    assert lines[-2] == "5 more columns: column_4, column_5, column_6, column_7, col…"
    assert lines[-1] == "60 rows, the first 20 shown, duckdb, 0.50 s"
    assert shown(result(table.select(range(5))), monkeypatch, 60)[-2] == "1 more column: column_4"
    assert len(lines) == 24
    assert width(shown(result(table), monkeypatch, 5)[0]) == 5


def test_repr_of_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = result(every_type().slice(2), RETURNS)
    assert shown(answer, monkeypatch, 40)[0] == "a_string  a_integer  a_bigint  a_double"
    assert shown(answer, monkeypatch, 40)[-1] == "0 rows, duckdb, 0.50 s"


class Page(HTMLParser):
    """The tags and the texts of a page, with the tag that each stands in."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append(data)


def test_html() -> None:
    table = pa.table({"<b>": [HOSTILE, "a" * 100_000] * 40, "n": [1234, None] * 40})
    page = Page(result(table, warnings=["<i>", "two"])._repr_html_())
    assert set(page.tags) == {"div", "table", "thead", "tbody", "tr", "th", "td", "p", "strong"}
    assert page.tags.count("tr") == 51
    assert page.attributes[0] == ("class", "tex2jax_ignore mathjax_ignore")
    assert page.texts[:6] == ["Warning:", " <i>", "Warning:", " two", "<b>", "n"]
    assert page.texts[6:10] == [printable(HOSTILE), "1,234", "a" * 199 + "…", "NULL"]
    assert page.texts[-1] == "80 rows, the first 50 shown, duckdb, 0.50 s"
    assert all(text.isprintable() for text in page.texts)


@pytest.mark.parametrize("rows", [0, 1])
def test_html_of_every_type(rows: int) -> None:
    page = Page(result(every_type().slice(0, rows), RETURNS)._repr_html_())
    assert page.tags.count("td") == rows * len(RETURNS)
    assert '["2026-01-31T08:00:00.000005Z", null]' in page.texts or not rows


def test_printable() -> None:
    assert printable("plain /é 汉字 👍") == "plain /é 汉字 👍"
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    text = printable(every)
    assert text.isprintable()
    # Controls, bidi, zero width, selectors, fillers, line ends, halves of pairs.
    for one in "\x00\x07\x08\t\n\r\x1b\x7f\x85\x9b\u061c\u200b\u200f\u202e\u2028\u2066\ufe0f\u3164\ufeff\ud800\U000e0001":
        assert one not in text
        assert printable(one).startswith("\\")
    assert printable_lines("a\x1b\nb\u2029") == "a\\x1b\nb\\u2029"


def test_marks_that_are_piled_up_on_a_character_cover_no_other_line() -> None:
    """A key of 1,024 bytes has room for 500 of them."""
    assert printable("e" + "\u0301" * 7 + "x\u0e49") == "e" + "\u0301" * 5 + "\\u0301\\u0301x\u0e49"
    assert printable("\u0e49" * 6) == "\u0e49" * 5 + "\\u0e49"
    assert all(printable(one) == one for one in ("🇩🇪" * 9, "—" * 9, "e\u0301" * 9))



def test_widths_are_those_of_rich() -> None:
    for text in ["abc", "汉字", "e\u0301", "👍", "👍🏽", "ｱ", "\uff21", "™", "─", "ไทย", "한국", "…"]:
        assert width(text) == cell_len(text), text
    assert cut("汉字汉字", 4) == "汉…"
    assert cut("汉字", 4) == "汉字"


@pytest.mark.parametrize("microseconds", [253_402_300_800_000_000, -62_135_596_800_000_001])
def test_a_time_that_python_has_not_is_one_clear_error(microseconds: int) -> None:
    times = pa.array([microseconds], pa.timestamp("us"))
    for column in (times, pa.array([[microseconds]], pa.list_(pa.timestamp("us")))):
        answer = Result.of(pa.table({"t": column}), sql="select 1", engine="duckdb", elapsed=0)
        with pytest.raises(S3LogsError, match="of no year from 1 to 9999"):
            len(answer.rows)
    assert len(Result.of(pa.table({"t": times}), sql="select 1", engine="duckdb", elapsed=0).arrow()) == 1
