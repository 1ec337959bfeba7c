"""Scenes of who uses a bucket and from where, by events."""

from __future__ import annotations

from typing import Any, Final

from tests.scenes import ALICE, IP, NOBODY, Ask, Scene, at, data, event, service, session, user

ELSEWHERE: Final[dict[str, Any]] = {"source": "example.amazonaws.com"}
OTHER: Final = "arn:aws:iam::444455556666:user/eve"
EVE: Final = user("eve", "444455556666")
LOGS: Final = "delivery.logs.amazonaws.com"
SENT: Final[dict[str, Any]] = {"more": {"bytesTransferredOut": 1000}}

APP: Final = "arn:aws:sts::111122223333:assumed-role/app"
_VALUES: Final = {
    "actor": f"{APP}/one", "principal": APP, "source_ip": "192.0.2.11", "user_agent": "other", "operation": "PutObject",
    "bucket": "example-other", "host_header": "host.example",
}  # fmt: skip

SCENES: Final = {
    "requests_by_dimension": Scene(
        log=(
            data(
                "PutObject", "10:00:00", by=session("app", "one"), ip="192.0.2.11", agent="other", bucket="example-other",
                key="b", parameters={"Host": "host.example"},
            ),
            data("GetObject", "10:00:01", key="a", error="NoSuchKey", **SENT),
            data("GetObject", "10:00:02", key="b", **SENT),
            data("GetObject", "10:00:02", key="b", error="NotModified"),
            data("GetObject", "10:00:03", key="c", **ELSEWHERE),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "value": ALICE, "requests": 3, "failed": 1, "keys": 2, "bytes_sent": 2000,
                        "first_seen": at("10:00:01"), "last_seen": at("10:00:02"),
                    },
                    {"value": f"{APP}/one", "requests": 1, "failed": 0, "bytes_sent": 0},
                ),
            ),
            *(
                Ask(params={"dimension": name, "bucket": "example-other"}, rows=({"value": value, "requests": 1},))
                for name, value in _VALUES.items()
            ),
        ),
    ),
    "requests_from_networks": Scene(
        log=(
            data("GetObject", "10:00:00", ip="198.51.100.7", key="a", parameters={"versionId": "v1"}, **SENT),
            data("GetObject", "10:00:01", ip="198.51.101.7", key="b"),
            data("PutObject", "10:00:02", ip="2001:db8::7", by=EVE, error="AccessDenied"),
            data("GetObject", "10:00:03", ip="2001:db9::7", key="c"),
            data("GetObject", "10:00:04", ip=LOGS, by=service(LOGS)),
            # The records of two accounts of one call.
            *(
                data(
                    "GetObject", "10:00:04", ip="198.51.100.7", parameters={"versionId": ["v2"]}, account=account,
                    request_id="B",
                )
                for account in ("111122223333", "444455556666")
            ),
            event("ListUsers", "10:00:05", ip="198.51.100.8", by=EVE, source="iam.amazonaws.com"),
            # Guesses within a second: a sign-in has no id of a request.
            *(
                event("ConsoleLogin", "10:00:06", ip="198.51.100.8", source="signin.amazonaws.com", request_id=None)
                for _ in range(2)
            ),
        ),
        asks=(
            Ask(
                params={"networks": ["198.51.100.0/24", "2001:db8::/32"]},
                rows=(
                    {
                        "time": at("10:00:00"), "source_ip": "198.51.100.7", "actor": ALICE, "operation": "GetObject",
                        "bucket": "example-scene", "key": "a", "outcome": "ok", "version_id": "v1", "bytes_sent": 1000,
                        "object_size": None,
                    },
                    {"time": at("10:00:02"), "source_ip": "2001:db8::7", "actor": OTHER, "outcome": "AccessDenied"},
                    {"time": at("10:00:04"), "version_id": "v2"},
                    {"time": at("10:00:05"), "operation": "ListUsers", "bucket": None, "outcome": "ok"},
                    {"operation": "ConsoleLogin", "request_id": None}, {"operation": "ConsoleLogin", "request_id": None},
                ),
            ),
            Ask(
                params={"networks": ["198.51.100.0/24", "2001:db8::/32"], "actor": OTHER, "operations": ["PutObject"]},
                rows=({"source_ip": "2001:db8::7"},),
            ),
            Ask(params={"networks": ["198.51.100.0/24"], "operations": ["PutObject"]}, rows=()),
        ),
    ),
    "requests_outside_networks": Scene(
        log=(
            data("GetObject", "10:00:00", ip="192.0.2.10"),
            data("GetObject", "10:00:01", ip="2001:db8::5"),
            data("GetObject", "10:00:02", ip="198.51.100.7", key="a", by=EVE, **SENT),
            data("GetObject", "10:00:03", ip="198.51.100.7", key="b", by=EVE, error="AccessDenied"),
            data("GetObject", "10:00:04", ip="198.51.100.7", bucket="example-other", error="NotModified"),
            data("GetObject", "10:00:05", ip=LOGS, by=service(LOGS)),
            data("GetObject", "10:00:06", ip="athena.amazonaws.com"),
            data("GetObject", "10:00:07", ip="198.51.100.7", **ELSEWHERE),
        ),
        asks=(
            Ask(
                params={"networks": ["192.0.2.0/24", "2001:db8::/32"]},
                rows=(
                    {
                        "actor": OTHER, "source_ip": "198.51.100.7", "bucket": "example-scene", "requests": 2, "failed": 1,
                        "keys": 2, "bytes_sent": 1000, "first_seen": at("10:00:02"), "last_seen": at("10:00:03"),
                    },
                    {"actor": ALICE, "bucket": "example-other", "failed": 0, "bytes_sent": 0},
                ),
            ),
            Ask(
                params={"networks": ["192.0.2.0/24"], "bucket": "example-scene"},
                rows=({"requests": 2}, {"source_ip": "2001:db8::5"}),
            ),
        ),
    ),
    "reads_by_unknown_actors": Scene(
        log=(
            data("GetObject", "10:00:00", key="b", by=EVE, **SENT),
            data("SelectObjectContent", "10:00:01", key="c", by=EVE, ip=None),
            data("GetObject", "10:00:02", key="a", by=EVE, error="AccessDenied"),
            data("HeadObject", "10:00:03", key="a", by=EVE),
            data("GetObject", "10:00:04", key="a", by=EVE, **ELSEWHERE),
            data("GetObject", "10:00:05", key="a"),
            data("GetObject", "10:00:06", key="a", by=NOBODY, bucket="example-other"),
            data("GetObject", "10:00:07", key="a", by=session("app", "one")),
            data("GetObject", "10:00:08", key="a", by={}, bucket="example-third"),
        ),
        asks=(
            Ask(
                params={"known": [ALICE, "%role/app/%"]},
                rows=(
                    {
                        "actor": OTHER, "bucket": "example-scene", "requests": 2, "keys": 2, "bytes_sent": 1000,
                        "source_ips": [IP], "first_seen": at("10:00:00"), "last_seen": at("10:00:01"), "example_key": "b",
                    },
                    {"actor": "anonymous", "bucket": "example-other", "bytes_sent": 0},
                    {"actor": None, "bucket": "example-third"},
                ),
            ),
            Ask(
                params={"known": ["arn%"], "bucket": "example-scene", "operations": ["GetObject", "HeadObject"]},
                rows=(),
            ),
            Ask(
                params={"known": [ALICE], "bucket": "example-scene", "operations": ["HeadObject"]},
                rows=({"actor": OTHER, "requests": 1},),
            ),
        ),
    ),
    "requests_of_aws_services": Scene(
        log=(
            data("PutObject", "10:00:00", by=service(LOGS), ip=LOGS),
            data("PutObject", "10:00:01", by=service(LOGS), ip=LOGS, error="AccessDenied"),
            data("PutObject", "10:00:02", by=service(LOGS), ip=LOGS, bucket="example-other", error="NotModified"),
            event("ListBuckets", "10:00:03", by=service("config.amazonaws.com"), read_only=True),
            data("PutObject", "10:00:04", by=service(LOGS), ip=LOGS, **ELSEWHERE),
            data("GetObject", "10:00:05", by=user(invokedBy="athena.amazonaws.com"), ip="athena.amazonaws.com"),
            data("GetObject", "10:00:06", by=NOBODY),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "actor": LOGS, "bucket": "example-scene", "operation": "PutObject", "requests": 2, "failed": 1,
                        "first_seen": at("10:00:00"), "last_seen": at("10:00:01"),
                    },
                    {"actor": "config.amazonaws.com", "bucket": None, "operation": "ListBuckets", "failed": 0},
                    {"actor": LOGS, "bucket": "example-other", "failed": 0},
                ),
            ),
            Ask(params={"bucket": "example-other"}, rows=({"actor": LOGS},)),
        ),
    ),
}  # fmt: skip
