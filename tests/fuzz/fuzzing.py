"""Seeds -> what was asked, what of the closed list came up in it, and where Trino and DuckDB did not agree."""

# ruff: noqa: S311  a case has to come back with its seed

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import chain, count
from random import Random
from typing import TYPE_CHECKING, Final

from sqlglot import exp

from athena_s3logs.translate import allowed
from tests.fuzz.engines import RefusedError, parsed
from tests.fuzz.forms import FORMS
from tests.fuzz.judge import statement
from tests.fuzz.terms import Maker, Term
from tests.fuzz.values import rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tests.fuzz.judge import Disagreement, Pair

_SIZE: Final = 24
_ROWS: Final = 16
_NATURES: Final = ("any", "any", "any", "any", "aggregate", "window", "statement")
LISTED: Final = frozenset((*allowed.FUNCTIONS, *allowed.FORMS, *allowed.WITHOUT_SNIPPET)) - {"Placeholder"}


@dataclass(slots=True, kw_only=True)
class Tally:
    """What has been asked so far."""

    expressions: int = 0
    batches: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    names: Counter[str] = field(default_factory=Counter)

    def missing(self) -> list[str]:
        """What is on the closed list and never came up."""
        return sorted(LISTED - self.names.keys())

    def report(self) -> str:
        """The counts as text."""
        return f"{self.expressions} expressions in {self.batches} batches"


def every_form(random: Random) -> Iterator[list[Term]]:
    """Batches in which each form comes up once, its parts simple."""
    maker = Maker(random)
    natures: dict[str, list[Term]] = {}
    for kind, forms in FORMS.items():
        nature = kind if kind in _NATURES else "any"
        natures.setdefault(nature, []).extend(maker.filled(kind, form, 1, top=True) for form in dict.fromkeys(forms))
    for terms in natures.values():
        yield from (terms[start : start + _SIZE] for start in range(0, len(terms), _SIZE))


def batch(random: Random) -> list[Term]:
    """Expressions of one nature, all of them of two or three storeys."""
    maker, nature = Maker(random), random.choice(_NATURES)
    size = 6 if nature == "statement" else _SIZE
    return [maker.term(nature, random.choice((1, 2, 2, 3)), top=True) for _ in range(size)]


def name_all(terms: Sequence[Term], tally: Tally) -> list[Term]:
    """Those of the expressions that the checker lets pass, with all that is in them counted."""
    passed = []
    for term in terms:
        try:
            tree = parsed(statement([term.sql], term))
        except RefusedError as error:
            tally.refused[str(error)] += 1
            continue
        tally.names.update(map(_name, tree.walk()))
        passed.append(term)
    return passed


def _name(node: exp.Expr) -> str:
    return node.name.lower() if isinstance(node, exp.Anonymous) else type(node).__name__


def judged(pair: Pair, terms: Sequence[Term], random: Random, tally: Tally) -> list[Disagreement]:
    """The disagreements about a batch, but for what the checker refuses."""
    passed = name_all(terms, tally)
    tally.expressions += len(passed)
    tally.batches += 1
    return pair.disagreements(passed, rows(random, _ROWS)) if passed else []


def fuzzed(
    pair: Pair, seed: int, tally: Tally, *, enough: Callable[[], bool], told: Callable[[int, Disagreement], None],
) -> None:
    """Ask what a seed makes of all forms, then batches of it and of the next ones until it is enough."""
    for number, terms in chain(((seed, terms) for terms in every_form(Random(seed))), batches(seed)):
        if enough():
            return
        for found in judged(pair, terms, Random(f"rows {number}"), tally):
            told(number, found)


def batches(seed: int) -> Iterator[tuple[int, list[Term]]]:
    """The batches of a seed and of all that follow it, each with its seed."""
    return ((number, batch(Random(number))) for number in count(seed))
