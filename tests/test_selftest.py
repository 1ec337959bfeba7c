"""What the selftest takes for a difference, and what not."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from athena_s3logs.engines.result import Result
from athena_s3logs.errors import EngineError
from athena_s3logs.selftest.logs import sides
from athena_s3logs.selftest.questions import WHOLE, Asked, asked_of, check, differences

if TYPE_CHECKING:
    from pathlib import Path

    from athena_s3logs.selftest.logs import Side


def result(scanned: int = 0, **columns: list[Any]) -> Result:
    return Result.of(pa.table(columns), sql="", engine="test", elapsed=0, scanned_bytes=scanned)


@pytest.mark.parametrize(("one", "other"), [
    (0.1 + 0.2, 0.3), (float("nan"), float("nan")), ('{"a": [1, 2]}', '{"a":[1,2]}'), (None, None), ("{", "{"),
])  # fmt: skip
def test_alike(one: object, other: object) -> None:
    assert list(differences(result(a=[one]), result(a=[other]))) == []


@pytest.mark.parametrize(("one", "other"), [
    (1.0, 1.001), ('{"a": 1}', '{"a": 2}'), ("{ ", "{"), ("a b", "a  b"), (None, ""), ("\x1b[31m", "b"),
])  # fmt: skip
def test_not_alike(one: object, other: object) -> None:
    kept = ["x" if isinstance(other, str) else 5.0]
    (told,) = differences(result(k=kept * 2, a=[*kept, one]), result(k=kept * 2, a=[*kept, other]))
    assert told.startswith("1 of 2 rows differ, first in row 2, column a: ")
    assert told.isprintable()


def test_rows_and_columns() -> None:
    assert list(differences(result(a=[1, 2]), result(a=[1]))) == ["2 rows on Athena, 1 here"]
    assert list(differences(result(a=[1]), result(a=["1"]))) == ["the columns differ: a bigint on Athena, a string here"]


@pytest.fixture(scope="module")
def flat(tmp_path_factory: pytest.TempPathFactory) -> Side:
    return sides(tmp_path_factory.mktemp("selftest"), "s3://logs/", "d", today=date(2026, 11, 21))[0]


def checked(side: Side, scanned: int, estimated: int) -> tuple[tuple[str, ...], str]:
    """Problems and note of a check of which both answers are the same."""
    logs: Any = SimpleNamespace(query=lambda *_, **__: result(scanned, a=[1]))
    found = check(Asked(side, "s3_access", WHOLE), logs, logs, lambda _: SimpleNamespace(bytes=estimated))  # type: ignore[arg-type, return-value]
    return found.problems, found.note


def test_a_flat_layout_that_is_not_pruned_is_told(flat: Side) -> None:
    assert checked(flat, 90, 90)[0] == ()
    assert checked(flat, 90, 90)[1].startswith('Athena prunes the flat layout by "$path": it read 90 B of ')
    problems, note = checked(flat, 700_000, 90)
    assert problems == ("Athena read 700,000 bytes, and the estimate says 90 at most",)
    assert note.startswith('Athena does NOT prune the flat layout by "$path": it read 700.0 kB of ')


def test_what_athena_refuses_is_a_problem_like_others(flat: Side) -> None:
    def refuse(*_: object, **__: object) -> Result:
        raise EngineError("Athena: no", sql="")

    logs: Any = SimpleNamespace(query=refuse)
    found = check(Asked(flat, "s3_access", WHOLE), logs, logs, lambda _: SimpleNamespace(bytes=1))  # type: ignore[arg-type, return-value]
    assert found.problems == ("Athena: no",)


def test_the_flat_layout_comes_first_and_every_question_is_in_order(flat: Side, tmp_path: Path) -> None:
    assert next(asked_of(flat)).name == WHOLE
    asked = [one for side in sides(tmp_path, "s3://logs/", "d", today=date(2026, 11, 21)) for one in asked_of(side)]
    assert len(asked) == 22
    assert {name for one in asked for name in one.tables.split()} == {
        "flat", "event", "delivery", "injected", "account", "organization",
    }  # fmt: skip
    assert all(0 < one.most < 10 << 20 for one in asked)
