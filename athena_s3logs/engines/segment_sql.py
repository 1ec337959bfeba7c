"""Rows of a raw table -> the columns of a segment of the store, and back."""

# ruff: noqa: S608  the only texts from outside are names of files, and line_sql quotes those

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from athena_s3logs.engines.line_sql import array

if TYPE_CHECKING:
    from collections.abc import Iterable

_LOGGED_TIME: Final = "strftime(request_time, '%d/%b/%Y:%H:%M:%S +0000')"
"""The time as a line mostly has it."""


def packed(kind: str, rows: str) -> str:
    """What a segment holds of the rows.

    A host id mostly is base64 of bytes that nothing compresses. As text it took a quarter of the time of one key's rows,
    since a page is decompressed for whatever row of it is wanted; so it stands as bytes, where they give the same text.
    Nor does the time stand there twice: as text only where the other gives another one.
    """
    if kind != "s3_access":
        return rows
    decoded = "case when strlen(hostid) % 4 = 0 then try(from_base64(hostid)) end"
    tried = f"select *, {decoded} as decoded_ from ({rows})"
    same = f"select *, case when to_base64(decoded_) = hostid then decoded_ end as hostid_bytes from ({tried})"
    host_id = "case when hostid_bytes is null then hostid end as hostid"
    time = f"nullif(requestdatetime, {_LOGGED_TIME}) as requestdatetime"
    return f"select * exclude (decoded_) replace ({host_id}, {time}) from ({same})"


def unpacked(kind: str, segments: Iterable[str], *, named: bool = False) -> str:
    """The rows of segments, with `filename` where that is wanted."""
    parquet = f"read_parquet({array(segments)}, filename = {named}, hive_partitioning = false)"
    if kind != "s3_access":
        return f"select * from {parquet}"
    host_id = "coalesce(to_base64(hostid_bytes), hostid) as hostid"
    time = f"coalesce(requestdatetime, {_LOGGED_TIME}) as requestdatetime"
    return f"select * exclude (hostid_bytes) replace ({host_id}, {time}) from {parquet}"
