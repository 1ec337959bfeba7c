"""What the engine asks of AWS, over moto's S3 and Athena, and over endpoints that are not there or do not answer."""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
import time
from typing import TYPE_CHECKING, Any, cast

import moto
import pytest

from athena_s3logs import S3Logs, Window
from athena_s3logs.aws import client, download
from athena_s3logs.aws.athena import AthenaService, Results
from athena_s3logs.aws.client import make_session
from athena_s3logs.engines.athena_service import console_url
from athena_s3logs.errors import AwsError, EngineError, SettingError
from tests.stand.athena.faults import throttled
from tests.stand.athena.server import Athena, running_athena

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import boto3

    from tests.stand.stand import Stand

CONFIG = {"s3_access": {"location": "s3://logs/app/", "layout": "flat"}}
DAY = Window.day("2026-11-01")


@pytest.fixture(autouse=True)
def _nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_PROFILE", "AWS_ATHENA_WORK_GROUP", "AWS_ATHENA_S3_STAGING_DIR", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")


@pytest.fixture
def session() -> Iterator[boto3.Session]:
    with moto.mock_aws():
        made = make_session()
        made.client("s3").create_bucket(Bucket="results", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        yield made


def put(session: boto3.Session, key: str, body: bytes = b"x") -> None:
    session.client("s3").put_object(Bucket="results", Key=key, Body=body)


@pytest.mark.parametrize("size", [1, 9, 10, 11, 105])
def test_a_download_is_the_object(session: boto3.Session, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "_PART", 10)
    body = bytes(number % 251 for number in range(size))
    put(session, "a.csv", body)
    service = AthenaService(session)
    with service.open("s3://results/a.csv") as stream:
        assert b"".join(iter(lambda: stream.read(7), b"")) == body
    with service.open("s3://results/a.csv") as stream:
        assert stream.read() == body
    with service.open("s3://results/a.csv") as stream:
        assert stream.read(3) == body[:3]


def test_an_object_that_is_replaced_meanwhile_is_an_error(session: boto3.Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "_PART", 10)
    put(session, "a.csv", b"a" * 100)
    with AthenaService(session).open("s3://results/a.csv") as stream:
        put(session, "a.csv", b"b" * 100)
        with pytest.raises(AwsError, match=r"could not read s3://results/a.csv: .*PreconditionFailed"):
            stream.read()


def test_an_object_that_is_not_there(session: boto3.Session) -> None:
    with pytest.raises(AwsError, match=r"could not read s3://results/none: .*NoSuchKey"):
        AthenaService(session).open("s3://results/none")


def test_a_folder_is_listed_and_emptied_and_nothing_beside_it(session: boto3.Session) -> None:
    for key in ("x/1/a", "x/1/b", "x/10", "x/2/a"):
        put(session, key)
    service = AthenaService(session)
    assert service.files("s3://results/x/1/") == ["s3://results/x/1/a", "s3://results/x/1/b"]
    service.delete(service.files("s3://results/x/1/"))
    service.delete([])
    assert service.files("s3://results/") == ["s3://results/x/10", "s3://results/x/2/a"]


def test_more_objects_than_one_request_deletes(session: boto3.Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("athena_s3logs.aws.athena._DELETED", 2)
    for number in range(5):
        put(session, f"x/{number}")
    service = AthenaService(session)
    service.delete(service.files("s3://results/x/"))
    assert service.files("s3://results/") == []


def test_a_workgroup(session: boto3.Session, monkeypatch: pytest.MonkeyPatch) -> None:
    settings: dict[str, Any] = {
        "EnforceWorkGroupConfiguration": True, "ResultConfiguration": {"OutputLocation": "s3://results/w/"},
    }
    session.client("athena").create_work_group(Name="audit", Configuration=settings)
    found = AthenaService(session, workgroup="audit").workgroup()
    assert found is not None
    assert (found.name, found.enabled, found.location, found.enforced, found.managed) == (
        "audit", True, "s3://results/w/", True, False,
    )
    monkeypatch.setenv("AWS_ATHENA_WORK_GROUP", "audit")
    assert AthenaService(session).workgroup() == found


@pytest.mark.parametrize("code", ["AccessDeniedException", "InvalidRequestException"])
def test_a_workgroup_that_one_may_not_see(session: boto3.Session, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from botocore.client import BaseClient
    from botocore.exceptions import ClientError

    def refused(_: object, operation: str, __: object) -> None:
        raise ClientError({"Error": {"Code": code, "Message": "WorkGroup x is not found."}}, operation)

    monkeypatch.setattr(BaseClient, "_make_api_call", refused)
    if code == "AccessDeniedException":
        assert AthenaService(session).workgroup() is None
        return
    with pytest.raises(AwsError, match="could not read the workgroup 'primary'"):
        AthenaService(session).workgroup()


def test_what_is_sent_of_results(session: boto3.Session) -> None:
    sent: list[dict[str, Any]] = []
    results = Results(location="s3://results/", encryption="SSE_KMS", kms_key="alias/x", bucket_owner="111122223333")
    with AthenaService(session, results=results).connect("s3://results/") as connection:
        connection.client.meta.events.register(
            "before-call.athena.StartQueryExecution", lambda params, **_: sent.append(json.loads(params["body"])),
        )
        connection.cursor(kill_on_interrupt=False)._execute("select 1")
    assert sent[-1]["ResultConfiguration"] == {
        "OutputLocation": "s3://results/",
        "EncryptionConfiguration": {"EncryptionOption": "SSE_KMS", "KmsKey": "alias/x"},
        "ExpectedBucketOwner": "111122223333",
    }


def test_an_endpoint_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_ATHENA", "http://127.0.0.1:9")
    logs = S3Logs.athena(config=CONFIG, output_location="s3://results/")
    started = time.monotonic()
    with pytest.raises(EngineError, match="look at region, endpoint, proxy and network") as caught:
        logs.run("denied_requests", DAY)
    assert time.monotonic() - started < 15
    assert caught.value.retryable


def test_an_endpoint_that_never_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    assert max(client._CONNECT, client._READ) * client._ATTEMPTS + 2 < 20
    monkeypatch.setattr(client, "_READ", 1)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        monkeypatch.setenv("AWS_ENDPOINT_URL_ATHENA", f"http://127.0.0.1:{silent.getsockname()[1]}")
        logs = S3Logs.athena(config=CONFIG, output_location="s3://results/")
        started = time.monotonic()
        with pytest.raises(EngineError, match="the connection broke off"):
            logs.run("denied_requests", DAY)
        assert 2 <= time.monotonic() - started < 15


@pytest.fixture
def athena(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Athena]:
    """Athena's API without the parts that run queries."""
    with running_athena(cast("Stand", None), tmp_path / "athena") as running:
        monkeypatch.setenv("AWS_ENDPOINT_URL_ATHENA", running.endpoint)
        yield running


def test_a_workgroup_is_asked_for_again_where_athena_throttles(athena: Athena) -> None:
    athena.faults.refuse("GetWorkGroup", throttled(), times=client._ATTEMPTS + 1)
    found = AthenaService(None).workgroup()
    assert found is not None
    assert found.name == "primary"


def test_an_athena_that_throttles_holds_up_nobody_who_leaves(athena: Athena) -> None:
    """What is throttled is asked for again over more than two minutes."""
    athena.faults.refuse("StartQueryExecution", throttled(), times=1000)
    logs = S3Logs.athena(config=CONFIG, output_location="s3://results/")

    def interrupt() -> None:
        while len(athena.faults._refusals["StartQueryExecution"]) == 1000:
            time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt).start()
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        logs.run_many([("s3_access/denied_requests", DAY, {})])
    assert time.monotonic() - started < 15


def test_settings_that_nothing_knows() -> None:
    with pytest.raises(SettingError, match="layuot: no setting of Athena"):
        S3Logs.athena(config=CONFIG, layuot="flat")
    with pytest.raises(SettingError, match=r"first_day: .* layout and time are for that of the access logs"):
        S3Logs.athena(s3_access="a.b", cloudtrail="a.c", layout="flat", first_day="2026-01-01")


def test_the_configuration_says_how_athena_is_called(session: boto3.Session) -> None:
    said = {"workgroup": "audit", "output_location": "s3://results/a/", "region": "us-west-2", "price_per_tb": 7.5}
    logs = S3Logs.athena(config={**CONFIG, "athena": said})
    engine: Any = logs._engine
    service = engine._service
    assert (service.region, service.location, service.name) == ("us-west-2", "s3://results/a/", "audit")
    assert engine._conduct.price_per_tb == 7.5
    other: Any = S3Logs.athena(config={**CONFIG, "athena": said}, workgroup="mine", session=session)._engine
    assert (other._service.name, other._service.session) == ("mine", session)


@pytest.mark.parametrize("wrong", [0, -5.0, float("nan")])
def test_a_price_that_is_none_is_refused(wrong: float) -> None:
    with pytest.raises(SettingError, match=r"price_per_tb: expected US dollars for a terabyte, as in 5\.0"):
        S3Logs.athena(config=CONFIG, price_per_tb=wrong)


def test_addresses_of_the_console() -> None:
    assert console_url("cn-north-1", "1").startswith("https://cn-north-1.console.amazonaws.cn/athena/")
    assert console_url("us-gov-west-1", "1").startswith("https://us-gov-west-1.console.amazonaws-us-gov.com/athena/")
