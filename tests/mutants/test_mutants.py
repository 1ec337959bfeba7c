"""Nine of ten wrong predicates of each query fail its scene."""

from __future__ import annotations

from typing import Final

import pytest

from tests.mutants.check import check
from tests.scenes.all import SCENES

NOTICED: Final = 0.9


@pytest.mark.parametrize("name", list(SCENES))
def test_the_scene_notices_a_wrong_predicate(name: str) -> None:
    outcome = check(name)
    assert outcome.mutants
    assert len(outcome.survivors) <= (1 - NOTICED) * outcome.mutants, outcome.survivors
