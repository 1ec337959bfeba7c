"""Scenes of what is not as usual: at night, and for the first time; and of how uploads are encrypted."""

from __future__ import annotations

from typing import Any, Final

from tests.scenes import ALICE, IP, Ask, Event, Scene, at, data, event, service, session, user

ELSEWHERE: Final[dict[str, Any]] = {"bucket": "example-other"}
BOB: Final = "arn:aws:iam::111122223333:user/bob"
KEY: Final = "arn:aws:kms:eu-west-1:111122223333:key/one"
OWN: Final = [{"type": "AWS::S3::Bucket", "ARN": "arn:aws:s3:::example-scene"}]
SENT: Final = {"bytesTransferredOut": 5}
NIGHTLY: Final = session("nightly", "one")


def _put(clock: str, applied: str | None, answered: str | None = None, kms_key: str | None = None, **given: Any) -> Event:  # noqa: ANN401
    answer = {"x-amz-server-side-encryption": answered, "x-amz-server-side-encryption-aws-kms-key-id": kms_key}
    more = {"SSEApplied": applied} if applied else None
    response = {name: value for name, value in answer.items() if value}
    return data(given.pop("name", "PutObject"), clock, more=more, response=response, **given)


SCENES: Final = {
    "outside_working_hours": Scene(
        log=(
            data("GetObject", "07:00:00", key="begin"),
            data("GetObject", "19:59:59", key="end"),
            data("GetObject", "06:59:59", key="early", request_id="B"),
            data("PutObject", "20:00:00", key="late", error="AccessDenied"),
            data("GetObject", "20:00:01", key="nightly", by=NIGHTLY),
            data("PutObject", "20:00:02", by=service("delivery.logs.amazonaws.com")),
            event("Decrypt", "20:00:03", source="kms.amazonaws.com"),
            data("GetObject", "20:00:04", key="odd", by={"accountId": "444455556666"}, **ELSEWHERE),
            data("GetObject", "20:00:05", key="nobody", by={}),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "time": at("06:59:59"), "actor": ALICE, "source_ip": IP, "operation": "GetObject",
                        "bucket": "example-scene", "key": "early", "outcome": "ok", "local_time": "2026-11-11 06:59:59",
                        "request_id": "B",
                    },
                    {"key": "late", "outcome": "AccessDenied"},
                    {"key": "nightly"},
                    {"key": "odd"},
                    {"key": "nobody", "actor": None},
                ),
            ),
            Ask(
                params={"ignored": ["%/nightly/%"], "bucket": "example-scene"},
                rows=({"key": "early"}, {"key": "late"}, {"key": "nobody"}),
            ),
            Ask(
                params={"time_zone": "America/New_York", "first_hour": 15, "last_hour": 23, "bucket": "example-scene"},
                rows=({"key": "early", "local_time": "2026-11-11 01:59:59"}, {"key": "begin"}, {"key": "end"}),
            ),
            Ask(params={"days": [1, 2], "last_hour": 23, "first_hour": 7, "bucket": "example-other"}, rows=({"key": "odd"},)),
        ),
    ),
    "first_seen": Scene(
        log=(
            data("GetObject", "12:00:00", day=-2),
            data("GetObject", "11:00:00", day=-1, agent="[rclone/1]", ip="192.0.2.11"),
            data("GetObject", "08:00:00", agent="[rclone/2]", ip="192.0.2.11"),
            data("GetObject", ip="203.0.113.9", clock="12:00:00", agent="[curl/8 x]", by=user("bob"), more=SENT),
            data("GetObject", ip="203.0.113.9", clock="12:00:01", agent="curl", by=user("bob"), key="b", error="NotModified"),
            data("GetObject", "11:59:59", ip="203.0.113.8", agent=None, **ELSEWHERE),
            data("GetObject", "12:00:00", day=-1, **ELSEWHERE),
            data("GetObject", "12:00:02", ip="203.0.113.10", by=user("bob"), error="AccessDenied"),
            data("GetObject", "12:00:03", ip="203.0.113.11", by=service("delivery.logs.amazonaws.com")),
            data("GetObject", "12:00:04", agent="odd", by={"accountId": "444455556666"}),
            data("GetObject", "12:00:04", agent="odd", by=None),
            data("GetObject", "12:00:07", agent=None),
            data("GetObject", "12:00:00", day=-2, agent=None, bucket="example-third"),
            data("GetObject", "12:00:08", agent="new", bucket="example-third"),
            event("ListBuckets", "12:00:00", day=-2),
            event("ListBuckets", "12:00:05", by=user("bob")),
            event("Decrypt", "12:00:06", source="kms.amazonaws.com", by=user("carol"), resources=OWN),
        ),
        asks=(
            Ask(
                rows=(
                    {"bucket": "example-third", "kind": "agent", "value": "new", "known_values": 0},
                    {
                        "bucket": "example-scene", "kind": "principal", "value": BOB, "known_values": 1,
                        "known_since": at("12:00:00", day=-2), "requests": 2, "keys": 2, "bytes_sent": 5, "actors": [BOB],
                        "first_seen": at("12:00:00"), "last_seen": at("12:00:01"),
                    },
                    {"kind": "address", "value": "203.0.113.9", "known_values": 2},
                    {"kind": "agent", "value": "curl", "known_values": 2},
                    {"kind": "principal", "value": "444455556666"},
                    {"kind": "agent", "value": "odd", "bytes_sent": 0, "requests": 2, "actors": ["444455556666"]},
                ),
            ),
            Ask(
                params={"kinds": ["agent"], "max_known_values": 1},
                rows=({"bucket": "example-third", "value": "new", "known_since": at("12:00:00", day=-2)},),
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
                rows=({"value": "203.0.113.9"}, {"value": "203.0.113.10"}),
            ),
        ),
    ),
    "uploads_by_encryption": Scene(
        log=(
            _put("10:00:00", "Default_SSE_KMS", "aws:kms", KEY, key="b"),
            _put("10:00:01", "Default_SSE_KMS", "aws:kms", KEY, key="b", name="CopyObject", by=user("bob")),
            _put("10:00:02", "Default_SSE_KMS", "aws:kms", KEY, key="a", name="CreateMultipartUpload"),
            _put("10:00:03", "SSE_KMS", "aws:kms", KEY, name="PostObject"),
            _put("10:00:04", "SSE_C"),
            _put("10:00:04", "SSE_C", by=None),
            _put("10:00:05", None, "AES256"),
            _put("10:00:06", None, "AES256", name="UploadPart"),
            _put("10:00:07", None, "AES256", error="AccessDenied"),
            _put("10:00:08", None, "AES256", source="example.amazonaws.com"),
            _put("10:00:09", None, "aws:kms"),
            _put("10:00:10", None, "aws:kms:dsse", **ELSEWHERE),
            _put("10:00:11", None, **ELSEWHERE),
            _put("10:00:12", None, parameters={"x-amz-server-side-encryption-customer-algorithm": "AES256"}),
            _put("10:00:13", None, parameters={"x-amz-server-side-encryption-customer-algorithm": ["AES256"]}),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "bucket": "example-scene", "encryption": "SSE_KMS", "by_default": True, "kms_key": KEY, "uploads": 3,
                        "keys": 2, "actors": [ALICE, BOB], "first_seen": at("10:00:00"), "last_seen": at("10:00:02"),
                        "example_key": "a",
                    },
                    {"bucket": "example-scene", "encryption": "SSE_C", "by_default": False, "kms_key": None, "uploads": 2}
                    | {"actors": [ALICE]},
                    {"bucket": "example-scene", "encryption": "SSE_C", "by_default": None, "uploads": 2},
                    {"bucket": "example-other", "encryption": "DSSE_KMS", "by_default": None},
                    {"bucket": "example-other", "encryption": "unknown", "by_default": None},
                    {"encryption": "SSE_KMS", "by_default": False, "kms_key": KEY, "uploads": 1},
                    {"encryption": "SSE_KMS", "by_default": None, "kms_key": None},
                    {"encryption": "SSE_S3", "by_default": None, "uploads": 1},
                ),
            ),
            Ask(params={"event_names": ["UploadPart"]}, rows=({"encryption": "SSE_S3"},)),
            Ask(params={"bucket": "example-other"}, rows=({"encryption": "DSSE_KMS"}, {"encryption": "unknown"})),
        ),
    ),
}  # fmt: skip
