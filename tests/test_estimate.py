"""What a question would read: by listings of a real S3 over HTTP, exactly the objects that the window leaves."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from click.testing import CliRunner

from athena_s3logs.asking import ask
from athena_s3logs.aws import listing
from athena_s3logs.aws.listing import listed
from athena_s3logs.catalog import raw_tables
from athena_s3logs.cli import main
from athena_s3logs.engines.athena import AthenaEngine
from athena_s3logs.engines.result import Result
from athena_s3logs.errors import CostError, SettingError
from athena_s3logs.foreign import foreign_table
from athena_s3logs.relation import own_files, pruning
from athena_s3logs.session import S3Logs
from athena_s3logs.sources import Settings, Source, make_source
from athena_s3logs.window import Window
from tests.athena_double import Double
from tests.s3_server import S3Server, s3_server
from tests.test_foreign import DATED, Glue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from athena_s3logs.engines.base import Question

TODAY: Final = date(2026, 11, 21)
NOW: Final = datetime(2026, 11, 21)
ACCOUNTS: Final = ("111122223333", "444455556666")
REGIONS: Final = ("eu-west-1", "us-east-1")
PLACES: Final = {"accounts": ACCOUNTS, "regions": REGIONS}
FLAT: Final = {"s3_access": {"location": "s3://flat/app/", "layout": "flat"}}
PARTITIONED: Final = {
    "s3_access": {
        "location": "s3://parts/app", "layout": "partitioned", "buckets": ["data"], "first_day": date(2026, 10, 1),
        "accounts": ["111122223333"], "regions": ["eu-west-1"],
    },
}  # fmt: skip
WINDOW: Final = Window.day("2026-11-05")


@pytest.fixture(scope="module")
def server() -> Iterator[S3Server]:
    with s3_server() as running:
        for bucket in ("flat", "parts", "trail", "law"):
            running.client.create_bucket(Bucket=bucket)
        names = [f"2026-11-{day:02}-{hour:02}-00-00-00000000000000AA" for day in range(1, 11) for hour in (0, 9, 18)]
        running.put("flat", *(f"app/{name}" for name in names), body=b"x" * 1000)
        running.put("flat", "app/2026-11-05-odd", "app/2026-11-05-00-00-00-x/y", "app/", "ap/2026-11-05-00-00-00-A", "app/z")
        folder = "app111122223333/eu-west-1/data/2026/11"
        running.put("parts", *(f"{folder}/{day:02}/2026-11-{day:02}-00-00-00-A" for day in range(1, 11)), body=b"x" * 2000)
        odd = ("05/_hidden", "05/.a", "05/_x/a", "05/", "31/a", "05-old/a", "05", "5/a", "05/in/side")
        running.put("parts", *(f"{folder}/{name}" for name in odd), body=b"x")
        running.put("parts", f"{folder}/05/empty", body=b"")
        yield running


@pytest.fixture(autouse=True)
def _environment(server: S3Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL_S3": server.url, "AWS_CONFIG_FILE": "none", "AWS_SHARED_CREDENTIALS_FILE": "none",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)


def logs(config: dict[str, Any], **parts: Any) -> S3Logs:  # noqa: ANN401  of S3Logs
    return S3Logs.configured(config, today=lambda: TODAY, **parts)


def test_a_flat_layout_counts_its_own_files_between_the_bounds() -> None:
    found = logs(FLAT).estimate("denied_requests", start="2026-11-05", end="2026-11-06")
    # Three a day, two days of slack. The bounds go to the second, so the file of midnight at their end is none of them.
    assert (found.objects, found.bytes) == (9, 9_000)
    assert found.cost == pytest.approx(10 / 1024**2 * 5)
    assert (found.price_per_tb, found.price_assumed) == (5.0, True)
    assert found.local.objects == 9
    assert found.local.bytes == 9_000
    assert found.local.requests > 9
    assert any("lists all that lies under s3://flat/app/" in note for note in found.notes)
    assert any(note.startswith("Assumed: 5.00 USD per TB") for note in found.notes)


def test_partitions_count_what_is_in_them_and_not_hidden() -> None:
    found = logs(PARTITIONED).estimate("denied_requests", start="2026-11-05", end="2026-11-06")
    assert (found.objects, found.bytes) == (2, 2_001)
    found = logs(PARTITIONED).estimate("denied_requests", start="2026-11-05", end="2026-11-08", accounts=ACCOUNTS[:1])
    assert (found.objects, found.bytes) == (4, 6_001)


def test_a_table_of_aws_own_ddl_is_counted_where_its_template_says(server: S3Server) -> None:
    template = "s3://parts/app111122223333/eu-west-1/data/${timestamp}"
    found = replace(DATED, location="s3://parts/", properties={**DATED.properties, "storage.location.template": template})
    table = foreign_table(Glue(found), "s3_access", "logs.access", {"layout": "partitioned"}, today=TODAY)
    theirs = S3Logs(engine=AthenaEngine({"s3_access": table}, Double()), s3=server.client, today=lambda: TODAY, ledger=False)
    estimated = theirs.estimate("s3_access/denied_requests", Window.day("2026-11-05"))
    assert (estimated.objects, estimated.bytes) == (2, 2_001)
    with pytest.raises(CostError):
        theirs.run("s3_access/denied_requests", Window.day("2026-11-05"), max_bytes=1_000)


def test_a_query_that_reads_a_relation_twice_pays_twice() -> None:
    config = logs(PARTITIONED | {"athena": {"price_per_tb": 6.5}})
    twice = "with a as (select operation from s3_access) select a.operation from a join a as b on a.operation = b.operation"
    with pytest.raises(SettingError, match="no engine"):
        config.query(twice, start="2026-11-05", max_bytes=1)
    question = ask(own_query(twice), None, {"start": "2026-11-05", "end": "2026-11-06"})
    found = config._estimated(question)
    assert (found.objects, found.bytes, found.local.bytes) == (2, 4_002, 2_001)
    assert (found.price_per_tb, found.price_assumed) == (6.5, False)
    assert "s3_access: the SQL reads it 2 times, and Athena asks for each." in found.notes
    assert not any("USD per TB" in note for note in found.notes)


INNER: Final = "with a as (select key from s3_access) select a.key from a where key in (with a as ({}) select key from a)"
ROUNDS: Final = "with recursive t(n) as ({} union all select {}) select n from t"


@pytest.mark.parametrize(("sql", "times"), [
    (INNER.format("select 'x' as key"), 1),
    (INNER.format("select b.key from a as b join a on a.key = b.key"), 3),
    ("select a.key from (with a as (select key from s3_access) select key from a) as a join s3_access on true", 2),
    # Ten rounds and the one that has to be empty, each with all before it, and the anchor in each and by itself.
    (ROUNDS.format("select 1", "t.n + 1 from t join s3_access on total_time_ms = t.n"), 66),
    (ROUNDS.format("select total_time_ms from s3_access", "t.n + 1 from t where t.n < 9"), 12),
    (ROUNDS.format("select total_time_ms from s3_access", "total_time_ms from s3_access"), 2),
])
def test_names_of_with_hold_where_they_are_seen_and_recursion_is_counted_round_by_round(sql: str, times: int) -> None:
    found = logs(PARTITIONED)._estimated(ask(own_query(sql), WINDOW, {}))
    assert found.bytes == times * 2_001


def own_query(sql: str) -> Any:  # noqa: ANN401  a Query
    from athena_s3logs.query import Query

    return Query(name="query", sql=sql, path=Path("query"))


def test_archived_objects_are_told_and_not_counted(server: S3Server) -> None:
    server.client.create_bucket(Bucket="cold")
    for number, kind in enumerate(("STANDARD", "GLACIER", "DEEP_ARCHIVE", "STANDARD_IA")):
        server.client.put_object(
            Bucket="cold", Key=f"2026-11-05-00-00-0{number}-A", Body=b"x", StorageClass=kind,  # type: ignore[arg-type]
        )
    config = {"s3_access": {"location": "s3://cold", "layout": "flat"}}
    found = logs(config).estimate("denied_requests", start="2026-11-05", end="2026-11-06")
    assert found.objects == 2
    assert "s3_access: Athena passes over 2 objects archived in Glacier." in found.notes


def test_pages_are_followed_to_the_bound_and_no_further(server: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "AT_ONCE", 1)
    server.client.create_bucket(Bucket="long")
    keys = [f"2026-11-{day:02}-00-{n // 60:02}-{n % 60:02}-A" for day in (1, 2, 8, 9) for n in range(700)]
    for key in keys:
        server.put("long", key, body=b"x")
    source = make_source(Settings(kind="s3_access", location="s3://long", layout="flat"), today=TODAY)
    window = Window(start=datetime(2026, 11, 1), end=datetime(2026, 11, 3))
    found = listed(server.client, source, pruning("s3_access", source, window, now=NOW))
    assert len(found.objects) == 1400
    assert found.requests == 2


@pytest.mark.parametrize(("time", "expected"), [("delivery", 2), ("event", 1)])
def test_what_is_delivered_at_midnight_may_hold_the_day_before(server: S3Server, time: str, expected: int) -> None:
    place = f"midnight-{time}"
    server.client.create_bucket(Bucket=place)
    folder = "111122223333/eu-west-1/data/2026/11"
    server.put(place, *(f"{folder}/{day}/2026-11-{day}-00-00-00-00000000000000AA" for day in ("05", "06", "08")))
    config = {"s3_access": PARTITIONED["s3_access"] | {"location": f"s3://{place}/", "time": time}}
    question: dict[str, Any] = {"start": "2026-11-05", "end": "2026-11-06"}
    assert logs(config).estimate("denied_requests", **question).local.objects == expected
    assert logs(config).pull("out", **question).fetched == expected
    unparsed = ask(own_query("select reason from s3_access_unparsed"), None, question)
    assert logs(config)._estimated(unparsed).local.objects == 1, "lines without a time go by that of their file"


LAW: Final = {
    "flat": Settings(kind="s3_access", location="s3://law/flat/lo", layout="flat"),
    "event": Settings(
        kind="s3_access", location="s3://law/event/", layout="partitioned", buckets=("data", "data-2"),
        first_day=date(2026, 10, 3), **PLACES,  # type: ignore[arg-type]
    ),
    "delivery": Settings(
        kind="s3_access", location="s3://law/del", layout="partitioned", time="delivery", first_day=date(2026, 10, 3),
        accounts=ACCOUNTS, inject=("account",),
    ),
    "account": Settings(
        kind="cloudtrail", location="s3://law/AWSLogs/111122223333/CloudTrail/", regions=REGIONS, first_day=date(2026, 10, 3),
    ),
    "organization": Settings(
        kind="cloudtrail", location="s3://law/AWSLogs/o-abc123/", organization="o-abc123",
        first_day=date(2026, 10, 3), **PLACES,  # type: ignore[arg-type]
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def keys(server: S3Server) -> dict[str, int]:
    """Keys of every layout, some of them a little off, and their sizes."""
    chance, sizes = random.Random(6), {}  # noqa: S311
    for number in range(1500):
        day = date(2026, 10, 1) + timedelta(days=chance.randrange(25))
        account, region, bucket = chance.choice(ACCOUNTS), chance.choice(REGIONS), chance.choice(["data", "data-2", "dat"])
        stamp = f"{day}-{chance.randrange(24):02}-00-{chance.randrange(60):02}-{number:016X}"
        folder, trail = f"{account}/{region}/{bucket}/{day:%Y/%m/%d}", f"CloudTrail/{region}/{day:%Y/%m/%d}"
        key = chance.choice([
            f"flat/lo{stamp}", f"flat/{stamp}", f"event/{folder}/{stamp}", f"del{folder}/{stamp}", f"del{folder}x/{stamp}",
            f"AWSLogs/111122223333/{trail}/{number}.json.gz", f"AWSLogs/o-abc123/{account}/{trail}/{number}.json.gz",
            f"event/{folder}/{chance.choice(['_', '', '.', 'in/'])}{number}",
        ])  # fmt: skip
        sizes[key] = chance.randrange(400)
        server.put("law", key, body=b"x" * sizes[key])
    return sizes


def read_by_name(source: Source, window: Window, keys: dict[str, int]) -> dict[str, int]:
    """What the predicates of the relation leave, worked out from each key in the plainest way."""
    read = pruning(source.kind, source, window, now=NOW)
    if read.paths:
        paths = {key: f"s3://law/{key}" for key in keys}
        return {
            key: keys[key] for key, path in paths.items()
            if re.search(own_files(source), path) and read.paths[0] <= path < read.paths[1]
        }  # fmt: skip
    names = [column.name for column in source.dimensions]
    steps = [f"(?P<{name}>[^/]+)/" for name in names]
    if source.shape == "cloudtrail_organization":
        steps.insert(1, "CloudTrail/")
    shape = re.compile(f"{source.location.prefix}{''.join(steps)}(?P<day>..../../..)/(?![_.])(?:[^/]+/(?![_.]))*[^/]+")
    allowed = {column.name: column.values for column in source.dimensions} | dict(read.values)
    assert read.days
    return {
        key: size for key, size in keys.items()
        if (found := shape.fullmatch(key)) and read.days[0] <= found["day"] <= read.days[1]
        and all(values is None or found[name] in values for name, values in allowed.items())
    }  # fmt: skip


@pytest.mark.parametrize("shape", LAW)
def test_the_listing_is_what_the_predicates_leave(server: S3Server, keys: dict[str, int], shape: str) -> None:
    source, chance, some = make_source(LAW[shape], today=TODAY), random.Random(shape), 0  # noqa: S311
    for _ in range(30):
        start = datetime(2026, 10, 1) + timedelta(hours=chance.randrange(600))
        end = start + chance.choice([timedelta(hours=1), timedelta(days=chance.randrange(1, 12)), timedelta(seconds=1.5)])
        if source.first_day and end <= datetime(2026, 10, 3):
            continue
        limits: dict[str, Any] = {"regions": REGIONS[:1]} if chance.random() < 0.5 and not source.flat else {}
        if shape == "delivery":
            limits = {"regions": REGIONS, "buckets": ("data", "dat")}
        window = Window(start=start, end=end, **limits)
        found = listed(server.client, source, pruning(source.kind, source, window, now=NOW))
        expected = {key: size for key, size in read_by_name(source, window, keys).items() if size}
        assert {item.key: item.size for item in found.objects} == expected
        assert len(found.objects) == len(expected)
        some += len(expected)
    assert some > 300


class Paid:
    """An engine that would ask money, and never gets to."""

    by_the_byte = True
    kinds = ("s3_access",)

    def sql(self, question: Question) -> str:
        raise AssertionError(question)

    def answer(self, question: Question) -> Result:
        import pyarrow as pa

        return Result.of(pa.table({"n": [1]}), question.returns[:0], sql="", engine="paid", elapsed=0)


def test_a_question_beyond_what_is_allowed_is_refused_with_the_figures() -> None:
    paid = logs(PARTITIONED, engine=Paid())
    with pytest.raises(CostError) as caught:
        paid.run("denied_requests", WINDOW, max_bytes=2_000)
    assert str(caught.value) == (
        "not run: it would read 2 objects of 2,001 bytes (2.0 kB) on Athena, for 0.000048 USD at assumed 5.00 USD per TB;"
        " max_bytes allows 2,000 bytes. Choose a shorter window, name accounts, regions or buckets, or allow more"
    )
    assert caught.value.estimate.bytes == 2_001
    with pytest.raises(CostError, match=r"max_cost allows 0\.000047 USD"):
        paid.query("select operation from s3_access", WINDOW, max_cost=0.000047)
    assert len(paid.run("denied_requests", WINDOW, max_bytes=2_001, max_cost=0.00005)) == 1


@pytest.mark.parametrize("wrong", [{"max_cost": -1}, {"max_bytes": float("nan")}, {"max_cost": "1"}, {"max_bytes": True}])
def test_a_limit_that_is_none(wrong: dict[str, Any]) -> None:
    with pytest.raises(SettingError, match=f"{next(iter(wrong))}: expected a number of"):
        logs(PARTITIONED, engine=Paid()).run("denied_requests", WINDOW, **wrong)


@pytest.mark.parametrize("wrong", [0, -5.0, float("nan"), float("inf"), True, "5"])
def test_a_price_that_is_none_makes_no_limit_void(wrong: Any) -> None:  # noqa: ANN401  a mistake
    with pytest.raises(SettingError, match=r"price_per_tb: expected US dollars for a terabyte, as in 5\.0"):
        logs(PARTITIONED, engine=Paid(), price_per_tb=wrong)


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Two questions that can be asked here, one that cannot, and one whose value is wrong."""
    (tmp_path / "packs").mkdir()
    names = ("s3_access/denied_requests", "s3_access/requests_by_operation", "cloudtrail/trail_tampering")
    items = "".join(f'[[questions]]\nquery = "{name}"\n' for name in names)
    wrong = '[[questions]]\nquery = "s3_access/denied_requests"\nparams = { limit = "x" }\n'
    (tmp_path / "packs" / "ours.toml").write_text(f'title = "Ours"\ndescription = "Some."\n{items}{wrong}')
    return tmp_path


def test_a_pack_has_one_budget(pack: Path) -> None:
    double = Double()
    engine = AthenaEngine(raw_tables(logs(PARTITIONED).deployments), double)
    paid = logs(PARTITIONED, engine=engine, queries=pack, ledger=False)
    one = paid.estimate("denied_requests", WINDOW).cost
    with pytest.raises(CostError) as caught:
        paid.run_pack("ours", WINDOW, max_cost=1.5 * one)
    assert str(caught.value).startswith("not run: the 2 questions together would read 4 objects of 4,002 bytes")
    assert caught.value.estimate.cost == 2 * one
    with pytest.raises(CostError, match="max_bytes allows 4,001 bytes"):
        paid.run_pack("ours", WINDOW, max_bytes=4_001)
    assert double.started == []
    within = [(item.query, item.state) for item in paid.run_pack("ours", WINDOW, max_cost=2 * one, max_bytes=4_002)]
    assert len(double.started) == 2
    assert within == [(item.query, item.state) for item in paid.run_pack("ours", WINDOW, max_cost=None)]


def test_what_cannot_be_estimated_does_not_run(pack: Path) -> None:
    double, gone = Double(), {"s3_access": {**FLAT["s3_access"], "location": "s3://gone/"}}
    engine = AthenaEngine(raw_tables(logs(gone).deployments), double)
    found = logs(gone, engine=engine, queries=pack, ledger=False).run_pack("ours", WINDOW, max_cost=1)
    assert [item.state for item in found] == ["failed", "failed", "failed", "not asked"]
    assert double.started == []


def test_limits_are_for_athena_alone(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text("x\n")
    words = ["run", "denied_requests", "--day", "2026-11-05", "--s3-access", "a.log"]
    said = CliRunner().invoke(main, [*words, "--max-cost", "1"])
    assert said.exit_code == 2
    assert said.stderr == "Error: max_cost: only Athena asks money for what it reads; leave it out\n"
    told = CliRunner().invoke(main, ["run-pack", "exposure", *words[2:], "--max-cost", "1"])
    assert (told.exit_code, told.stdout, told.stderr) == (2, "", said.stderr)


def test_the_command(tmp_path: Path) -> None:
    (tmp_path / "athena_s3logs.toml").write_text(
        '[s3_access]\nlocation = "s3://parts/app"\nlayout = "partitioned"\nfirst_day = 2026-10-01\n'
        "[athena]\nprice_per_tb = 6\n",
    )
    words = ["estimate", "denied_requests", "--day", "2026-11-05", "--account", ACCOUNTS[0], "--region", REGIONS[0]]
    done = CliRunner().invoke(main, [*words, "--bucket", "data"], catch_exceptions=False)
    assert (done.exit_code, done.stderr) == (0, "")
    table, _, notes = done.stdout.partition("\n\n")
    assert [re.split("  +", line.strip()) for line in table.split("\n")] == [
        ["Athena", "local"],
        ["objects", "2", "2"],
        ["bytes", "2.0 kB scanned", "2.0 kB to fetch"],
        ["requests", "3"],
        ["time", "about 1 s"],
        ["money", "0.000057 USD"],
    ]
    assert notes.startswith("Assumed for local: 16 requests at once")
    figures = json.loads(CliRunner().invoke(main, [*words, "--bucket", "data", "--json"]).stdout)
    assert (figures["bytes"], figures["price_assumed"], figures["local"]["requests"]) == (2001, False, 3)
    said = CliRunner().invoke(main, words)
    assert (said.exit_code, said.stdout) == (2, "")
    assert "bucket: the table does not know its buckets" in said.stderr
    assert json.loads(CliRunner().invoke(main, [*words, "--bucket", "gone", "--json"]).stdout)["objects"] == 0


def test_a_bucket_that_is_not_there_is_one_error(tmp_path: Path) -> None:
    (tmp_path / "athena_s3logs.toml").write_text('[s3_access]\nlocation = "s3://no-such-bucket/"\nlayout = "flat"\n')
    said = CliRunner().invoke(main, ["estimate", "denied_requests", "--day", "2026-11-05"])
    assert (said.exit_code, said.stdout) == (1, "")
    assert said.stderr.startswith("Error: could not list s3://no-such-bucket/: An error occurred (NoSuchBucket)")
