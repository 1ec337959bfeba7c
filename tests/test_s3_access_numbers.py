"""The numbers of the queries over access logs, on lines that are easily counted wrongly."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

import pytest

from athena_s3logs import S3Logs, Window

if TYPE_CHECKING:
    from pathlib import Path

USER = "arn:aws:iam::111122223333:user/ana"
JOB = "arn:aws:sts::111122223333:assumed-role/job"
PEOPLE = "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Data_0123"
DAY = Window.day("2026-11-10")
REST = "hostid= SigV4 TLS_AES_128_GCM_SHA256 AuthHeader b.s3.amazonaws.com TLSv1.3 - - -"


def line(  # noqa: PLR0913, PLR0917  the fields
    when: str, requester: str, number: str, operation: str, key: str, status: str = "200", *,
    error: str = "-", sent: str = "-", total: str = "20", ip: str = "198.51.100.7", agent: str = '"aws-cli/2"',
    version: str = "-",
) -> str:
    """A line; `when` is a day of November 2026 and a time."""
    day, _, clock = when.partition(" ")
    head = f"{'a' * 64} b [{day}/Nov/2026:{clock} +0000] {ip} {requester} {number} {operation} {key}"
    return f'{head} "GET /{key} HTTP/1.1" {status} {error} {sent} 100 {total} 5 "-" {agent} {version} {REST}'


def by_aws(when: str, requester: str, number: str, operation: str, key: str) -> str:
    """A line of what S3 and other services do by themselves."""
    return line(when, requester, number, operation, key, "-", total="-", ip="-", agent="-")


READS = (
    line("10 01:00:00", USER, "R1", "REST.GET.OBJECT", "k", sent="100"),
    line("10 01:00:00", USER, "R1", "REST.GET.OBJECT", "k", sent="100"),
    line("10 01:00:01", USER, "R2", "REST.GET.OBJECT", "k", "206", sent="40"),
    line("10 01:00:02", USER, "R3", "REST.GET.OBJECT", "k", "304"),
    line("10 01:00:03", USER, "R4", "REST.GET.OBJECT", "k", "503", error="SlowDown", sent="300", total="9999"),
    line("10 01:00:04", USER, "R5", "REST.COPY.OBJECT_GET", "k"),
    line("10 01:00:04", USER, "R5", "REST.COPY.OBJECT", "k2", sent="234"),
    by_aws("10 01:00:05", "AmazonS3", "R6", "S3.EXPIRE.OBJECT", "k"),
    by_aws("10 01:00:06", "-", "R7", "S3.CREATE.DELETEMARKER", "k"),
    by_aws("10 01:00:07", "svc:delivery.logs.amazonaws.com", "R8", "REST.PUT.OBJECT", "k"),
    line("10 01:00:08", USER, "R9", "REST.GET.OBJECT", "k", sent="100").partition(" HTTP/1.1")[0],
)
ANONYMOUS = (
    line("10 01:10:00", "-", "A1", "REST.GET.OBJECT", "k", sent="100", ip="2001:db8::1"),
    line("10 01:10:00", "-", "A1", "REST.GET.OBJECT", "k", sent="100", ip="2001:db8::1"),
    line("10 01:10:01", "-", "A2", "REST.GET.OBJECT", "secret", "403", error="AccessDenied", sent="243", ip="2001:db8::1"),
    line("10 01:10:01", "-", "A2", "REST.GET.OBJECT", "secret", "403", error="AccessDenied", sent="243", ip="2001:db8::1"),
    line("10 01:10:02", "-", "A3", "REST.GET.OBJECT", "cold", "403", error="InvalidObjectState", sent="243", ip="2001:db8::1"),
    line("10 01:10:03", "-", "A4", "REST.HEAD.OBJECT", "secret", "403", ip="2001:db8::1"),
    line("10 01:10:04", "-", "A5", "REST.GET.OBJECT", "none", "404", error="NoSuchKey", sent="243", ip="2001:db8::1"),
    line("10 01:10:05", "-", "A6", "REST.OPTIONS.PREFLIGHT", "k", ip="2001:db8::1"),
)
BATCH = 2 * (
    line("10 02:00:00", USER, "B1", "REST.POST.MULTI_OBJECT_DELETE", "-", sent="500"),
    line("10 02:00:00", USER, "B1", "BATCH.DELETE.OBJECT", "x", "204", version="v1", total="-", agent="-"),
    line("10 02:00:00", USER, "B1", "BATCH.DELETE.OBJECT", "x", "204", version="v2", total="-", agent="-"),
    line("10 02:00:00", USER, "B1", "BATCH.DELETE.OBJECT", "y", "204", total="-", agent="-"),
    line("10 02:00:00", USER, "B1", "BATCH.DELETE.OBJECT", "z", "403", error="AccessDenied", total="-", agent="-"),
)
DELETES = (
    *BATCH,
    line("10 02:00:01", USER, "D1", "REST.DELETE.OBJECT", "w", "204"),
    by_aws("10 02:00:02", "AmazonS3", "D2", "S3.EXPIRE.OBJECT", "v"),
    line("10 02:00:03", USER, "D3", "REST.DELETE.UPLOAD", "w", "204"),
)
SESSIONS = (
    line("10 03:00:00", f"{JOB}/1", "S1", "REST.GET.OBJECT", "k", "403", error="AccessDenied", sent="243"),
    line("10 03:05:00", f"{JOB}/2", "S2", "REST.GET.OBJECT", "k", sent="70"),
    line("10 03:05:00", f"{JOB}/2", "S2", "REST.GET.OBJECT", "k", sent="70"),
    line("10 03:05:00", f"{JOB}/2", "S3", "REST.GET.OBJECT", "k", sent="30"),
    line("08 03:06:00", f"{PEOPLE}/ana", "S4", "REST.GET.OBJECT", "k", sent="10"),
    line("10 03:06:00", f"{PEOPLE}/ana", "S5", "REST.GET.OBJECT", "k", sent="50"),
    line("10 03:07:00", f"{PEOPLE}/ana", "S6", "REST.GET.OBJECT", "k", sent="20", ip="198.51.100.8"),
    line("10 03:06:00", f"{PEOPLE}/bob", "S7", "REST.GET.OBJECT", "k", sent="70"),
)
TIMES = tuple(line(f"10 04:00:{n % 60:02}", USER, f"T{n}", "REST.PUT.OBJECT", f"t{n}", total=str(n)) for n in range(1, 101))


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> S3Logs:
    folder: Path = tmp_path_factory.mktemp("logs")
    lines = (*READS, *ANONYMOUS, *DELETES, *SESSIONS, *TIMES)
    (folder / "2026-11-11-00-00-00-0123456789ABCDEF").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return S3Logs.local(s3_access=folder)


def found(logs: S3Logs, name: str, *columns: str, **given: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401  parameters
    result = logs.run(name, DAY, **given)
    places = [[column.name for column in result.columns].index(name) for name in columns]
    return [tuple(row[place] for place in places) for row in result.rows]


def once(logs: S3Logs, name: str, *columns: str, **given: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401  parameters
    return found(logs, name, *columns, distinct=True, **given)


def at(clock: str) -> datetime:
    return datetime.combine(date(2026, 11, 10), time.fromisoformat(clock), tzinfo=UTC)


def test_the_history_of_an_object_has_each_request_once(logs: S3Logs) -> None:
    rows = found(logs, "s3_access/object_history", "request_id", "actor", "outcome", "bytes_sent", bucket="b", key="k")
    assert rows[:9] == [
        ("R1", USER, "ok", 100),
        ("R2", USER, "ok", 40),
        ("R3", USER, "ok", 0),
        ("R4", USER, "SlowDown", 300),
        ("R5", USER, "ok", 0),
        ("R6", "AmazonS3", "ok", 0),
        ("R7", "aws", "ok", 0),
        ("R8", "svc:delivery.logs.amazonaws.com", "ok", 0),
        ("R9", USER, None, None),
    ]
    assert [row[0] for row in rows[9:]] == ["A1", "A6", "S1", "S2", "S3", "S5", "S7", "S6"]


def test_networks_of_both_families(logs: S3Logs) -> None:
    rows = found(logs, "requests_from_networks", "request_id", "outcome", networks=["10.0.0.0/8", "2001:db8::/32"])
    assert rows == [
        ("A1", "ok"), ("A2", "AccessDenied"), ("A3", "InvalidObjectState"), ("A4", "403"), ("A5", "NoSuchKey"), ("A6", "ok"),
    ]
    given = {"networks": ["198.51.100.8/32"], "operations": ["REST.GET.OBJECT"], "actor": f"{PEOPLE}/ana"}
    assert found(logs, "requests_from_networks", "request_id", **given) == [("S6",)]


def test_anonymous_successes_leave_out_what_is_refused_and_what_aws_does(logs: S3Logs) -> None:
    columns = ("bucket", "operation", "requests", "bytes_sent")
    assert once(logs, "s3_access/anonymous_successes", *columns) == [("b", "REST.GET.OBJECT", 1, 100)]
    assert once(logs, "s3_access/anonymous_successes", *columns, public_buckets=["b"]) == []


def test_a_denial_is_none_of_a_missing_key_or_an_archive(logs: S3Logs) -> None:
    assert once(logs, "denied_requests", "actor", "operation", "denied", "error_codes") == [
        ("anonymous", "REST.GET.OBJECT", 1, ["AccessDenied"]),
        ("anonymous", "REST.HEAD.OBJECT", 1, ["403"]),
        (USER, "BATCH.DELETE.OBJECT", 1, ["AccessDenied"]),
        (f"{JOB}/1", "REST.GET.OBJECT", 1, ["AccessDenied"]),
    ]


def test_guessed_keys_are_counted_once_and_neither_deletions_nor_archives_are_guesses(logs: S3Logs) -> None:
    rows = once(logs, "key_guessing", "source_ip", "missed_keys", "missed_requests", "found_keys", "actors", min_keys=1)
    assert rows == [("2001:db8::1", 2, 3, 1, ["anonymous"]), ("198.51.100.7", 1, 1, 1, [f"{JOB}/1"])]


def test_a_batch_counts_a_version_each_and_its_call_not_at_all(logs: S3Logs) -> None:
    rows = once(logs, "s3_access/deletion_bursts", "span_start", "actor", "deletions", "calls", min_deletions=1)
    assert rows == [(at("02:00:00"), USER, 4, 2)]


def test_downloads_are_what_was_sent(logs: S3Logs) -> None:
    columns = ("actor", "bytes_sent", "requests", "bytes_to_new_addresses", "usual_bytes")
    assert once(logs, "s3_access/downloads_above_baseline", *columns, min_bytes=1) == [
        (USER, 140, 2, 140, None),
        ("anonymous", 100, 1, 100, None),
        (JOB, 100, 2, 100, None),
        (f"{PEOPLE}/ana", 70, 2, 20, 10),
        (f"{PEOPLE}/bob", 70, 1, 70, None),
    ]
    assert (f"{PEOPLE}/ana",) not in once(logs, "s3_access/downloads_above_baseline", "actor", min_bytes=1, factor=7.5)


def test_a_role_is_denied_in_one_session_and_allowed_in_the_next(logs: S3Logs) -> None:
    columns = ("first_allowed", "actor", "last_denied", "denials", "allowed_within_a_day", "bytes_within_a_day")
    assert once(logs, "s3_access/denied_then_allowed", *columns) == [(at("03:05:00"), JOB, at("03:00:00"), 1, 2, 100)]
    assert len(once(logs, "s3_access/denied_then_allowed", *columns, within_minutes=5)) == 1
    assert once(logs, "s3_access/denied_then_allowed", *columns, within_minutes=4) == []


def test_percentiles_are_exact(logs: S3Logs) -> None:
    columns = ("operation", "requests", "p50_ms", "p95_ms", "p99_ms", "slowest_ms", "slowest_request_id")
    rows = once(logs, "latency_by_operation", *columns)
    assert rows[0] == ("REST.PUT.OBJECT", 100, 50, 95, 99, 100, "T100")
    assert rows[1][:2] == ("REST.GET.OBJECT", 9)
    assert {row[0] for row in rows[2:]} == {
        "REST.COPY.OBJECT", "REST.COPY.OBJECT_GET", "REST.DELETE.OBJECT", "REST.DELETE.UPLOAD", "REST.OPTIONS.PREFLIGHT",
        "REST.POST.MULTI_OBJECT_DELETE",
    }


def test_clients_are_found_whatever_their_case(logs: S3Logs) -> None:
    given = {"patterns": ["AWS-CLI"], "requester_kinds": ["user"]}
    columns = ("actor", "requests", "failed", "bytes_sent")
    assert once(logs, "s3_access/unusual_clients", *columns, **given) == [(USER, 109, 1, 1174)]


@pytest.mark.parametrize(
    ("name", "column", "given", "once", "twice"),
    [
        ("s3_access/anonymous_successes", "requests", {}, [1], [2]),
        ("denied_requests", "denied", {}, [1, 1, 1, 1], [2, 2, 1, 1]),
        ("key_guessing", "missed_requests", {"min_keys": 1}, [3, 1], [4, 1]),
        ("s3_access/deletion_bursts", "deletions", {"min_deletions": 1}, [4], [7]),
        (
            "s3_access/downloads_above_baseline", "bytes_sent", {"min_bytes": 1},
            [140, 100, 100, 70, 70], [240, 200, 170, 70, 70],
        ),
        ("s3_access/denied_then_allowed", "bytes_within_a_day", {}, [100], [170]),
        ("latency_by_operation", "requests", {"actor": f"{JOB}/2"}, [2], [3]),
        ("requests_by_operation", "requests", {"actor": f"{JOB}/2"}, [2], [3]),
        ("s3_access/unusual_clients", "bytes_sent", {"patterns": ["aws-cli"], "requester_kinds": ["user"]}, [1174], [1774]),
    ],
)
def test_what_was_delivered_twice_counts_twice_unless_distinct(  # noqa: PLR0913, PLR0917  a question and its numbers
    logs: S3Logs, name: str, column: str, given: dict[str, Any], once: list[int], twice: list[int],
) -> None:
    assert [row[0] for row in found(logs, name, column, **given)] == twice
    assert [row[0] for row in found(logs, name, column, distinct=True, **given)] == once
