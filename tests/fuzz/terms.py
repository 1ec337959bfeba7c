"""A seed -> typed expressions in Athena's SQL, as trees whose parts can be exchanged for others of their kind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tests.fuzz.forms import FORMS, SERVES, TYPES
from tests.fuzz.values import COLUMNS, literal
from tests.fuzz.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from random import Random

_HOLE: Final = re.compile(r"\{([\w>-]+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """An expression of a kind: texts and terms, one after the other."""

    kind: str
    pieces: tuple[str | Term, ...]

    @property
    def sql(self) -> str:
        """Its text."""
        return "".join(piece if isinstance(piece, str) else piece.sql for piece in self.pieces)

    @property
    def parts(self) -> list[Term]:
        """The terms that it is made of."""
        return [piece for piece in self.pieces if isinstance(piece, Term)]

    def walk(self) -> Iterator[Term]:
        """Itself and all that is in it."""
        yield self
        for part in self.parts:
            yield from part.walk()


class Maker:
    """Makes terms by chance; each form comes up as often as any other of its kind."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._names = 0

    def term(self, kind: str, depth: int, *, top: bool = False, names: Mapping[str, str] | None = None) -> Term:
        """An expression of a kind; `names` are further columns, the arguments of functions around it."""
        random = self._random
        served = SERVES.get(kind, ())
        if served and (kind not in FORMS or random.random() < 0.2):
            return self.term(random.choice(served), depth, top=top, names=names)
        if kind not in FORMS or (kind in TYPES and (depth <= 0 or random.random() < 0.15)):
            return self._leaf(kind, names or {})
        return self.filled(kind, random.choice(FORMS[kind]), depth, top=top, names=names)

    def filled(self, kind: str, form: str, depth: int, *, top: bool = False, names: Mapping[str, str] | None = None) -> Term:
        """A form with its holes filled."""
        risky, form = form.startswith("!"), form.removeprefix("!")
        if risky and not (top and self._random.random() < 0.5):
            form = f"try({form})"
        texts = _HOLE.split(form)
        pieces = [piece if place % 2 == 0 else self._hole(piece, depth - 1, names or {}) for place, piece in enumerate(texts)]
        return Term(kind=kind, pieces=tuple(piece for piece in pieces if piece))

    def _hole(self, name: str, depth: int, names: Mapping[str, str]) -> str | Term:
        if name in WORDS:
            return self._random.choice(WORDS[name])
        argument, arrow, result = name.partition("->")
        if not arrow:
            return self.term(name, depth, names=names)
        self._names += 1
        variable = f"v{self._names}"
        body = self.term(result, max(depth, 1), names={**names, variable: argument})
        return Term(kind=name, pieces=(f"{variable} -> ", body))

    def _leaf(self, kind: str, names: Mapping[str, str]) -> Term:
        chance = self._random.random()
        near = [name for name, given in names.items() if given == kind]
        if near and chance < 0.8:
            return Term(kind=kind, pieces=(self._random.choice(near),))
        if chance < 0.05:
            return null(kind)
        columns = [name for name, given in COLUMNS.items() if given == kind]
        text = self._random.choice(columns) if chance < 0.75 else literal(self._random, kind)
        return Term(kind=kind, pieces=(text,))


def null(kind: str) -> Term:
    """No value of a kind."""
    return Term(kind=kind, pieces=(f"cast(null as {TYPES[kind]})",))
