"""DuckDB in this process: how it is opened, waited for, and told what it says."""

from __future__ import annotations

import re
from contextlib import contextmanager, suppress
from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING, Final, TypeVar

from athena_s3logs.engines.base import StoppedError, stopping
from athena_s3logs.engines.driver_errors import excerpt
from athena_s3logs.errors import SettingError
from athena_s3logs.translate import SETTINGS, macros

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import duckdb

_T = TypeVar("_T")

_SETTINGS: Final = (
    "set autoinstall_known_extensions = false",
    "set preserve_insertion_order = false",
    "set disabled_optimizers = 'common_subplan'",
)
"""The last one for what `local_sql` keeps from being materialized."""

_PATIENCE: Final = 0.1
_FURTHER: Final = re.compile(r'\n\nLINE |\s+Use "SET |\n\nPossible solutions:|\n\tCandidate |\. Detail: Python exception: ')
_RAISED: Final = re.compile(
    r"""Conversion Error: (?:Could not convert string '|invalid \w+ field format: ")"""
    r"""(Division by zero|(?:Cannot|Value|Invalid) .+?(?=' to \w+$|", expected format ))""",
    re.DOTALL,
)
_UNCAST: Final = "; try_cast makes NULL of such a value"
_NETWORK: Final = "; expected one network, as in 10.0.0.0/8, whose bits behind the prefix are zero"
_HINTS: Final = {"Cannot cast": _UNCAST, "Value cannot be cast": _UNCAST, "Invalid CIDR": _NETWORK}


@contextmanager
def connected(folder: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB in memory; what does not fit goes into the folder.

    While it opens, which is no work of Python's, arrow is imported, which each answer needs.
    """
    import duckdb

    try:
        folder.encode()
    except UnicodeEncodeError as error:
        expected = "expected one in UTF-8, named by --store, or by TMPDIR"
        raise SettingError(f"folder {folder!r}: DuckDB takes no such name; {expected}") from error
    ahead = Thread(target=import_module, args=("pyarrow",))
    ahead.start()
    with duckdb.connect(config={"temp_directory": f"{folder}/spill"}) as connection:
        ahead.join()
        with suppress(duckdb.InvalidInputException):  # Jupyter without widgets has no bar, and no way to turn it off
            connection.execute("set enable_progress_bar = false")
        for statement in (*_SETTINGS, *SETTINGS):
            connection.execute(statement)
        yield connection


def define(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Make what a translated text calls."""
    for statement in macros(sql):
        connection.execute(statement)


def message(error: duckdb.Error) -> str:
    """What DuckDB says, without its view of a text that nobody wrote, and without the cast by which a macro says it."""
    text = _FURTHER.split(str(error))[0]
    raised = _RAISED.match(text)
    if not raised:
        return excerpt(f"DuckDB: {text}")
    return excerpt(raised[1]) + next((hint for word, hint in _HINTS.items() if raised[1].startswith(word)), "")


def interruptible(connection: duckdb.DuckDBPyConnection, work: Callable[[], _T]) -> _T:
    """What the work makes, by a thread of its own, so that Ctrl-C comes to us and not to what DuckDB calls of ours.

    StoppedError where nobody waits for it any more, as Ctrl-C comes to the main thread alone.
    DuckDB 1.5 does not look for it before it has the answer; 2.0.0 between tasks only, which in a join may take minutes.
    """
    from concurrent.futures import ThreadPoolExecutor, wait

    stop = stopping()
    with ThreadPoolExecutor(1) as threads:
        made = threads.submit(work)
        try:
            while not made.done():
                if stop.is_set():
                    raise StoppedError("stopped, as nobody waits for it any more")
                wait([made], timeout=_PATIENCE)
            return made.result()
        finally:
            while not made.done():
                connection.interrupt()
                wait([made], timeout=_PATIENCE)
