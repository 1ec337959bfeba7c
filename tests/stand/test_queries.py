"""Each query of the library on Trino over the files in S3 and on DuckDB over the same files: the same rows, in one order.

By Trino's own protocol, and through PyAthena on every layout.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import pytest
import sqlglot
from sqlglot import exp

from athena_s3logs import S3Logs
from athena_s3logs.catalog import Deployment, raw_tables
from athena_s3logs.engines.trino import TrinoEngine, connector
from athena_s3logs.header import DISTINCT
from athena_s3logs.library import load
from athena_s3logs.relation import RELATIONS, columns
from athena_s3logs.sources import Settings, make_source
from athena_s3logs.translate import to_athena
from tests import proof
from tests.corpus import TODAY
from tests.query_cases.all import AWKWARD, CASES, PLAN, WHOLE, WINDOW, Company, company
from tests.scenes import BUCKETS
from tests.scenes.all import SCENES, planted
from tests.scenes.files import write
from tests.stand.trail_files import to_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from athena_s3logs import Window
    from athena_s3logs.engines.result import Result
    from tests.stand.athena.server import Athena
    from tests.stand.stand import Stand

TOLERANCE: Final = 1e-9
ALONE: Final[dict[str, Any]] = {"lines": 50, "days": 1, "incidents": ()}
LIBRARY: Final = load()
RESULTS: Final = "queries-results"

LAYOUTS: Final[dict[str, tuple[dict[str, Any], dict[str, str]]]] = {
    "flat": ({"layout": "flat"}, {}),
    "event": ({"layout": "partitioned"}, {"layout": "event", "trail": "organization"}),
    "delivery": ({"layout": "partitioned", "time": "delivery"}, {"layout": "delivery"}),
    "many_buckets": ({"layout": "partitioned", "inject": ("bucket",)}, {"layout": "event"}),
}
"""Settings of the access logs, and what is generated for them; each has a trail beside it, one that of an organisation."""

TRAILS: Final = ("flat", "event")
"""Those whose trails are compared for themselves: of one account, and of an organisation."""

compared: Counter[tuple[str, str]] = Counter()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """The same logs by all engines."""

    made: Company
    athena: S3Logs
    trino: S3Logs
    local: S3Logs


@pytest.fixture(scope="module")
def pairs(
    athena: Athena, tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config,
) -> Iterator[dict[str, Pair]]:
    class Pairs(dict[str, Pair]):
        def __missing__(self, name: str) -> Pair:
            self[name] = made(athena, name, tmp_path_factory.mktemp("logs") / name)
            return self[name]

    athena.stand.s3.create_bucket(Bucket=RESULTS)
    yield Pairs()
    with pytestconfig.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        places = f"{len({name for name, _ in compared})} queries, {len(compared)} pairs of query and layout"
        print(f"\n{sum(compared.values())} answers of Trino and DuckDB compared: {places}")


def made(athena: Athena, name: str, folder: Path) -> Pair:
    """The logs of a layout; for scenes hardly any but theirs, so that Trino has little to read."""
    layout, _, scenes = name.partition(" ")
    settings, changes = LAYOUTS[layout]
    bucket = f"queries-{name.replace('_', '-').replace(' ', '-')}"
    logs = delivered(athena.stand, bucket, folder, changes | (ALONE if scenes else {}))
    there = S3Logs.athena(
        config=configured(deployments(logs, name.replace(" ", "_"), settings, bucket)),
        session=athena.session(),
        output_location=f"s3://{RESULTS}/",
        today=lambda: TODAY,
    )
    there.create(database=True)
    connect = connector(athena.stand.trino_address, user="stand", catalog="awsdatacatalog")
    engine = TrinoEngine(raw_tables(there.deployments), connect, now=lambda: datetime(2026, 11, 21))
    return Pair(
        made=logs,
        athena=there,
        trino=S3Logs(there.deployments, engine=engine, today=lambda: TODAY),
        local=S3Logs.local(s3_access=folder / "s3_access", cloudtrail=folder / trail_folder(logs)),
    )


def delivered(stand: Stand, bucket: str, folder: Path, changes: dict[str, Any]) -> Company:
    """The company's logs and those of all scenes, in a folder and in a bucket."""
    logs = company(folder, **changes)
    every = chain.from_iterable(scene.log for scene in SCENES.values())
    write(folder, every, layout=logs.truth.layout, organization=logs.truth.organization)
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        body = path.read_bytes()
        stand.put(bucket, str(path.relative_to(folder)), to_lines(body) if is_trail_file(path) else body)
    return logs


def is_trail_file(path: Path) -> bool:
    return "CloudTrail" in path.parts and path.name.endswith(".json.gz")


def trail_folder(logs: Company) -> str:
    inside = logs.truth.organization or f"{logs.truth.accounts[0]}/CloudTrail"
    return f"cloudtrail/AWSLogs/{inside}/"


def deployments(logs: Company, layout: str, settings: dict[str, Any], bucket: str) -> Iterator[Deployment]:
    truth = logs.truth
    known = {"accounts": truth.accounts, "regions": truth.regions, "buckets": (*truth.s3_access.buckets, *BUCKETS)}
    dated: dict[str, Any] = {} if settings["layout"] == "flat" else known | {"first_day": PLAN.start}
    location = f"s3://{bucket}/s3_access/"
    access = Settings(kind="s3_access", location=location, **settings, **dated)
    trail = Settings(
        kind="cloudtrail",
        location=f"s3://{bucket}/{trail_folder(logs)}",
        organization=truth.organization or None,
        accounts=truth.accounts if truth.organization else None,
        regions=truth.regions,
        first_day=PLAN.start,
    )
    for each in (access, trail):
        source = make_source(each, today=TODAY)
        yield Deployment(source=source, database=f"queries_{layout}", table=f"{each.kind}_raw", view=each.kind)


def configured(items: Iterable[Deployment]) -> dict[str, Any]:
    """What a configuration says of tables."""
    config: dict[str, Any] = {}
    for item in items:
        given = item.source.settings
        values = {field.name: getattr(given, field.name) for field in fields(given) if field.name != "kind"}
        config |= {"database": item.database, given.kind: {name: value for name, value in values.items() if value}}
    return config


def layouts_of(name: str) -> tuple[str, ...]:
    return TRAILS if name.startswith("cloudtrail/") else tuple(LAYOUTS)


EVERY = [(name, layout) for name in LIBRARY for layout in layouts_of(name)]


@pytest.mark.parametrize(("name", "layout"), EVERY)
def test_the_same_rows(name: str, layout: str, pairs: dict[str, Pair], athena: Athena) -> None:
    pair = pairs[layout if name in CASES else f"{layout} scenes"]
    for window, given in more_of(name, pair.made, first=layout == layouts_of(name)[0]):
        same(*(logs.run(name, window, **given) for logs in (pair.trino, pair.local)))
        compared[name, layout] += 1
        proof.count("answers of the library's questions, by layout, on Trino and on DuckDB")
    there, here = (logs.run(name, WINDOW, **planted(name, pair.made)[0]) for logs in (pair.athena, pair.local))
    assert len(here) > 0, "the planted parameters find something"
    pd.testing.assert_frame_equal(there.df, here.df, check_exact=False, rtol=TOLERANCE)
    assert there.scanned_bytes == athena.execution(there.query_id or "").scanned > 0
    assert there.sql.endswith(f"-- athena_s3logs {name}")
    compared[name, layout] += 1
    proof.count("answers of the library's questions, by layout, through Athena's API and on DuckDB")


def more_of(name: str, made: Company, *, first: bool) -> Iterator[tuple[Window, Mapping[str, Any]]]:
    """What a query is asked beside what finds the planted rows: on the first layout all of it in an awkward window."""
    if first:
        distinct = {param.name: True for param in LIBRARY[name].params if param.name == DISTINCT}
        yield from ((AWKWARD, dict(given) | distinct) for given in planted(name, made)[::-1])
    if name in CASES:
        yield WINDOW, made.defaults(name)


def whole(relation: str) -> str:
    """All rows and columns of a relation in order, but for the name of the file."""
    names = [column.name for column in columns(relation) if column.name != "log_file"]
    order = [name for name in names if name != "resources"]  # rows with a NULL in them cannot be compared
    return f"select {', '.join(names)} from {relation} order by {', '.join(order)}"


@pytest.mark.parametrize("layout", list(LAYOUTS))
@pytest.mark.parametrize("relation", list(RELATIONS))
def test_the_relations_themselves_are_the_same(relation: str, layout: str, pairs: dict[str, Pair]) -> None:
    """All rows of the whole time, all columns, but for the name of the file."""
    sql = whole(relation)
    there, here = (logs.query(sql, WHOLE) for logs in (pairs[layout].trino, pairs[layout].local))
    assert len(here) > (0 if relation == "s3_access_unparsed" else 5_000)
    same(there, here)


@pytest.mark.parametrize("layout", list(LAYOUTS))
def test_the_parts_of_a_window_filter_alike(layout: str, pairs: dict[str, Pair]) -> None:
    pair = pairs[layout]
    buckets = tuple(pair.made.truth.s3_access.buckets)[:2]
    for sql, limits in (
        ("select bucket, count(*) as requests from s3_access group by bucket order by bucket", {"buckets": buckets}),
        ("select bucket, count(*) as events from cloudtrail group by bucket order by bucket", {"buckets": buckets}),
        (
            "select aws_region, account_id, count(*) as events from cloudtrail group by 1, 2 order by 1, 2",
            {"regions": ("us-east-1",), "accounts": pair.made.truth.accounts[:1]},
        ),
    ):
        there, here = (logs.query(sql, WHOLE, **limits) for logs in (pair.trino, pair.local))
        assert len(here) > 0
        same(there, here)


@pytest.mark.parametrize("network", ["10.0.0.0/8", "2001:db8::/32"])
@pytest.mark.parametrize("address", ["'10.1.2.3'", "'2001:db8::1'", "'::ffff:10.1.2.3'", "'-'", "null"])
def test_the_guard_of_networks_changes_no_answer(stand: Stand, network: str, address: str) -> None:
    tree = sqlglot.parse_one(f"select contains('{network}', try_cast({address} as ipaddress)) as inside", read="athena")
    assert isinstance(tree, exp.Query)
    assert stand.trino(to_athena(tree).sql("athena")).rows == stand.trino(tree.sql("athena")).rows


def same(there: Result, here: Result) -> None:
    assert there.columns == here.columns
    assert len(there) == len(here)
    for one, other in zip(there.rows, here.rows, strict=True):
        assert all(alike(*values) for values in zip(one, other, strict=True)), (one, other)


def alike(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=TOLERANCE) or (math.isnan(one) and math.isnan(other))
    return one == other
