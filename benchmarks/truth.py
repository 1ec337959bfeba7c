# ruff: noqa: S608
# The SQL is made of the package's own names and of paths that this package made.
"""Generated requests -> logs, and what the raw table's columns hold for each line, told by the generator instead of parsed."""

from __future__ import annotations

import re
from collections import Counter, deque
from datetime import UTC, date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self, cast

from athena_s3logs.ddl import parse_table, table_ddl
from athena_s3logs.engines.access_reader import columns
from athena_s3logs.generate.dice import Dice
from athena_s3logs.generate.odd import DAMAGED
from athena_s3logs.generate.render import Renderer
from athena_s3logs.generate.run import make_writer, play
from athena_s3logs.generate.text import key_in_line, key_in_uri
from athena_s3logs.generate.trail_files import TrailFiles
from athena_s3logs.sources import Settings, make_source

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import duckdb

    from athena_s3logs.generate import Plan, Truth
    from athena_s3logs.generate.access_files import AccessFiles
    from athena_s3logs.generate.request import Bucket, Client, Request

FIELDS: Final = 27
NUMBERS: Final = {"bytessent", "objectsize"}
MISSING_FIELDS_FROM: Final = 18
_CHUNK: Final = 50_000
_RENDERED: Final = 4
"""So many lines are rendered for one that is added, at most: a glued one takes two."""


class Compared(NamedTuple):
    """Rows that somebody read beside the truth: how many, how many too few, and how many that are not true."""

    rows: int
    lost: int
    wrong: int


@cache
def regex() -> str:
    """The regex of the table's DDL."""
    settings = Settings(kind="s3_access", layout="flat", location="s3://logs/")
    source = make_source(settings, today=date(2026, 9, 1))
    table = parse_table(table_ddl(source, database="d", table="t", view="v"))
    return table.serde_properties["input.regex"]


def record(folder: Path, plan: Plan) -> Truth:
    """Write folder/s3_access, the same as `athena-s3logs generate` does, and folder/truth.parquet; no trail."""
    (folder / "s3_access").mkdir(parents=True)
    writer = make_writer(folder, plan)
    renderer = Remembering()
    with Rows(folder / "truth.parquet") as rows:
        writer.access = cast("AccessFiles", Recorded(writer.access, renderer, writer.odd, rows))
        writer.trail = NoTrail(folder, "", 0, Dice(""))
        writer.renderer = renderer
        return play(plan, writer)


class Remembering(Renderer):
    """Remembers of which fields the last lines were made."""

    def __init__(self) -> None:
        super().__init__()
        self.last: deque[tuple[str, list[str]]] = deque(maxlen=_RENDERED)

    def line(self, request: Request) -> str:
        """The line, whose fields are composed a second time."""
        text = super().line(request)
        fields = fields_of(request)[: self.fields]
        if joined(fields) != text:
            raise RuntimeError(f"the fields {fields} do not make the line {text!r}")
        self.last.append((text, fields))
        return text

    def record(self, request: Request, event_id: str) -> str:
        """Nothing: there is no trail."""
        del request, event_id
        return ""


class NoTrail(TrailFiles):
    """Takes records and writes none."""

    def add(self, place: tuple[str, str], time: int, record: str) -> None:
        """Leave it."""

    def add_again(self, place: tuple[str, str], record: str) -> None:
        """Leave it."""


class Recorded:
    """Files of access logs that note the columns of each line that is added."""

    def __init__(self, files: AccessFiles, renderer: Remembering, odd: Counter[str], rows: Rows) -> None:
        self._files = files
        self._last = renderer.last
        self._odd = odd
        self._seen = Counter(odd)
        self._rows = rows

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  all else is theirs
        """What the files themselves have."""
        return getattr(self._files, name)

    def add(self, bucket: Bucket, time: int, line: str, *, late: bool = False) -> None:
        """One more line."""
        kind = self._kind()
        self._rows.add([*row(self._columns(kind, line)), kind])
        self._files.add(bucket, time, line, late=late)

    def _kind(self) -> str:
        """The class of the line if it is an odd one: the writer counts it just before."""
        if self._odd == self._seen:
            return ""
        kind = next(name for name in self._odd if self._odd[name] != self._seen[name])
        self._seen[kind] += 1
        return kind

    def _columns(self, kind: str, line: str) -> list[str | None]:
        if kind in DAMAGED:
            return by_regex(line)
        for text, fields in self._last:
            if line == text:
                return [*fields]
            if kind == "extra_field" and line == f"{text} -":
                return [*fields, "-"]
            kept = fields[: FIELDS - text[len(line) :].count(" ")]
            if kind == "fewer_fields" and len(kept) >= MISSING_FIELDS_FROM and joined(kept) == line:
                return [*kept]
        raise RuntimeError(f"nobody made this line, {kind or 'which is not odd'}: {line!r}")


class Rows:
    """Rows on their way into a Parquet file, some at a time."""

    def __init__(self, path: Path) -> None:
        import pyarrow as pa
        from pyarrow.parquet import ParquetWriter

        kinds = [(name, pa.int64() if name in NUMBERS else pa.string()) for name in columns()]
        self._schema = pa.schema([*kinds, ("odd", pa.string())])
        self._writer = ParquetWriter(path, self._schema, compression="zstd")
        self._rows: list[list[object]] = []

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *error: object) -> None:
        """Write the last ones."""
        self._write()
        self._writer.close()

    def add(self, values: list[object]) -> None:
        """One more row."""
        self._rows.append(values)
        if len(self._rows) >= _CHUNK:
            self._write()

    def _write(self) -> None:
        import pyarrow as pa

        if self._rows:
            columnar = zip(zip(*self._rows, strict=True), self._schema, strict=True)
            arrays = [pa.array(values, field.type) for values, field in columnar]
            self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))
            self._rows.clear()


def row(values: Sequence[str | None]) -> list[object]:
    """Values of the columns from the first on -> all of them, two as numbers, NULL for `-`.

    >>> row(["o", "b"])[:3], row(["x"] * 11 + ["-", "7"])[11:14]
    (['o', 'b', None], [None, 7, None])
    """
    padded = [*values, *[None] * (len(columns()) - len(values))]
    return [_number(value) if name in NUMBERS else value for name, value in zip(columns(), padded, strict=True)]


def _number(value: str | None) -> int | None:
    return None if value is None or value == "-" else int(value)


def by_regex(line: str) -> list[str | None]:
    """The columns of a damaged line, of which there is no other truth than what the table's regex says."""
    found = re.fullmatch(regex(), line, re.DOTALL)
    if not found:
        raise RuntimeError(f"the regex takes every line, but not {line!r}")
    return list(found.groups())


def joined(fields: Sequence[str]) -> str:
    """The line that these fields make."""
    return " ".join((*fields[:2], f"[{fields[2]}]", *fields[3:]))


def fields_of(request: Request) -> list[str]:
    """The fields of a request as S3 logs them since 2026."""
    client, bucket, action = request.client, request.bucket, request.action
    key = "-" if request.key is None else key_in_line(action.operation, request.key)
    asked = [f"{datetime.fromtimestamp(request.time, UTC):%d/%b/%Y:%H:%M:%S} +0000", client.ip, client.requester]
    what = [request.request_id, action.operation, key, _uri(request), str(request.status or "-"), request.error]
    numbers = [str(request.sent or "-"), _or_nil(request.size), _or_nil(request.total), _or_nil(request.turn)]
    return [
        bucket.owner, bucket.name, *asked, *what, *numbers, *_headers(request), request.version, request.host_id,
        *_connection(client, bucket),
    ]  # fmt: skip


def _or_nil(value: int | None) -> str:
    return "-" if value is None else str(value)


def _uri(request: Request) -> str:
    action = request.action
    if not action.verb:
        return "-" if action.operation.startswith("BATCH.") else '"-"'
    query = "&".join(filter(None, (action.query, request.query)))
    version = "" if action.operation == "REST.COPY.OBJECT_GET" else " HTTP/1.1"
    return f'"{action.verb} /{key_in_uri(request.key or "")}{"?" if query else ""}{query}{version}"'


def _headers(request: Request) -> list[str]:
    client = request.client
    if request.action.verb and not client.bare:
        return [f'"{client.referer}"', f'"{client.agent}"']
    return ['"-"', '"-"'] if not request.action.verb and client.requester == "AmazonS3" else ["-", "-"]


def _connection(client: Client, bucket: Bucket) -> list[str]:
    if client.requester == "AmazonS3":
        return ["-"] * 8
    host = client.endpoint or bucket.host
    if client.access_point:
        host = f"{client.access_point.rpartition('/')[2]}-{bucket.account}.s3-accesspoint.{bucket.region}.amazonaws.com"
    signature, auth = ("-", "-") if client.anonymous else (client.signature, client.auth)
    point, acl = client.access_point or "-", "Yes" if client.acl else "-"
    return [signature, client.cipher, auth, host + client.port, client.tls, point, acl, client.source_region]


def compared(connection: duckdb.DuckDBPyConnection, rows: str, truth: Path, names: Sequence[str] = ()) -> Compared:
    """Rows of a SELECT beside the truth, as multisets, by these columns or all."""
    hashed = f"hash({', '.join(names or columns())})"
    sides = [f"select {hashed} as h, count(*) as n from ({side}) group by 1" for side in (rows, f"from '{truth}'")]
    counted = f"""
        select coalesce(sum(o.n), 0)::bigint, coalesce(sum(t.n), 0)::bigint,
            coalesce(sum(greatest(coalesce(o.n, 0) - coalesce(t.n, 0), 0)), 0)::bigint
        from ({sides[0]}) o full join ({sides[1]}) t on o.h = t.h
    """
    found = connection.execute(counted).fetchone()
    ours, true, wrong = cast("tuple[int, int, int]", found)
    return Compared(ours, max(0, true - ours), wrong)
