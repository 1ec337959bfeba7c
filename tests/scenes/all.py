"""The scenes of all families, by the names of their queries."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, Final

from athena_s3logs.query import SOURCES
from tests.query_cases.all import CASES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from athena_s3logs.engines.result import Result
    from tests.query_cases.all import Company
    from tests.scenes import Ask, Scene


def _scenes() -> Iterator[tuple[str, Scene]]:
    for source in SOURCES:
        package = import_module(f"tests.scenes.{source}")
        for module in iter_modules(package.__path__):
            for name, scene in import_module(f"{package.__name__}.{module.name}").SCENES.items():
                yield f"{source}/{name}", scene


SCENES: Final[dict[str, Scene]] = dict(_scenes())


def planted(name: str, made: Company) -> Sequence[Mapping[str, Any]]:
    """The parameters of the case of a query, or of its scene."""
    return [made.planted(name)] if name in CASES else [ask.params for ask in SCENES[name].asks]


def differences(ask: Ask, result: Result) -> Sequence[str]:
    """What of the rows is not as the scene has it."""
    names = [column.name for column in result.columns]
    found = [dict(zip(names, row, strict=True)) for row in result.rows]
    wrong = [
        f"row {place}, {name}: {row[name]!r} for {value!r}"
        for place, (row, wanted) in enumerate(zip(found, ask.rows, strict=False))
        for name, value in wanted.items()
        if row[name] != value
    ]
    further = [f"row too many: {row}" for row in found[len(ask.rows) :]]
    return [*wrong, *further, *(f"row missing: {dict(row)}" for row in ask.rows[len(found) :])]
