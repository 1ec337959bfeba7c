"""Nothing -> a month of generated logs with odd lines of all classes, hostile ones by name, and what each of them says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from athena_s3logs.engines.access_reader import columns
from athena_s3logs.generate import Plan
from benchmarks.recipes.cases import ADDRESS, INNOCENT, KEY, PERSON
from benchmarks.recipes.documentation import declared
from benchmarks.truth import joined, record, row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from benchmarks.recipes.compare import Row

PLAN_END: Final = date(2026, 9, 1)
DAYS: Final = 31
AGENT: Final = 16
HOSTILE: Final[Mapping[str, Mapping[int, str]]] = {
    "user agent with a quote": {AGENT: '"aws-cli/2.17 "nightly""'},
    "user agent of JSON": {AGENT: '"pip/24.1 {"ci":null}"'},
    "user agent within quotes of its own": {AGENT: '""Mozilla/5.0 (compatible)""'},
    "request line with a quote": {8: f'"GET /{KEY}?response-content-disposition=attachment;filename="x.json" HTTP/1.1"'},
    "referer with a blank": {15: '"https://www.example.com/my page.html"'},
    "extra token before the host id": {18: "AIDAABCDEFGHIJEXAMPLE hostid="},
    "host header with a port": {22: "example-customer-exports.s3.amazonaws.com:80"},
    "28 fields": {27: "new"},
}
"""Classes by name, and the fields that are other than usual by their number."""

DAY: Final = len("2026-08-10")
_FIRST: Final = datetime(2026, 8, 10, 2)  # noqa: DTZ001  UTC
_OPERATIONS: Final = ("REST.GET.OBJECT", "REST.PUT.OBJECT", "REST.DELETE.OBJECT")


@dataclass(frozen=True, slots=True, kw_only=True)
class Logs:
    """Files by name, and the columns and the class of each line."""

    files: Mapping[str, bytes]
    truth: Sequence[Row]
    kinds: Sequence[str]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(map(len, self.files.values()))


def make(folder: Path, lines: int) -> Logs:
    """About so many lines of a month, of which the truth is known, and the hostile ones."""
    import pyarrow.parquet as pq

    record(folder, Plan(end=PLAN_END, days=DAYS, lines=lines, seed=1))
    made = pq.read_table(folder / "truth.parquet").to_pydict()
    kinds: list[str] = made.pop("odd")
    truth: list[Row] = list(zip(*made.values(), strict=True))
    files = _by_day(folder / "s3_access")
    for number, (name, changes) in enumerate(HOSTILE.items()):
        fields = [_fields(changes, number, operation) for operation in _OPERATIONS]
        delivered = _FIRST + timedelta(days=number % 7, hours=1)
        files[f"{delivered:%Y-%m-%d-%H-%M-%S}-{number:016X}"] = "".join(f"{joined(one)}\n" for one in fields).encode()
        truth += [tuple(row(one)) for one in fields]
        kinds += [name] * len(fields)
    return Logs(files=files, truth=truth, kinds=kinds)


def _by_day(folder: Path) -> dict[str, bytes]:
    """The files of a day as one, under the name of the first: the stand takes long for many."""
    files: dict[str, bytes] = {}
    names: dict[str, str] = {}
    for path in sorted(folder.iterdir()):
        name = names.setdefault(path.name[:DAY], path.name)
        files[name] = files.get(name, b"") + path.read_bytes()
    return files


def _fields(changes: Mapping[int, str], number: int, operation: str) -> list[str]:
    time = _FIRST + timedelta(days=number % 7, minutes=_OPERATIONS.index(operation))
    verb = operation.split(".")[1]
    who = PERSON if AGENT in changes else INNOCENT
    request = f"HOSTILE{number:04}{_OPERATIONS.index(operation):05}"
    fields = [
        "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be", "example-customer-exports",
        f"{time:%d/%b/%Y:%H:%M:%S} +0000", ADDRESS, who, request, operation, KEY, f'"{verb} /{KEY} HTTP/1.1"',
        "200", "-", "1000", "1000", "20", "10", '"-"', '"aws-cli/2.17"', "-", "hostid=", "SigV4",
        "TLS_AES_128_GCM_SHA256", "AuthHeader", "example-customer-exports.s3.amazonaws.com", "TLSv1.3", "-", "Yes", "eu-west-1",
    ]  # fmt: skip
    fields += [""] * (max(changes) + 1 - len(fields))
    return [changes.get(place, value) for place, value in enumerate(fields)]


def as_text(logs: Logs) -> bytes:
    """The truth in Hive's plainest form."""
    text = ("\x01".join("\\N" if value is None else str(value) for value in one) for one in logs.truth)
    return "".join(f"{one}\n" for one in text).encode()


def truth_ddl(table: str, place: str) -> str:
    """A table over that."""
    return f"CREATE EXTERNAL TABLE {table} ({declared(columns())}) LOCATION '{place}'"
