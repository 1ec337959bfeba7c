"""Values of a wrong type, as a notebook gives them: one error of ours, at the edge, that says what is expected."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from athena_s3logs import S3Logs, S3LogsError, Window
from athena_s3logs.generate import Plan, generate
from tests.test_local import ALL, LINE, lines

if TYPE_CHECKING:
    from collections.abc import Callable

S3LOGS: Any = S3Logs
WINDOW: Any = Window
PLAN: Any = Plan
WRONG: list[tuple[Callable[[Any], Any], str]] = [
    (lambda _: S3LOGS.local(s3_access=b"a"), "s3_access: expected a path or a list of paths, got b'a'"),
    (lambda _: S3LOGS.local(store=5), "store: expected a path, got 5"),
    (lambda _: S3LOGS.local(store=""), "store: expected a path, got ''"),
    (lambda _: S3LOGS.local(queries=None), "queries: expected a path or a list of paths, got None"),
    (lambda _: S3LOGS.local(queries=["own", 5]), "queries: expected a path or a list of paths, got 5"),
    (lambda _: S3LOGS.configured(None), "configuration: expected a path or a dict, got None"),
    (lambda _: S3LOGS.configured(["x"]), "configuration: expected a path or a dict, got ['x']"),
    (lambda logs: logs.query(Path("a.sql"), ALL), f"query:1: expected a SELECT as a text, got {Path('a.sql')!r}"),
    (lambda logs: logs.query(None, ALL), "query:1: expected a SELECT as a text, got None"),
    (lambda logs: logs.query("select :x as x", ALL, x=iter("a")), "parameter x: <"),
    (lambda logs: logs.run(None, ALL), "query 'None': there is none of this name; `queries` lists them"),
    (lambda logs: logs.run(["first_seen"], ALL), "query \"['first_seen']\": there is none of this name"),
    (lambda logs: logs.run_pack(["cis"], ALL), "pack ['cis']: did you mean cis?"),
    (lambda logs: logs.run_pack("cis", "7d"), "window '7d': expected a Window, as Window.since(\"7d\") makes one"),
    (lambda logs: logs.run_pack("cis"), "no window: give start and end, or a Window: "),
    (lambda logs: logs.run_many("first_seen"), "question 'first_seen': expected a name, a window and a dict of all else, as"),
    (lambda logs: logs.run_many([("first_seen", ALL)]), "question ('first_seen', "),
    (lambda logs: logs.run_many([("first_seen", ALL, None)]), "question ('first_seen', "),
    (lambda logs: logs.run_many([], at_once="4"), "at_once '4': expected a whole number, 1 or more"),
    (lambda _: WINDOW.since("7d", now="soon"), "now: expected a day or a time, as in 2026-01-31 or 2026-01-31T08:00"),
    (lambda _: generate("out", PLAN(end="2026-11-15")), "end '2026-11-15': expected a day, as in date(2026, 11, 15)"),
    (lambda _: generate("out", PLAN(end=date(2026, 11, 15), incidents="x")), "incidents 'x': expected a list of names"),
]


@pytest.mark.parametrize(("call", "message"), WRONG, ids=range(len(WRONG)))
def test_what_is_given_in_a_wrong_type_is_told_where_it_is_given(
    call: Callable[[Any], Any], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    logs = S3Logs.local(s3_access=lines(tmp_path, "a.log", LINE))
    with pytest.raises(S3LogsError) as error:
        call(logs)
    assert str(error.value).startswith(message)


def test_a_name_that_is_no_text_is_in_no_library() -> None:
    library = S3Logs.local(s3_access="logs").library
    assert [name in library for name in ("first_seen", None, ["first_seen"])] == [True, False, False]
