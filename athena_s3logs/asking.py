"""A query, a window and values, as people give them -> a checked Question."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from athena_s3logs.binding import bind
from athena_s3logs.engines.base import Question
from athena_s3logs.errors import ParameterError, QueryFileError, WindowError
from athena_s3logs.header import RESERVED, WINDOW_PARTS, Param
from athena_s3logs.query import Query, check_portable, parse
from athena_s3logs.values import shown, to_value, type_of
from athena_s3logs.window import MOST_SLACK_DAYS, Window, clock

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from sqlglot import exp

    from athena_s3logs.engines.base import Engine
    from athena_s3logs.engines.result import Result


def ask(query: Query, window: Window | None, given: Mapping[str, Any]) -> Question:
    """The question that a query is, for a window and values."""
    asked, slack_days = window_of(window, given), slack_of(given)
    own = {name: value for name, value in given.items() if name not in RESERVED}
    values = bind(query.params, own) | {"start": asked.start, "end": asked.end}
    types = {param.name: param.type for param in query.params} | {"start": "timestamp", "end": "timestamp"}
    tree = _checked(query, types, values)
    for name, most in _limit(tree, values).items():
        if isinstance(most, int) and most < 0:
            raise ParameterError((f"{name}: expected a number of rows, 0 or more, got {most:,}",))
    if zero := next((name for name in _divisors(tree) if values[name] == 0), None):
        raise ParameterError((f"{zero}: expected a number other than 0, as the SQL divides by it, got 0",))
    if query.lookback:
        asked = replace(asked, start=asked.start - query.lookback)
    return Question(
        tree=tree,
        types=types,
        values=values,
        window=asked,
        slack_days=slack_days,
        returns=query.returns,
        engines=query.engines,
        name=query.name,
    )


def answered(engine: Engine, question: Question) -> Result:
    """The engine's answer and its window; that its limit may have cut it is told, as nobody sees it from the rows."""
    result = replace(engine.answer(question), window=replace(question.window, start=cast("datetime", question.values["start"])))
    if len(result) not in _limit(question.tree, question.values).values():
        return result
    warning = f"as many rows as the limit of {len(result):,} allows: there may be more, which a larger one shows"
    return replace(result, warnings=(*result.warnings, warning))


def _limit(tree: exp.Query, values: Mapping[str, Any]) -> dict[str, Any]:
    """Name and value of the parameter that limits the rows; nothing for a number in SQL, whose writer knows it."""
    from sqlglot import exp

    limit = tree.args.get("limit")
    mark = limit and limit.expression
    return {mark.name: values[mark.name]} if isinstance(mark, exp.Placeholder) else {}


def _divisors(tree: exp.Query) -> Iterator[str]:
    """The parameters by which is divided whatever else holds: where a condition stands around, it may be for their sake."""
    from sqlglot import exp

    for division in tree.find_all(exp.Div, exp.Mod):
        divisor = division.expression
        if isinstance(divisor, exp.Placeholder) and not division.find_ancestor(exp.Case, exp.If, exp.Connector, exp.Try):
            yield divisor.name


def own_query(sql: str, given: Mapping[str, Any]) -> Query:
    """A query without a header: its parameters are of the types of the values."""
    if not isinstance(sql, str):
        raise QueryFileError(Path("query"), 1, f"expected a SELECT as a text, got {shown(sql)}")
    try:
        sql.encode()
    except UnicodeEncodeError as error:
        raise QueryFileError(Path("query"), 1, "the SQL is no Unicode text; expected a SELECT in UTF-8") from error
    names = [name for name in given if name not in RESERVED]
    params = tuple(Param(name=name, type=type_of(name, given[name]), required=True) for name in names)
    return Query(name="query", sql=sql, path=Path("query"), params=params)


def _checked(query: Query, types: Mapping[str, str], values: Mapping[str, Any]) -> exp.Query:
    from athena_s3logs.render import render

    try:
        tree = _parsed(query)
        check_portable(query, render(tree, types, values, {}))  # a pattern may have come by a parameter
    except RecursionError as error:
        raise QueryFileError(query.path, query.line, "nested too deeply; expected fewer parentheses") from error
    return tree


@lru_cache(maxsize=128)
def _parsed(query: Query) -> exp.Query:
    """The checked tree, which is not changed by those who render it; a session asks some questions again and again."""
    tree = parse(query)
    check_portable(query, tree)
    return tree


def window_of(window: Window | None, given: Mapping[str, Any]) -> Window:
    """The Window that was given, or the one of start and end, limited further."""
    if not isinstance(window, Window | None):
        raise WindowError(f'window {shown(window)}: expected a Window, as Window.since("7d") makes one')
    named = {name: getattr(window, name, None) for name in WINDOW_PARTS[2:]}
    named |= {name: given[name] for name in named if given.get(name) is not None}
    limits: dict[str, Any] = {name: _texts(name, value) for name, value in named.items() if value is not None}
    start, end = given.get("start"), given.get("end")
    if window is not None:
        if start is not None or end is not None:
            raise WindowError("a window and start or end: give one of them")
        return replace(window, **limits)
    if start is None:
        raise WindowError(
            'no window: give start and end, or a Window: since("7d"), day("2026-11-01"), last_month(), or all_time(),'
            " which reads everything",
        )
    return Window(start=start, end=clock() if end is None else end, **limits)


def _texts(name: str, given: object) -> tuple[str, ...]:
    if isinstance(given, Iterable) and not isinstance(given, str):
        with suppress(ValueError):
            items = tuple(cast("str", to_value("string", one)) for one in given)
            if "" not in items:
                return items
    raise WindowError(f"{name}: expected a list of texts, got {shown(given)}")


def slack_of(given: Mapping[str, Any]) -> int | None:
    """Days after the window in which its records may still come, where that is given."""
    if given.get("slack_days") is None:
        return None
    try:
        days = cast("int", to_value("integer", given["slack_days"]))
    except ValueError as error:
        raise WindowError(f"slack_days: {error}") from error
    if not 0 <= days <= MOST_SLACK_DAYS:
        raise WindowError(f"slack of {days} days: expected 0 to {MOST_SLACK_DAYS:,}")
    return days


def refuse_unknown(given: Mapping[str, Any]) -> None:
    """Raise for what says nothing of how much to read."""
    if unknown := given.keys() - {*WINDOW_PARTS, "slack_days"}:
        raise WindowError(f"{min(unknown)}: expected {', '.join((*WINDOW_PARTS, 'slack_days'))}")
