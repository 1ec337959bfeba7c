"""A machine, its software and the data -> tables, which do not tell whose machine it is."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from athena_s3logs.generate.odd import DAMAGED
from benchmarks.page import Table
from benchmarks.peers import versions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benchmarks.setting import Setting

PACKAGES = ("athena_s3logs", "duckdb", "numpy", "pyarrow", "sqlglot")


def machine(setting: Setting) -> Table:
    """What the figures depend on."""
    return with_packages(PACKAGES, versions(setting))


def with_packages(packages: Sequence[str], further: Mapping[str, str]) -> Table:
    """The machine, the versions of some packages, and what else there is to name."""
    rows = [
        ("processor", _processor()),
        ("cores", str(os.cpu_count())),
        ("memory", f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 1e9:.0f} GB"),
        ("system", f"{platform.freedesktop_os_release().get('PRETTY_NAME', '')}, {platform.system()} {platform.release()}"),
        ("Python", platform.python_version()),
        *((name, _version(name)) for name in packages),
        *further.items(),
    ]
    told = "What all figures were measured on."
    return Table(title="Machine", told=told, head=("what", "which"), rows=rows, raw=dict(rows))


def _processor() -> str:
    """As Linux names it."""
    path = Path("/proc/cpuinfo")
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def data(setting: Setting) -> Table:
    """What was read."""
    access, trail = (setting.facts(name) for name in ("access", "trail"))
    told, records = access["s3_access"], trail["cloudtrail"]
    odd = told["odd"]
    damaged = sum(odd.get(name, 0) for name in DAMAGED)
    rows = [
        ("access logs", f"{told['lines']:,} lines, {told['bytes'] / 1e6:,.0f} MB, {told['files']:,} files"),
        ("days", f"{access['start']} to {access['end']}, seed {access['seed']}"),
        ("odd lines", f"{sum(odd.values()):,}, {100 * sum(odd.values()) / told['lines']:.2f} % of all"),
        *((f"odd: {name}", f"{count:,}") for name, count in odd.items()),
        ("requester with blanks in it", f"{_blank_requesters(setting):,} lines, of CloudFront's identities"),
        ("only the regex as truth", f"{damaged:,} damaged lines ({', '.join(DAMAGED)})"),
        ("CloudTrail", f"{records['records']:,} records, {records['bytes'] / 1e6:,.0f} MB of JSON, {_zipped(setting)}"),
    ]
    made = "Made by the package's generator, which says of each line what its columns hold; of damaged ones the regex does."
    return Table(title="Data", told=made, head=("what", "how much"), rows=rows, raw={"access": told, "trail": records})


def _blank_requesters(setting: Setting) -> int:
    """How many lines those lose who split at blanks, or whose regex does."""
    import duckdb

    counted = "select count(*) from read_parquet(?) where contains(requester, ' ')"
    with duckdb.connect() as connection:
        found = connection.execute(counted, [str(setting.truth)]).fetchone()
    return int(found[0]) if found else 0


def _zipped(setting: Setting) -> str:
    files = list(setting.trail.rglob("*_CloudTrail_*.json.gz"))
    return f"{sum(path.stat().st_size for path in files) / 1e6:,.0f} MB in {len(files):,} files"


