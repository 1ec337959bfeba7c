"""Lines of no known shape -> columns, by the regex of the DDL in pieces, of which each costs a fraction of the whole."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from athena_s3logs import resources
from athena_s3logs.ddl import re2
from athena_s3logs.engines.line_sql import quoted

if TYPE_CHECKING:
    from collections.abc import Collection

HEAD_FIELDS: Final = 8
BLOCK_FIELDS: Final = 16
BYTES: Final = {"bytessent", "objectsize"}

_GROUP: Final = re.compile(r"(?<!\\)\((?!\?)")
_FURTHER: Final = "(?: (.*))?"


def columns(wanted: Collection[str] | None = None) -> tuple[str, ...]:
    """The columns of the raw table in order, or those that are wanted."""
    return tuple(name for name in _columns() if wanted is None or name in wanted)


@cache
def _columns() -> tuple[str, ...]:
    """As the DDL names them; read as text, since to parse it takes 0.2 s."""
    return tuple(re.findall(r"^    `(\w+)` (?:STRING|BIGINT) COMMENT", _ddl(), re.MULTILINE))


def slow(name: str, *, whole: bool) -> str:
    """The column of a line, of which `behind_` is `behind_block` and `odd_` is `last_groups`; `whole` says that they are there.

    `regexp_extract` gives '' for a group that took no part; of those that took part only the time and the last can be empty.
    """
    if name == "unparsed_line":
        return f"case when {_has_head()} then null else coalesce(line, '') end"
    if name == "extra_fields":  # empty behind a last blank
        last = f"case when odd_.{name} <> '' then odd_.{name} when ends_with(line, ' ') then '' end"
        return f"case when behind_.httpstatus <> '' then {last} when behind_.rest <> '' then substring(behind_.rest, 2) end"
    if _columns().index(name) >= BLOCK_FIELDS:
        return f"nullif(odd_.{name}, '')"
    if not whole:
        text = f"regexp_extract_all(line, {quoted(_own_regex(name))}, 1, 's')[1]"
    elif name == "requestdatetime":
        text = f"case when behind_.bucketowner <> '' then behind_.{name} end"
    else:
        text = f"nullif(behind_.{name}, '')"
    return f"try_cast({text} as bigint)" if name in BYTES else text


def behind_block() -> str:
    """The groups of head and block, and what stands behind them, from its blank on.

    The regex takes there whatever begins with a blank, so that nothing in it tells where the block ends.
    """
    names = ", ".join(map(quoted, (*_columns()[:BLOCK_FIELDS], "rest")))
    return f"regexp_extract(line, {quoted(f'^{_up_to(BLOCK_FIELDS)})?((?: .*)?)$')}, [{names}], 's')"


def last_groups() -> str:
    """The groups behind the block all at once, which costs as much as one of them."""
    start = list(_GROUP.finditer(regex()))[BLOCK_FIELDS].start() - len("(?: ")
    agent_and_tail = regex()[start:].removesuffix(f")?{_FURTHER})|(.*)")
    names = ", ".join(map(quoted, _columns()[BLOCK_FIELDS:-1]))
    return f"regexp_extract(behind_.rest, {quoted(f'^{agent_and_tail}{_FURTHER}$')}, [{names}], 's')"


def _has_head() -> str:
    return f"regexp_matches(line, {quoted('^' + _up_to(HEAD_FIELDS))}, 's')"


@cache
def _own_regex(name: str) -> str:
    """The regex with the group of one column of the head or the block only, and without what need not be looked at."""
    place = _columns().index(name)
    pieces = _GROUP.split(_up_to(HEAD_FIELDS) if place < HEAD_FIELDS else _up_to(BLOCK_FIELDS) + "(?: |$))?")
    return f"^{pieces[0]}" + "".join(("(" if number == place else "(?:") + piece for number, piece in enumerate(pieces[1:]))


def _up_to(fields: int) -> str:
    """The regex up to a field behind which anything may stand: after the head always, after the block behind a blank."""
    found = list(_GROUP.finditer(regex()))[fields]
    return regex()[: found.start()].removeprefix("(?:").removesuffix("(?: ")


@cache
def regex() -> str:
    """The whole of it, as RE2 reads it."""
    found = re.search(r"'input\.regex' = '(.*)'", _ddl())
    if not found:
        raise LookupError("input.regex")
    return re2(found[1].replace("\\\\", "\\"))


@cache
def _ddl() -> str:
    return resources.read("ddl/parts/s3_access_table.sql.j2")
