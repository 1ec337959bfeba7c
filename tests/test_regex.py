"""The regex over the corpus and over random and hostile lines, in Python's re and in RE2 through DuckDB."""

from __future__ import annotations

import re

import duckdb
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from athena_s3logs.ddl import parse_table, re2, table_ddl
from tests import proof
from tests.corpus import Line, access_lines, flat, regex

COLUMNS = [column.name for column in parse_table(table_ddl(flat(), database="d", table="t", view="v")).columns]
PATTERN = re.compile(regex(), re.DOTALL)


def captures(line: str) -> dict[str, str | None]:
    found = PATTERN.fullmatch(line)
    assert found, "no line may be lost"
    return dict(zip(COLUMNS, found.groups(), strict=True))


def rejoined(raw: dict[str, str | None]) -> str:
    time = raw["requestdatetime"]
    values = {**raw, "requestdatetime": None if time is None else f"[{time}]"}
    return " ".join(value for value in values.values() if value is not None)


def test_groups_are_columns_and_no_quote_or_line_break_stands_in_it() -> None:
    assert PATTERN.groups == len(COLUMNS) == 29
    assert not set("'\n;") & set(regex())


@pytest.mark.parametrize("line", access_lines(), ids=lambda line: f"{line.number}-{line.kind}")
def test_corpus(line: Line) -> None:
    assert captures(line.text) == line.raw
    proof.count("lines of access logs by the regex in Python, column by column")


def test_corpus_covers_what_is_claimed() -> None:
    lines = access_lines()
    whole = [line for line in lines if line.raw["useragent"] and line.kind not in {"glued", "known_limit"}]
    counts = {sum(value is not None for value in line.raw.values()) for line in whole}
    assert counts >= set(range(17, 29))
    assert {line.raw["operation"].split(".")[0] for line in lines if line.raw["operation"]} >= {
        "REST", "WEBSITE", "SOAP", "BATCH", "S3",
    }


def test_re2_gives_the_same() -> None:
    lines = access_lines()
    rows = duckdb.execute(
        "select regexp_extract(line, $regex, $names, 's') from (select unnest($lines) as line)",
        {"regex": f"^(?:{re2(regex())})$", "names": COLUMNS, "lines": [line.text for line in lines]},
    ).fetchall()
    for line, (row,) in zip(lines, rows, strict=True):
        assert row == {name: value or "" for name, value in line.raw.items()}, line.number
    proof.count("lines of access logs by the regex in RE2, column by column", len(rows))


def test_re2_takes_no_possessive_mark() -> None:
    with pytest.raises(duckdb.Error):
        duckdb.execute("select regexp_full_match('', $regex)", {"regex": regex()})


word = st.text(st.characters(exclude_characters=' "\n\r[]', exclude_categories=["Cs"]), min_size=1, max_size=30)
number = st.one_of(st.just("-"), st.integers(0, 10**18 - 1).map(str))
anything = st.text(st.characters(exclude_characters="\n\r", exclude_categories=["Cs"]), max_size=40)
quoted = anything.map(lambda text: '"' + text.replace('"', "") + '"')
agent = st.one_of(st.just("-"), anything.map(lambda text: f'"{text}"'))
head = st.tuples(
    word, word, word, word, word, word, st.from_regex(r"(REST|BATCH|S3|SOAP|WEBSITE)\.[A-Z_.]{1,20}", fullmatch=True), word,
)
block = st.tuples(
    quoted, st.from_regex(r"[0-9]{3}|-", fullmatch=True), word, number, number, word, word, st.one_of(st.just("-"), quoted),
)


@given(head, block, agent, st.lists(word, max_size=10))
def test_random_fields_come_back(head: tuple[str, ...], block: tuple[str, ...], agent: str, tail: list[str]) -> None:
    fields = [*head, *block, agent, *tail]
    line = rejoined(dict(zip(COLUMNS, fields, strict=False)))
    expected = fields + [None] * (len(COLUMNS) - len(fields))
    assert list(captures(line).values()) == expected


@given(anything)
@example("")
@example(" ")
def test_no_line_is_lost_and_nothing_of_it(line: str) -> None:
    raw = captures(line)
    assert any(value is not None for value in raw.values())
    assert rejoined(raw) == line


@given(st.sampled_from(access_lines()), st.integers(0, 10_000), st.text('" -[]a1', max_size=3), st.integers(0, 3))
def test_damaged_lines_are_accounted_for(line: Line, place: int, inserted: str, removed: int) -> None:
    place = min(place, len(line.text))
    damaged = line.text[:place] + inserted + line.text[place + removed:]
    assert rejoined(captures(damaged)) == damaged


@given(st.text(st.characters(exclude_characters="\n\r", exclude_categories=["Cs"]), max_size=60))
@example('x" - y')
@example('x" -y')
@example('x" - v h SigV4 cipher AuthHeader host TLSv1.2 - - us-east-1 "  ')
def test_a_user_agent_cannot_touch_any_other_field(agent: str) -> None:
    line = next(line for line in access_lines() if line.kind == "field_count" and line.raw["sourceregion"])
    raw = {**line.raw, "useragent": f'"{agent}"'}
    assert captures(rejoined(raw)) == raw


pieces = st.sampled_from(['"', '" ', ' "', " ", "a", "-", '"-"', "200", "\n", "\r", "\u2028", "\x85", "\\"])


@given(st.sampled_from(access_lines()), st.lists(pieces, max_size=8).map("".join), st.lists(pieces, max_size=8).map("".join))
def test_what_re2_is_spared_changes_no_result(line: Line, agent: str, end: str) -> None:
    hostile = rejoined({**line.raw, "useragent": f'"{agent}"', "extra_fields": None}) + end
    found = re.fullmatch(re2(regex()), hostile, re.DOTALL)
    assert found
    assert list(captures(hostile).values()) == list(found.groups())


@pytest.mark.parametrize("referer", ['x" - y', 'x" -y', 'x" - v h SigV4 c AuthHeader e TLSv1.2 - - us-east-1 "', 'a "b', '"'])
def test_a_referer_without_quote_blank_quote_cannot_either(referer: str) -> None:
    line = next(line for line in access_lines() if line.kind == "field_count" and line.raw["sourceregion"])
    raw = {**line.raw, "referrer": f'"{referer}"'}
    assert captures(rejoined(raw)) == raw
