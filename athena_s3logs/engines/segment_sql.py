"""Rows of a raw table -> the columns of a segment of the store, and back."""

# ruff: noqa: S608  the only texts from outside are names of files, and line_sql quotes those

from __future__ import annotations

from typing import TYPE_CHECKING

from athena_s3logs.engines.line_sql import array

if TYPE_CHECKING:
    from collections.abc import Iterable


def packed(kind: str, rows: str) -> str:
    """What a segment holds of the rows.

    A host id mostly is base64 of bytes that nothing compresses. As text it took a quarter of the time of one key's rows,
    since a page is decompressed for whatever row of it is wanted; so it stands as bytes, where they give the same text.
    """
    if kind != "s3_access":
        return rows
    decoded = "case when strlen(hostid) % 4 = 0 then try(from_base64(hostid)) end"
    tried = f"select *, {decoded} as decoded_ from ({rows})"
    same = f"select *, case when to_base64(decoded_) = hostid then decoded_ end as hostid_bytes from ({tried})"
    return f"select * exclude (decoded_) replace (case when hostid_bytes is null then hostid end as hostid) from ({same})"


def unpacked(kind: str, segments: Iterable[str], *, named: bool = False) -> str:
    """The rows of segments, with `filename` where that is wanted."""
    host_id = " exclude (hostid_bytes) replace (coalesce(to_base64(hostid_bytes), hostid) as hostid)"
    parquet = f"read_parquet({array(segments)}, filename = {named}, hive_partitioning = false)"
    return f"select *{host_id if kind == 's3_access' else ''} from {parquet}"
