# ruff: noqa: S603
# The programs are this package's own, and Python's.
"""python -m benchmarks.fetching [FOLDER]: a result of a million rows of Athena's, fetched by us, PyAthena and awswrangler."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from benchmarks import machine, page
from benchmarks.front import running_front
from benchmarks.processes import LAUNCH, PYTHON
from benchmarks.setting import ROOT
from tests.stand.athena.server import running_athena
from tests.stand.stand import running_stand

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from benchmarks.front import Front

Told = dict[str, float]

_PACKAGES: Final = ("athena_s3logs", "pyathena", "boto3", "pyarrow", "pandas", "polars")
_WRANGLER: Final = "awswrangler"
_THEIRS: Final = ("pyathena arrow", "pyathena pandas", "pyathena polars", _WRANGLER)
_OURS: Final = ("ours arrow", "ours df", "ours polars")
_RATES: Final = {"as fast as it goes": 0, "70 MB/s a request": 70_000_000}
_ROWS: Final = 1_000_000
_SIZES: Final = (10_000, 100_000, 1_000_000, 3_000_000)
_BUCKET: Final = "fetching"
_CLOSE: Final = 1.05
_SQL: Final = """
select
    n,
    n * bigint '10000000007' as big,
    n / 7e0 as part,
    n % 3 = 0 as even,
    timestamp '2026-11-01 00:00:00.000' + n * interval '1' second as moment,
    date_add('day', n % 365, date '2026-01-01') as day,
    'arn:aws:iam::111122223333:user/' || cast(n % 977 as varchar) as requester,
    lower(to_hex(md5(to_utf8(cast(n as varchar))))) as request_id,
    case n % 5
        when 0 then 'Mozilla/5.0 (X11; "quoted", odd) x/' || cast(n % 50 as varchar)
        when 1 then ''
        else 'aws-cli/2.17 md/Botocore#1.34'
    end as user_agent,
    case when n % 4 > 0 then 'data/2026/' || cast(n as varchar) || '.parquet' end as key
from (
    select (a - 1) * bigint '1000' + b as n
    from unnest(sequence(1, {thousands})) as t(a)
    cross join unnest(sequence(1, 1000)) as u(b)
)
where n > -{number}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """The servers, and where the readers find what they need."""

    front: Front
    folder: Path
    environment: Mapping[str, str]

    def read(self, way: str, rows: int, number: int = 1) -> Told:
        """What a way took, in a process of its own; a query of another number is another query."""
        sql = self.folder / "query.sql"
        sql.write_text(_SQL.format(thousands=rows // 1000, number=number), encoding="utf-8")
        python = str(_python(self.folder)) if way == _WRANGLER else sys.executable
        path = {} if way == _WRANGLER else {"PYTHONPATH": str(ROOT)}
        reader = [python, str(ROOT / "benchmarks" / "reader.py"), way, str(sql), f"s3://{_BUCKET}/out/"]
        command = [PYTHON, "-I", "-S", LAUNCH, os.devnull, *reader]
        done = subprocess.run(command, check=False, capture_output=True, text=True, env={**self.environment, **path})
        if done.returncode:
            raise SystemExit(f"{way}: {done.stderr[-2_000:]}")
        told: Told = json.loads(done.stdout)
        if (told["rows"], told["columns"]) != (rows, 10):
            raise SystemExit(f"{way}: {told}; expected {rows} rows of 10 columns")
        sys.stderr.write(f"{way}, {rows:,} rows: {told['seconds']:.2f} s, {told['peak']:.0f} MB\n")
        return told


def main() -> int:
    """1 where another fetches a result faster than we do, by more than 5 %."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fetching", description=__doc__)
    base = Path(tempfile.gettempdir()) / "athena_s3logs-benchmark" / "fetching"
    parser.add_argument("folder", type=Path, nargs="?", default=base, help="for the environment of awswrangler")
    parser.add_argument("--rounds", type=int, default=7)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    _make_environment(given.folder)
    with tempfile.TemporaryDirectory(prefix="athena_s3logs-fetching-") as scratch:
        tables = list(_measured(given.folder.resolve(), Path(scratch), given.rounds))
    day = f"{datetime.now(tz=UTC):%Y-%m-%d}"
    target = ROOT / "benchmarks" / "results" / f"{day}-fetching.md"
    page.write(target, f"Fetching results of Athena, {day}", tables)
    sys.stdout.write(target.read_text(encoding="utf-8"))
    return int(any(table.missed for table in tables))


def _python(folder: Path) -> Path:
    return folder / _WRANGLER / "bin" / "python"


def _make_environment(folder: Path) -> None:
    """Of its own, since it bounds pyarrow."""
    if not _python(folder).exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder / _WRANGLER)], check=True)
        subprocess.run([str(_python(folder)), "-m", "pip", "install", "--quiet", _WRANGLER], check=True)


def _measured(folder: Path, scratch: Path, rounds: int) -> Iterator[page.Table]:
    code = "import importlib.metadata as m; print(m.version('awswrangler'), 'with pyarrow', m.version('pyarrow'))"
    version = subprocess.run([str(_python(folder)), "-c", code], check=True, capture_output=True, text=True).stdout.strip()
    yield machine.with_packages(_PACKAGES, {_WRANGLER: version})
    with (
        running_stand(scratch / "stand") as stand,
        running_athena(stand, scratch / "athena") as athena,
        running_front(stand.ports.moto, scratch / "front") as front,
    ):
        stand.s3.create_bucket(Bucket=_BUCKET)
        s3 = {"AWS_ENDPOINT_URL_S3": f"http://127.0.0.1:{front.server_port}"}
        bench = Bench(front=front, folder=folder, environment={**os.environ, **athena.environment(), **s3})
        for name, rate in _RATES.items():
            front.rate = rate
            yield _beside(bench, name, rounds)
        yield _unloads(bench)


def _beside(bench: Bench, name: str, rounds: int) -> page.Table:
    """All ways back to back in each round; the first round runs the query, whose result the others are given again."""
    ways = (*_OURS, *_THEIRS)
    taken: dict[str, list[Told]] = {way: [] for way in ways}
    for number in range(rounds + 1):
        for way in ways:
            run = bench.read(way, _ROWS)
            if number:
                taken[way].append(run)
    if not bench.front.rate:
        taken["pyathena"] = [bench.read("pyathena", _ROWS)]
    best = min(_median(taken[way], "seconds") for way in _THEIRS)
    ours = min(_median(taken[way], "seconds") for way in _OURS)
    told = (
        f"1,000,000 rows x 10 columns, {name}; medians of {rounds} rounds, from the start of a query whose result is there"
        " to the rows in memory, everything imported before. All look at the query each 0.2 s. The plain cursor went once."
        " The objects are moto's, read from files by range, since moto copies a whole object for each range."
    )
    head = ("way", "seconds", "fastest", "beside the best of theirs", "peak MB", "MB more than before")
    rows = [_row(way, runs, best) for way, runs in taken.items()]
    missed = [f"fetching, {name}: ours {ours:.2f} s, theirs {best:.2f} s"] if ours > best * _CLOSE else []
    return page.Table(title=f"A million rows, {name}", told=told, head=head, rows=rows, missed=missed, raw=taken)


def _row(way: str, runs: Sequence[Told], best: float) -> tuple[str, ...]:
    seconds, peak = _median(runs, "seconds"), max(run["peak"] for run in runs)
    more = max(run["peak"] - run["before"] for run in runs)
    least = min(run["seconds"] for run in runs)
    return way, f"{seconds:.2f}", f"{least:.2f}", f"{seconds / best:.2f}", f"{peak:.0f}", f"{more:.0f}"


def _unloads(bench: Bench) -> page.Table:
    """Each query is a new one, since an UNLOAD never has a result that is there."""
    rows, raw = [], {}
    for size in _SIZES:
        for way in ("ours arrow", "unload arrow"):
            runs = [bench.read(way, size, number) for number in range(2, 5 if size < _ROWS else 3)]
            reading = statistics.median(run["seconds"] - run["query"] for run in runs)
            figures = (_median(runs, "query"), reading, _median(runs, "seconds"))
            peak = max(run["peak"] for run in runs)
            rows.append((f"{size:,}", way, *(f"{one:.2f}" for one in figures), f"{peak:.0f}"))
            raw[f"{size} {way}"] = runs
    told = (
        "Ours by the CSV and by UNLOAD, 70 MB/s a request; each query is a new one, run three times, from a million"
        " rows on once. What the query takes is the stand's affair:"
        " it writes one CSV or Parquet file in Python, where Athena writes several files of Parquet at once."
        " UNLOAD stays on request: how many rows there will be nobody knows before, the gain in reading is small, and an"
        " UNLOAD is never reused, so that asking again costs again."
    )
    head = ("rows", "way", "query, seconds", "reading, seconds", "both", "peak MB")
    return page.Table(title="UNLOAD", told=told, head=head, rows=rows, raw=raw)


def _median(runs: Sequence[Any], name: str) -> float:
    return float(statistics.median(run[name] for run in runs))


if __name__ == "__main__":
    raise SystemExit(main())
