"""Scenes of who was refused, of other accounts, of presigned URLs and of batch deletes, by events."""

from __future__ import annotations

from typing import Any, Final

from tests.scenes import ALICE, IP, NOBODY, Ask, Scene, at, data, event, service, session, user

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
    "presigned_urls": Scene(
        log=(
            data("GetObject", "10:00:00", more=PRESIGNED | SENT, key="b", ip="192.0.2.11", agent="one"),
            data("GetObject", "10:00:01", more=PRESIGNED, key="c", ip="192.0.2.12", agent="two", **DENIED),
            data("GetObject", "10:00:02", more=PRESIGNED, key="c", **OTHER),
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
            data("DeleteObject", "10:00:03", key="d", request_id="DD", **OTHER),
            data("PutObject", "10:00:04", key="e", request_id="AA"),
            data("DeleteObject", "10:00:05", key="f", request_id="AA", **ELSEWHERE),
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
                    {"key": "d", "bucket": "example-other"},
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
            event("ListBuckets", "10:00:06", by=user("eve", "999900001111")),
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
