# ruff: noqa: S608
# The SQL is of this file; the names of files are those that this package made.
"""Other tools over the same access logs -> seconds, and how many rows each loses or gets wrong."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from athena_s3logs.ddl import re2
from athena_s3logs.engines.access_reader import columns
from benchmarks.access import BARE
from benchmarks.page import Table, against
from benchmarks.processes import PYTHON, Step, seconds, timed
from benchmarks.setting import size_of
from benchmarks.truth import NUMBERS, compared, regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from benchmarks.processes import Run
    from benchmarks.setting import Setting

AWS: Final = "ATHENA_S3LOGS_AWS_REGEXES"
"""The environment variable that names a file of `title<TAB>regex` lines: their text is not ours to keep."""

_OURS: Final = "our reader"
_IN_DUCKDB: Final = "import duckdb, sys; print(duckdb.sql(open(sys.argv[1]).read()).fetchall())"
_IN_CHDB: Final = "import chdb, sys; print(chdb.query(sys.argv[1], 'TSV'), end='')"
_CHDB_VERSION: Final = "import chdb; print(chdb.__version__, str(chdb.query('select version()')).strip().strip(chr(34)))"
_BY_AWK: Final = '{n[$8 "\\t" $13]++} END {for (name in n) print name "\\t" n[name]}'
"""At blanks the time is two words and the request line three, so that field 8 is the operation and 13 the status."""

_FLOORS: Final = {"DuckDB, regex of our DDL": 6.0, "GoAccess, AWSS3": 25.0}
"""How many times as fast our reader has to be."""

_BY_GOACCESS: Final = 'cat * | goaccess - --log-format=AWSS3 --no-global-config --no-progress -o "$0"'
"""Of thousands of names it dies."""

Groups = dict[tuple[str, str], int]


class Peer(NamedTuple):
    """What a tool took, what came of it, and how that was compared."""

    runs: Sequence[Run]
    lost: int | None
    wrong: int | None
    how: str


def beside(setting: Setting) -> Table:
    """All peers that there are."""
    size = size_of(setting.logs)
    truth = _true_groups(setting)
    found = {name: _tried(ask) for name, ask in _peers(setting, truth)}
    ours = seconds(found[_OURS].runs)
    floors = {name: setting.floor(floor) for name, floor in _FLOORS.items() if name in found}
    rows = [_row(name, peer, size, ours, floors.get(name, 0)) for name, peer in found.items()]
    timed_ones = {name: seconds(found[name].runs) for name in floors if found[name].runs}
    missed = [f"Peers: {name}" for name, took in timed_ones.items() if took < floors[name] * ours]
    raw = {name: peer._asdict() | {"runs": [run._asdict() for run in peer.runs]} for name, peer in found.items()}
    told = (
        f"A count by operation and status over the {size / 1e6:,.0f} MB, whole processes: DuckDB by a regex and GoAccess, whose"
        f" report is a larger job, once, the others {setting.rounds} times, medians. Of a tool that only counts, rows are lost"
        " where it has fewer than there are, and wrong where a group of its has more than it should."
    )
    head = ("tool", "seconds", "MB/s", "times ours", "floor", "verdict", "peak MB", "rows lost", "rows wrong", "compared")
    return Table(title="Peers", told=told, head=head, rows=rows, missed=missed, raw=raw)


def _row(name: str, peer: Peer, size: int, ours: float, floor: float) -> tuple[str, ...]:
    counts = ("" if count is None else f"{count:,}" for count in (peer.lost, peer.wrong))
    if not peer.runs:
        return (name, *[""] * 6, *counts, peer.how)
    took = seconds(peer.runs)
    verdict = (f"{floor:.0f}", against(took / ours, floor)) if floor else ("", "")
    peak = max(run.megabytes for run in peer.runs)
    return (name, f"{took:.2f}", f"{size / took / 1e6:,.0f}", f"{took / ours:.1f}", *verdict, f"{peak:,.0f}", *counts, peer.how)


def _tried(ask: Callable[[], Peer]) -> Peer:
    """A tool that fails leaves the others their rows."""
    try:
        return ask()
    except SystemExit as error:
        sys.stderr.write(f"{error}\n")
        return _none("it failed")


def _peers(setting: Setting, truth: Groups) -> Iterator[tuple[str, Callable[[], Peer]]]:
    yield _OURS, partial(_counted, setting, Step(command=[PYTHON, BARE, "s3_access", str(setting.logs)]), None)
    yield "DuckDB, regex of our DDL", partial(_by_regex, setting, re2(regex()))
    for title, text in aws_regexes().items():
        yield f"DuckDB, AWS's regex, {title}", partial(_by_regex, setting, text)
    if AWS not in os.environ:
        yield "DuckDB, AWS's regexes", partial(_none, f"skipped: {AWS} names no file")
    names = sorted(os.listdir(setting.logs))  # noqa: PTH208  names only
    yield "awk, at blanks", partial(_counted, setting, Step(command=["awk", _BY_AWK, *names], folder=setting.logs), truth)
    if setting.small:
        return
    yield "chDB, splitByChar", partial(_chdb, setting, truth)
    yield "GoAccess, AWSS3", partial(_goaccess, setting, sum(truth.values()))


def _none(reason: str) -> Peer:
    return Peer((), None, None, reason)


def aws_regexes() -> Mapping[str, str]:
    """AWS's regexes by their titles, where the environment names them."""
    path = os.environ.get(AWS)
    rows = Path(path).read_text(encoding="utf-8").splitlines() if path else []
    return dict(row.split("\t", 1) for row in rows if "\t" in row)


def _true_groups(setting: Setting) -> Groups:
    """How many requests there are; lines of which not even the operation can be told are none."""
    import duckdb

    counted = f"select operation, coalesce(httpstatus, ''), count(*) from '{setting.truth}'"
    with duckdb.connect() as connection:
        rows = connection.execute(f"{counted} where operation is not null group by 1, 2").fetchall()
    return {(operation, status): count for operation, status, count in rows}


def _counted(setting: Setting, step: Step, truth: Groups | None) -> Peer:
    """A process that prints operation, status and count."""
    _, *timings = (timed(step) for _ in range(setting.rounds + 1))  # the first warms the page cache
    runs = [run for run, _ in timings]
    if truth is None:
        return Peer(runs, None, None, "see the rows of ours")
    _, output = timings[-1]
    theirs: Groups = {}
    for line in output.splitlines():
        operation, status, count = line.split("\t")
        theirs[operation, status] = int(count)
    lost = max(0, sum(truth.values()) - sum(theirs.values()))
    wrong = sum(max(0, count - truth.get(group, 0)) for group, count in theirs.items())
    return Peer(runs, lost, wrong, "by group")


def _by_regex(setting: Setting, text: str) -> Peer:
    """Plain DuckDB, one regex over all lines; its rows are written down to be compared, which is not timed."""
    import duckdb

    names = columns()[: re.compile(text).groups]
    rows = _regex_rows(setting.logs, text, names)
    query, target = setting.scratch / "peer.sql", setting.scratch / "peer.parquet"
    query.write_text(f"select operation, httpstatus, count(*) from ({rows}) group by all", encoding="utf-8")
    run, _ = timed(Step(command=[PYTHON, "-c", _IN_DUCKDB, str(query)]))
    with duckdb.connect() as connection:
        connection.execute(f"copy ({rows}) to '{target}' (format parquet)")
        matched = " or ".join(f"{name} is not null" for name in (names[0], names[-1]))
        found = compared(connection, f"from '{target}' where {matched}", setting.truth, names)
    return Peer([run], found.lost, found.wrong, f"all {len(names)} columns")


def _regex_rows(folder: Path, text: str, names: tuple[str, ...]) -> str:
    """The columns of all lines, of those that do not match NULL; DuckDB gives '' for a group that took no part."""
    sources = f"read_csv('{folder}/*', columns = {{line: 'VARCHAR'}}, delim = '\\0', quote = '', escape = '', header = false)"
    literal = "'^(?:" + text.replace("'", "''") + ")$'"
    groups = f"regexp_extract(line, {literal}, {list(names)}, 's')"
    values = ", ".join(
        f"try_cast(found.{name} as bigint) as {name}" if name in NUMBERS else f"nullif(found.{name}, '') as {name}"
        for name in names
    )
    return f"select {values} from (select {groups} as found from {sources})"


def _chdb(setting: Setting, truth: Groups) -> Peer:
    python = setting.peers / "bin" / "python"
    if not python.exists():
        return _none("skipped: there is no environment with chdb")
    status = "splitByChar(' ', splitByChar('\"', line)[3])[2]"
    counted = f"select splitByChar(' ', line)[8] as operation, {status} as status, count()"
    sql = f"{counted} from file('{setting.logs}/*', LineAsString) group by operation, status"
    return _counted(setting, Step(command=[str(python), "-c", _IN_CHDB, sql]), truth)


def _goaccess(setting: Setting, requests: int) -> Peer:
    """GoAccess says how many lines it could not read, and how often each status came."""
    if not shutil.which("goaccess"):
        return _none("skipped: it is not on the path")
    report = setting.scratch / "goaccess.json"
    run, _ = timed(Step(command=["sh", "-c", _BY_GOACCESS, str(report)], folder=setting.logs))
    general = json.loads(report.read_text(encoding="utf-8", errors="replace"))["general"]
    read = general["valid_requests"]
    return Peer([run], max(0, requests - read), None, f"valid requests, {general['failed_requests']:,} failed")


def versions(setting: Setting) -> dict[str, str]:
    """What the peers call themselves."""
    asked = {
        "grep": ["grep", "--version"],
        "awk": ["awk", "-W", "version"],
        "chDB": [str(setting.peers / "bin" / "python"), "-c", _CHDB_VERSION],
        "GoAccess": ["goaccess", "--version"],
        "Java": ["java", "--version"],
    }
    return {name: found for name, command in asked.items() if (found := _first_line(command))}


def _first_line(command: list[str]) -> str:
    if not shutil.which(command[0]):
        return ""
    try:
        _, output = timed(Step(command=command))
    except SystemExit:
        return ""
    return next((line.strip() for line in output.splitlines() if line.strip()), "")
