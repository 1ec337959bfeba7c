"""The name of a way and a file of SQL -> what it takes from the start of the query to the rows in memory, as JSON.

python benchmarks/reader.py WAY FILE OUTPUT: a script by itself, since awswrangler runs in an environment without this package.
"""

from __future__ import annotations

import functools
import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_POLL: Final = 0.2
_MINUTES: Final = 600
_CURSORS: Final = {"pandas": "as_pandas", "arrow": "as_arrow", "polars": "as_polars", "": "fetchall"}

_ended: list[float] = []
"""When our engine looked at its query for the last time."""


def main() -> None:
    """Prepare, take the time, tell."""
    way, path, output = sys.argv[1:]
    fetch = _ways(output)[way](Path(path).read_text(encoding="utf-8"))
    before = _peak()
    start = time.perf_counter()
    found = fetch()
    seconds = time.perf_counter() - start
    rows, shape = len(found), getattr(found, "shape", None)
    columns = shape[1] if shape else len(found[0]) if rows else 0
    ran = _ended[-1] - start if _ended else 0
    told = {"seconds": seconds, "query": ran, "before": before, "peak": _peak(), "rows": rows, "columns": columns}
    json.dump(told, sys.stdout)


def _ways(output: str) -> dict[str, Callable[[str], Callable[[], Any]]]:
    """Each way imports and connects before the clock runs."""
    cursors = {f"pyathena {name}".strip(): functools.partial(_pyathena, name, output) for name in _CURSORS}
    frames = ("arrow", "df", "polars")
    ours = {f"ours {name}": functools.partial(_ours, name, output, unload=False) for name in frames}
    unloads = {f"unload {name}": functools.partial(_ours, name, output, unload=True) for name in frames}
    return {**cursors, **ours, **unloads, "awswrangler": functools.partial(_awswrangler, output)}


def _ours(form: str, output: str, sql: str, *, unload: bool) -> Callable[[], Any]:
    import polars as pl  # noqa: F401  before the clock runs, as for the others
    import pyarrow.csv
    import pyarrow.parquet  # noqa: F401
    from sqlglot import exp, parse_one

    from athena_s3logs import Window
    from athena_s3logs.aws.athena import AthenaService, Results
    from athena_s3logs.engines.athena import AthenaEngine
    from athena_s3logs.engines.athena_runner import Conduct
    from athena_s3logs.engines.base import Question

    tree = parse_one(sql, read="athena")
    assert isinstance(tree, exp.Query)  # noqa: S101  for types
    conduct = Conduct(unload=unload, told=lambda _: _ended.append(time.perf_counter()))
    engine = AthenaEngine({}, AthenaService(None, results=Results(location=output)), conduct=conduct)
    question = Question(tree=tree, types={}, values={}, window=Window.day("2026-01-01"))

    def fetch() -> Any:  # noqa: ANN401  a table or a frame
        result = engine.answer(question)
        return result.df if form == "df" else getattr(result, form)()

    return fetch


def _pyathena(form: str, output: str, sql: str) -> Callable[[], Any]:
    from importlib import import_module

    import pyathena
    from pyarrow import fs

    # Arrow's own S3 client reads no variable for its address.
    fs.S3FileSystem = functools.partial(fs.S3FileSystem, endpoint_override=os.environ["AWS_ENDPOINT_URL_S3"])
    module = import_module(f"pyathena.{form}.cursor" if form else "pyathena.cursor")
    kind = getattr(module, f"{form.capitalize()}Cursor")
    connection: pyathena.connection.Connection[Any] = pyathena.connect(
        s3_staging_dir=output, poll_interval=_POLL, cursor_class=kind, schema_name=None,
        result_reuse_enable=True, result_reuse_minutes=_MINUTES,
    )  # fmt: skip
    cursor = connection.cursor()

    def fetch() -> Any:  # noqa: ANN401  rows, a table or a frame
        return getattr(cursor.execute(sql), _CURSORS[form])()

    return fetch


def _awswrangler(output: str, sql: str) -> Callable[[], Any]:
    import awswrangler  # type: ignore[import-not-found]  # in an environment of its own

    return lambda: awswrangler.athena.read_sql_query(
        sql, database="default", ctas_approach=False, s3_output=output, athena_query_wait_polling_delay=_POLL,
        result_reuse_configuration={"ResultReuseByAgeConfiguration": {"Enabled": True, "MaxAgeInMinutes": _MINUTES}},
    )


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
