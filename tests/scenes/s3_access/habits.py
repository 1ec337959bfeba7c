"""Scenes of what is not as usual: at night, and for the first time."""

from __future__ import annotations

from typing import Any, Final

from tests.scenes import ALICE, IP, Ask, Scene, access, at

ELSEWHERE: Final[dict[str, Any]] = {"bucket": "example-other"}
NIGHTLY: Final = "arn:aws:sts::111122223333:assumed-role/nightly/one"
BOB: Final = "arn:aws:iam::111122223333:user/bob"

SCENES: Final = {
    "outside_working_hours": Scene(
        log=(
            access("07:00:00", key="begin"),
            access("19:59:59", key="end"),
            access("06:59:59", request_id="B", key="early"),
            access("20:00:00", request_id="C", key="late", operation="REST.PUT.OBJECT", status=403, error="AccessDenied"),
            access("20:00:01", request_id="D", requester=NIGHTLY, status=404),
            access("20:00:02", requester="AmazonS3", ip="-", operation="S3.EXPIRE.OBJECT", uri=None, status="-"),
            access("20:00:03", requester="svc:delivery.logs.amazonaws.com", ip="-", operation="REST.PUT.OBJECT"),
            access("20:00:04", request_id="E", key="damaged", status="2x0", **ELSEWHERE),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "time": at("06:59:59"), "actor": ALICE, "source_ip": IP, "operation": "REST.GET.OBJECT",
                        "bucket": "example-scene", "key": "early", "outcome": "ok", "local_time": "2026-11-11 06:59:59",
                        "request_id": "B",
                    },
                    {"key": "late", "outcome": "AccessDenied"},
                    {"actor": NIGHTLY, "outcome": "404"},
                    {"key": "damaged", "outcome": None},
                ),
            ),
            Ask(params={"ignored": ["%/nightly/%"], "bucket": "example-scene"}, rows=({"key": "early"}, {"key": "late"})),
            Ask(
                params={"time_zone": "America/New_York", "first_hour": 15, "last_hour": 23, "bucket": "example-scene"},
                rows=({"key": "early", "local_time": "2026-11-11 01:59:59"}, {"key": "begin"}, {"key": "end"}),
            ),
            Ask(params={"days": [1, 2], "last_hour": 23, "bucket": "example-other"}, rows=({"key": "damaged"},)),
        ),
    ),
    "first_seen": Scene(
        log=(
            access("12:00:00", day=-2, request_id="A"),
            access("11:00:00", day=-1, agent="rclone/1", ip="192.0.2.11"),
            access("08:00:00", agent="rclone/2", ip="192.0.2.11"),
            access("12:00:00", ip="203.0.113.9", agent="[curl/8 x]", requester=BOB, key="a", region="us-east-1"),
            access("12:00:01", ip="203.0.113.9", agent="curl", requester=BOB, key="b", operation="REST.COPY.OBJECT_GET",
                   sent=5000),
            access("11:59:59", ip="203.0.113.8", agent="-", region="us-east-1", **ELSEWHERE),
            access("12:00:00", day=-1, **ELSEWHERE),
            access("12:00:02", ip="203.0.113.10", requester=BOB, status=400),
            access("12:00:02", ip="203.0.113.12", requester=BOB, status=307),
            access("12:00:03", ip="203.0.113.11", requester="svc:s3.amazonaws.com"),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "bucket": "example-scene", "kind": "region", "value": "us-east-1", "known_values": 0, "requests": 1,
                    },
                    {
                        "bucket": "example-scene", "kind": "principal", "value": BOB, "known_values": 1,
                        "known_since": at("12:00:00", day=-2), "requests": 2, "keys": 2, "bytes_sent": 1000, "actors": [BOB],
                        "first_seen": at("12:00:00"), "last_seen": at("12:00:01"),
                    },
                    {"kind": "address", "value": "203.0.113.9", "known_values": 2},
                    {"kind": "agent", "value": "curl", "known_values": 2},
                ),
            ),
            Ask(
                params={"kinds": ["address"], "failures": True, "max_known_values": 2, "known_hours": 23},
                rows=(
                    {"bucket": "example-other", "value": "203.0.113.8", "known_values": 1},
                    {"bucket": "example-scene", "value": "203.0.113.9", "known_values": 2},
                ),
            ),
            Ask(
                params={"kinds": ["address"], "failures": True, "bucket": "example-scene"},
                rows=({"value": "203.0.113.9"}, {"value": "203.0.113.10"}, {"value": "203.0.113.12"}),
            ),
            Ask(
                params={"kinds": ["region"]},
                rows=({"bucket": "example-scene", "value": "us-east-1", "known_since": at("12:00:00", day=-2)},),
            ),
        ),
    ),
}  # fmt: skip
