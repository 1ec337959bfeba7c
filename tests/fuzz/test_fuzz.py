"""The translator by chance: what is made of the closed list is answered alike by Trino and DuckDB."""

from __future__ import annotations

import json
import logging
import os
import secrets
import time
from math import inf
from random import Random
from typing import TYPE_CHECKING, Final

import pytest
from sqlglot import exp

from athena_s3logs.translate.rules import RULES
from tests import proof
from tests.fuzz.engines import Duck, running_trino
from tests.fuzz.fuzzing import Tally, batches, every_form, fuzzed, judged, name_all
from tests.fuzz.judge import Pair
from tests.fuzz.shrink import line, shrunk, text
from tests.stand.conftest import refuse
from tests.stand.errors import MissingPartError
from tests.stand.parts import TRINO, find_parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fuzz.judge import Disagreement

logging.getLogger("sqlglot").setLevel(logging.CRITICAL)

SECONDS: Final = 240
ENOUGH: Final = 240
"""Batches in CI, which a quiet machine gets through in that time."""

SHOWN: Final = 5
SEED: Final = 41
"""Its batch takes the seventh part of a text that has fewer."""


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    try:
        find_parts()
    except MissingPartError as missing:
        refuse(str(missing))
    proof.version("Trino", TRINO)
    with running_trino(tmp_path_factory.mktemp("trino")) as trino:
        yield Pair(trino=trino, duck=Duck())


def test_the_forms_hold_all_of_the_closed_list_and_none_is_refused() -> None:
    tally = Tally()
    for terms in every_form(Random(0)):  # noqa: S311  a case comes back
        name_all(terms, tally)
    assert (tally.missing(), dict(tally.refused)) == ([], {})


def first(pair: Pair, seed: int) -> tuple[int, Disagreement]:
    """The first disagreement from a seed on, and the seed that makes it."""
    for number, terms in batches(seed):
        for found in judged(pair, terms, Random(f"rows {number}"), Tally()):  # noqa: S311  a case comes back
            return number, found
    raise AssertionError


def test_a_seed_gives_its_case_again_and_the_case_shrinks(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(RULES, exp.SplitPart)
    seed, found = first(pair, SEED)
    assert first(pair, seed) == (seed, found)
    small = shrunk(pair, found, seconds=60)
    assert "split_part(" in small.term.sql
    assert len(text(small)) < len(text(found)) / 4


def test_trino_and_duckdb_agree(pair: Pair, capsys: pytest.CaptureFixture[str]) -> None:
    """In CI from one seed, and as far on each machine: what chance finds there belongs to no change in particular."""
    tally, lines = Tally(), list[str]()
    start, most = (0, ENOUGH) if os.environ.get("CI") else (secrets.randbelow(10**9), inf)
    until = time.monotonic() + SECONDS

    def told(seed: int, found: Disagreement) -> None:
        if len(lines) < SHOWN:
            lines.append(f"seed {seed}: {json.dumps(line(pair.trino, shrunk(pair, found)), ensure_ascii=False)}")

    fuzzed(pair, start, tally, enough=lambda: time.monotonic() > until or tally.batches >= most, told=told)
    with capsys.disabled():
        print(f"\nfrom seed {start} on: {tally.report()}")
    assert (lines, tally.missing()) == ([], [])
    proof.count("expressions made by chance that Trino and DuckDB answer alike, on 16 rows each", tally.expressions)
