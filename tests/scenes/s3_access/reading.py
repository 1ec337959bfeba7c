"""Scenes of what was read, by whom and how much."""

from __future__ import annotations

from typing import Final

from tests.scenes import ALICE, IP, Ask, Scene, access, at

APP: Final = "arn:aws:sts::111122223333:assumed-role/app"
SESSION: Final = f"{APP}/one"

SCENES: Final = {
    "principal_activity": Scene(
        log=(
            access("10:00:00", key="a"),
            access("10:00:01", key="b", status=403, error="AccessDenied", sent="-"),
            access("10:00:02", key="c", status=304, sent="-"),
            access("10:00:03", key="d", status=404, operation="REST.HEAD.OBJECT", sent="-"),
            access("10:00:04", key="e", bucket="example-other", version="v1", agent="other"),
            access("10:00:05", key="f", requester=SESSION),
            access("10:00:06", key="g", requester="-"),
            access("10:00:07", key="damaged", status="2x0"),
        ),
        asks=(
            Ask(
                params={"principal": ALICE, "bucket": "example-scene"},
                rows=(
                    {"time": at("10:00:00"), "actor": ALICE, "source_ip": IP, "operation": "REST.GET.OBJECT",
                     "bucket": "example-scene", "key": "a", "outcome": "ok", "bytes_sent": 1000},
                    {"key": "b", "outcome": "AccessDenied"},
                    {"key": "c", "outcome": "ok"},
                    {"key": "d", "outcome": "404"},
                    {"key": "damaged", "outcome": None},
                ),
            ),
            Ask(params={"principal": APP}, rows=({"key": "f", "actor": SESSION},)),
            Ask(params={"principal": SESSION}, rows=({"key": "f", "actor": SESSION},)),
            Ask(
                params={"principal": ALICE, "bucket": "example-other"},
                rows=({"key": "e", "version_id": "v1", "user_agent": "other"},),
            ),
        ),
    ),
    "most_read_objects": Scene(
        log=(
            access("10:00:00", key="a"),
            access("10:00:01", key="a", requester="-", ip="192.0.2.11", operation="WEBSITE.GET.OBJECT"),
            access("10:00:02", key="a", operation="REST.HEAD.OBJECT"),
            access("10:00:03", key="a", status=404),
            access("10:00:04", key="a", status=304, sent="-"),
            access("10:00:05", key="b", status=206),
            access("10:00:06", key="c", bucket="example-other"),
            access("10:00:07", key="c", bucket="example-other"),
            access("10:00:08", key="c", bucket="example-other"),
            access("10:00:09", key="d", operation="REST.COPY.OBJECT_GET", sent=5000),
        ),
        asks=(
            Ask(
                rows=(
                    {"bucket": "example-other", "key": "c", "requests": 3, "actors": 1, "source_ips": 1, "bytes_sent": 3000},
                    {
                        "key": "a", "requests": 2, "actors": 2, "source_ips": 2, "bytes_sent": 2000,
                        "first_seen": at("10:00:00"), "last_seen": at("10:00:01"),
                    },
                    {"key": "b", "requests": 1},
                ),
            ),
            Ask(
                params={"bucket": "example-scene", "operations": ["REST.COPY.OBJECT_GET"]},
                rows=({"key": "d", "requests": 1, "bytes_sent": 0},),
            ),
            Ask(params={"bucket": "example-scene"}, rows=({"key": "a"}, {"key": "b"})),
        ),
    ),
    "first_and_last_reads": Scene(
        log=(
            access("09:00:00", key="in/a", operation="REST.HEAD.OBJECT"),
            access("11:00:00", key="in/a", requester=SESSION, status=304, sent="-"),
            access("10:00:00", key="in/b"),
            access("08:00:00", key="in/b", status=404),
            access("12:00:00", key="in/b", operation="REST.PUT.OBJECT"),
            access("10:30:00", key="out/c"),
            access("07:00:00", key="in/d", bucket="example-other"),
            access("06:00:00", key="in/e", operation="REST.GET.ACL"),
            access("08:00:00", key="in/f", operation="REST.COPY.PART_GET"),
            access("08:30:00", key="in/f", operation="REST.POST.SELECT"),
        ),
        asks=(
            Ask(
                params={"bucket": "example-scene", "prefix": "in/"},
                rows=(
                    {"key": "in/f", "requests": 2, "first_seen": at("08:00:00"), "last_seen": at("08:30:00")},
                    {"key": "in/b", "requests": 1, "actors": 1, "first_seen": at("10:00:00"), "last_seen": at("10:00:00")},
                    {
                        "bucket": "example-scene", "key": "in/a", "requests": 2, "actors": 2,
                        "first_seen": at("09:00:00"), "last_seen": at("11:00:00"),
                    },
                ),
            ),
            Ask(params={"bucket": "example-scene"}, rows=({"key": "in/f"}, {"key": "in/b"}, {"key": "out/c"}, {"key": "in/a"})),
            Ask(params={"bucket": "example-scene", "operations": ["REST.GET.ACL"]}, rows=({"key": "in/e"},)),
        ),
    ),
    "prefix_timeline": Scene(
        log=(
            access("10:10:00", key="in/a"),
            access("10:59:00", key="in/b", status=403, sent="-", requester="-"),
            access("10:20:00", key="in/b", operation="REST.PUT.OBJECT", sent="-"),
            access("10:21:00", key="in/b", operation="REST.COPY.OBJECT_GET"),
            access("11:00:00", key="in/a", status=399, sent="-"),
            access("10:11:00", key="out"),
            access("10:12:00", key="in/a", bucket="example-other"),
            access("10:13:00", key=None, operation="REST.GET.BUCKET"),
        ),
        asks=(
            Ask(
                params={"bucket": "example-scene", "prefix": "in/"},
                rows=(
                    {
                        "span_start": at("10:00:00"), "operation": "REST.GET.OBJECT", "requests": 2, "failed": 1, "actors": 2,
                        "keys": 2, "bytes_sent": 1000,
                    },
                    {"operation": "REST.COPY.OBJECT_GET", "requests": 1, "bytes_sent": 0},
                    {"span_start": at("10:00:00"), "operation": "REST.PUT.OBJECT", "requests": 1, "failed": 0},
                    {"span_start": at("11:00:00"), "failed": 0},
                ),
            ),
            Ask(
                params={"bucket": "example-scene", "span_minutes": 1440},
                rows=(
                    {"span_start": at("00:00:00"), "operation": "REST.GET.OBJECT", "requests": 4, "bytes_sent": 2000},
                    {"operation": "REST.COPY.OBJECT_GET"},
                    {"operation": "REST.PUT.OBJECT"},
                ),
            ),
        ),
    ),
    "bytes_sent": Scene(
        log=(
            access("10:00:00", key="a", sent=1000),
            access("10:00:01", key="b", sent=500, status=206),
            access("10:00:02", key=None, sent=50, operation="REST.GET.BUCKET"),
            access("10:00:03", key="c", sent=9, status=404),
            access("10:00:04", key="c", sent=9, operation="REST.PUT.OBJECT"),
            access("10:00:05", key="c", sent=7, operation="REST.POST.SELECT"),
            access("10:00:05", key="c", sent=2000, bucket="example-other", requester=SESSION, ip="192.0.2.11"),
            access("10:00:06", key="c", sent="-", bucket="example-third"),
        ),
        asks=(
            Ask(
                rows=(
                    {"actor": APP, "source_ip": "192.0.2.11", "bucket": "example-other", "bytes_sent": 2000},
                    {
                        "actor": ALICE, "source_ip": IP, "bucket": "example-scene", "bytes_sent": 1557, "requests": 4,
                        "keys": 3, "first_seen": at("10:00:00"), "last_seen": at("10:00:05"),
                    },
                ),
            ),
            Ask(params={"bucket": "example-scene", "min_bytes": 1557}, rows=({"bucket": "example-scene"},)),
            Ask(params={"min_bytes": 1558}, rows=({"bucket": "example-other"},)),
        ),
    ),
    "large_responses": Scene(
        log=(
            access("10:00:00", key="a", sent=1_000_000_000, size=1_000_000_001),
            access("10:00:01", key="b", sent=999_999_999),
            access("10:00:02", key="c", sent=2_000_000_000, operation="REST.POST.SELECT"),
            access("10:00:03", key="d", sent=3_000_000_000, bucket="example-other", status=206, operation="WEBSITE.GET.OBJECT"),
            access("10:00:04", key="e", sent=4_000_000_000, operation="REST.COPY.OBJECT_GET"),
        ),
        asks=(
            Ask(
                rows=(
                    {"key": "d", "bytes_sent": 3_000_000_000, "operation": "WEBSITE.GET.OBJECT"},
                    {"key": "c", "bytes_sent": 2_000_000_000, "operation": "REST.POST.SELECT"},
                    {"key": "a", "time": at("10:00:00"), "outcome": "ok", "object_size": 1_000_000_001},
                ),
            ),
            Ask(params={"bucket": "example-scene", "min_bytes": 5}, rows=({"key": "c"}, {"key": "a"}, {"key": "b"})),
        ),
    ),
}  # fmt: skip
