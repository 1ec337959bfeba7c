"""The library and the answers of the closed list, on the Trino with which engine version 3 of Athena began."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import pytest

from athena_s3logs import S3Logs, Window
from athena_s3logs.catalog import raw_tables
from athena_s3logs.engines.trino import TrinoEngine
from athena_s3logs.header import DISTINCT
from athena_s3logs.library import load
from athena_s3logs.relation import RELATIONS
from tests import proof
from tests.corpus import TODAY, access_lines, trail_records
from tests.query_cases.all import CASES, WHOLE, WINDOW, Company, company
from tests.raw_rows import access_rows, raw_types, trail_rows
from tests.scenes.all import SCENES, planted
from tests.scenes.files import write
from tests.stand.errors import StandError
from tests.stand.test_queries import ALONE, LAYOUTS, TRAILS, deployments, is_trail_file, same, whole
from tests.test_translate import LINES, SNIPPETS, alike, outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from athena_s3logs.sources import Source
    from tests.stand.old_trino import OldTrino

LIBRARY: Final = load()
BUCKET: Final = "old"
NAME: Final = "2026-11-05-10-20-30-0A1B2C3D4E5F6071"
ASKED: Final = {"company": "flat", "scenes": "flat scenes"}
"""The layouts that have rows; the others are there to be analysed."""

counted: dict[str, int] = {"analysed": 0, "executed": 0, "snippets": 0}
_KINDS: Final = {
    "analysed": "texts of the library's questions, by layout, analysed on Trino 398",
    "executed": "answers of the library's questions, and of its relations, on Trino 398 and on DuckDB",
    "snippets": "snippets of SQL on Trino 398, as they are recorded",
}


def count(kind: str) -> None:
    counted[kind] += 1
    proof.count(_KINDS[kind])


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A layout of the logs, on the old Trino and by DuckDB."""

    made: Company
    trino: S3Logs
    local: S3Logs


@pytest.fixture(scope="module")
def layouts(
    old_trino: OldTrino, tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config,
) -> Iterator[dict[str, Layout]]:
    every = (*LAYOUTS, ASKED["scenes"])
    yield {name: layout(old_trino, name, tmp_path_factory.mktemp("logs") / name) for name in every}
    with pytestconfig.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        said = "{analysed} queries x layouts analysed, {executed} answers and {snippets} snippets compared, none differs"
        print(f"\nTrino 398: {said.format(**counted)}")


def layout(trino: OldTrino, name: str, folder: Path) -> Layout:
    settings, changes = LAYOUTS[name.partition(" ")[0]]
    made = company(folder, **changes, **({} if name == ASKED["company"] else ALONE))
    items = tuple(deployments(made, name.replace(" ", "_"), settings, BUCKET))
    if name == ASKED["company"]:
        merge(folder)
        add_the_corpus(made)
    if name == ASKED["scenes"]:
        write(folder, chain.from_iterable(scene.log for scene in SCENES.values()))
    for item in items:
        rows = raw_rows(item.source, folder) if name in ASKED.values() else []
        trino.fill(f"{item.database}.{item.table}", rows, raw_types(item.source, "trino", partitions=True))
    engine = TrinoEngine(raw_tables(items), trino.connect, now=lambda: datetime(2026, 11, 21))
    access, trail = (folder / item.source.location.prefix for item in items)
    local = S3Logs.local(s3_access=access, cloudtrail=trail)
    return Layout(made=made, trino=S3Logs(items, engine=engine, today=lambda: TODAY), local=local)


def add_the_corpus(made: Company) -> None:
    lines = "".join(f"{line.text}\n" for line in access_lines())
    (made.folder / "s3_access" / NAME).write_text(lines, encoding="utf-8")
    trail = next(path for path in made.folder.rglob("*") if is_trail_file(path))
    trail.with_name("corpus.json.gz").write_bytes(as_delivered([record for record, _ in trail_records()]))


def merge(folder: Path) -> None:
    """All files of a day as its last one: thousands of small ones take long to open."""
    groups: dict[tuple[Path, str], list[Path]] = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        groups.setdefault((path.parent, "" if is_trail_file(path) else path.name[:10]), []).append(path)
    for paths in groups.values():
        parts = [path.read_bytes() for path in paths]
        *others, last = paths
        for path in others:
            path.unlink()
        if is_trail_file(last):
            last.write_bytes(as_delivered([one for part in parts for one in json.loads(gzip.decompress(part))["Records"]]))
        else:
            last.write_bytes(b"".join(parts))


def as_delivered(records: list[Any]) -> bytes:
    return gzip.compress(json.dumps({"Records": records}).encode())


def raw_rows(source: Source, folder: Path) -> list[dict[str, Any]]:
    inside = folder / source.location.prefix
    return [
        {**row, **partition(path.relative_to(inside)), "$path": f"s3://{BUCKET}/{path.relative_to(folder)}"}
        for path in sorted(inside.rglob("*"))
        if path.is_file() and (source.kind == "s3_access" or is_trail_file(path))
        for row in rows_of(source, path.read_bytes())
    ]


def partition(path: Path) -> dict[str, str]:
    """The partition columns, of the trail of an account."""
    region, *day = path.parts[:-1] or [""]
    return {"region": region, "day": "/".join(day)} if day else {}


def rows_of(source: Source, data: bytes) -> list[dict[str, Any]]:
    if source.kind == "s3_access":
        return access_rows(data.decode().split("\n")[:-1], source)
    return trail_rows(data, source)


def ways(name: str, made: Company) -> list[Mapping[str, Any]]:
    """The parameters of a query: what finds something, the defaults, and without doubles where it can leave them out."""
    first, *others = planted(name, made)
    defaults = [made.defaults(name)] if name in CASES else []
    distinct = [dict(first) | {DISTINCT: True} for param in LIBRARY[name].params if param.name == DISTINCT]
    return [first, *others, *defaults, *distinct]


@pytest.mark.parametrize("name", list(LIBRARY))
def test_each_query_is_taken_on_each_layout(name: str, layouts: dict[str, Layout], old_trino: OldTrino) -> None:
    """The layouts differ in what prunes them: the parameters vary on the first one only."""
    every = ways(name, layouts[ASKED["company"]].made)
    for number, place in enumerate(TRAILS if name.startswith("cloudtrail/") else LAYOUTS):
        for given in every[: 1 if number else None]:
            old_trino.check(layouts[place].trino.sql(name, WINDOW, **given))
        count("analysed")


@pytest.mark.parametrize("place", LAYOUTS)
@pytest.mark.parametrize("relation", list(RELATIONS))
def test_each_part_of_a_window_is_taken(relation: str, place: str, layouts: dict[str, Layout]) -> None:
    """What prunes a layout is another text for each of them."""
    layout = layouts[place]
    truth, sql = layout.made.truth, f"select count(*) as n from {relation}"
    limits: dict[str, Any] = {} if relation == "s3_access_unparsed" else {"buckets": tuple(truth.s3_access.buckets)[:2]}
    if relation == "cloudtrail":
        limits |= {"regions": ("us-east-1",), "accounts": truth.accounts[:1]}
    for window, given in ((Window.all_time(), {}), (WHOLE, {}), (WINDOW, limits)):
        assert len(layout.trino.query(sql, window, **given)) == 1


@pytest.mark.parametrize("name", list(LIBRARY))
def test_each_query_has_the_same_rows(name: str, layouts: dict[str, Layout]) -> None:
    """As DuckDB has them, which stands for the newer Trino: test_queries asks both the same of the same generated logs."""
    logs = layouts[ASKED["company" if name in CASES else "scenes"]]
    if name in CASES:
        window, given = WINDOW, planted(name, logs.made)[0]
    else:
        window, given = next((ask.window, ask.params) for ask in SCENES[name].asks if ask.rows)
    there, here = (each.run(name, window, **given) for each in (logs.trino, logs.local))
    assert len(here), "the planted parameters find something"
    same(there, here)
    count("executed")


@pytest.mark.parametrize("place", ASKED)
@pytest.mark.parametrize("relation", list(RELATIONS))
def test_the_relations_themselves_are_the_same(relation: str, place: str, layouts: dict[str, Layout]) -> None:
    """All rows, those of the corpora among them, and all columns but for the name of the file."""
    sql = whole(relation)
    logs = layouts[ASKED[place]]
    there, here = (each.query(sql, Window.all_time()) for each in (logs.trino, logs.local))
    same(there, here)
    count("executed")


def test_an_address_of_the_other_family_is_in_no_network(layouts: dict[str, Layout]) -> None:
    """Which is an error on Trino 398."""
    sql = "select remote_ip from s3_access where contains(:network, try_cast(remote_ip as ipaddress)) order by remote_ip"
    logs = layouts[ASKED["company"]]
    for network in ("0.0.0.0/0", "::/0"):
        there, here = (each.query(sql, WHOLE, network=network) for each in (logs.trino, logs.local))
        assert len(here) > 1
        same(there, here)


def replayed(trino: OldTrino, sql: str) -> Any:  # noqa: ANN401  as trino-answers.jsonl has it
    try:
        columns, rows = trino.ask(sql)
    except StandError as error:
        return str(error)
    return [[plain(value, column.type_code) for value, column in zip(row, columns, strict=True)] for row in rows]


def plain(value: Any, type_: str) -> Any:  # noqa: ANN401  any JSON
    if isinstance(value, str) and type_.startswith("timestamp"):
        return str(datetime.fromisoformat(value.removesuffix(" UTC")))
    return str(float(value)) if isinstance(value, str) and type_ == "double" else value


def recorded(snippet: dict[str, Any]) -> Any:  # noqa: ANN401  any JSON
    """The answer of 398, which stands there where it is another than that of 476."""
    wanted = snippet.get("trino_398", snippet["trino"])
    if isinstance(wanted, dict):
        return wanted["error"].rpartition(": ")[2]
    return [[None]] if wanted == "NULL" else wanted


def test_what_is_allowed_is_answered_as_it_is_recorded(old_trino: OldTrino) -> None:
    old_trino.define("default.l", LINES)
    different = {}
    for snippet in (one for number, one in enumerate(SNIPPETS) if outcome(number) == "same"):
        got, wanted = replayed(old_trino, snippet["sql"]), recorded(snippet)
        if isinstance(wanted, list) and "order by" not in snippet["sql"].lower():
            got, wanted = sorted(got, key=repr), sorted(wanted, key=repr)
        if not alike(got, wanted):
            different[snippet["name"]] = got, wanted
        count("snippets")
    assert different == {}
