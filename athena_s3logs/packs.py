"""TOML files of packs -> named lists of questions; a pack and its answers -> what was found, the alarming first."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NoReturn

from athena_s3logs import resources
from athena_s3logs.asking import window_of
from athena_s3logs.errors import MissingLogsError, MissingValuesError, ParameterError, SettingError
from athena_s3logs.header import RESERVED, WINDOW_PARTS, near
from athena_s3logs.layout import plain
from athena_s3logs.values import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from athena_s3logs.engines.result import Result
    from athena_s3logs.errors import S3LogsError
    from athena_s3logs.header import Param
    from athena_s3logs.library import Library
    from athena_s3logs.window import Window

_FOLDER: Final = "packs"
_TEXTS: Final = ("title", "description")
_ITEM: Final = {"query": str, "alarming": bool, "params": dict}
_STATES: Final = ("alarming", "failed", "found", "nothing", "not asked")
"""How a question came out, in the order in which they are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A question of a pack: whether its rows alarm, and what its parameters are."""

    query: str
    alarming: bool
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """Questions that are asked together."""

    name: str
    title: str
    description: str
    items: tuple[Item, ...]

    def params(self, library: Library) -> dict[str, Param]:
        """The parameters that its questions have, by name."""
        return {param.name: param for item in self.items for param in library[item.query].params}

    def calls(
        self, library: Library, window: Window | None, given: Mapping[str, Any],
    ) -> list[tuple[str, Window, dict[str, Any]]]:  # fmt: skip
        """What `run_many` takes: each question with the pack's parameters, over them those given that it has."""
        window = window_of(window, given)  # one for all: without an end each would go on until its own now
        known = {item.query: {param.name for param in library[item.query].params} for item in self.items}
        common = {name: value for name, value in given.items() if name in RESERVED and name not in WINDOW_PARTS}
        for name in given.keys() - {*RESERVED}.union(*known.values()):
            raise ParameterError((f"{name}: no question of the pack {self.name} has it",))
        return [
            (item.query, window, {**item.params, **{name: given[name] for name in known[item.query] & given.keys()}, **common})
            for item in self.items
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question of a pack, what it was asked with beside the window, and its answer, or why there is none."""

    query: str
    title: str
    state: str
    params: Mapping[str, Any]
    answer: Result | S3LogsError

    @property
    def rows(self) -> int | None:
        """How many rows were found."""
        return None if isinstance(self.answer, Exception) else len(self.answer)


class Packs(dict[str, Pack]):
    """Packs by their names."""

    def __getitem__(self, name: object) -> Pack:
        """The pack of this name; a SettingError that says what may have been meant, where there is none."""
        if not isinstance(name, str) or name not in self:
            raise SettingError(f"pack {shown(name)}: {near(str(name), list(self))}")
        return super().__getitem__(name)


def load_packs(*folders: Path) -> Packs:
    """The packs that ship with the package, and those in the folder `packs` of further folders of queries.

    >>> "cis" in load_packs()
    True
    """
    found = Packs()
    for folder in (resources.folder("queries"), *folders):
        for path in sorted((folder / _FOLDER).glob("*.toml")):
            if path.stem in found:
                raise SettingError(f"{path}: there is a pack {path.stem} already; give this file another name")
            found[path.stem] = read_pack(path)
    return found


def read_pack(path: Path) -> Pack:
    """The pack that a file holds."""
    try:
        held = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingError(f"{path}: {error}; expected a pack in TOML") from error
    if unknown := held.keys() - {*_TEXTS, "questions"}:
        _refuse(path, f"{min(unknown)}: expected title, description and [[questions]]")
    texts = {name: held.get(name) for name in _TEXTS}
    if wrong := [name for name, text in texts.items() if not isinstance(text, str) or not text]:
        _refuse(path, f"{wrong[0]}: expected a text")
    questions = held.get("questions")
    if not isinstance(questions, list) or not questions:
        _refuse(path, "questions: expected at least one [[questions]]")
    items = tuple(_item(path, number, one) for number, one in enumerate(questions, 1))
    return Pack(name=path.stem, title=str(texts["title"]), description=str(texts["description"]), items=items)


def asked(
    pack: Pack, library: Library, given: Iterable[Mapping[str, Any]], answers: Sequence[Result | S3LogsError],
) -> list[Asked]:  # fmt: skip
    """What came of each question: the alarming first, then what failed, then the rest, by how much was found."""
    calls = zip(pack.items, given, answers, strict=True)
    told = [_asked(item, library[item.query].title, own, answer) for item, own, answer in calls]
    return sorted(told, key=lambda one: (_STATES.index(one.state), -(one.rows or 0)))


def _asked(item: Item, title: str, given: Mapping[str, Any], answer: Result | S3LogsError) -> Asked:
    if isinstance(answer, MissingLogsError | MissingValuesError):
        state = "not asked"
    elif isinstance(answer, Exception):
        state = "failed"
    else:
        state = ("alarming" if item.alarming else "found") if len(answer) else "nothing"
    params = {name: value for name, value in given.items() if name not in RESERVED}
    return Asked(query=item.query, title=title, state=state, params=params, answer=answer)


def _item(path: Path, number: int, held: object) -> Item:
    place = f"question {number}"
    if not isinstance(held, dict) or not isinstance(held.get("query"), str):
        _refuse(path, f'{place}: expected query = "source/name"')
    for name, value in held.items():
        if name not in _ITEM:
            _refuse(path, f"{place}: {near(name, list(_ITEM))}")
        if not isinstance(value, _ITEM[name]):
            _refuse(path, f"{place}: {name} {value!r}: expected {_ITEM[name].__name__}")
    return Item(query=held["query"], alarming=held.get("alarming", True), params=held.get("params", {}))


def _refuse(path: Path, message: str) -> NoReturn:
    raise SettingError(f"{path}: {message}")


def as_dicts(found: Sequence[Asked]) -> Iterator[dict[str, Any]]:
    """The summary, for programs."""
    for one in found:
        answer = one.answer
        yield {
            "query": one.query,
            "title": one.title,
            "state": one.state,
            "rows": one.rows,
            "params": {name: plain(value) for name, value in one.params.items()},
            **({"error": str(answer)} if isinstance(answer, Exception) else _facts(answer)),
        }


def _facts(answer: Result) -> dict[str, Any]:
    return {"partial": answer.partial, "cost": answer.cost, "warnings": list(answer.warnings)}
