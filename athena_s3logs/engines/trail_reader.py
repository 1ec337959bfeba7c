"""Local files of CloudTrail -> SQL of DuckDB whose rows are those of the raw table, typed as its DDL says, and fast."""

# ruff: noqa: S608  the only texts from outside are names of files, and line_sql quotes those

from __future__ import annotations

import json
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Final

from athena_s3logs.engines import odd_trail_files, streams
from athena_s3logs.engines.duck import interruptible
from athena_s3logs.engines.line_sql import copied_lines_sql, lines_sql
from athena_s3logs.engines.odd_files import Logs
from athena_s3logs.engines.odd_trail_files import SHAPE, with_copies

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    import duckdb

    from athena_s3logs.engines.odd_files import LogFile
    from athena_s3logs.engines.odd_trail_files import Shape

__all__ = ["Logs", "columns", "open_logs", "register", "rows_sql", "set_aside"]

STREAM: Final = "documents"

_ALWAYS: Final = ("eventVersion", "eventTime", "awsRegion")
"""What each record has, an insight too: where one is missing, or the time is none, the file is looked at again, key by key."""

_FEDERATED: Final = "r.userIdentity.sessionContext.webIdFederationData"
_ODD: Final = {
    "eventName": "r.eventName is null and r.insightDetails is null",
    "eventSource": "r.eventSource is null and r.insightDetails is null",
    "userIdentity": (
        "coalesce(r.userIdentity.type, r.userIdentity.principalId, r.userIdentity.accountId, r.userIdentity.invokedBy) is null"
        # A map in which a name stands twice: 2.0.0 makes NULL of it, 1.5.6 a value that it cannot give out.
        f" or ({_FEDERATED}.federatedProvider is not null and {_FEDERATED}.attributes is null)"
        f" or len(map_keys({_FEDERATED}.attributes)) > len(list_distinct(map_keys({_FEDERATED}.attributes)))"
    ),
    "resources": "len(list_filter(r.resources, lambda item: coalesce(item.ARN, item.ARNPrefix) is null)) > 0",
}
"""Signs of a record that json_transform reads as less than it holds, by column: a name in other letters is NULL to it."""

_NEEDED: Final = {"eventName": "insightDetails", "eventSource": "insightDetails"}


def open_logs(paths: Iterable[str], folder: Path, *, once: bool = False) -> Logs:
    """Look at each file: how it is opened, and whether it needs a clean copy, which goes into the folder.

    `once` says that a registration serves for one scan: files are unzipped beside DuckDB 1.5 too.
    """
    return odd_trail_files.open_logs(paths, folder, streaming=once or streams.scans_again())


def register(connection: duckdb.DuckDBPyConnection, logs: Logs) -> None:
    """Give the connection the documents of the files that are streamed."""
    paths = [file.path for file in logs.files if file.form == "stream"]
    if paths:
        from athena_s3logs.engines.trail_stream import Documents

        streams.register(connection, STREAM, Documents(paths))


def set_aside(logs: Logs) -> Logs:
    """The same with a clean copy of each file that DuckDB refuses; what cannot be copied of it is a problem."""
    return with_copies(logs, [file.path for file in logs.files if file.form != "copy" and not _is_read(file, logs)])


def _is_read(file: LogFile, logs: Logs) -> bool:
    import duckdb

    alone = replace(logs, files=(file,))
    with duckdb.connect() as connection:
        register(connection, alone)
        try:
            interruptible(connection, lambda: connection.execute(f"select count(columns(*)) from ({rows_sql(alone)})"))
        except (duckdb.InvalidInputException, duckdb.IOException):
            return False
    return True


def rows_sql(logs: Logs, wanted: Collection[str] | None = None) -> str:
    """A SELECT with the raw table's columns, or those that are wanted only, and `$path`; the fewer, the faster."""
    names = _names(wanted)
    # The first branch gives the names their letters: 2.0.0 takes a cast that changes nothing else for none.
    typed = "".join(f"cast(null as {_type(SHAPE[name])}) as {name.lower()}, " for name in names)
    chosen = "".join(f"{_value(name)}, " for name in names)
    scans = "".join(f' union all select {chosen}"$path" from ({scan})' for scan in _scans(logs, names))
    return f"""select {typed}'' as "$path" where false{scans}"""


def columns(wanted: Collection[str] | None = None) -> list[str]:
    """The columns of the raw table in order, or those that are wanted."""
    return [name.lower() for name in _names(wanted)]


def _names(wanted: Collection[str] | None) -> list[str]:
    return [name for name in SHAPE if wanted is None or name.lower() in wanted]


def _value(name: str) -> str:
    return f"cast(r.{name} as varchar)" if SHAPE[name] == "JSON" else f"r.{name}"


def _scans(logs: Logs, names: Collection[str]) -> Iterator[str]:
    """One scan for all files that are opened alike: read_csv is slow where its buffer is much larger than the files."""
    ordered = sorted(logs.files, key=_opening)
    for (form, longest), group in groupby(ordered, key=_opening):
        files = list(group)
        if form == "copy":
            yield _records(copied_lines_sql(files, longest), names, "true")
        elif form == "stream":
            yield _records(f'select line, "$path" from {STREAM}', names, _guard(names))
        else:
            yield _records(lines_sql(files, longest), names, _guard(names))


def _opening(file: LogFile) -> tuple[str, int]:
    return file.form, file.longest


def _records(lines: str, names: Collection[str], guard: str) -> str:
    """The records of the documents, one a line; a line that is NULL has none."""
    structure = json.dumps({"Records": [_structure({name: SHAPE[name] for name in SHAPE if name in _read(names)})]})
    documents = f"""select json_transform(line, '{structure}') as document, "$path" from ({lines})"""
    whole = "case when document.Records is null then error('no Records') else true end"
    return f'select * from (select unnest(document.Records) as r, "$path" from ({documents}) where {whole}) where {guard}'


def _read(names: Collection[str]) -> set[str]:
    return {*names, *_ALWAYS, *(_NEEDED[name] for name in names if name in _NEEDED)}


def _guard(names: Collection[str]) -> str:
    signs = [f"r.{name} is null" for name in _ALWAYS] + [f"({_ODD[name]})" for name in names if name in _ODD]
    signs.append("(strlen(r.eventTime) = 20 and try_strptime(r.eventTime, '%Y-%m-%dT%H:%M:%SZ') is not null) is not true")
    return f"case when {' or '.join(signs)} then error('odd record') else true end"


def _structure(shape: Shape) -> object:
    if isinstance(shape, dict):
        return {name: _structure(part) for name, part in shape.items()}
    return [_structure(part) for part in shape] if isinstance(shape, list) else shape


def _type(shape: Shape) -> str:
    """The shape as a type of DuckDB, its names in small letters as the table has them.

    >>> _type([{"ARN": "VARCHAR", "x": {"Y": "JSON"}}])
    'STRUCT("arn" VARCHAR, "x" STRUCT("y" VARCHAR))[]'
    """
    if isinstance(shape, dict):
        return "STRUCT(" + ", ".join(f'"{name.lower()}" {_type(part)}' for name, part in shape.items()) + ")"
    return _type(shape[0]) + "[]" if isinstance(shape, list) else shape.replace("JSON", "VARCHAR")
