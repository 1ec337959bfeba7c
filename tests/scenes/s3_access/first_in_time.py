"""Scenes of the questions that compare with what was before, or count in spans of time."""

from __future__ import annotations

from typing import Any, Final

from athena_s3logs import Window
from tests.scenes import ALICE, Ask, Scene, access, at
from tests.scenes.s3_access.first import BOB, LOADER, PUT, REFUSED, SESSION

DELETE: Final[dict[str, Any]] = {"operation": "REST.DELETE.OBJECT", "status": 204}

CAROL: Final = "arn:aws:iam::111122223333:user/carol"
DAVE: Final = "arn:aws:iam::111122223333:user/dave"
FROM_NOON: Final = Window(start=at("12:00:00", day=1), end=at("00:00:00", day=2))

SCENES: Final = {
    "deletion_bursts": Scene(
        log=(
            *(access(f"10:0{n}:00", key=f"k{n}", requester=SESSION, request_id=f"R{n // 2}", **DELETE) for n in range(4)),
            access("10:10:00", key="later", requester=SESSION, **DELETE),
            access("10:00:00", day=-3, key="once", requester=SESSION, **DELETE),
            access("10:05:00", key="put", requester=SESSION, operation=PUT),
            access("10:06:00", key="refused", requester=SESSION, **(DELETE | REFUSED)),
            access("10:06:01", key="j", requester=SESSION, **(DELETE | {"status": 500})),
            *(access(f"10:0{n}:00", key=f"k{n}", **DELETE) for n in range(2)),
            *(access(f"10:0{n}:00", day=-2, key=f"k{n}", requester=BOB, **DELETE) for n in range(3)),
            *(access(f"10:2{n}:00", day=-2, key=f"k{n}", requester=BOB, **DELETE) for n in range(2)),
            *(access(f"11:0{n}:00", key=f"k{n}", requester=BOB, **DELETE) for n in range(5)),
            *(access(f"12:0{n}:00", key=f"k{n}", requester="-", ip="-", bucket="example-other", **DELETE) for n in range(3)),
            *(access("09:00:00", day=-29, key=f"k{n}", requester=CAROL, **DELETE) for n in range(4)),
            *(access("15:00:00", day=-30, key=f"k{n}", requester=DAVE, **DELETE) for n in range(4)),
            *(access("13:00:00", day=1, key=f"k{n}", requester=who, **DELETE) for n in range(6) for who in (CAROL, DAVE)),
        ),
        asks=(
            Ask(
                params={"min_deletions": 3, "known_days": 1},
                rows=(
                    {
                        "span_start": at("10:00:00"), "actor": LOADER, "deletions": 4, "calls": 2, "buckets": ["example-scene"],
                        "source_ips": ["192.0.2.10"], "first_seen": at("10:00:00"), "last_seen": at("10:03:00"),
                        "burst_days_before": 0, "largest_before": 1, "example_key": "k0",
                    },
                    {"span_start": at("12:00:00"), "actor": "aws", "source_ips": None, "buckets": ["example-other"]},
                ),
            ),
            Ask(
                params={"min_deletions": 5, "known_days": 1, "factor": 1.5},
                rows=({"actor": BOB, "deletions": 5, "burst_days_before": 1, "largest_before": 3},),
            ),
            Ask(
                params={"min_deletions": 3, "known_days": 0},
                rows=({"actor": LOADER, "largest_before": 1}, {"actor": "aws", "largest_before": None}),
            ),
            Ask(
                params={"min_deletions": 6, "known_days": 1}, window=FROM_NOON,
                rows=({"actor": DAVE, "deletions": 6, "burst_days_before": 0, "largest_before": None},),
            ),
            Ask(
                params={"min_deletions": 2, "known_days": 2, "span_minutes": 3, "operations": ["REST.DELETE.OBJECT", PUT]},
                rows=(
                    {"span_start": at("10:00:00"), "actor": LOADER, "deletions": 3, "example_key": "k0"},
                    {"span_start": at("11:00:00"), "actor": BOB, "deletions": 3, "burst_days_before": 1, "largest_before": 3},
                    {"span_start": at("12:00:00"), "actor": "aws", "deletions": 3},
                    {"span_start": at("10:00:00"), "actor": ALICE, "deletions": 2},
                    {"span_start": at("10:03:00"), "actor": LOADER, "deletions": 2, "example_key": "k3"},
                    {"span_start": at("11:03:00"), "actor": BOB, "deletions": 2, "burst_days_before": 1},
                ),
            ),
        ),
    ),
    "denied_then_allowed": Scene(
        log=(
            access("10:00:00", requester=SESSION, **REFUSED),
            access("10:00:00", requester=SESSION, key="other", **REFUSED),
            access("10:20:00", requester=SESSION, **REFUSED),
            access("10:30:00", requester=SESSION, sent=5),
            access("10:30:00", requester=SESSION, status=304, ip="-", sent=0),
            access("10:31:00", requester=SESSION, status=304, error="NotModified", sent=0),
            access("11:30:00", requester=SESSION, sent=7, ip="192.0.2.11"),
            access("10:30:00", requester=SESSION, sent=50, ip="192.0.2.99", **REFUSED),
            access("10:05:00", requester=SESSION, sent=9, error="Odd", status=200),
            access("10:32:00", requester=SESSION, operation=PUT),
            access("10:00:00", requester=BOB, day=-1),
            access("10:00:00", requester=BOB, **REFUSED),
            access("10:01:00", requester=BOB),
            access("10:00:00", bucket="example-other", **REFUSED),
            access("12:00:00", bucket="example-other"),
            access("14:00:00", requester=BOB, bucket="example-other", **REFUSED),
            access("15:00:01", requester=BOB, bucket="example-other"),
            access("09:00:00", requester=BOB, operation="REST.COPY.OBJECT_GET", **REFUSED),
            access("09:01:00", requester=BOB, operation="REST.COPY.OBJECT_GET", sent=5000),
            access("09:00:01", requester=BOB, operation="REST.COPY.OBJECT", **REFUSED),
            access("09:01:01", requester=BOB, operation="REST.COPY.OBJECT", sent=4),
            access("13:00:00", bucket="example-third", status=403),
            access("13:01:00", bucket="example-third"),
            access("14:00:00", requester="-", day=-1, bucket="example-third", **REFUSED),
            access("14:01:00", requester="-", day=-1, bucket="example-third"),
        ),
        asks=(
            Ask(
                rows=(
                    {"first_allowed": at("13:01:00"), "actor": ALICE, "bucket": "example-third", "denials": 1},
                    {
                        "first_allowed": at("10:30:00"), "actor": LOADER, "bucket": "example-scene",
                        "operation": "REST.GET.OBJECT",
                        "last_denied": at("10:20:00"), "denials": 3, "denied_since": at("10:00:00"), "allowed_within_a_day": 4,
                        "bytes_within_a_day": 12, "source_ips": ["192.0.2.10"],
                    },
                    {"operation": "REST.COPY.OBJECT", "bytes_within_a_day": 4},
                    {"operation": "REST.COPY.OBJECT_GET", "allowed_within_a_day": 1, "bytes_within_a_day": 0},
                ),
            ),
            Ask(params={"min_denials": 4}, rows=()),
            Ask(
                params={"within_minutes": 120, "error_codes": ["AccessDenied", "Odd"]},
                rows=(
                    {"first_allowed": at("15:00:01"), "actor": BOB, "bucket": "example-other"},
                    {"first_allowed": at("13:01:00"), "actor": ALICE, "bucket": "example-third"},
                    {"first_allowed": at("12:00:00"), "actor": ALICE, "bucket": "example-other", "denials": 1},
                    {"first_allowed": at("10:30:00"), "actor": LOADER, "denials": 4},
                    {"operation": "REST.COPY.OBJECT"},
                    {"operation": "REST.COPY.OBJECT_GET"},
                ),
            ),
        ),
    ),
    "downloads_above_baseline": Scene(
        log=(
            access("10:00:00", day=-2, requester=SESSION, sent=100),
            access("10:00:00", day=-1, requester=SESSION, sent=300),
            access("10:00:00", requester=SESSION, sent=900),
            access("10:00:01", requester=SESSION, sent=300, status=206, ip="192.0.2.11"),
            access("10:00:02", requester=SESSION, sent=5000, status=404),
            access("10:00:03", requester=SESSION, sent=5000, key=None),
            access("10:00:04", requester=SESSION, sent=5000, operation="REST.COPY.OBJECT"),
            access("10:00:05", requester=SESSION, sent=0, ip="192.0.2.12"),
            access("10:00:06", requester=SESSION, sent=5000, operation="REST.POST.UPLOAD"),
            access("10:00:00", day=-3, requester=SESSION, sent=1, operation="REST.POST.UPLOADS"),
            access("10:00:00", day=-1, requester=BOB, sent=1000),
            access("10:00:00", requester=BOB, sent=1500),
            access("10:00:00", sent=1000),
            access("10:00:00", sent=300, operation="REST.POST.SELECT"),
            access("10:00:00", requester="-", sent=999),
            access("09:00:00", day=-29, requester=CAROL, sent=9000),
            access("15:00:00", day=-29, requester=CAROL, sent=10),
            access("15:00:00", day=-30, requester=DAVE, sent=9000),
            *(access("13:00:00", day=1, requester=who, sent=1100) for who in (CAROL, DAVE)),
        ),
        asks=(
            Ask(
                params={"min_bytes": 1000},
                rows=(
                    {"day": at().date(), "actor": ALICE, "bytes_sent": 1300, "usual_bytes": None, "days_before": 0},
                    {
                        "day": at().date(), "actor": LOADER, "bytes_sent": 1200, "requests": 2, "source_ips": 2,
                        "bytes_to_new_addresses": 300, "usual_bytes": 200, "days_before": 2,
                    },
                ),
            ),
            Ask(
                params={"min_bytes": 1, "factor": 1.2, "new_addresses_only": True},
                rows=({"actor": ALICE}, {"actor": LOADER}, {"actor": "anonymous", "bytes_sent": 999}),
            ),
            Ask(
                params={"min_bytes": 1, "factor": 1.2}, window=FROM_NOON,
                rows=({"day": at(day=1).date(), "actor": DAVE, "bytes_sent": 1100, "usual_bytes": None, "days_before": 0},),
            ),
        ),
    ),
    "latency_by_operation": Scene(
        log=(
            *(access("10:00:00", total=n, request_id=f"R{n:03}", turn=n - 1) for n in range(1, 101)),
            access("10:00:01", total=100, request_id="R000", turn=3),
            access("10:00:02", total=500, status=400, error="Slow"),
            access("10:00:02", total=500, status=307),
            access("10:00:03", total="-"),
            access("10:00:03", operation="REST.HEAD.OBJECT", status=304, total=2),
            access("10:00:04", operation=PUT, total=7, requester=BOB, request_id="P"),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "operation": "REST.GET.OBJECT", "requests": 101, "p50_ms": 51, "p95_ms": 96, "p99_ms": 100,
                        "slowest_ms": 100, "slowest_turn_around_ms": 3, "slowest_time": at("10:00:01"),
                        "slowest_request_id": "R000",
                    },
                    {"operation": "REST.HEAD.OBJECT", "requests": 1, "slowest_ms": 2},
                    {"operation": "REST.PUT.OBJECT", "requests": 1, "p50_ms": 7, "p99_ms": 7},
                ),
            ),
            Ask(params={"min_requests": 2}, rows=({"operation": "REST.GET.OBJECT"},)),
            Ask(params={"actor": BOB}, rows=({"operation": "REST.PUT.OBJECT", "slowest_request_id": "P"},)),
        ),
    ),
}  # fmt: skip
