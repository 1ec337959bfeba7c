"""Logs fetched from a real S3 over HTTP: which of them, whole, resumed, past faults and hostile keys; and asked in a cache."""

from __future__ import annotations

import gzip
import json
import os
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import boto3
import pytest
from botocore.config import Config
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from athena_s3logs.aws.finding import in_window, of_location, of_places
from athena_s3logs.aws.listing import S3Object
from athena_s3logs.aws.pull import pull
from athena_s3logs.cli import main
from athena_s3logs.errors import AwsError, SettingError, WindowError
from athena_s3logs.generate import Plan, generate
from athena_s3logs.session import S3Logs
from athena_s3logs.sources import Settings, make_source
from athena_s3logs.window import Window
from tests.s3_server import S3Server, s3_server

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mypy_boto3_s3 import S3Client

TODAY: Final = date(2026, 11, 21)
DAY: Final = Window.day("2026-11-12")


@pytest.fixture(scope="module")
def running() -> Iterator[S3Server]:
    with s3_server() as one:
        yield one


@pytest.fixture
def server(running: S3Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> S3Server:
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL_S3": running.url, "AWS_CONFIG_FILE": "none", "AWS_SHARED_CREDENTIALS_FILE": "none",
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    running.fault = running.change = None
    running.asked.clear()
    return running


@pytest.fixture
def client(server: S3Server) -> Iterator[S3Client]:
    """One that does not try again by itself."""
    session = boto3.Session("test", "test", region_name="us-east-1")
    made = session.client("s3", endpoint_url=server.url, config=Config(retries={"total_max_attempts": 1}))
    yield made
    made.close()


def bucket(server: S3Server, name: str, **bodies: bytes) -> list[S3Object]:
    """A new bucket with these objects, as they are listed."""
    server.client.create_bucket(Bucket=name)
    for key, body in bodies.items():
        server.put(name, key, body=body)
    listed = server.client.list_objects_v2(Bucket=name).get("Contents", [])
    server.asked.clear()
    return [pulling_object(name, item) for item in listed]


def pulling_object(name: str, item: Any) -> S3Object:  # noqa: ANN401  of a listing
    from athena_s3logs.aws.listing import described

    return described(name, item)


def no_sleep(_: float) -> None:
    """The clock of a test does not wait."""


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def without_match(request: Any, **_: object) -> None:  # noqa: ANN401  of botocore
    """The tags of moto's S3 are always MD5s, so that it does not know the one that is made up."""
    request.headers.pop("If-Match", None)


BODIES: Final = {f"a/{number}": os.urandom(2_000 + number) for number in range(40)}


def test_what_is_fetched_is_what_lies_there(server: S3Server, client: S3Client, tmp_path: Path) -> None:
    objects, heard = bucket(server, "plain", **BODIES), list[tuple[int, int]]()
    pulled = pull(client, objects, tmp_path / "to", told=lambda *one: heard.append(one))
    assert files(tmp_path / "to") == {f"plain/{key}": body for key, body in BODIES.items()}
    size = sum(map(len, BODIES.values()))
    assert (pulled.fetched, pulled.fetched_bytes, pulled.problems) == (40, size, {})
    assert heard == sorted(heard)
    assert (len(heard), heard[-1]) == (40, (size, size))
    again = pull(client, objects, tmp_path / "to")
    assert (again.fetched, again.files) == (0, pulled.files)
    assert server.asked == {"GET": 40}
    path = tmp_path / "to/plain/a/0"
    assert path.stat().st_mtime == objects[0].changed.timestamp()


def test_what_is_cut_changed_or_gone_is_fetched_again(server: S3Server, client: S3Client, tmp_path: Path) -> None:
    objects = bucket(server, "resumed", **BODIES)
    pull(client, objects, tmp_path)
    folder = tmp_path / "resumed/a"
    (folder / "0").write_bytes(b"cut")
    (folder / "1").write_bytes(bytes(len(BODIES["a/1"])))
    (folder / "2").unlink()
    (folder / "4").write_bytes(b"cut")
    os.utime(folder / "4", (objects[0].changed.timestamp(),) * 2)
    assert pull(client, objects, tmp_path, trusting=True).fetched == 4
    (folder / "3").write_bytes(bytes(len(BODIES["a/3"])))
    assert pull(client, objects, tmp_path).fetched == 1
    assert files(tmp_path / "resumed") == BODIES


def test_an_etag_that_is_no_md5_is_compared_by_size(server: S3Server, client: S3Client, tmp_path: Path) -> None:
    server.client.create_bucket(Bucket="kms")
    server.client.put_object(Bucket="kms", Key="a", Body=b"x" * 50, ServerSideEncryption="aws:kms", SSEKMSKeyId="k")
    parts = server.client.create_multipart_upload(Bucket="kms", Key="b")["UploadId"]
    tag = server.client.upload_part(Bucket="kms", Key="b", PartNumber=1, UploadId=parts, Body=b"y" * 60)["ETag"]
    server.client.complete_multipart_upload(
        Bucket="kms", Key="b", UploadId=parts, MultipartUpload={"Parts": [{"ETag": tag, "PartNumber": 1}]},
    )
    listed = server.client.list_objects_v2(Bucket="kms")["Contents"]
    objects = [pulling_object("kms", item) for item in listed]
    assert "-" in objects[1].etag
    objects[0] = S3Object(bucket="kms", key="a", size=50, changed=objects[0].changed, etag="0" * 32)

    client.meta.events.register("before-send.s3.GetObject", without_match)
    assert pull(client, objects, tmp_path).problems == {}
    (tmp_path / "kms/a").write_bytes(b"z" * 50)
    (tmp_path / "kms/b").write_bytes(b"z" * 60)
    assert pull(client, objects, tmp_path).fetched == 0


@pytest.mark.parametrize(("status", "code"), [(503, "SlowDown"), (500, "InternalError"), (503, ""), (429, "Throttling")])
def test_a_busy_service_is_asked_again_after_longer_and_longer(
    server: S3Server, client: S3Client, tmp_path: Path, status: int, code: str,
) -> None:  # fmt: skip
    objects, slept, left = bucket(server, f"busy-{status}-{len(code)}", **BODIES), list[float](), dict.fromkeys(BODIES, 3)

    def fault(method: str, path: str) -> tuple[int, bytes] | None:
        key = path.partition("/a/")[2]
        if method != "GET" or not key or not left[f"a/{key}"]:
            return None
        left[f"a/{key}"] -= 1
        return status, f"<Error><Code>{code}</Code></Error>".encode() if code else b""

    server.fault = fault
    pulled = pull(client, objects, tmp_path, sleep=slept.append)
    assert (pulled.fetched, pulled.problems) == (40, {})
    assert len(slept) == 120
    assert len(set(slept)) > 100
    assert 1 < max(slept) <= 2


def test_what_stays_broken_is_told_and_the_rest_fetched(server: S3Server, client: S3Client, tmp_path: Path) -> None:
    objects, slept = bucket(server, "broken", **BODIES), list[float]()
    server.fault = lambda _, path: (503, b"<Error><Code>SlowDown</Code></Error>") if path.endswith("/7") else None
    pulled = pull(client, objects, tmp_path, sleep=slept.append)
    assert list(pulled.problems) == ["s3://broken/a/7"]
    assert "SlowDown" in pulled.problems["s3://broken/a/7"]
    assert (pulled.fetched, len(slept)) == (39, 7)
    assert max(slept) <= 20


def test_a_refusal_is_not_asked_again(server: S3Server, client: S3Client, tmp_path: Path) -> None:
    objects = bucket(server, "denied", **BODIES)
    server.fault = lambda *_: (403, b"<Error><Code>AccessDenied</Code><Message>no</Message></Error>")
    pulled = pull(client, objects, tmp_path, sleep=lambda _: pytest.fail("it slept"))
    assert len(pulled.problems) == 40
    assert server.asked == {"GET": 40}
    assert files(tmp_path) == {}


def test_credentials_that_expire_end_it_and_are_told(server: S3Server, client: S3Client, tmp_path: Path) -> None:
    objects = bucket(server, "expired", **{f"a/{number}": b"line" for number in range(400)})
    server.fault = lambda *_: (400, b"<Error><Code>ExpiredToken</Code><Message>it is over</Message></Error>")
    pulled = pull(client, objects, tmp_path, sleep=lambda _: pytest.fail("it slept"))
    assert len(pulled.problems) == 400
    assert server.asked["GET"] < 100
    told = "it is over; sign in anew, as with aws sso login, and run it again"
    assert all(reason.endswith(told) for reason in pulled.problems.values())


@pytest.mark.parametrize("change", [lambda body: body[:-1], lambda body: body[:-1] + b"?"], ids=["cut", "changed"])
def test_a_body_that_is_not_the_object_is_no_file(server: S3Server, client: S3Client, tmp_path: Path, change: Any) -> None:  # noqa: ANN401
    objects, once = bucket(server, f"damage-{change(b'ab')[-1]}", **BODIES), set[str]()

    def damage(path: str, body: bytes) -> bytes:
        if path.endswith("/7") or path in once:
            return change(body) if path.endswith("/7") else body
        once.add(path)
        return change(body) if path.endswith("/8") else body

    server.change = damage
    pulled = pull(client, objects, tmp_path, sleep=no_sleep)
    assert [url[-4:] for url in pulled.problems] == ["/a/7"]
    expected = {key.removeprefix("a/"): body for key, body in BODIES.items() if key != "a/7"}
    assert files(next(tmp_path.iterdir()) / "a") == expected


def test_an_object_that_was_written_anew_meanwhile_is_told(server: S3Server, client: S3Client, tmp_path: Path) -> None:
    objects = bucket(server, "moving", **BODIES)
    server.put("moving", "a/5", body=BODIES["a/5"][::-1])
    ((url, reason),) = pull(client, objects, tmp_path, sleep=no_sleep).problems.items()
    assert url == "s3://moving/a/5"
    assert "PreconditionFailed" in reason


def test_an_object_of_another_size_is_no_file(server: S3Server, client: S3Client, tmp_path: Path) -> None:
    objects = [replace(item, size=item.size + 1, etag=f"{item.etag}-2") for item in bucket(server, "longer", **BODIES)]
    client.meta.events.register("before-send.s3.GetObject", without_match)
    pulled = pull(client, objects[:1], tmp_path, sleep=no_sleep)
    assert pulled.problems["s3://longer/a/0"].endswith("2,000 bytes came of 2,001")
    assert files(tmp_path) == {}


HOSTILE: Final = (
    "../up", "a/../../up", "/etc/passwd", "a//b", "./a", "..", ".", "a/.", "a/..", "ok/../..", "n" * 300, "d" * 300 + "/x",
    "nul\0",
)  # fmt: skip


def test_keys_never_lead_out_of_the_folder(server: S3Server, client: S3Client, tmp_path: Path) -> None:
    objects = bucket(server, "hostile", **{"ok/fine": b"x", "ok/fine/below": b"x", "-rf": b"x", "a b*": b"x"})
    bad = [S3Object(bucket="hostile", key=key, size=1, changed=objects[0].changed) for key in HOSTILE]
    pulled = pull(client, [*objects, *bad], tmp_path / "deep/to", sleep=no_sleep)
    assert {url.removeprefix("s3://hostile/") for url in pulled.problems} >= set(HOSTILE)
    assert len(pulled.problems) == len(HOSTILE) + 1  # one of the two that want to be a file and a folder
    assert {path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()} == {
        path.relative_to(tmp_path) for path in pulled.files
    }
    assert all(path.is_relative_to(tmp_path / "deep/to/hostile") for path in pulled.files)
    assert {"-rf", "a b*"} <= {path.name for path in pulled.files}


def test_a_link_that_leads_out_of_the_folder_is_not_followed(server: S3Server, client: S3Client, tmp_path: Path) -> None:
    objects = bucket(server, "linked", **BODIES)
    (tmp_path / "to/linked").mkdir(parents=True)
    (tmp_path / "out").mkdir()
    (tmp_path / "to/linked/a").symlink_to(tmp_path / "out")
    assert len(pull(client, objects, tmp_path / "to").problems) == 40
    (tmp_path / "to/linked/a").unlink()
    (tmp_path / "to/linked").rmdir()
    (tmp_path / "to/linked").symlink_to(tmp_path / "out")
    assert set(pull(client, objects, tmp_path / "to").problems.values()) == {"a link leads out of the folder"}
    assert list((tmp_path / "out").iterdir()) == []


def test_a_folder_that_cannot_be_written_is_one_error(server: S3Server, client: S3Client, tmp_path: Path) -> None:
    objects = bucket(server, "nowhere", **BODIES)
    (tmp_path / "to").write_text("a file")
    with pytest.raises(SettingError, match=r"to: cannot be written \(File exists\)"):
        pull(client, objects, tmp_path / "to")


def test_nothing_temporary_stays_when_it_is_interrupted(server: S3Server, client: S3Client, tmp_path: Path) -> None:
    objects = bucket(server, "stopped", **BODIES)

    def stop(done: int, _: int) -> None:
        if done:
            raise KeyboardInterrupt

    server.fault = lambda *_: time.sleep(0.05)
    with pytest.raises(KeyboardInterrupt):
        pull(client, objects, tmp_path, told=stop)
    assert all(path.read_bytes() == BODIES[f"a/{path.name}"] for path in tmp_path.rglob("*") if path.is_file())
    assert [path.name for path in tmp_path.iterdir()] == ["stopped"]
    assert server.asked["GET"] < 40
    assert pull(client, objects, tmp_path).problems == {}


def small_pages(params: Any, **_: object) -> Any:  # noqa: ANN401  of botocore
    return {**params, "MaxKeys": 50}


@pytest.fixture(scope="module")
def company(running: S3Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A week of logs in every layout, on disk and in S3."""
    folder = tmp_path_factory.mktemp("company")
    for layout, trail in (("flat", "account"), ("event", "organization"), ("delivery", "account")):
        plan = Plan(end=date(2026, 11, 15), lines=3_000, layout=layout, trail=trail, incidents=("stolen_key_download",))
        generate(folder / layout, plan)
        running.client.create_bucket(Bucket=f"logs-{layout}")
        for path in (folder / layout).rglob("*"):
            if path.is_file():
                running.put(f"logs-{layout}", str(path.relative_to(folder / layout)), body=path.read_bytes())
    return folder


QUESTIONS: Final = {
    "s3_access": "select request_id, request_time, operation, key from s3_access order by 1, 2, 3, 4",
    "cloudtrail": "select event_id, event_time, event_name from cloudtrail order by 1, 2, 3",
    "s3_access_unparsed": "select reason, log_time from s3_access_unparsed order by 1, 2",
}


@pytest.mark.parametrize("layout", ["flat", "event", "delivery"])
def test_the_local_engine_answers_from_s3_as_from_the_folder(server: S3Server, company: Path, layout: str) -> None:
    here = S3Logs.local(s3_access=company / layout / "s3_access", cloudtrail=company / layout / "cloudtrail")
    there = S3Logs.local(s3_access=f"s3://logs-{layout}/s3_access", cloudtrail=f"s3://logs-{layout}/cloudtrail/")
    for name, sql in QUESTIONS.items():
        expected = here.query(sql, DAY).rows
        server.asked.clear()
        assert there.query(sql, DAY).rows == expected
        first = server.asked["GET"]
        server.asked.clear()
        assert there.query(sql, DAY).rows == expected
        assert expected or name == "s3_access_unparsed"
        assert server.asked["GET"] < first or first < 5, "what is in the cache is not fetched again"
    assert there.run("new_addresses_of_access_keys", start="2026-11-12").rows == (
        here.run("new_addresses_of_access_keys", start="2026-11-12").rows
    )
    everything = sum(path.is_file() for path in (company / layout).rglob("*"))
    assert 0 < len(files(Path("cache"))) < everything


@pytest.mark.usefixtures("server")
def test_folders_and_places_in_s3_are_asked_together(company: Path, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    *_, last = (path for path in sorted((company / "flat/s3_access").rglob("*")) if "2026-11-12" in path.name)
    (tmp_path / "more/mine.log").write_text(last.read_text())
    count = "select count(*) as n from s3_access order by n"
    both = S3Logs.local(s3_access=["s3://logs-flat/s3_access", tmp_path / "more"]).query(count, DAY).rows[0][0]
    places = ("s3://logs-flat/s3_access", tmp_path / "more")
    apart = [S3Logs.local(s3_access=place).query(count, DAY).rows[0][0] for place in places]
    assert both == sum(apart)
    assert all(apart)


@pytest.mark.usefixtures("server", "company")
def test_a_window_without_files_is_an_empty_answer_that_says_so() -> None:
    answer = S3Logs.local(s3_access="s3://logs-flat/s3_access").run("denied_requests", start="2020-01-01", end="2020-01-02")
    assert answer.rows == []
    assert "s3_access: of 0 files none is of this window" in answer.warnings[0]


RESTORES: Final[dict[str, dict[str, Any]]] = {
    "none": {},
    "under way": {"RestoreStatus": {"IsRestoreInProgress": True}},
    "done": {"RestoreStatus": {"IsRestoreInProgress": False, "RestoreExpiryDate": datetime(2026, 12, 21, tzinfo=UTC)}},
}


@pytest.mark.parametrize("state", RESTORES)
def test_what_is_archived_is_fetched_once_restored(server: S3Server, client: S3Client, tmp_path: Path, state: str) -> None:
    place, key, asked = f"archived-{len(state)}", "2026-11-12-00-00-00-0123456789ABCDEF", list[object]()
    bucket(server, place, **{"2026-11-12-00-01-00-0123456789ABCDEF": b"x"})
    server.client.put_object(Bucket=place, Key=key, Body=b"x", StorageClass="GLACIER")
    if state == "done":
        server.client.restore_object(Bucket=place, Key=key, RestoreRequest={"Days": 3})

    def hear(params: dict[str, Any], **_: object) -> None:
        asked.append(params.get("OptionalObjectAttributes"))

    def tell(parsed: dict[str, Any], **_: object) -> None:
        """Say what moto's S3 leaves out of a listing."""
        for item in parsed.get("Contents", []):
            item.update(RESTORES[state] if item["Key"] == key else {})

    client.meta.events.register("provide-client-params.s3.ListObjectsV2", hear)
    client.meta.events.register("after-call.s3.ListObjectsV2", tell)
    source = make_source(Settings(kind="s3_access", location=f"s3://{place}/", layout="flat"), today=TODAY)
    for where in (f"s3://{place}", source):
        found = of_places(client, {"s3_access": [where]}, DAY, now=datetime(2026, 11, 21), slack_days=None)
        assert (len(found.objects), sum(found.skipped.values())) == ((2, 0) if state == "done" else (1, 1))
        assert pull(client, found.objects, tmp_path).problems == {}
    assert asked
    assert all(one == ["RestoreStatus"] for one in asked)


def test_what_is_hidden_is_told_by_whole_names(server: S3Server, client: S3Client) -> None:
    name, beginnings = "2026-11-12-01-00-00-0123456789ABCDEF", ("app", "app_", "app.", "app/", "app/_", "app_x/.", "_app_")
    bucket(server, "marks", **{f"{one}{name}": b"x" for one in beginnings})
    for place, expected in {
        "": {"app", "app_", "app.", "app/"},
        "app": {"app", "app_", "app.", "app/"},
        "app_": {"app_"},
        "app/": {"app/"},
        "_app": {"_app_"},
    }.items():
        found = of_location(client, "s3_access", f"s3://marks/{place}", DAY)
        assert {item.key.removesuffix(name) for item in found.objects} == expected


def test_places_that_hold_no_logs(server: S3Server) -> None:
    digest = "x/AWSLogs/111122223333_CloudTrail-Digest_x"
    bucket(server, "others", **{"x/data.json": b"{}", "x/_hidden": b"x", digest: b"x", "x/": b""})
    for place, why in {
        "s3://others/y": "looked at 0 objects, and none is a log of s3_access",
        "s3://others/x": "looked at 4 objects, and none is a log of s3_access: 1 x a digest of CloudTrail",
    }.items():
        with pytest.raises(SettingError) as caught:
            S3Logs.local(s3_access=place).run("denied_requests", start="2026-11-12")
        assert f"{place}: {why}" in str(caught.value)
    with pytest.raises(AwsError, match="NoSuchBucket"):
        S3Logs.local(s3_access="s3://no-such-bucket/").run("denied_requests", start="2026-11-12")
    bucket(server, "flatly", **{"2026-11-12-00-00-00-0123456789ABCDEF": b"x"})
    with pytest.raises(WindowError, match="--account"):
        S3Logs.local(s3_access="s3://flatly").run("denied_requests", start="2026-11-12", accounts=["1"])


@pytest.mark.usefixtures("company")
def test_what_cannot_be_fetched_makes_an_answer_partial(server: S3Server) -> None:
    hit: list[str] = []

    def fault(_: str, path: str) -> tuple[int, bytes] | None:
        if "2026-11-12" not in path or (hit and path not in hit):
            return None
        hit.append(path)
        return 403, b"<Error><Code>AccessDenied</Code></Error>"

    server.fault = fault
    answer = S3Logs.local(s3_access="s3://logs-flat/s3_access").run("requests_by_operation", start="2026-11-12")
    assert answer.partial
    assert any("was not fetched: An error occurred (AccessDenied)" in text for text in answer.warnings)
    assert answer.rows
    server.fault = lambda _, path: (403, b"<Error><Code>AccessDenied</Code></Error>") if "2026-11-1" in path else None
    with pytest.raises(AwsError, match="could not fetch any of"):
        S3Logs.local(s3_access="s3://logs-event/s3_access").run("requests_by_operation", start="2026-11-12")


def test_listings_jump_over_what_is_not_of_the_window(server: S3Server, client: S3Client) -> None:
    first, kept = datetime(2026, 1, 1, tzinfo=UTC), set()
    server.client.create_bucket(Bucket="jumps")
    for hour in range(0, 24 * 300, 8):
        moment = first + timedelta(hours=hour)
        name = f"{moment:%Y-%m-%d-%H-%M-%S}-{hour:016X}"
        folder = f"111122223333/eu-west-1/data/{moment:%Y/%m/%d}"
        server.put("jumps", f"flat/{name}", f"flat/other{name}", f"parts/{folder}/{name}", body=b"x")
        kept |= {f"flat/{name}", f"flat/other{name}", f"parts/{folder}/{name}"} if f"{moment:%m-%d}" == "06-10" else set()
    server.put("jumps", "flat/zz-undated", "parts/z", body=b"x")
    client.meta.events.register("provide-client-params.s3.ListObjectsV2", small_pages)
    server.asked.clear()
    window = Window.day("2026-06-10")
    found = {item.key for place in ("flat", "parts")
             for item in of_location(client, "s3_access", f"s3://jumps/{place}", window, slack_days=0).objects}  # fmt: skip
    assert found == kept | {"flat/zz-undated", "parts/z"}
    assert server.asked["GET"] <= 10, "of 54 pages"


SHOP: Final = "eu-west-1/shop/"
BESIDE: Final = {
    "a prefix that goes on with a digit": ("app", "app2"),
    "a prefix that goes on with a year": ("app", "app2026-"),
    "an account that begins with 2": ("", f"210987654321/{SHOP}2026/11/05/"),
    "an account that begins with a year": ("", f"202712345678/{SHOP}2026/11/05/"),
}


@pytest.mark.parametrize(("many", "beside"), BESIDE.values(), ids=BESIDE)
def test_no_jump_leads_over_other_logs(server: S3Server, client: S3Client, many: str, beside: str) -> None:
    place = f"jumps-{list(BESIDE.values()).index((many, beside))}"
    expected = bucket(server, place, **{f"{beside}2026-11-05-00-00-00-{number:016X}": b"x" for number in range(3)})
    server.put(place, *(f"{many}{year}-11-20-00-00-00-{number:016X}" for year in (2024, 2026) for number in range(51)))
    client.meta.events.register("provide-client-params.s3.ListObjectsV2", small_pages)
    assert of_location(client, "s3_access", f"s3://{place}", Window.day("2026-11-05")).objects == tuple(expected)


class Pages:
    """S3's listing of keys, three a page."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.keys = sorted(keys)

    def list_objects_v2(self, *, Prefix: str, StartAfter: str = "", **_: object) -> dict[str, Any]:  # noqa: N803  as S3 has them
        behind = [key for key in self.keys if key.startswith(Prefix) and key > StartAfter]
        items = [{"Key": key, "Size": 1, "LastModified": datetime(2026, 11, 21, tzinfo=UTC)} for key in behind[:3]]
        return {"Contents": items, "IsTruncated": len(behind) > len(items)}


YEARS: Final = ("2019", "2025", "2026", "2027")
DAYS: Final = st.sampled_from([f"{year}-{day}" for year in YEARS for day in ("01-02", "11-05", "11-07", "12-31")])
NAMES: Final = st.builds("{}-{:02}-00-00-{:016X}".format, DAYS, st.integers(0, 23), st.integers(0, 9))
FOLDERS: Final = [f"{digits}12345678/{SHOP}" for digits in (*YEARS, "1111", "2109")]
LOGS: Final = st.one_of(
    st.tuples(st.sampled_from(["", "app", "app2", "app20", "app2026-", "app/", "app/2", *FOLDERS]), NAMES),
    st.tuples(st.sampled_from(["", "app/", *FOLDERS]), NAMES.map(lambda name: f"{name[:10].replace('-', '/')}/{name}")),
    st.tuples(st.sampled_from(["own/", "own/export-", "own/from-"]), DAYS.map(lambda day: f"{day}-00-00-00-to-now.log")),
    st.tuples(st.just("own/"), DAYS.map(lambda day: f"{day.replace('-', '/')}/part-1")),
).map("".join)


@given(st.sets(LOGS, min_size=1, max_size=60), st.sampled_from(["2019-01-02", "2026-01-02", "2026-11-05", "2027-12-31"]))
def test_a_listing_that_jumps_finds_what_a_whole_one_does(keys: set[str], day: str) -> None:
    window, client = Window.day(day), cast("S3Client", Pages(keys))
    everything = [S3Object(bucket="any", key=key, size=1, changed=datetime(2026, 11, 21, tzinfo=UTC)) for key in sorted(keys)]
    assert of_location(client, "s3_access", "s3://any", window).objects == in_window("s3_access", everything, window)


def test_a_listing_is_asked_for_again_too(server: S3Server, client: S3Client, monkeypatch: pytest.MonkeyPatch) -> None:
    bucket(server, "listed", **{"2026-11-12-00-00-00-0123456789ABCDEF": b"x"})
    refusals = [(503, b"<Error><Code>SlowDown</Code></Error>")] * 3
    server.fault = lambda *_: refusals.pop() if refusals else None
    monkeypatch.setattr("athena_s3logs.aws.client.random.uniform", lambda *_: 0)
    assert len(of_location(client, "s3_access", "s3://listed", DAY).objects) == 1
    assert server.asked == {"GET": 4}


def test_configured_sources_are_pulled_by_partition(server: S3Server, company: Path, tmp_path: Path) -> None:
    trail = next((company / "event/cloudtrail").rglob("o-*"))
    (tmp_path / "athena_s3logs.toml").write_text(f"""
[s3_access]
location = "s3://logs-event/s3_access/"
layout = "partitioned"
first_day = 2026-11-01
[cloudtrail]
location = "s3://logs-event/{trail.relative_to(company / "event")}/"
organization = "{trail.name}"
accounts = {json.dumps(sorted({path.parts[-7] for path in trail.rglob("*.gz")}))}
first_day = 2026-11-01
""")
    places = [place.parts[-3:] for place in sorted((company / "event/s3_access").glob("*/*/*"))]
    names = ("--account", "--region", "--bucket")
    limits = [word for place in places for pair in zip(names, place, strict=True) for word in pair]
    words = ["pull", "--to", "out", "--day", "2026-11-12", *limits]
    done = CliRunner().invoke(main, words, catch_exceptions=False)
    assert done.exit_code == 0, done.stderr
    expected = {
        f"logs-event/{path.relative_to(company / 'event')}": path.read_bytes()
        for path in (company / "event").rglob("*/2026/11/*/*")
        if (path.parent.name == "12" if "s3_access" in path.parts else path.parent.name in {"11", "12", "13"})
    }
    accounts, regions, buckets = (tuple(dict.fromkeys(values)) for values in zip(*places, strict=True))
    window = replace(DAY, accounts=accounts, regions=regions, buckets=buckets)
    named = {kind: [f"s3://logs-event/{kind}/"] for kind in ("s3_access", "cloudtrail")}
    wanted = of_places(server.client, named, window, now=datetime(2026, 11, 21), slack_days=None)
    assert files(tmp_path / "out") == {
        f"logs-event/{item.key}": expected[f"logs-event/{item.key}"] for item in wanted.objects
    }
    count = len(wanted.objects)
    assert done.stdout.startswith(f"{count:,} files fetched (")
    assert f"0 files fetched (0 B), {count:,} there before, in out" in CliRunner().invoke(main, words).stdout
    one = next((tmp_path / "out").rglob("*.gz"))
    assert gzip.decompress(one.read_bytes())


@pytest.mark.usefixtures("company")
def test_the_command_on_places_in_s3(server: S3Server, tmp_path: Path) -> None:
    words = ["pull", "--to", str(tmp_path / "out"), "--day", "2026-11-12", "--s3-access", "s3://logs-flat/s3_access"]
    server.fault = lambda _, path: (403, b"<Error><Code>AccessDenied</Code></Error>") if "2026-11-13-1" in path else None
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 1, done.output
    assert all(line.startswith("Error: s3://logs-flat/s3_access/") for line in done.stderr.splitlines())
    server.fault = None
    assert CliRunner().invoke(main, words).exit_code == 0
    asked = CliRunner().invoke(main, ["run", "requests_by_operation", "--day", "2026-11-12", *words[5:], "--format", "csv"])
    assert asked.exit_code == 0, asked.stderr
    assert len(asked.stdout.splitlines()) > 1
    refused = CliRunner().invoke(main, [*words[:5], "--s3-access", "here"])
    assert (refused.exit_code, "'here': expected a place in S3" in refused.stderr) == (2, True)
    none = CliRunner().invoke(main, words[:5])
    assert none.exit_code == 2
    with pytest.raises(WindowError, match="bucket: expected start, end, accounts, regions, buckets, slack_days"):
        S3Logs.local(s3_access="s3://logs-flat/").pull("out", DAY, bucket="x")
