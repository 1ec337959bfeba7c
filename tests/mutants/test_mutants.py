"""Nine of ten wrong predicates of each query fail its scene."""

from __future__ import annotations

import os
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING, Final

import pytest

from athena_s3logs.library import load
from athena_s3logs.query import parse
from tests import proof
from tests.mutants.check import Outcome, check
from tests.mutants.judged import JUDGED
from tests.mutants.sql import mutants
from tests.scenes.all import SCENES

if TYPE_CHECKING:
    from collections.abc import Iterator

NOTICED: Final = 0.9


@pytest.fixture(scope="module")
def outcomes() -> Iterator[dict[str, Future[Outcome]]]:
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        yield {name: pool.submit(check, name) for name in SCENES}


@pytest.mark.parametrize("name", list(SCENES))
def test_the_scene_notices_a_wrong_predicate(name: str, outcomes: dict[str, Future[Outcome]]) -> None:
    outcome = outcomes[name].result()
    proof.count("wrong predicates of questions tried", outcome.mutants)
    proof.count("of them noticed", outcome.mutants - len(outcome.survivors))
    assert len(outcome.survivors) <= (1 - NOTICED) * outcome.mutants, outcome.survivors


@pytest.mark.parametrize("name", list(JUDGED))
def test_what_was_judged_is_there(name: str) -> None:
    assert JUDGED[name].keys() <= {one.name for one in mutants(parse(load()[name]))}
