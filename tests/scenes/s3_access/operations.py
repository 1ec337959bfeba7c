"""Scenes of faults, of what broke off, of slow objects, and of what lines hold that no field is known for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from tests.scenes import ALICE, Ask, Scene, access, at, broken_off

if TYPE_CHECKING:
    from tests.scenes import Line

APP: Final = "arn:aws:sts::111122223333:assumed-role/app/one"
ELSEWHERE: Final[dict[str, Any]] = {"bucket": "example-other"}
SLOW_DOWN: Final[dict[str, Any]] = {"status": 503, "error": "SlowDown"}


def extended(line: Line, *more: str) -> Line:
    """The line, and what follows its last known field."""
    return replace(line, fields=(*line.fields, *more))


SCENES: Final = {
    "server_errors": Scene(
        log=(
            access("10:00:00", key="in/a/x", request_id="AA", host_id="aa=", **SLOW_DOWN),
            access(
                "10:00:59", key="in/b/x", request_id="BB", host_id="bb=", requester=APP, operation="REST.PUT.OBJECT",
                **SLOW_DOWN,
            ),
            access("10:01:00", key="in/a/x", status=500),
            access("10:00:02", key="in/a/x", status=499),
            access("10:00:03", key="in/a/x", **SLOW_DOWN, **ELSEWHERE),
            access("10:02:00", key=None, status=500, operation="REST.GET.BUCKET"),
        ),
        asks=(
            Ask(
                rows=(
                    {"minute": at("10:02:00"), "prefix": None},
                    {"minute": at("10:01:00"), "prefix": "in", "error_code": "500"},
                    {
                        "minute": at("10:00:00"), "bucket": "example-scene", "prefix": "in", "error_code": "SlowDown",
                        "failed": 2, "operations": ["REST.GET.OBJECT", "REST.PUT.OBJECT"], "actors": 2,
                        "example_request_id": "AA", "example_host_id": "aa=",
                    },
                    {"bucket": "example-other", "failed": 1},
                ),
            ),
            Ask(
                params={"depth": 2, "bucket": "example-scene"},
                rows=({"prefix": None}, {"minute": at("10:01:00"), "prefix": "in/a"}, {"prefix": "in/a"}, {"prefix": "in/b"}),
            ),
        ),
    ),
    "errors_by_hour": Scene(
        log=(
            access("10:00:00", status=404),
            access("10:59:59", status=404, requester=APP, ip="192.0.2.11"),
            access("11:00:00", status=400, error="BadRequest", **ELSEWHERE),
            access("10:00:01", status=399),
        ),
        asks=(
            Ask(
                rows=(
                    {"hour": at("11:00:00"), "bucket": "example-other", "http_status": 400, "error_code": "BadRequest"},
                    {
                        "hour": at("10:00:00"), "bucket": "example-scene", "http_status": 404, "error_code": None, "failed": 2,
                        "actors": 2, "source_ips": 2,
                    },
                ),
            ),
            Ask(params={"bucket": "example-other"}, rows=({"failed": 1},)),
        ),
    ),
    "partial_downloads": Scene(
        log=(
            access("10:00:00", sent=400),
            access("10:00:01", sent=999, ip="192.0.2.11"),
            access("10:00:02", sent=1000),
            access("10:00:03", sent=400, status=206),
            access("10:00:04", sent=400, operation="REST.POST.SELECT"),
            access("10:00:05", sent=400, operation="WEBSITE.GET.OBJECT", **ELSEWHERE),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "bucket": "example-scene", "key": "a.txt", "actor": ALICE, "broken": 2, "bytes_sent": 1399,
                        "bytes_missing": 601, "source_ips": 2, "first_seen": at("10:00:00"), "last_seen": at("10:00:01"),
                    },
                    {"bucket": "example-other", "broken": 1},
                ),
            ),
            Ask(params={"bucket": "example-other"}, rows=({"broken": 1},)),
        ),
    ),
    "extra_fields": Scene(
        log=(
            extended(access("10:00:00"), "new"),
            extended(access("10:00:01"), "newer"),
            access("10:00:02", status="2x0"),
            access("10:00:03"),
            broken_off(access("10:00:04", **ELSEWHERE)),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "day": at().date(), "bucket": "example-scene", "kind": "new fields", "total": 2,
                        "first_seen": at("10:00:00"), "last_seen": at("10:00:01"), "example": "new",
                    },
                    {"bucket": "example-other", "kind": "damaged", "total": 1, "example": None},
                    {"bucket": "example-scene", "kind": "damaged", "total": 1},
                ),
            ),
        ),
    ),
    "slowest_keys": Scene(
        log=(
            access("10:00:00", key="a", total=100, turn=10),
            access("10:00:01", key="a", total=51, turn=21, operation="REST.COPY.OBJECT_GET"),
            access("10:00:02", key="b", total=900, status=304),
            access("10:00:03", key="c", total=900, status=307),
            access("10:00:04", key="c", total=900, status=400),
            access("10:00:05", key="d", total="-"),
            access("10:00:06", key="d", total="-"),
            access("10:00:07", key="e", operation="REST.PUT.OBJECT", total=400, turn="-", sent="-"),
            access("10:00:08", key="e", total=100, turn=30, sent=7),
            access("10:00:13", key="g", operation="REST.PUT.OBJECT", total=30, turn="-", sent="-"),
            access("10:00:14", key="g", operation="REST.PUT.OBJECT", total=30, turn="-", sent="-"),
            access("10:00:09", key=None, operation="REST.GET.BUCKET"),
            access("10:00:10", key=None, operation="REST.GET.BUCKET"),
            access("10:00:11", key="f", **ELSEWHERE),
            access("10:00:12", key="f", **ELSEWHERE),
        ),
        asks=(
            Ask(
                params={"min_requests": 2},
                rows=(
                    {
                        "key": "e", "requests": 2, "average_ms": 250, "average_turn_around_ms": 30, "slowest_ms": 400,
                        "bytes_sent": 7,
                    },
                    {
                        "bucket": "example-scene", "key": "a", "requests": 2, "average_ms": 76, "average_turn_around_ms": 16,
                        "slowest_ms": 100, "bytes_sent": 1000,
                    },
                    {"key": "g", "requests": 2, "average_ms": 30, "average_turn_around_ms": None, "bytes_sent": 0},
                    {"bucket": "example-other", "average_ms": 20},
                ),
            ),
            Ask(
                params={"min_requests": 1, "bucket": "example-scene"},
                rows=({"key": "b"}, {"key": "e"}, {"key": "a"}, {"key": "g"}),
            ),
            Ask(rows=()),
        ),
    ),
    "bytes_by_region": Scene(
        log=(
            access("10:00:00", region="eu-west-1"),
            access("10:00:01", region="eu-west-1", requester=APP, sent=2000),
            access("10:00:02", region="us-west-2", sent=5),
            access("10:00:03", sent=9, operation="REST.COPY.OBJECT"),
            access("10:00:03", sent=5000, operation="REST.COPY.OBJECT_GET", **ELSEWHERE),
            access("10:00:04", region="us-east-2", sent="-"),
            access("10:00:05", sent=3, **ELSEWHERE),
        ),
        asks=(
            Ask(
                params={"own_region": "eu-west-1"},
                rows=(
                    {
                        "bucket": "example-scene", "way": "same Region", "source_region": "eu-west-1", "bytes_sent": 3000,
                        "requests": 2, "actors": 2, "first_seen": at("10:00:00"), "last_seen": at("10:00:01"),
                    },
                    {"way": "not known", "bytes_sent": 9},
                    {"way": "other Region", "bytes_sent": 5},
                    {"bucket": "example-other", "bytes_sent": 3},
                ),
            ),
            Ask(params={"own_region": "eu-west-1", "bucket": "example-other"}, rows=({"way": "not known"},)),
        ),
    ),
}  # fmt: skip
