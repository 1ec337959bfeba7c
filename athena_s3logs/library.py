"""Folders of query files -> a mapping of names to queries, each read when it is asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from athena_s3logs import resources
from athena_s3logs.errors import QueryFileError, SettingError, UnknownQueryError
from athena_s3logs.query import SOURCES, Query, read_query
from athena_s3logs.values import shown

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

_NEAR: Final = 3


def load(*folders: Path, kinds: Collection[str] = ()) -> Library:
    """The queries that ship with the package, and those of further folders.

    The path below its folder is a query's name. Hidden files and folders are passed over. `kinds` are the logs that there
    are to ask, where that is known.

    >>> "s3_access/no_such_query" in load()
    False
    """
    paths: dict[str, Path] = {}
    for folder in dict.fromkeys(path.resolve() for path in (resources.folder("queries"), *folders)):
        if not folder.is_dir():
            raise SettingError(f"queries {str(folder)!r}: there is no such folder")
        for name, path in _files(folder):
            if name in paths:
                raise QueryFileError(path, 1, f"the name {name} is taken by {paths[name]}; give this file another")
            paths[name] = path
    return Library(paths, kinds=kinds)


class Library(Mapping[str, Query]):
    """Queries by their whole names, or by the last part of one where that is unique, or unique for the one kind of logs."""

    def __init__(self, paths: Mapping[str, Path], *, kinds: Collection[str] = ()) -> None:
        self._elsewhere = set(SOURCES).difference(kinds) if len(kinds) == 1 else set()
        self._paths = dict(sorted(paths.items()))
        self._read: dict[str, Query] = {}
        self._short: dict[str, list[str]] = defaultdict(list)
        for name in self._paths:
            self._short[name.rpartition("/")[2]].append(name)
        for name, path in self._paths.items():
            other = next((one for one in self._short.get(name, []) if one != name), None)
            if other:
                raise QueryFileError(path, 1, f"the name {name} also means {self._paths[other]}; give this file another")

    def __getitem__(self, name: str) -> Query:
        """The query of this name; an UnknownQueryError, which is a KeyError, where there is none."""
        whole = self._whole(name)
        if whole not in self._read:
            path = self._paths[whole]
            self._read[whole] = read_query(_text(path), path=path, name=whole)
        return self._read[whole]

    def __iter__(self) -> Iterator[str]:
        """The whole names, in order."""
        return iter(self._paths)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._paths)

    def __repr__(self) -> str:
        """A line for people."""
        return f"<Library of {len(self)} queries>"

    def _ipython_key_completions_(self) -> list[str]:
        return [*self._paths, *(short for short, names in self._short.items() if len(names) == 1 and short not in self._paths)]

    def search(
        self, words: str = "", *, tag: str | None = None, category: str | None = None, source: str | None = None,
    ) -> tuple[Query, ...]:
        """The queries that have all these words, in name, title, description or tags, and whatever else is asked for."""
        return tuple(
            query
            for query in self.values()
            if all(word in _searched(query) for word in words.casefold().split())
            and (tag is None or tag in query.tags)
            and category in {None, query.category}
            and (source is None or source == query.source)
        )

    def _whole(self, name: object) -> str:
        if not isinstance(name, str):
            raise UnknownQueryError(shown(name), ())
        if name in self._paths:
            return name
        names = self._short.get(name, [])
        asked = names if len(names) == 1 else [one for one in names if one.partition("/")[0] not in self._elsewhere]
        if len(asked) == 1:
            return asked[0]
        raise UnknownQueryError(name, tuple(names or self._near(name)))

    def _near(self, name: str) -> list[str]:
        from difflib import get_close_matches

        whole = {one: one for one in self._paths} | {short: names[0] for short, names in self._short.items()}
        close = [whole[one] for one in get_close_matches(name.casefold(), whole)]
        parts = [one for one in self._paths if name and name in one]
        return list(dict.fromkeys(close + parts))[:_NEAR]


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in folder.rglob("*.sql"):
        parts = path.relative_to(folder).with_suffix("").parts
        if not any(part.startswith(".") for part in parts) and path.is_file():
            yield "/".join(parts), path


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line, byte = error.object.count(b"\n", 0, error.start) + 1, error.object[error.start]
        raise QueryFileError(path, line, f"byte 0x{byte:02x} is no UTF-8; save the file as UTF-8") from error
    except OSError as error:
        raise QueryFileError(path, 1, f"it cannot be read: {error.strerror}") from error


def _searched(query: Query) -> str:
    return " ".join((query.name, query.title, query.description, *query.tags)).casefold()
