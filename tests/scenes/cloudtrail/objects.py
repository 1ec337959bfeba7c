"""Scenes of reads, writes and deletions of objects, by events."""

from __future__ import annotations

from typing import Any, Final

from athena_s3logs import Window
from tests.scenes import ALICE, NOBODY, Ask, Event, Scene, at, data, event, session, user

_ROLE: Final = "arn:aws:sts::111122223333:assumed-role/app"


def _sent(clock: str, sent: int, **given: Any) -> Event:  # noqa: ANN401  fields
    return data(given.pop("name", "GetObject"), clock, more={"bytesTransferredOut": sent}, **given)


def _copy(clock: str, source: str | list[str], **given: Any) -> Event:  # noqa: ANN401  fields
    return data("CopyObject", clock, key="copy", parameters={"x-amz-copy-source": source}, **given)


SCENES: Final = {
    "object_history": Scene(
        log=(
            data("PutObject", "10:00:00", key="a b", more={"bytesTransferredIn": 7}),
            data("GetObject", "10:01:00", key="a b", parameters={"versionId": "v1"},
                 more={"bytesTransferredIn": 0, "bytesTransferredOut": 5, "AuthenticationMethod": "AuthHeader"}),
            data("DeleteObject", "10:02:00", key="a b", error="AccessDenied"),
            _copy("10:03:00", "/example-scene/a%20b?versionId=v1", bucket="example-other"),
            data("GetObject", "10:04:00", key="a"),
            data("GetObject", "10:05:00", key="a b", bucket="example-other"),
            _copy("10:06:00", "example-other/a%20b"),
            data("GetObject", "10:07:00", key="a b", source="example.amazonaws.com"),
            data("GetObject", "10:08:00", key="a b", parameters={"versionId": ["v2"]}),
            _copy("10:09:00", ["example-scene/a%20b"], bucket="example-third"),
            _copy("10:10:00", "example-scene/100%"),
        ),
        asks=(
            Ask(
                params={"bucket": "example-scene", "key": "a b"},
                rows=(
                    {"time": at("10:00:00"), "actor": ALICE, "operation": "PutObject", "outcome": "ok", "object_size": 7},
                    {"operation": "GetObject", "version_id": "v1", "bytes_sent": 5, "object_size": None, "key": "a b",
                     "source_ip": "192.0.2.10", "auth_type": "AuthHeader"},
                    {"operation": "DeleteObject", "outcome": "AccessDenied", "version_id": None},
                    {"operation": "CopyObject", "bucket": "example-other", "key": "copy"},
                    {"operation": "GetObject", "version_id": "v2"},
                    {"operation": "CopyObject", "bucket": "example-third"},
                ),
            ),
        ),
    ),
    "most_read_objects": Scene(
        log=(
            _sent("10:00:00", 5, ip="192.0.2.1"),
            _sent("10:02:00", 6, by=session("app", "one")),
            _sent("10:01:00", 7, by=session("app", "two")),
            data("GetObject", "09:00:00", error="AccessDenied"),
            data("PutObject", "09:00:00"),
            data("GetObject", "09:00:00", source="example.amazonaws.com"),
            data("GetObject", "10:00:00", bucket="example-other", key="b"),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "bucket": "example-scene", "key": "a.txt", "requests": 3, "actors": 2, "source_ips": 2,
                        "bytes_sent": 18, "first_seen": at("10:00:00"), "last_seen": at("10:02:00"),
                    },
                    {"bucket": "example-other", "key": "b", "requests": 1, "bytes_sent": 0},
                ),
            ),
            Ask(params={"operations": ["PutObject"]}, rows=({"key": "a.txt", "requests": 1},)),
            Ask(params={"bucket": "example-other"}, rows=({"bucket": "example-other"},)),
        ),
    ),
    "anonymous_successes": Scene(
        log=(
            _sent("10:00:00", 5, key="b", by=NOBODY),
            _sent("10:01:00", 6, by=NOBODY, ip="192.0.2.1"),
            data("GetObject", "09:00:00", by=NOBODY, error="AccessDenied"),
            data("GetObject", "09:00:00"),
            data("GetObject", "09:00:00", by=NOBODY, source="example.amazonaws.com"),
            data("ListObjects", "10:00:00", by=NOBODY, bucket="example-other", key=None),
            data("PreflightRequest", "10:00:00", by=NOBODY, bucket="example-third"),
            data("GetObject", "10:02:00", by=NOBODY, error="NotModified"),
            event("ListBuckets", "10:03:00", by=NOBODY),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "bucket": "example-scene", "operation": "GetObject", "requests": 3, "keys": 2, "source_ips": 2,
                        "bytes_sent": 11, "example_key": "a.txt", "first_seen": at("10:00:00"), "last_seen": at("10:02:00"),
                    },
                    {"bucket": "example-other", "operation": "ListObjects", "keys": 0, "bytes_sent": 0, "example_key": None},
                    {"bucket": None, "operation": "ListBuckets"},
                ),
            ),
            Ask(params={"public_buckets": ["example-scene"]}, rows=({"bucket": "example-other"}, {"bucket": None})),
            Ask(
                params={"harmless_operations": ["GetObject"]},
                rows=({"bucket": "example-other"}, {"operation": "PreflightRequest"}, {"bucket": None}),
            ),
        ),
    ),
    "anonymous_denials": Scene(
        log=(
            data("GetObject", "10:00:00", key="b", by=NOBODY, error="AccessDenied"),
            data("GetObject", "10:01:00", by=NOBODY, ip="192.0.2.1", error="NoSuchKey"),
            data("GetObject", "09:00:00", by=NOBODY),
            data("GetObject", "09:00:00", error="AccessDenied"),
            data("GetObject", "09:00:00", by=NOBODY, source="example.amazonaws.com", error="AccessDenied"),
            data("ListObjects", "10:00:00", by=NOBODY, bucket="example-other", key=None, error="AccessDenied"),
            event("ListBuckets", "10:03:00", by=NOBODY, error="AccessDenied"),
            *(
                data("GetObject", "10:02:00", by=NOBODY, key="c", error=error)
                for error in ("InternalError", "NotModified", "ServiceUnavailable", "SlowDown")
            ),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "bucket": "example-scene", "operation": "GetObject", "requests": 2, "keys": 2, "source_ips": 2,
                        "error_codes": ["AccessDenied", "NoSuchKey"], "example_key": "a.txt",
                        "first_seen": at("10:00:00"), "last_seen": at("10:01:00"),
                    },
                    {"bucket": "example-other", "operation": "ListObjects", "keys": 0},
                    {"bucket": None, "operation": "ListBuckets"},
                ),
            ),
            Ask(params={"public_buckets": ["example-scene"]}, rows=({"bucket": "example-other"}, {"bucket": None})),
        ),
    ),
    "object_deletions": Scene(
        log=(
            data("DeleteObject", "10:00:00", key="a/1"),
            data("DeleteObjects", "10:01:00", key=None, by=user("bob")),
            data("DeleteObject", "10:02:00", key="a/2", parameters={"versionId": "v1"}, ip="192.0.2.1"),
            data("DeleteObject", "10:03:00", key="b/1", bucket="example-other", error="AccessDenied"),
            data("DeleteObjectTagging", "10:04:00", key="a/1"),
            data("DeleteObject", "10:06:00", key="b/2", bucket="example-other", parameters={"versionId": ["v2"]}),
            data("DeleteObject", "10:05:00", key="a/1", source="example.amazonaws.com"),
        ),
        asks=(
            Ask(
                rows=(
                    {"time": at("10:00:00"), "actor": ALICE, "bucket": "example-scene", "key": "a/1", "outcome": "ok",
                     "operation": "DeleteObject", "version_id": None, "permanent": False,
                     "access_key_id": "AKIAALICEEXAMPLE"},
                    {"operation": "DeleteObjects", "key": None, "permanent": False},
                    {"key": "a/2", "version_id": "v1", "permanent": True, "source_ip": "192.0.2.1"},
                    {"key": "b/1", "outcome": "AccessDenied"},
                    {"key": "b/2", "version_id": "v2", "permanent": True},
                ),
            ),
            Ask(params={"bucket": "example-other"}, rows=({"key": "b/1"}, {"key": "b/2"})),
            Ask(params={"key": "a/1"}, rows=({"key": "a/1"},)),
            Ask(params={"operations": ["DeleteObjects"]}, rows=({"key": None},)),
            Ask(params={"prefix": "a/"}, rows=({"key": "a/1"}, {"key": "a/2"})),
        ),
    ),
    "deletions_by_day": Scene(
        log=(
            data("DeleteObject", "10:00:00", by=session("app", "one"), key="1"),
            data("DeleteObject", "10:02:00", by=session("app", "two"), key="2", parameters={"versionId": "v1"}, ip="192.0.2.1"),
            data("DeleteObject", "10:01:00", by=session("app", "two"), parameters={"versionId": "v1"}, error="AccessDenied"),
            data("DeleteObject", "10:01:00", by=session("app", "two"), parameters={"versionId": ["v1"]}),
            data("DeleteObjects", "09:00:00", by=session("app", "one"), key=None),
            data("DeleteObject", "09:00:00", by=session("app", "one"), source="example.amazonaws.com"),
            data("DeleteObject", "10:00:00", bucket="example-other"),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "day": at().date(), "actor": _ROLE, "bucket": "example-scene", "deletions": 3, "permanent": 2,
                        "refused": 1, "source_ips": ["192.0.2.1", "192.0.2.10"],
                        "first_seen": at("10:00:00"), "last_seen": at("10:02:00"),
                    },
                    {"actor": ALICE, "bucket": "example-other", "deletions": 1, "permanent": 0, "refused": 0},
                ),
            ),
            Ask(params={"operations": ["DeleteObjects"]}, rows=({"actor": _ROLE, "first_seen": at("09:00:00")},)),
            Ask(params={"bucket": "example-other"}, rows=({"bucket": "example-other"},)),
        ),
    ),
    "deletion_bursts": Scene(
        log=(
            *(data("DeleteObject", f"10:00:0{second}", key=f"{second}", request_id="BATCH") for second in range(4)),
            data("DeleteObject", "10:09:59", key="last", bucket="example-other", ip="192.0.2.1"),
            data("DeleteObject", "10:10:00", key="0"),
            event("DeleteObject", "10:05:00", request_id="BATCH"),
            data("DeleteObjects", "10:00:00", key=None),
            data("DeleteObject", "10:00:00", key="0", error="AccessDenied"),
            data("DeleteObject", "10:00:00", key="0", source="example.amazonaws.com"),
            *(
                data("DeleteObject", f"1{burst}:00:0{second}", day=-day, by=user("cleaner"))
                for day in range(3) for burst in range(2) for second in range(4)
            ),
            *(data("DeleteObject", f"12:00:0{second}", day=-1, by=user("grown")) for second in range(2)),
            data("DeleteObject", "12:00:00", day=-2, by=user("grown")),
            *(data("DeleteObject", f"12:00:0{second}", by=user("grown")) for second in range(5)),
            *(data("DeleteObject", f"13:00:0{second}", day=-31, by=user("grown")) for second in range(4)),
            *(
                data("DeleteObject", f"{hour}:00:0{second}", day=day, by=user("monthly"))
                for day, hour in ((-30, "03"), (-29, "03"), (0, "13")) for second in range(4)
            ),
        ),
        asks=(
            Ask(
                params={"min_deletions": 4, "known_days": 2},
                rows=(
                    {
                        "span_start": at("10:00:00"), "actor": ALICE, "deletions": 6, "calls": 2,
                        "buckets": ["example-other", "example-scene"], "source_ips": ["192.0.2.1", "192.0.2.10"],
                        "first_seen": at("10:00:00"), "last_seen": at("10:09:59"), "burst_days_before": 0,
                        "largest_before": None, "example_key": "0",
                    },
                    {"span_start": at("12:00:00"), "deletions": 5, "burst_days_before": 1, "largest_before": 2},
                ),
            ),
            Ask(
                params={"min_deletions": 4, "known_days": 1},
                rows=({"actor": ALICE}, {"burst_days_before": 1}),
            ),
            Ask(
                params={"min_deletions": 4, "known_days": 2},
                window=Window(start=at("12:00:00"), end=at("00:00:00", day=1)),
                rows=({"span_start": at("12:00:00"), "deletions": 5, "burst_days_before": 1, "largest_before": 2},),
            ),
            Ask(params={"min_deletions": 4, "known_days": 1, "factor": 2.5}, rows=({"actor": ALICE},)),
            Ask(params={"min_deletions": 4, "known_days": 0}, rows=({"largest_before": None}, {"largest_before": 2})),
            Ask(
                params={"min_deletions": 4, "known_days": 31, "span_minutes": 60},
                rows=(
                    {"deletions": 7}, {"deletions": 5}, {"burst_days_before": 2, "largest_before": 4}, {"deletions": 4},
                    {"deletions": 4, "burst_days_before": 2},
                ),
            ),
            Ask(params={"min_deletions": 1, "operations": ["DeleteObjects"]}, rows=({"deletions": 1, "calls": 1},)),
            Ask(rows=()),
        ),
    ),
    "bytes_sent": Scene(
        log=(
            _sent("10:00:00", 5, by=session("app", "one")),
            _sent("10:02:00", 6, by=session("app", "two"), key="b", readOnly=None),
            _sent("10:01:00", 4, by=session("app", "two"), key="b"),
            _sent("10:03:00", 100, by=session("app", "one"), error="InvalidRange"),
            _sent("10:03:00", 100, by=session("app", "one"), name="PutObject"),
            _sent("10:03:00", 100, by=session("app", "one"), name="CopyObject", readOnly=None),
            _sent("10:03:00", 100, by=session("app", "one"), source="example.amazonaws.com"),
            _sent("10:00:00", 1, bucket="example-other"),
            data("GetObject", "10:00:00", ip="192.0.2.1"),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "actor": _ROLE, "source_ip": "192.0.2.10", "bucket": "example-scene", "bytes_sent": 15, "requests": 3,
                        "keys": 2, "first_seen": at("10:00:00"), "last_seen": at("10:02:00"),
                    },
                    {"actor": ALICE, "bucket": "example-other", "bytes_sent": 1},
                ),
            ),
            Ask(params={"bucket": "example-other"}, rows=({"bucket": "example-other"},)),
            Ask(params={"min_bytes": 15}, rows=({"bytes_sent": 15},)),
            Ask(
                params={"min_bytes": 0},
                rows=({"bytes_sent": 15}, {"bytes_sent": 1}, {"source_ip": "192.0.2.1", "bytes_sent": 0}),
            ),
        ),
    ),
}  # fmt: skip
