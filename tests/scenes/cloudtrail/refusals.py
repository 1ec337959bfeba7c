"""Scenes of who was refused, of other accounts, of presigned URLs and of batch deletes, by events."""

from __future__ import annotations

from typing import Any, Final

from tests.scenes import ALICE, IP, NOBODY, Ask, Scene, at, data, event, service, session, user

BOB: Final = "arn:aws:iam::111122223333:user/bob"
DENIED: Final[dict[str, Any]] = {"error": "AccessDenied"}
ELSEWHERE: Final[dict[str, Any]] = {"source": "example.amazonaws.com"}
OTHER: Final[dict[str, Any]] = {"bucket": "example-other"}
OUTSIDER: Final = "arn:aws:sts::444455556666:assumed-role/app"
SENT: Final[dict[str, Any]] = {"bytesTransferredOut": 1000}
PRESIGNED: Final[dict[str, Any]] = {"AuthenticationMethod": "QueryString"}

SCENES: Final = {
    "denied_keys": Scene(
        log=(
            data("GetObject", "10:00:00", key="a", **DENIED),
            data("GetObject", "10:00:01", key="a", error="AllAccessDisabled", ip="192.0.2.11"),
            data("GetObject", "10:00:02", key="a", error="NoSuchKey"),
            data("GetObject", "10:00:03", key="a"),
            data("GetObject", "10:00:04", key="a", **DENIED, **ELSEWHERE),
            data("ListObjects", "10:00:05", key=None, **DENIED, **OTHER),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "actor": ALICE, "operation": "GetObject", "bucket": "example-scene", "key": "a", "denied": 2,
                        "source_ips": 2, "first_seen": at("10:00:00"), "last_seen": at("10:00:01"),
                    },
                    {"operation": "ListObjects", "bucket": "example-other", "key": None, "denied": 1},
                ),
            ),
            Ask(params={"bucket": "example-other"}, rows=({"bucket": "example-other"},)),
            Ask(params={"error_codes": ["NoSuchKey"]}, rows=({"key": "a", "denied": 1},)),
        ),
    ),
    "denied_requests": Scene(
        log=(
            data("GetObject", "10:00:00", key="b", **DENIED),
            data("GetObject", "10:00:03", key="a", error="AllAccessDisabled", ip="192.0.2.11"),
            data("GetObject", "10:00:04", key="a", error="InvalidObjectState"),
            data("GetObject", "10:00:05", key="a"),
            data("GetObject", "10:00:06", key="a", **DENIED, **ELSEWHERE),
            event("ListBuckets", "10:00:07", by=user("bob"), **DENIED),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "actor": ALICE, "operation": "GetObject", "bucket": "example-scene", "denied": 2, "keys": 2,
                        "error_codes": ["AccessDenied", "AllAccessDisabled"], "source_ips": 2,
                        "first_seen": at("10:00:00"), "last_seen": at("10:00:03"),
                    },
                    {"actor": BOB, "operation": "ListBuckets", "bucket": None, "denied": 1, "keys": 0},
                ),
            ),
            Ask(params={"actor": BOB}, rows=({"actor": BOB},)),
            Ask(params={"error_codes": ["InvalidObjectState"]}, rows=({"actor": ALICE, "denied": 1},)),
        ),
    ),
    "key_guessing": Scene(
        log=(
            data("GetObject", "10:00:00", by=NOBODY, key="a", error="NoSuchKey"),
            data("GetObjectAcl", "10:00:01", by=NOBODY, key="b", **DENIED),
            data("HeadObject", "10:00:02", by=None, key="c", error="NoSuchKey"),
            data("GetObject", "09:00:00", key="0", agent="other", **OTHER),
            data("GetObject", "09:00:01", key="1", **OTHER),
            data("GetObject", "09:00:02", key="2", **OTHER),
            data("GetObject", "13:00:00", by=NOBODY, key="same", error="NotModified"),
            data("PutObject", "10:00:05", by=NOBODY, key="put", **DENIED),
            data("GetObject", "10:00:06", by=NOBODY, key="broken", error="InternalError"),
            data("GetObject", "10:00:06", by=NOBODY, key="broken-too", error="InternalError"),
            data("ListObjects", "10:00:07", by=NOBODY, key=None, **DENIED),
            data("GetBucketAcl", "10:00:08", by=NOBODY, key=None, **DENIED),
            data("GetObject", "10:00:09", by=NOBODY, key="elsewhere", error="NoSuchKey", **ELSEWHERE),
            data("GetObject", "11:00:00", ip="192.0.2.77", key="x", error="NoSuchKey"),
            data("GetObject", "11:00:01", ip="192.0.2.77", key="x", error="NoSuchKey"),
            data("GetObject", "11:00:02", ip="192.0.2.77", key="y", error="NoSuchKey", agent="other"),
            data("GetObject", "11:00:03", ip="192.0.2.77", key="z", **DENIED),
            *(data("GetObject", ip="192.0.2.88", key=key) for key in "abc"),
            data("GetObject", "12:00:00", ip=None, key="x1", error="NoSuchKey"),
            data("GetObject", "12:00:01", ip=None, key="x2", error="NoSuchKey"),
            data("GetObject", "12:00:02", ip=None, key="x3", error="NoSuchKey"),
        ),
        asks=(
            Ask(
                params={"min_keys": 3},
                rows=(
                    {
                        "source_ip": IP, "missed_keys": 3, "missed_requests": 3, "found_keys": 4, "buckets": ["example-scene"],
                        "actors": ["anonymous"], "user_agents": 1, "first_seen": at("10:00:00"), "last_seen": at("10:00:02"),
                        "example_key": "a",
                    },
                    {"source_ip": "192.0.2.77", "missed_keys": 3, "missed_requests": 4, "found_keys": 0},
                ),
            ),
            Ask(
                params={"min_keys": 2, "missed": ["NoSuchKey"], "actor": ALICE},
                rows=(
                    {"source_ip": "192.0.2.77", "missed_keys": 2, "missed_requests": 3, "actors": [ALICE], "user_agents": 2},
                ),
            ),
        ),
    ),
    "presigned_urls": Scene(
        log=(
            data("GetObject", "10:00:00", more=PRESIGNED | SENT, key="b", ip="192.0.2.11", agent="one"),
            data("GetObject", "10:00:01", more=PRESIGNED, key="c", ip="192.0.2.12", agent="two", **DENIED),
            data("GetObject", "10:00:02", more=PRESIGNED, key="c", error="NotModified", **OTHER),
            data("GetObject", "10:00:03", more={"AuthenticationMethod": "AuthHeader"}, key="a"),
            data("GetObject", "10:00:04", by=NOBODY, key="a"),
            data("GetObject", "10:00:05", more=PRESIGNED, key="a", **ELSEWHERE),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "actor": ALICE, "bucket": "example-scene", "operation": "GetObject", "requests": 2, "failed": 1,
                        "keys": 2, "source_ips": 2, "user_agents": 2, "bytes_sent": 1000, "first_seen": at("10:00:00"),
                        "last_seen": at("10:00:01"), "example_key": "b",
                    },
                    {"bucket": "example-other", "failed": 0, "bytes_sent": 0},
                ),
            ),
            Ask(params={"min_source_ips": 2}, rows=({"bucket": "example-scene"},)),
            Ask(params={"bucket": "example-other"}, rows=({"bucket": "example-other"},)),
        ),
    ),
    "batch_deletions": Scene(
        log=(
            data("DeleteObjects", "10:00:00", key=None, request_id="AA"),
            data("DeleteObject", "10:00:00", key="a", request_id="AA", parameters={"versionId": "v1"}),
            data("DeleteObject", "10:00:00", key="b", request_id="AA", **DENIED),
            data("DeleteObjects", "10:00:01", key=None, request_id="BB", **DENIED),
            data("DeleteObject", "10:00:02", key="c", request_id="CC"),
            data("DeleteObjects", "10:00:03", key=None, request_id="DD", **OTHER),
            data("DeleteObject", "10:00:03", key="d", request_id="DD", parameters={"versionId": ["v2"]}, **OTHER),
            data("PutObject", "10:00:04", key="e", request_id="AA"),
            data("DeleteObject", "10:00:05", key="f", request_id="AA", **ELSEWHERE),
            # Of what has no id nothing is known to belong together.
            data("DeleteObjects", "10:00:06", key=None, request_id=None),
            data("DeleteObject", "10:00:06", key="g", request_id=None, **DENIED),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "time": at("10:00:00"), "actor": ALICE, "source_ip": IP, "operation": "DeleteObjects", "key": None,
                        "outcome": "ok", "request_id": "AA", "keys": 2, "missed": 1,
                    },
                    {"key": "a", "outcome": "ok", "version_id": "v1", "keys": 2, "missed": 1},
                    {"key": "b", "outcome": "AccessDenied", "version_id": None},
                    {"request_id": "BB", "outcome": "AccessDenied", "keys": 0, "missed": 0},
                    {"request_id": "DD", "keys": 1, "missed": 0},
                    {"key": "d", "bucket": "example-other", "version_id": "v2"},
                    {"time": at("10:00:06"), "operation": "DeleteObjects", "request_id": None, "keys": None, "missed": None},
                ),
            ),
            Ask(params={"request_id": "BB"}, rows=({"request_id": "BB"},)),
            Ask(params={"bucket": "example-other"}, rows=({"key": None}, {"key": "d"})),
        ),
    ),
    "requests_of_other_accounts": Scene(
        log=(
            data("GetObject", "10:00:00", by=session("app", "one", "444455556666"), more=SENT),
            data("GetObject", "10:00:01", by=session("app", "two", "444455556666"), **DENIED),
            data("GetObject", "10:00:02"),
            data("GetObject", "10:00:03", by=NOBODY),
            data("GetObject", "10:00:04", by=service("delivery.logs.amazonaws.com")),
            data("GetObject", "10:00:05", by=session("app", "one", "444455556666"), **ELSEWHERE),
            event("ListBuckets", "10:00:06", by=user("eve", "999900001111"), error="NotModified"),
        ),
        asks=(
            Ask(
                params={"own_accounts": ["111122223333"]},
                rows=(
                    {
                        "account": "444455556666", "actor": OUTSIDER, "bucket": "example-scene", "operation": "GetObject",
                        "requests": 2, "failed": 1, "bytes_sent": 1000, "first_seen": at("10:00:00"),
                        "last_seen": at("10:00:01"),
                    },
                    {"account": "999900001111", "bucket": None, "failed": 0, "bytes_sent": 0},
                ),
            ),
            Ask(
                params={"own_accounts": ["444455556666"], "bucket": "example-scene"},
                rows=({"account": "111122223333", "actor": ALICE},),
            ),
        ),
    ),
}  # fmt: skip
