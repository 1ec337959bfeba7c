"""A kind of logs -> its reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from athena_s3logs.engines import access_reader, trail_reader

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from athena_s3logs.engines.odd_files import Logs


def open_logs(kind: str, paths: Iterable[str], folder: Path, *, once: bool) -> Logs:
    """Look at each file; `once` says that a registration serves for one scan."""
    if kind == "s3_access":
        return access_reader.open_logs(paths, folder, once=once)
    return trail_reader.open_logs(paths, folder, once=once)


def set_aside(kind: str, logs: Logs) -> Logs:
    """The same with a clean copy of each file that DuckDB refuses."""
    return access_reader.set_aside(logs) if kind == "s3_access" else trail_reader.set_aside(logs)
