"""Values that are given to parameters: typed, or all mistakes in one error."""

from __future__ import annotations

import math
import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena_s3logs.binding import bind, bind_text
from athena_s3logs.errors import MissingValuesError, ParameterError, QueryFileError, UnknownQueryError
from athena_s3logs.header import Param
from athena_s3logs.values import TYPES, Value, expected

EAST = timezone(timedelta(hours=2))
MOMENT = datetime(2026, 1, 31, 6)
DAY = date(2026, 1, 31)
BIG = 2**63


def param(type_: str, name: str = "x") -> Param:
    return Param(name=name, type=type_, required=True)


def problems(call: Callable[[], object]) -> list[str]:
    with pytest.raises(ParameterError) as caught:
        call()
    assert str(caught.value) == "\n".join(f"parameter {problem}" for problem in caught.value.problems)
    return list(caught.value.problems)


@pytest.mark.parametrize(
    ("type_", "given_", "value"),
    [
        ("string", "a,b", "a,b"),
        ("string", "", ""),
        ("string", np.str_("a"), "a"),
        ("integer", -BIG, -BIG),
        ("integer", BIG - 1, BIG - 1),
        ("integer", np.int32(5), 5),
        ("integer", np.uint64(5), 5),
        ("double", 1, 1.0),
        ("double", np.float32(0.5), 0.5),
        ("double", np.int64(2), 2.0),
        ("boolean", True, True),
        ("boolean", np.bool_(False), False),  # noqa: FBT003  the only way to make one
        ("date", DAY, DAY),
        ("date", "2026-01-31", DAY),
        ("date", datetime(2026, 1, 31), DAY),
        ("date", pd.Timestamp("2026-01-31"), DAY),
        ("date", np.datetime64("2026-01-31"), DAY),
        ("timestamp", MOMENT, MOMENT),
        ("timestamp", MOMENT.replace(hour=8, tzinfo=EAST), MOMENT),
        ("timestamp", DAY, datetime(2026, 1, 31)),
        ("timestamp", "2026-01-31T06:00Z", MOMENT),
        ("timestamp", "2026-01-31 08:00+02:00", MOMENT),
        ("timestamp", "2026-01-31", datetime(2026, 1, 31)),
        ("timestamp", pd.Timestamp("2026-01-31 08:00", tz=EAST), MOMENT),
        ("timestamp", pd.Timestamp("2026-01-31 06:00:00.000000001"), MOMENT),
        ("timestamp", np.datetime64("2026-01-31T06:00", "ns"), MOMENT),
        ("integer[]", [1, np.int64(2)], (1, 2)),
        ("integer[]", np.array([1, 2]), (1, 2)),
        ("string[]", pd.Series(["a", "b"]), ("a", "b")),
        ("string[]", {"b", "a", "c"}, ("a", "b", "c")),
        ("string[]", (one for one in "ba"), ("b", "a")),
        ("date[]", ["2026-01-31", DAY], (DAY, DAY)),
    ],
)
def test_what_is_taken(type_: str, given_: object, value: Value) -> None:
    bound = bind([param(type_)], {"x": given_})["x"]
    assert bound == value
    assert type(bound) is type(value)
    items = bound if isinstance(bound, tuple) else (bound,)
    assert {type(item) for item in items} <= {str, int, float, bool, date, datetime}


@pytest.mark.parametrize(
    ("type_", "given_", "shown"),
    [
        ("string", 5, "5"),
        ("string", b"a", "b'a'"),
        ("string", "\udcff", r"'\udcff'"),
        ("string", ["a"], "['a']"),
        ("integer", True, "True"),
        ("integer", np.bool_(True), "True"),  # noqa: FBT003  the only way to make one
        ("integer", 5.0, "5.0"),
        ("integer", "5", "'5'"),
        ("integer", Decimal(5), "Decimal('5')"),
        ("integer", BIG, str(BIG)),
        ("integer", -BIG - 1, str(-BIG - 1)),
        ("integer", np.datetime64("2026-01-31", "ns"), "datetime.datetime(2026, 1, 31, 0, 0)"),
        ("double", math.nan, "nan"),
        ("double", math.inf, "inf"),
        ("double", np.float64("-inf"), "-inf"),
        ("double", 10**400, f"1{'0' * 59}..."),
        ("double", True, "True"),
        ("boolean", 1, "1"),
        ("boolean", "true", "'true'"),
        ("date", MOMENT, repr(MOMENT)),
        ("date", datetime(2026, 1, 31, tzinfo=UTC), "datetime.datetime(2026, 1, 31, 0, 0, tzinfo=datetime.timezon..."),
        ("date", "2026-02-30", "'2026-02-30'"),
        ("timestamp", "yesterday", "'yesterday'"),
        ("timestamp", 1767225600, "1767225600"),
        ("timestamp", pd.NaT, "NaT"),
        ("timestamp", datetime.min.replace(tzinfo=EAST), "datetime.datetime(1, 1, 1, 0, 0, tzinfo=datetime.timezone(da..."),
        ("integer", pd.NA, "<NA>"),
        ("string", None, "None"),
        ("string[]", "abc", "'abc'"),
        ("string[]", {"a": 1}, "{'a': 1}"),
        ("integer[]", 5, "5"),
        ("integer[]", np.array(5), "array(5)"),
    ],
)
def test_what_is_refused(type_: str, given_: object, shown: str) -> None:
    assert problems(lambda: bind([param(type_)], {"x": given_})) == [f"x: expected {expected(type_)}, got {shown}"]


@pytest.mark.parametrize("type_", TYPES)
@pytest.mark.parametrize("given_", [np.datetime64("NaT"), np.timedelta64(5, "ns"), np.datetime64("20000-01-01", "D"), object()])
def test_what_no_type_takes(type_: str, given_: object) -> None:
    (problem,) = problems(lambda: bind([param(type_)], {"x": given_}))
    assert problem.startswith(f"x: expected {expected(type_)}, got ")


def test_all_mistakes_at_once() -> None:
    params = [param("integer", "limit"), param("string", "key"), param("string[]", "names"), param("date[]", "days")]
    given_ = {"limt": 5, "limit": "5", "names": [], "zzz": 1, "days": [DAY, "x"]}
    assert problems(lambda: bind(params, given_)) == [
        "limt: no parameter of this query; did you mean limit?",
        "zzz: no parameter of this query; it takes limit, key, names, days",
        "limit: expected a whole number of 64 bits, got '5'",
        "key: missing, expected Unicode text, by -p key=... or key= in Python",
        "names: an empty list matches nothing: give at least one item, or leave it out",
        "days: expected a day as in 2026-01-31, got 'x'",
    ]
    assert problems(lambda: bind([], {"x": 1})) == ["x: no parameter of this query; it takes none"]


def test_defaults_and_null() -> None:
    bucket = Param(name="bucket", type="string", required=False)
    limit = Param(name="limit", type="integer", required=False, default=100, description="At most this many rows.")
    key = Param(name="key", type="string", required=True, description="The object's key.")
    assert list(bind([bucket, limit], {"limit": 5}).items()) == [("bucket", None), ("limit", 5)]
    assert bind([bucket, limit], {"bucket": None}) == {"bucket": None, "limit": 100}
    assert problems(lambda: bind([limit, key], {"limit": None})) == [
        "limit: expected a whole number of 64 bits, got None",
        "key: missing, expected Unicode text, by -p key=... or key= in Python; The object's key.",
    ]


@pytest.mark.parametrize(
    ("given_", "error"),
    [
        ({}, MissingValuesError), ({"key": "a"}, MissingValuesError),
        ({"limit": "5"}, ParameterError), ({"keys": "a"}, ParameterError),
    ],
)
def test_what_is_missing_is_told_from_what_is_wrong(given_: dict[str, object], error: type[ParameterError]) -> None:
    with pytest.raises(ParameterError) as caught:
        bind([param("integer", "limit"), param("string", "key")], given_)
    assert type(caught.value) is error


@pytest.mark.parametrize(
    ("type_", "texts", "value"),
    [
        ("string", ["a,b"], "a,b"),
        ("string", [""], ""),
        ("string", ["a=b"], "a=b"),
        ("string", ["null"], "null"),
        ("string", ["5"], "5"),
        ("string[]", ["a,b", "c"], ("a,b", "c")),
        ("string[]", ["a"], ("a",)),
        ("string[]", [""], ("",)),
        ("integer", ["+5"], 5),
        ("integer[]", ["403", "-1"], (403, -1)),
        ("double", ["5e-1"], 0.5),
        ("double", [".5"], 0.5),
        ("double", ["5"], 5.0),
        ("boolean", ["false"], False),
        ("date", ["2026-01-31"], DAY),
        ("timestamp", ["2026-01-31T08:00+02:00"], MOMENT),
    ],
)
def test_the_command_line(type_: str, texts: list[str], value: Value) -> None:
    bound = bind_text([param(type_)], [f"x={text}" for text in texts])["x"]
    assert bound == value
    assert type(bound) is type(value)


@pytest.mark.parametrize(
    ("type_", "texts"),
    [
        ("integer", ["1_000", "5.0", "", " 5", "\u0665", "0x5", "true", "9" * 5000, str(BIG)]),
        ("double", ["nan", "inf", "-Infinity", "1_0", "", ".", "1e999", "\u0665"]),
        ("boolean", ["True", "1", "yes", ""]),
        ("date", ["today", "2026-1-1", "2026-01-31T00:00"]),
        ("timestamp", ["", "2026-01-31T25:00", "now"]),
        ("integer[]", ["403,404"]),
    ],
)
def test_texts_that_are_none_of_the_type(type_: str, texts: list[str]) -> None:
    for text in texts:
        (problem,) = problems(lambda text=text: bind_text([param(type_)], [f"x={text}"]))  # type: ignore[misc]
        assert problem.startswith(f"x: expected {expected(type_.removesuffix('[]'))}, got ")


def test_all_mistakes_of_the_command_line_at_once() -> None:
    params = [param("integer", "limit"), param("string", "key")]
    assert problems(lambda: bind_text(params, ["limit", "kez=a", "limit=5", "limit=6"])) == [
        "'limit': expected name=value",
        "limit: given 2 times, and it takes one value",
        "kez: no parameter of this query; did you mean key?",
        "key: missing, expected Unicode text, by -p key=... or key= in Python",
    ]


HOSTILE = st.sampled_from(["'", "''", '"', "%s", "$$", ":x", "?", "\n", "\0", "\N{PILE OF POO}", "\\", ",", "=", "null"])


@given(st.lists(HOSTILE | st.text(), min_size=1))
def test_hostile_text_comes_through_unchanged(texts: list[str]) -> None:
    assert bind_text([param("string[]")], [f"x={text}" for text in texts]) == {"x": tuple(texts)}
    assert bind_text([param("string")], [f"x={''.join(texts)}"]) == bind([param("string")], {"x": "".join(texts)})


ANYTHING: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.binary(), st.datetimes(), st.dates()),
    lambda inner: st.lists(inner, max_size=3) | st.sets(st.integers(), max_size=3),
)


@given(st.sampled_from(TYPES), ANYTHING)
def test_anything_is_a_value_or_a_problem(type_: str, given_: object) -> None:
    try:
        bound = bind([param(type_)], {"x": given_})["x"]
    except ParameterError:
        return
    assert bind([param(type_)], {"x": bound}) == {"x": bound}


@pytest.mark.parametrize(
    "error",
    [ParameterError(("a", "b")), UnknownQueryError("a", ("b",)), QueryFileError(Path("q.sql"), 3, "m")],
)
def test_errors_travel(error: Exception) -> None:
    assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301  our own
