# ruff: noqa: INP001, S311, S603, S607
# The folder holds scripts, no package; the lines are seeded, not secret; the programs are this script's own.
"""Seeded access logs -> the speed of the bare reader as a ratio of grep's on the same files, process start included.

python benchmarks/reader.py FOLDER --megabytes 400
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

LINES_A_FILE = 1_000
ODD = 0.0125
OPERATIONS = (
    ("REST.GET.OBJECT", "GET", 60), ("REST.HEAD.OBJECT", "HEAD", 15), ("REST.PUT.OBJECT", "PUT", 12),
    ("REST.GET.BUCKET", "GET", 8), ("WEBSITE.GET.OBJECT", "GET", 4), ("REST.DELETE.OBJECT", "DELETE", 1),
)
STATUSES = (("200", "-", 80), ("206", "-", 8), ("304", "-", 5), ("403", "AccessDenied", 4), ("404", "NoSuchKey", 3))
AGENTS = (
    "aws-cli/2.19.4 md/Botocore#1.35.60 ua/2.0 os/linux#6.8.0 md/arch#x86_64 lang/python#3.12.6 cfg/retry-mode#standard",
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "S3Console/0.4, aws-internal/3",
    "Boto3/1.35.60 md/Botocore#1.35.60 ua/2.0 os/linux#5.10.226 md/arch#aarch64 lang/python#3.11.9 Botocore/1.35.60",
)
START = datetime(2026, 11, 1, tzinfo=UTC)
QUERY = "select operation, httpstatus, count(*) as requests from raw group by all order by all"
WINDOW = (
    "select operation, httpstatus, count(*) as requests from raw where unparsed_line is null"
    " and request_time >= timestamp '2026-11-01' and request_time < timestamp '2026-11-21' group by all order by all"
)


def main() -> None:
    """Make the files where they are missing, then measure; or, in a process of its own, answer one query."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--megabytes", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--times", type=int, default=1, help="read each file so many times")
    parser.add_argument("--answer", choices=("bare", "window"))
    options = parser.parse_args()
    if options.answer:
        answer_one(options.folder, options.answer, options.times)
    else:
        make_files(options.folder, options.megabytes * 1_000_000)
        measure(options.folder, options.rounds, options.times)


def answer_one(folder: Path, name: str, times: int) -> None:
    """What a process that only reads does: find the files, ask, print."""
    import tempfile

    import duckdb

    from athena_s3logs.engines.access_reader import answer, open_logs

    with tempfile.TemporaryDirectory() as copies, duckdb.connect() as connection:
        logs = open_logs([str(path) for path in sorted(folder.iterdir())] * times, Path(copies))
        query = {"bare": QUERY, "window": WINDOW}[name]
        rows, _ = answer(logs, lambda raw: connection.execute(f"with raw as ({raw}) {query}").fetchall())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(f"{peak} MB peak, {sum(row[-1] for row in rows)} lines in {len(rows)} groups\n")


def measure(folder: Path, rounds: int, times: int) -> None:
    """Grep and both questions in turn, so that a slow moment of the machine hits all of them; the best of each counts."""
    size = sum(path.stat().st_size for path in folder.iterdir()) * times
    files, this = f"'{folder}'/* " * times, f"'{sys.executable}' '{__file__}' '{folder}' --times {times}"
    steps: dict[str, Callable[[], str]] = {
        "grep": lambda: run(f"LC_ALL=C grep -c REST.GET {files} | tail -1"),
        "bare": lambda: run(f"{this} --answer bare | cat"),
        "window": lambda: run(f"{this} --answer window | cat"),
    }
    seconds: dict[str, list[float]] = {name: [] for name in steps}
    said: dict[str, str] = {}
    for _ in range(rounds):
        for name, step in steps.items():
            start = time.perf_counter()
            said[name] = step()
            seconds[name].append(time.perf_counter() - start)
    grep = seconds["grep"]
    for name, taken in seconds.items():
        speed = f"{min(taken):.3f} s at best, {size / min(taken) / 1e6:,.0f} MB/s, {min(grep) / min(taken):.2f} of grep"
        middle = f"{statistics.median(grep) / statistics.median(taken):.2f} by medians"
        sys.stdout.write(f"{name:8}{speed}, {middle}  {said[name].strip()}\n")


def run(command: str) -> str:
    """The output of a shell's line; read through a pipe, since grep stops at the first match when nobody reads."""
    return subprocess.run(["sh", "-c", command], check=True, capture_output=True, text=True).stdout


def make_files(folder: Path, size: int) -> None:
    """Files of a thousand lines each, until there are enough of them; what is there already is left."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        return
    seed, made = random.Random(1), 0
    while made < size:
        moment = START + timedelta(minutes=made // 20_000)
        data = "".join(line(seed, moment) for _ in range(LINES_A_FILE)).encode()
        (folder / f"{moment:%Y-%m-%d-%H-%M-%S}-{seed.getrandbits(64):016X}").write_bytes(data)
        made += len(data)


def line(seed: random.Random, moment: datetime) -> str:
    """One line; 1.25 % of them have one of the shapes that real logs have too."""
    operation, verb, _ = seed.choices(OPERATIONS, [weight for *_, weight in OPERATIONS])[0]
    status, error, _ = seed.choices(STATUSES, [weight for *_, weight in STATUSES])[0]
    part = f"part-{seed.getrandbits(64):016x}-{seed.randrange(10**6)}.parquet"
    key = f"projects/team-{seed.randrange(40)}/2026/{seed.randrange(12)}/{part}"
    time_text = (moment + timedelta(seconds=seed.randrange(60))).strftime("%d/%b/%Y:%H:%M:%S +0000")
    account, address = seed.choice(("111122223333", "444455556666")), f"10.0.{seed.randrange(256)}.{seed.randrange(256)}"
    session = f"arn:aws:sts::{account}:assumed-role/etl-nightly/session-{seed.randrange(10**9)}"
    head = f"{79:064x} acme-data-lake [{time_text}] {address} {session} {seed.getrandbits(64):016X}"
    uri, agent, referer = f'"{verb} /{key} HTTP/1.1"', f'"{seed.choice(AGENTS)}"', '"-"'
    numbers = f"{status} {error} {seed.randrange(10**8)} {seed.randrange(10**8)} {seed.randrange(900)} {seed.randrange(90)}"
    host = f"{seed.getrandbits(448):0112x}="
    tail = f"- {host} SigV4 TLS_AES_128_GCM_SHA256 AuthHeader acme-data-lake.s3.eu-west-1.amazonaws.com TLSv1.3 - - eu-west-1"
    if seed.random() < ODD:
        operation, uri, numbers, referer, agent, tail = odd(seed, operation, uri, numbers, referer, agent, tail)
    return f"{head} {operation} {key} {uri} {numbers} {referer} {agent} {tail}\n"


def odd(seed: random.Random, *fields: str) -> tuple[str, ...]:
    """The fields from the operation on, in a shape that is not the common one; weights as in performance.md."""
    operation, uri, numbers, referer, agent, tail = fields
    nothing = "- 204 - - 1024 - - -"
    return seed.choices(
        [
            ("BATCH.DELETE.OBJECT", "-", nothing[2:-2], "-", "-", tail),
            ("S3.EXPIRE.OBJECT", "-", "- - - 1024 - -", "-", "-", "-"),
            (operation, uri, numbers, referer, '"curl "quoted" 8.0"', tail),
            (operation, uri, numbers, referer, '"curl "odd 8.0"', tail),
            (operation, uri, numbers, '"https://example.com/?q="a b""', agent, tail),
            (operation, '"GET /a"b"c HTTP/1.1"', numbers, referer, agent, tail),
            (operation, uri, numbers, referer, '""', tail),
            (operation, f'"GET /{"k" * 4000} HTTP/1.1"', numbers, referer, agent, tail),
            (operation, uri, numbers, referer, '"two  blanks\tand ümläut"', tail),
            (operation, uri, numbers, referer, agent, "-"),
            (operation, uri, numbers, referer, agent, tail.rsplit(" ", 2)[0]),
            (operation, uri, numbers, referer, agent, f"{tail} eu-west-1-az2 HTTP/2"),
        ],
        [30, 10, 8, 7, 5, 4, 3, 3, 7, 12, 28, 8],
    )[0]


if __name__ == "__main__":
    main()
