"""Logs and recipes on the stand -> what each table reads and what each question answers, by theirs and by ours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from athena_s3logs.asking import ask
from athena_s3logs.catalog import Deployment, raw_tables
from athena_s3logs.engines.raw_tables import athena_sql
from athena_s3logs.query import Query
from athena_s3logs.sources import Settings, make_source
from athena_s3logs.window import Window
from benchmarks.recipes import logs as made
from benchmarks.recipes.cases import CASES, END, LAST, START, VALUES
from benchmarks.recipes.compare import Figures, compared, of_table
from benchmarks.recipes.documentation import question_of, table_at
from tests.stand.errors import StandError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from benchmarks.recipes.cases import Case
    from benchmarks.recipes.compare import Row, Table
    from benchmarks.recipes.documentation import Recipe, Recipes
    from benchmarks.recipes.logs import Logs
    from tests.stand.stand import Stand
    from tests.stand.trino import Answer

OURS: Final = "ours"
NOW: Final = datetime(2026, 9, 20)  # noqa: DTZ001  UTC
WHOLE: Final = Window(start=datetime(2026, 7, 1), end=datetime(2026, 9, 10))  # noqa: DTZ001  UTC
WEEK: Final = Window(start=START, end=END)
DATABASE: Final = "recipes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A table and what it reads of all the logs; an error where it cannot be made."""

    table: str
    figures: Table | None = None
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question put to a table, by whose words, and its answer beside the true one; an error where there is none."""

    question: str
    table: str
    words: str
    figures: Figures | None = None
    bytes: int = 0
    files: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """The stand with the logs in it, their truth as a table, and our table."""

    stand: Stand
    logs: Logs
    ours: Deployment


def bench(stand: Stand, logs: Logs) -> Bench:
    """Put the logs and their truth into S3, and our table over them."""
    for name, body in logs.files.items():
        stand.put(DATABASE, f"logs/{name}", body)
    stand.put(DATABASE, "truth/rows", made.as_text(logs))
    settings = Settings(kind="s3_access", layout="flat", location=f"s3://{DATABASE}/logs/")
    source = make_source(settings, today=NOW.date())
    ours = Deployment(source=source, database=DATABASE, table="s3_access_raw", view="s3_access")
    for statement in ours.statements().values():
        stand.execute(statement)
    stand.execute(made.truth_ddl(f"{DATABASE}.truth", f"s3://{DATABASE}/truth/"))
    return Bench(stand=stand, logs=logs, ours=ours)


def tables(on: Bench, recipes: Recipes) -> Iterator[tuple[Read, str]]:
    """Each table with its name in the database, ours first."""
    yield _read(on, OURS, "s3_access_raw"), "s3_access_raw"
    for number, recipe in enumerate(recipes.tables):
        name = f"theirs_{number}"
        try:
            on.stand.execute(table_at(recipe.sql, f"{DATABASE}.{name}", f"s3://{DATABASE}/logs/"))
            yield _read(on, recipe.title, name), name
        except StandError as error:
            yield Read(table=recipe.title, error=_first_line(error)), ""


def _read(on: Bench, title: str, name: str) -> Read:
    rows = _rows(on.stand.trino(f"select * from {DATABASE}.{name}"))  # noqa: S608  names of this file
    return Read(table=title, figures=of_table(rows, on.logs.truth, on.logs.kinds))


def questions(on: Bench, recipes: Recipes, theirs: Mapping[str, str]) -> Iterator[Asked]:
    """Each question by ours; then by each of their tables, in our words and in the documented ones."""
    for case in CASES:
        truth = _rows(_ask(on, case.plain.format(table=f"{DATABASE}.truth")))
        yield _answer(case.title, OURS, "ours", truth, partial(_ask, on, _sql(on, case)))
        for title, name in theirs.items():
            plain = case.plain.format(table=f"{DATABASE}.{name}")
            yield _answer(case.title, title, "ours", truth, partial(_ask, on, plain))
    for recipe in recipes.questions:
        for title, name in theirs.items():
            yield _documented(on, recipe, title, name)


def _documented(on: Bench, recipe: Recipe, title: str, name: str) -> Asked:
    """A documented question beside what it says itself of the truth, or beside what it means where that is known."""

    def put(table: str) -> str:
        return question_of(recipe.sql, f"{DATABASE}.{table}", VALUES, (START, LAST))

    try:
        truth = _rows(_ask(on, put("truth")))
    except StandError as error:
        return Asked(question=recipe.title, table=title, words="documented", error=_first_line(error))
    return _answer(recipe.title, title, "documented", _meant(on, recipe, truth), partial(_ask, on, put(name)))


def _meant(on: Bench, recipe: Recipe, truth: Sequence[Row]) -> Sequence[Row]:
    """What it finds in the truth; where that is nothing, as of a NULL that no line has, what it is meant to find."""
    case = next((case for case in CASES if case.fits(recipe.sql)), None)
    return truth if truth or case is None else _rows(_ask(on, case.plain.format(table=f"{DATABASE}.truth")))


def _sql(on: Bench, case: Case) -> str:
    """Our question as Athena gets it, with its window."""
    query = Query(name="query", sql=case.ours, path=Path("query"))
    asked = ask(query, WEEK if case.timed else WHOLE, {})
    return athena_sql(asked, raw_tables([on.ours]), now=NOW)[0]


def _ask(on: Bench, sql: str) -> Answer:
    return on.stand.trino(sql, schema=DATABASE)


def _answer(question: str, table: str, words: str, truth: Sequence[Row], put: Callable[[], Answer]) -> Asked:
    try:
        answer = put()
    except StandError as error:
        return Asked(question=question, table=table, words=words, error=_first_line(error))
    figures = compared(_rows(answer), truth)
    return Asked(question=question, table=table, words=words, figures=figures, bytes=answer.bytes, files=answer.splits)


def _rows(answer: Answer) -> list[Row]:
    return [tuple(values) for values in answer.rows]


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
