"""Scenes of how the log itself comes: late, twice, not at all, unreadable, and into the bucket that it is of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from athena_s3logs import Window
from tests.scenes import AGENT, ALICE, IP, Ask, Scene, access, at, broken_off

if TYPE_CHECKING:
    from tests.scenes import Line

ELSEWHERE: Final[dict[str, Any]] = {"bucket": "example-other"}


TWO_DAYS: Final = Window(start=at("00:00:00", day=-1), end=at("00:00:00", day=1))
NAME: Final = "2026-11-11-09-30-00-0123456789ABCDEF"
LOG_DELIVERY: Final = "3272ee65a908a7677109fedda345db8d9554ba26398b2ca10581de88777e2b61"
"""The canonical id of the service that delivers logs."""


def _log_file(clock: str, key: str, **given: Any) -> Line:  # noqa: ANN401  fields
    common: dict[str, Any] = {
        "operation": "REST.PUT.OBJECT", "requester": "svc:logging.s3.amazonaws.com", "ip": "-", "status": "-", "agent": "-",
    }  # fmt: skip
    return access(clock, key=key, **(common | given))


_LOGS: Final[dict[str, Any]] = {"bucket": "example-third"}
_BY_SERVICE: Final[dict[str, Any]] = {"ip": "-", "requester": "svc:logging.s3.amazonaws.com", "operation": "REST.PUT.OBJECT"}

SCENES: Final = {
    "log_bucket_touched": Scene(
        log=(
            access("10:00:00", operation="REST.DELETE.OBJECT", status=204, sent="-", request_id="R1", **_LOGS),
            access("10:01:00", **_LOGS),
            access("10:02:00", operation="REST.COPY.OBJECT_GET", **_LOGS),
            access("10:03:00", **_BY_SERVICE, **_LOGS),
            access("10:03:30", **{**_BY_SERVICE, "requester": LOG_DELIVERY}, **_LOGS),
            access("10:04:00", **{**_BY_SERVICE, "requester": "svc:other.amazonaws.com"}, status=403, **_LOGS),
            access("10:04:30", operation="REST.POST.SELECT", **_LOGS),
            access("10:04:40", operation="REST.SELECT.OBJECT", **_LOGS),
            access("10:05:00", ip="-", requester="AmazonS3", operation="S3.EXPIRE.OBJECT", status=None, sent="-", **_LOGS),
            access("10:06:00", operation="REST.DELETE.OBJECT"),
            access("10:07:00", operation="REST.PUT.OBJECT", status=403, error="AccessDenied", requester="-", **_LOGS),
            access("10:08:00", operation="REST.PUT.BUCKETPOLICY", key=None, status="2x0", **_LOGS),
        ),
        asks=(
            Ask(
                params={"log_buckets": ["example-third"]},
                rows=(
                    {
                        "time": at("10:00:00"), "actor": ALICE, "source_ip": IP, "operation": "REST.DELETE.OBJECT",
                        "bucket": "example-third", "key": "a.txt", "outcome": "ok", "read_only": False, "user_agent": AGENT,
                        "request_id": "R1",
                    },
                    {"time": at("10:04:00"), "actor": "svc:other.amazonaws.com", "outcome": "403"},
                    {"actor": "anonymous", "outcome": "AccessDenied"},
                    {"time": at("10:08:00"), "outcome": None},
                ),
            ),
            Ask(
                params={
                    "log_buckets": ["example-third"], "reads": True, "services": ["other.amazonaws.com", "anonymous", ALICE],
                },
                rows=(
                    {"time": at("10:03:00")},
                    {"time": at("10:03:30"), "actor": LOG_DELIVERY},
                    {"time": at("10:05:00"), "actor": "AmazonS3", "outcome": "ok"},
                ),
            ),
            Ask(
                params={
                    "log_buckets": ["example-third"], "reads": True,
                    "services": [LOG_DELIVERY, "AmazonS3", "anonymous", "logging.s3.amazonaws.com", "other.amazonaws.com"],
                },
                rows=(
                    {"operation": "REST.DELETE.OBJECT"},
                    {"operation": "REST.GET.OBJECT", "read_only": True},
                    {"operation": "REST.COPY.OBJECT_GET", "read_only": True},
                    {"operation": "REST.POST.SELECT", "read_only": True},
                    {"operation": "REST.SELECT.OBJECT", "read_only": True},
                    {"time": at("10:08:00")},
                ),
            ),
        ),
    ),
    "logging_gaps": Scene(
        log=(
            access("08:00:00", day=-2),
            access("08:00:00", day=-1),
            access("09:00:00", day=-1),
            *(access("09:59:59", day=-1) for _ in range(6)),
            access("10:59:59", day=-1),
            access("02:00:00"),
            access("05:10:00"),
            access("06:00:00"),
            access("08:00:00"),
            access("20:00:00", day=-1, **ELSEWHERE),
            access("21:00:00", day=-1, **ELSEWHERE),
            access("00:00:00", **ELSEWHERE),
            access("10:00:00", bucket="example-third"),
        ),
        asks=(
            Ask(
                params={"min_hours_before": 4},
                rows=(
                    {
                        "bucket": "example-scene", "gap_start": at("11:00:00", day=-1), "gap_end": at("02:00:00"), "hours": 15,
                        "to_the_end": False, "hours_before": 4, "usual_requests_an_hour": 3,
                    },
                    {
                        "bucket": "example-scene", "gap_start": at("09:00:00"), "gap_end": at("00:00:00", day=1), "hours": 15,
                        "to_the_end": True, "hours_before": 4, "usual_requests_an_hour": 3,
                    },
                    {"gap_start": at("03:00:00"), "gap_end": at("05:00:00"), "hours": 2, "to_the_end": False},
                ),
            ),
            Ask(
                params={"min_hours_before": 2, "min_hours": 3},
                rows=(
                    {"bucket": "example-other", "gap_start": at("01:00:00"), "hours": 23, "hours_before": 2},
                    {"bucket": "example-scene", "hours": 15},
                    {"bucket": "example-scene", "hours": 15},
                ),
            ),
            Ask(
                params={"min_hours_before": 2, "min_hours": 3},
                rows=(
                    {"bucket": "example-other", "hours": 23, "hours_before": 2, "usual_requests_an_hour": 1},
                    {"bucket": "example-scene", "hours": 15, "hours_before": 4},
                    {"bucket": "example-scene", "hours": 15, "hours_before": 4},
                ),
                window=Window(start=at("00:30:00"), end=at("00:00:00", day=1)),
            ),
            Ask(rows=()),
        ),
    ),
    "delivery_delay": Scene(
        log=(
            access("08:00:00", day=-1),
            access("09:00:00", day=-1),
            access("04:00:00"),
            access("04:56:35"),
            access("04:56:36"),
            access("10:00:00"),
            access("10:30:00"),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "day": at().date(), "bucket": "example-scene", "lines": 5, "timed": 5, "average_minutes": 244,
                        "longest_minutes": 417, "late": 2,
                    },
                ),
            ),
            Ask(params={"late_only": True}, window=TWO_DAYS, rows=({"late": 2}, {"day": at(day=-1).date(), "late": 2})),
            Ask(params={"late_only": True, "late_hours": 20}, window=TWO_DAYS, rows=({"day": at(day=-1).date(), "late": 2},)),
        ),
    ),
    "unparsed_share": Scene(
        log=(
            access("10:00:00"),
            access("10:00:01"),
            access("10:00:02", key="cut", status="2x0"),
            access("10:00:03", time="nonsense"),
            access("10:00:04", time="[yesterday +0000]"),
            access("10:00:05", owner="nonsense", time="nonsense", **ELSEWHERE),
            access("10:00:06", bucket="example-third", sent="-"),
            broken_off(access("10:00:08", **ELSEWHERE)),
            replace(new := access("10:00:07", bucket="example-third"), fields=(*new.fields, "new")),
        ),
        asks=(
            Ask(
                rows=(
                    {"bucket": "example-other", "lines": 1, "damaged": 1, "unreadable_percent": 100.0, "example": None},
                    {"day": at().date(), "bucket": None, "lines": 1, "unparsed": 1, "damaged": 0, "unreadable_percent": 100.0},
                    {
                        "day": at().date(), "bucket": "example-scene", "lines": 5, "unparsed": 2, "damaged": 1,
                        "unreadable_percent": 60.0,
                    },
                ),
                doubled=(
                    {"bucket": "example-other", "lines": 2, "damaged": 2},
                    {"bucket": None, "lines": 2, "unparsed": 2, "unreadable_percent": 100.0},
                    {"bucket": "example-scene", "lines": 10, "unparsed": 4, "damaged": 2, "unreadable_percent": 60.0},
                ),
            ),
            Ask(
                params={"unreadable_only": False},
                rows=(
                    {"bucket": "example-other"},
                    {"bucket": None, "unparsed": 1},
                    {"bucket": "example-scene"},
                    {"bucket": "example-third", "lines": 2, "unparsed": 0, "damaged": 0, "example": None},
                ),
                doubled=(
                    {"bucket": "example-other"},
                    {"bucket": None},
                    {"bucket": "example-scene"},
                    {"bucket": "example-third", "lines": 4},
                ),
            ),
        ),
    ),
    "duplicate_lines": Scene(
        log=(
            access("10:00:00", request_id="A"),
            access("10:00:00", request_id="A"),
            access("10:00:00", request_id="A"),
            access("10:00:00", request_id="A", key="b"),
            access("10:00:00", request_id="A", operation="REST.HEAD.OBJECT"),
            access("10:00:00", request_id="A", version="v"),
            access("10:00:01", request_id="A"),
            access("10:00:02", request_id="B"),
            access("10:00:02", request_id="B"),
            access("10:00:03", request_id="-"),
            access("10:00:03", request_id="-"),
            access("10:00:04", **ELSEWHERE),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "day": at().date(), "bucket": "example-scene", "lines": 9, "copies": 3, "copies_percent": 33.333,
                        "copies_in_other_files": 0, "most_copies": 2, "example_request_id": "A",
                    },
                ),
                doubled=(
                    {
                        "bucket": "example-scene", "lines": 18, "copies": 12, "copies_percent": 66.667,
                        "copies_in_other_files": 6, "most_copies": 5, "example_request_id": "A",
                    },
                    {"bucket": "example-other", "lines": 2, "copies": 1, "copies_in_other_files": 1, "most_copies": 1},
                ),
            ),
            Ask(
                params={"min_copies": 0},
                rows=({"bucket": "example-scene"}, {"bucket": "example-other", "copies": 0, "example_request_id": None}),
                doubled=({"bucket": "example-scene"}, {"bucket": "example-other"}),
            ),
        ),
    ),
    "self_logging": Scene(
        log=(
            _log_file("10:00:00", "logs/2026-11-11-09-30-00-0123456789ABCDEF"),
            _log_file("10:00:01", "logs/2026-11-11-09-30-01-0123456789ABCDEF", requester=LOG_DELIVERY, status=200),
            _log_file("10:00:02", "logs/2026-11-11-09-30-02-0123456789ABCDEF", requester="AmazonS3"),
            _log_file("10:00:03", "logs/2026-11-11-09-30-03-0123456789ABCDEF", status=300),
            _log_file("10:00:04", "logs/2026-11-11-09-30-04-0123456789ABCDEF", requester=ALICE),
            _log_file("10:00:05", "logs/2026-11-11-09-30-05-0123456789ABCDEF", operation="REST.GET.OBJECT"),
            _log_file("10:00:06", "logs/report.csv"),
            _log_file("10:00:07", f"1/eu-west-1/example-other/2026/11/11/{NAME}", size="-", **ELSEWHERE),
            _log_file("10:00:08", f"example-other/{NAME}", **ELSEWHERE),
            _log_file("10:00:09", f"not-example-other/{NAME}", **ELSEWHERE),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "bucket": "example-scene", "evidence": "target", "log_files": 3, "bytes": 3000,
                        "first_seen": at("10:00:00"), "last_seen": at("10:00:02"),
                        "example_key": "logs/2026-11-11-09-30-00-0123456789ABCDEF",
                    },
                    {"bucket": "example-other", "evidence": "key", "log_files": 2, "bytes": 1000},
                    {"bucket": "example-other", "evidence": "target", "log_files": 1},
                ),
            ),
            Ask(params={"itself_only": True}, rows=({"bucket": "example-other", "evidence": "key"},)),
        ),
    ),
}  # fmt: skip
