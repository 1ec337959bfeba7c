"""The command athena-s3logs as a process of its own, which starts and ends as fast as it can."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from typing import Final, NoReturn

_OBJECTS: Final = 200_000
"""New objects before cycles are collected: imports alone would set it off dozens of times, in vain."""


class _WithoutPandas:
    """Has DuckDB and arrow do as if there were no pandas.

    They import it, which takes a third of a second, to ask whether a value is one of its; what is printed is no DataFrame.
    """

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        """Refuse pandas, and leave all else to the finders of Python."""
        del path, target
        if name == "pandas":
            raise ModuleNotFoundError("pandas is not used by a command", name=name)


def command() -> NoReturn:
    """One verb, and the end of the process."""
    begin()
    from athena_s3logs.cli import main

    try:
        main()
    except SystemExit as ended:
        code = ended.code
    else:
        code = 0
    if not isinstance(code, int):
        sys.exit(code)
    end(code)


def begin() -> None:
    """To be called before anything is imported that is large.

    OpenBLAS, which numpy brings, starts threads that nobody needs and that spin; Arrow's own allocator keeps 4 MB more than
    the system's.
    """
    gc.set_threshold(_OBJECTS)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    sys.meta_path.insert(0, _WithoutPandas)


def end(code: int) -> NoReturn:
    """The end of the process, without taking its modules apart, which lasts longer than many a question."""
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except OSError:  # Python's own end knows what to say
        sys.exit(code)
    atexit._run_exitfuncs()  # noqa: SLF001  as Python's own end would
    os._exit(code)


if __name__ == "__main__":
    command()
