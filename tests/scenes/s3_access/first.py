"""Scenes of the questions about who got in, who was refused and what was done to one object."""

from __future__ import annotations

from typing import Any, Final

from tests.scenes import ALICE, Ask, Scene, access, at

BOB: Final = "arn:aws:iam::111122223333:user/bob"
SESSION: Final = "arn:aws:sts::111122223333:assumed-role/loader/one"
LOADER: Final = "arn:aws:sts::111122223333:assumed-role/loader"
REFUSED: Final[dict[str, Any]] = {"status": 403, "error": "AccessDenied"}
HEAD: Final = "REST.HEAD.OBJECT"
PUT: Final = "REST.PUT.OBJECT"

SCENES: Final = {
    "anonymous_successes": Scene(
        log=(
            access("10:00:00", requester="-", key="b", sent=5),
            access("10:00:05", requester="-", key="a", ip="192.0.2.11", status=206, sent=7),
            access("10:00:09", requester="-", key="a", status=304, sent=0),
            access("10:00:10", requester="-", key="z", **REFUSED),
            access("10:00:11", requester="-", key="z", status=100),
            access("10:00:12", requester="-", operation="REST.OPTIONS.PREFLIGHT", key="a"),
            access("10:00:13", requester="-", bucket="example-other", key="c"),
            access("10:00:14", key="mine"),
            access("10:00:15", requester="-", key="s", status=307),
            access("10:00:16", requester="-", bucket="example-third", operation="REST.COPY.OBJECT_GET", key="d", sent=5000),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "bucket": "example-scene", "operation": "REST.GET.OBJECT", "requests": 3, "keys": 2, "source_ips": 2,
                        "bytes_sent": 12, "first_seen": at("10:00:00"), "last_seen": at("10:00:09"), "example_key": "a",
                    },
                    {"bucket": "example-other", "requests": 1, "example_key": "c"},
                    {"bucket": "example-third", "operation": "REST.COPY.OBJECT_GET", "requests": 1, "bytes_sent": 0},
                ),
            ),
            Ask(
                params={"public_buckets": ["example-scene", "example-third"], "harmless_operations": ["REST.HEAD.OBJECT"]},
                rows=({"bucket": "example-other", "requests": 1},),
            ),
        ),
    ),
    "denied_requests": Scene(
        log=(
            access("10:00:00", key="b", **REFUSED),
            access("10:00:03", key="a", ip="192.0.2.11", status=403, error="ExpiredToken"),
            access("10:00:04", key="a", status=403),
            access("10:00:05", key="a", status=401),
            access("10:00:06", key="a", status=404),
            access("10:00:07", key="a", status=403, error="InvalidObjectState"),
            access("10:00:08", requester=BOB, **REFUSED),
            access("10:00:09"),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "actor": ALICE, "operation": "REST.GET.OBJECT", "bucket": "example-scene", "denied": 4, "keys": 2,
                        "error_codes": ["401", "403", "AccessDenied", "ExpiredToken"], "source_ips": 2,
                        "first_seen": at("10:00:00"), "last_seen": at("10:00:05"),
                    },
                    {"actor": BOB, "denied": 1, "error_codes": ["AccessDenied"]},
                ),
            ),
            Ask(params={"actor": BOB}, rows=({"actor": BOB, "denied": 1},)),
            Ask(
                params={"error_codes": ["InvalidObjectState"]},
                rows=({"actor": ALICE, "denied": 3, "error_codes": ["401", "403", "InvalidObjectState"]},),
            ),
        ),
    ),
    "requests_by_operation": Scene(
        log=(
            access(), access(key="b"), access(status=404, error="NoSuchKey"), access(requester=BOB, operation=PUT),
        ),
        asks=(
            Ask(
                rows=(
                    {"operation": "REST.GET.OBJECT", "http_status": 200, "requests": 2},
                    {"operation": "REST.GET.OBJECT", "http_status": 404, "requests": 1},
                    {"operation": "REST.PUT.OBJECT", "http_status": 200, "requests": 1},
                ),
            ),
            Ask(params={"actor": BOB}, rows=({"operation": "REST.PUT.OBJECT", "requests": 1},)),
        ),
    ),
    "object_history": Scene(
        log=(
            access("10:00:02", key="a%2520b.txt", status=404, error="NoSuchKey", sent=0, request_id="R2", auth="QueryString",
                   uri="GET /a?x-note=1?X-Amz-Credential=AKIAFORGED HTTP/1.1"),
            access("10:00:01", key="a%2520b.txt", version="v1", auth="QueryString", request_id="R1",
                   uri="GET /a?X-Amz-Date=1&X-Amz-Credential=AKIAALICEEXAMPLE%2F20261105%2Fus-east-1%2Fs3 HTTP/1.1"),
            access("10:00:03", key="a%2520b.txt", status=412, request_id="R3",
                   uri="GET /a?X-Amz-Credential=AKIAFORGED HTTP/1.1"),
            access("10:00:04", key="a%20b.txt", operation="S3.EXPIRE.OBJECT", requester="AmazonS3", ip="-", status=None),
            access("10:00:05", key="a%2520b.txt", status="2x0"),
            access("10:00:05", key="a.txt"),
            access("10:00:06", key="a%2520b.txt", bucket="example-other"),
        ),
        asks=(
            Ask(
                params={"bucket": "example-scene", "key": "a b.txt"},
                rows=(
                    {
                        "time": at("10:00:01"), "actor": ALICE, "source_ip": "192.0.2.10", "operation": "REST.GET.OBJECT",
                        "bucket": "example-scene", "key": "a b.txt", "outcome": "ok", "version_id": "v1", "bytes_sent": 1000,
                        "object_size": 1000, "auth_type": "QueryString", "access_key_id": "AKIAALICEEXAMPLE",
                        "user_agent": "aws-cli/2.31.0", "request_id": "R1",
                    },
                    {"request_id": "R2", "outcome": "NoSuchKey", "access_key_id": None},
                    {"request_id": "R3", "outcome": "412", "access_key_id": None},
                    {"operation": "S3.EXPIRE.OBJECT", "outcome": "ok"},
                    {"time": at("10:00:05"), "outcome": None},
                ),
            ),
        ),
    ),
    "requests_from_networks": Scene(
        log=(
            access("10:00:00", ip="198.51.100.7", key="a"),
            access("10:00:01", ip="198.51.101.7", key="b"),
            access("10:00:02", ip="2001:db8::7", requester=BOB, operation=PUT, status=404),
            access("10:00:03", ip="2001:db9::7", key="c"),
            access("10:00:04", ip="-", requester="AmazonS3", key="d"),
            access("10:00:05", ip="198.51.100.8", requester=BOB, error="SlowDown", status=503),
            access("10:00:06", ip="198.51.100.9", status="2x0"),
        ),
        asks=(
            Ask(
                params={"networks": ["198.51.100.0/24", "2001:db8::/32"]},
                rows=(
                    {"time": at("10:00:00"), "source_ip": "198.51.100.7", "actor": ALICE, "outcome": "ok", "key": "a"},
                    {"time": at("10:00:02"), "source_ip": "2001:db8::7", "actor": BOB, "outcome": "404"},
                    {"time": at("10:00:05"), "source_ip": "198.51.100.8", "actor": BOB, "outcome": "SlowDown"},
                    {"source_ip": "198.51.100.9", "outcome": None},
                ),
            ),
            Ask(
                params={"networks": ["198.51.100.0/24", "2001:db8::/32"], "actor": BOB, "operations": [PUT]},
                rows=({"source_ip": "2001:db8::7"},),
            ),
            Ask(params={"networks": ["198.51.100.0/24"], "operations": [PUT]}, rows=()),
        ),
    ),
    "unusual_clients": Scene(
        log=(
            access("10:00:00", agent="rclone/v1.70", sent=5),
            access("10:00:03", agent="rclone/v1.70", ip="192.0.2.11", sent=6, bucket="example-other", **REFUSED),
            access("10:00:04", agent="rclone/v1.70", status=404, sent=0, ip="-"),
            access("10:00:05", agent="aws-cli/2"),
            access("09:00:06", agent="Mozilla CyberDuck", requester=SESSION, status=399, operation="REST.COPY.OBJECT_GET"),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "first_seen": at("09:00:06"), "actor": SESSION, "user_agent": "Mozilla CyberDuck", "failed": 0,
                        "bytes_sent": 0,
                    },
                    {
                        "first_seen": at("10:00:00"), "last_seen": at("10:00:04"), "actor": ALICE, "user_agent": "rclone/v1.70",
                        "requests": 3, "failed": 2, "bytes_sent": 11, "buckets": ["example-other", "example-scene"],
                        "source_ips": ["192.0.2.10", "192.0.2.11"],
                    },
                ),
            ),
            Ask(params={"requester_kinds": ["assumed_role"]}, rows=({"actor": SESSION},)),
            Ask(
                params={"patterns": ["AWS-CLI"], "requester_kinds": ["user"]},
                rows=({"user_agent": "aws-cli/2", "requests": 1},),
            ),
        ),
    ),
}  # fmt: skip
