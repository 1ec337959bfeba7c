"""What the files of a store are called; whatever else stands in its folder is somebody's and stays."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

MANIFEST: Final = "manifest.sqlite"
LOCK: Final = "lock.sqlite"
SEGMENT: Final = ".parquet"
UNDONE: Final = ".undone"
"""What a file or folder is called that is still written."""

_SEGMENT: Final = rf"[a-z0-9_]+-[0-9a-f]{{32}}{re.escape(SEGMENT)}"
_DATA: Final = rf"{_SEGMENT}|(?:[0-9a-f]{{32}}|tmp\w{{8}}){re.escape(UNDONE)}"
_ANY: Final = rf"{_DATA}|(?:{re.escape(MANIFEST)}|{re.escape(LOCK)})(?:-[a-z]+)?"


def place(given: str | Path) -> Path:
    """The folder of a store that a person names, from the root: DuckDB and SQLite see more in `~x` and `file:x` than a name."""
    return Path(os.path.expanduser(given)).absolute()  # noqa: PTH111  a Path raises where nobody has such a home


def is_segment(name: str) -> bool:
    """Whether a file of that name is a segment."""
    return re.fullmatch(_SEGMENT, name) is not None


def is_data(name: str) -> bool:
    """Whether that is a segment, or the beginning of one.

    >>> is_data(f"s3_access-{'0' * 32}.parquet"), is_data("mine.parquet")
    (True, False)
    """
    return re.fullmatch(_DATA, name) is not None


def is_any(name: str) -> bool:
    """The same, or the manifest or the lock, or what SQLite puts beside them.

    >>> is_any("manifest.sqlite-journal"), is_any("2026-11-05-10-11-12-0123456789ABCDEF")
    (True, False)
    """
    return re.fullmatch(_ANY, name) is not None
