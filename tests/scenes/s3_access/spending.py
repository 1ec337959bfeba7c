"""Scenes of what requests cost, who repeats them, and who reads which day of a data set."""

from __future__ import annotations

from typing import Any, Final

from tests.scenes import AGENT, ALICE, Ask, Scene, access, at

ELSEWHERE: Final[dict[str, Any]] = {"bucket": "example-other"}
SLOW_DOWN: Final[dict[str, Any]] = {"status": 503, "error": "SlowDown"}
BOB: Final = "arn:aws:iam::111122223333:user/bob"
LIFECYCLE: Final[dict[str, Any]] = {"requester": "AmazonS3", "ip": "-", "uri": None, "status": "-"}

SCENES: Final = {
    "retry_storms": Scene(
        log=(
            *(access(f"10:00:{second:02}", **SLOW_DOWN) for second in range(0, 40, 5)),
            access("10:00:40", agent="other", ip="192.0.2.11"),
            access("10:00:45", status=400, agent="-"),
            access("10:00:51"),
            access("10:02:00", **SLOW_DOWN),
            access("10:00:46", **ELSEWHERE),
            access("10:00:47", **ELSEWHERE),
            access("10:00:48", **ELSEWHERE, status="2x0"),
            access("10:00:46", key="b"),
            access("10:00:46", operation="REST.HEAD.OBJECT"),
            access("10:00:46", requester=BOB),
            *(access(f"12:00:0{n}", key=None, operation="REST.GET.BUCKET", **SLOW_DOWN) for n in range(10)),
            *(access(f"12:00:0{n}", operation="REST.PUT.PART", **SLOW_DOWN) for n in range(10)),
            *(access(f"12:00:0{n}", operation="REST.COPY.PART_GET", **SLOW_DOWN) for n in range(10)),
            *(access("11:00:00", **(LIFECYCLE | SLOW_DOWN), key="own") for _ in range(10)),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "first_seen": at("10:00:00"), "last_seen": at("10:00:45"), "actor": ALICE,
                        "operation": "REST.GET.OBJECT", "bucket": "example-scene", "key": "a.txt", "requests": 10, "failed": 9,
                        "outcomes": ["400", "SlowDown", "ok"], "source_ips": 2, "user_agents": [AGENT, "other"],
                    },
                ),
            ),
            Ask(params={"min_failed": 10}, rows=()),
            Ask(
                params={"min_requests": 1},
                rows=({"requests": 10, "failed": 9}, {"first_seen": at("10:02:00"), "requests": 1, "failed": 1}),
            ),
            Ask(
                params={"gap_seconds": 6, "min_requests": 11, "min_failed": 9},
                rows=({"requests": 11, "last_seen": at("10:00:51")},),
            ),
            Ask(
                params={"min_requests": 2, "min_failed": 0, "bucket": "example-other"},
                rows=({"bucket": "example-other", "requests": 3, "failed": 0, "outcomes": ["ok"]},),
            ),
        ),
    ),
    "request_cost": Scene(
        log=(
            access("10:00:00", operation="REST.PUT.OBJECT", key="in/a/x"),
            access("10:00:01", operation="REST.GET.BUCKET", key=None),
            access("10:00:02", operation="REST.POST.UPLOAD", key="in/a/x"),
            access("10:00:03", key="in/a/x", status=499),
            access("10:00:04", key="in/b/x", operation="REST.HEAD.OBJECT"),
            access("10:00:05", key="in/b/x", **SLOW_DOWN),
            access("10:00:06", key="in/b/x", operation="REST.DELETE.OBJECT"),
            access("10:00:07", key="in/b/x", operation="REST.COPY.OBJECT_GET"),
            access("10:00:08", key="z", operation="S3.TRANSITION_SIA.OBJECT", **LIFECYCLE),
            access("10:00:09", key="z", operation="S3.EXPIRE.OBJECT", **LIFECYCLE),
            access("10:00:10", key="w", **ELSEWHERE),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "actor": ALICE, "bucket": "example-scene", "prefix": None, "class": "put", "requests": 3,
                        "cost_dollars": 0.000015, "operations": ["REST.GET.BUCKET", "REST.POST.UPLOAD", "REST.PUT.OBJECT"],
                    },
                    {"actor": "AmazonS3", "class": "transition", "requests": 1, "cost_dollars": 0.00001},
                    {"actor": ALICE, "class": "get", "requests": 2, "cost_dollars": 0.0000008},
                    {"bucket": "example-other", "class": "get", "cost_dollars": 0.0000004},
                    {
                        "actor": ALICE, "class": "free", "requests": 3, "cost_dollars": 0.0,
                        "operations": ["REST.COPY.OBJECT_GET", "REST.DELETE.OBJECT", "REST.GET.OBJECT"],
                    },
                    {"actor": "AmazonS3", "class": "free", "operations": ["S3.EXPIRE.OBJECT"]},
                ),
            ),
            Ask(
                params={
                    "bucket": "example-scene", "depth": 1, "put_price": 1e3, "get_price": 1e4, "transition_price": 1e2,
                    "free_operations": ["REST.DELETE.%", "REST.COPY.%"], "put_operations": ["REST.PUT.%"],
                },
                rows=(
                    {"actor": ALICE, "prefix": "in", "class": "get", "requests": 3, "cost_dollars": 30.0},
                    {"actor": "AmazonS3", "prefix": "z", "class": "get", "cost_dollars": 10.0},
                    {"actor": ALICE, "prefix": None, "class": "get", "operations": ["REST.GET.BUCKET"]},
                    {"actor": ALICE, "prefix": "in", "class": "put", "requests": 1, "cost_dollars": 1.0},
                    {"actor": "AmazonS3", "prefix": "z", "class": "transition", "cost_dollars": 0.1},
                    {"actor": ALICE, "prefix": "in", "class": "free", "requests": 3, "cost_dollars": 0.0},
                ),
            ),
            Ask(
                params={"bucket": "example-scene", "depth": 2, "put_price": 1e3, "put_operations": ["REST.PUT.%", "%.UPLOAD"]},
                rows=(
                    {"prefix": "in/a", "class": "put", "requests": 2, "cost_dollars": 2.0},
                    {"prefix": "z", "class": "transition"},
                    {"prefix": "in/a", "class": "get"},
                    {"prefix": "in/b", "class": "get"},
                    {"prefix": None, "class": "get"},
                    {"prefix": "in/b", "class": "free", "requests": 3},
                    {"prefix": "z", "class": "free"},
                ),
            ),
        ),
    ),
    "partition_consumers": Scene(
        log=(
            access("10:00:00", key="sales/dt=2026-11-01/a"),
            access("10:00:01", key="sales/dt=2026-11-01/a"),
            access("10:00:02", key="sales/dt=2026-11-01/b", operation="REST.COPY.OBJECT_GET", status=206),
            access("10:00:03", key="sales/dt=2026-11-10/b", requester=BOB),
            access("10:00:04", key="clicks/year=2026/month=11/day=10/b", sent="7", **ELSEWHERE),
            access("10:00:05", key="sales/dt=2026-11-10/b", operation="REST.HEAD.OBJECT"),
            access("10:00:06", key="sales/dt=2026-11-10/b", status=304),
            access("10:00:07", key="sales/dt=2026-13-01/b"),
            access("10:00:07", key="sales/dt=0000-11-01/b"),
            access("10:00:08", key="sales/b"),
            access("10:00:09", key="photos/2026/11/100234.jpg"),
            access("10:00:10", key="clicks/2026/11/09/b", **ELSEWHERE),
            access("10:00:11", key="clicks/2026/11/08", **ELSEWHERE),
            access("10:00:12", key="sales/dt=2026-11-01/a", operation="REST.POST.SELECT", sent=5),
            access("10:00:13", key="sales/dt=2026-11-01/c", operation="REST.COPY.PART_GET", sent=5000),
        ),
        asks=(
            Ask(
                rows=(
                    {"bucket": "example-other", "dataset": "clicks/", "partition_day": at(day=-1).date(), "bytes_sent": 7},
                    {"bucket": "example-scene", "dataset": "sales/", "partition_day": at(day=-1).date(), "actor": BOB},
                    {"dataset": "clicks/", "partition_day": at(day=-2).date()},
                    {"dataset": "clicks/", "partition_day": at(day=-3).date()},
                    {
                        "bucket": "example-scene", "dataset": "sales/", "partition_day": at(day=-10).date(), "actor": ALICE,
                        "requests": 5, "keys": 3, "bytes_sent": 2005, "read_days": 1, "first_age_days": 10, "last_age_days": 10,
                        "first_seen": at("10:00:00"), "last_seen": at("10:00:13"),
                    },
                ),
            ),
            Ask(params={"min_age_days": 10}, rows=({"partition_day": at(day=-10).date()},)),
            Ask(params={"bucket": "example-other"}, rows=({"dataset": "clicks/"},) * 3),
            Ask(
                params={"pattern": "dt=[0-9-]+", "operations": ["REST.HEAD.OBJECT"]},
                rows=({"actor": ALICE, "partition_day": at(day=-1).date(), "first_age_days": 1},),
            ),
        ),
    ),
}  # fmt: skip
