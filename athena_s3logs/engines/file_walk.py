"""A path that a user gives -> what it leads to: files, and what stands in the way to more of them."""

from __future__ import annotations

import os
import re
import stat
from collections import deque
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from athena_s3logs.errors import SettingError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HIDDEN: Final = "hidden, as it or a folder above begins with _ or ."
NO_FILE: Final = "a socket, pipe or device"
BROKEN_LINK: Final = "cannot be read: it is a link that leads nowhere"

_MAGIC: Final = re.compile(r"[*?\[]")


class Entry(NamedTuple):
    """Something that was come upon, by a link or not, why it is no file, and why nobody knows whether it is one."""

    linked: bool
    path: str
    identity: object
    size: int = 0
    fault: str = ""
    problem: str = ""


class _Folder(NamedTuple):
    """A folder on the way, and the places of the pattern that the way to it has come to."""

    path: str
    identity: object
    places: frozenset[int]
    hidden: bool = False
    linked: bool = False


def look_through(given: str) -> list[Entry]:
    """What a path leads to: the path itself where it is a file, all that lies under it, or what of that goes with a glob."""
    base, pattern = _split(given)
    if not may_be_there(base):
        return []
    if os.path.isdir(base):  # noqa: PTH112
        top = os.path.realpath(base)
        status = os.stat(top)  # noqa: PTH116
        return list(_walk(_Folder(top, _identity(top, status), _skip(pattern, frozenset({0}))), pattern))
    folder, name = os.path.split(base)
    way = _Folder(os.path.realpath(folder), None, frozenset(), linked=os.path.islink(base))  # noqa: PTH114
    return [] if pattern else [item for item in [_look(name, way)] if isinstance(item, Entry)]


def why_empty(given: str) -> str:
    """What is wrong with a path that leads to nothing: what exists is no pattern, whatever its name."""
    base, pattern = _split(given)
    if pattern:
        return "nothing matches"
    return "an empty folder" if may_be_there(base) else "there is nothing"


def may_be_there(path: str) -> bool:
    """Whether something is there; where nobody may look, it may be."""
    try:
        os.lstat(path)
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False
    return True


def leads_to(given: str) -> Callable[[str], bool]:
    """Whether a file at a path, were it there, would be among what `look_through` finds.

    >>> list(map(leads_to("/*/*.gz"), ["/tmp/a.gz", "/tmp/b/a.gz"]))
    [True, False]
    """
    base, pattern = _split(given)
    top = os.path.realpath(base)
    folder, start = "/" if top == "/" else f"{top}/", _skip(pattern, frozenset({0}))

    def leads(path: str) -> bool:
        if not path.startswith(folder):
            return path == top
        places, names = start, path.removeprefix(folder).split("/")
        for name in names:
            places = _step(pattern, places, name)
        return len(pattern) in places and not any(map(_is_hidden, names))

    return leads


def _split(given: str) -> tuple[str, tuple[str, ...]]:
    """What of a path is no pattern, and the rest of it: what exists is none, whatever its name."""
    base = given if may_be_there(given) else os.path.expanduser(given)  # noqa: PTH111
    rest: list[str] = []
    while base and not may_be_there(base):
        base, name = os.path.split(base)
        rest.insert(0, name)
    plain = next((place for place, name in enumerate(rest) if _MAGIC.search(name)), len(rest))
    whole = os.path.join(base, *rest[:plain])  # noqa: PTH118
    if not given or "\0" in whole:
        raise SettingError(f"path {given!r}: there is nothing; expected a file, a folder or a glob of this machine")
    return whole or ".", tuple(filter(None, rest[plain:]))


def _walk(start: _Folder, pattern: tuple[str, ...]) -> Iterator[Entry]:
    """All that lies under a folder and goes with the pattern, by the shortest way; each folder once, and once more by links."""
    folders, seen = deque([start]), set[_Folder]()
    while folders:
        folder = folders.popleft()
        if (key := folder._replace(path="")) in seen:
            continue
        seen.add(key)
        try:
            with os.scandir(folder.path) as scan:
                names = sorted((entry.name, entry.is_symlink()) for entry in scan)
        except OSError as error:
            yield _closed(folder.path, folder.identity, folder, f"cannot be read: {error.strerror}")
            continue
        for name, link in names:
            if not (places := _step(pattern, folder.places, name)):
                continue
            item = _look(name, folder if places == folder.places and not link else _onward(folder, places, link=link))
            if isinstance(item, _Folder):
                folders.append(item)
            elif len(pattern) in places or item.problem:
                yield item


def _onward(folder: _Folder, places: frozenset[int], *, link: bool) -> _Folder:
    return folder._replace(places=places, linked=folder.linked or link)


def _look(name: str, way: _Folder) -> Entry | _Folder:
    """What stands at a name in a folder; a folder has come as far in the pattern as the way to it."""
    path = f"{way.path}/{name}" if way.path != "/" else f"/{name}"
    hidden = way.hidden or _is_hidden(name)
    try:
        status = os.stat(path)  # noqa: PTH116
    except OSError as error:
        nowhere = os.path.islink(path) and not isinstance(error, PermissionError)  # noqa: PTH114
        problem = BROKEN_LINK if nowhere else f"cannot be read: {error.strerror}"
        return _closed(path, path, way._replace(hidden=hidden), problem)
    identity = _identity(path, status)
    if stat.S_ISDIR(status.st_mode):
        return _Folder(path, identity, way.places, hidden, way.linked)
    fault = "" if stat.S_ISREG(status.st_mode) else NO_FILE
    return Entry(way.linked, path, identity, status.st_size, HIDDEN if hidden else fault)


def _is_hidden(name: str) -> bool:
    return name.startswith(("_", "."))


def _closed(path: str, identity: object, way: _Folder, problem: str) -> Entry:
    """What cannot be looked at; that matters to nobody where it is hidden."""
    return Entry(way.linked, path, identity, fault=HIDDEN) if way.hidden else Entry(way.linked, path, identity, problem=problem)


def _identity(path: str, status: os.stat_result) -> object:
    """The same for all names of a file; some file systems do not number their files."""
    return (status.st_dev, status.st_ino) if status.st_ino else path


def _step(pattern: tuple[str, ...], places: frozenset[int], name: str) -> frozenset[int]:
    """The places of a pattern after one more name: all that lies in a folder that matches goes with it.

    >>> _step(("2026*", "**", "a.gz"), frozenset({0}), "2026-11")
    frozenset({1, 2})
    """
    if len(pattern) in places:
        return places
    stay = {place for place in places if pattern[place] == "**"}
    return _skip(pattern, frozenset(stay | {place + 1 for place in places if fnmatchcase(name, pattern[place])}))


@lru_cache(maxsize=64)
def _skip(pattern: tuple[str, ...], places: frozenset[int]) -> frozenset[int]:
    """The places with those behind each `**`, which may stand for nothing; the end alone once it is reached."""
    reached = set(places)
    for place, part in enumerate(pattern):
        if place in reached and part == "**":
            reached.add(place + 1)
    return frozenset({len(pattern)}) if len(pattern) in reached else frozenset(reached)
