"""Scenes in which the order of events, or the past, tells the culprit."""

from __future__ import annotations

from typing import Any, Final

from athena_s3logs import Window
from tests.query_cases.all import WINDOW
from tests.scenes import ALICE, Ask, Event, Scene, at, data, event, session, user

DENIED: Final[dict[str, Any]] = {"error": "AccessDenied"}
MISSING: Final[dict[str, Any]] = {"error": "NoSuchKey"}
LOADER: Final = "arn:aws:sts::111122223333:assumed-role/loader"
JOB: Final = session("loader", "one")
BOB: Final = user("bob")
CAROL: Final = user("carol")
PARTNER: Final = {"type": "AWSAccount", "accountId": "444455556666"}
AFTERNOON: Final = Window(start=at("12:00:00"), end=at("00:00:00", day=1))
BOBS: Final = "arn:aws:iam::111122223333:user/bob"
ELSEWHERE: Final[dict[str, Any]] = {"source": "example.amazonaws.com"}
GUESSER: Final = "192.0.2.66"


def _sent(clock: str, sent: int, **given: Any) -> Event:  # noqa: ANN401  fields
    return data(given.pop("name", "GetObject"), clock, more={"bytesTransferredOut": sent}, **given)


def _guess(clock: str, **given: Any) -> Event:  # noqa: ANN401  fields
    return data(given.pop("name", "GetObject"), clock, ip=given.pop("ip", GUESSER), **given)


SCENES: Final = {
    "failure_bursts": Scene(
        log=(
            _guess("10:00:01", key="a", **MISSING),
            _guess("10:00:01", key="a", bucket="example-other", by=BOB, **DENIED),
            _guess("10:09:58", key="b", name="HeadObject", by=None, **DENIED),
            _guess("10:00:00", key="c"),
            event("ListBuckets", "10:00:03", ip=GUESSER, **DENIED),
            _guess("10:00:04", key="d", error="SlowDown", bucket="example-third"),
            _guess("10:09:59", key="e", bucket="example-third"),
            _guess("10:00:06", **DENIED, **ELSEWHERE, bucket="example-third"),
            _guess("10:00:07", key="f", by=JOB),
            _guess("10:10:00", key="g", **MISSING),
            _guess("10:10:01", key="h"),
            *(_guess(f"10:00:1{second}", ip=None, key="x", **MISSING) for second in range(4)),
            *(_guess(f"10:00:2{second}", ip="192.0.2.77", key="x", **MISSING) for second in range(3)),
        ),
        asks=(
            Ask(
                params={"min_failures": 4},
                rows=(
                    {
                        "span_start": at("10:00:00"), "source_ip": GUESSER, "failures": 4, "successes": 3,
                        "error_codes": ["AccessDenied", "NoSuchKey"], "operations": ["GetObject", "HeadObject", "ListBuckets"],
                        "buckets": ["example-other", "example-scene"], "keys": 3, "actors": [ALICE, BOBS],
                        "first_seen": at("10:00:01"), "last_seen": at("10:09:58"),
                    },
                ),
            ),
            Ask(rows=()),
            Ask(
                params={"min_failures": 2, "span_minutes": 20, "bucket": "example-scene", "ignored_errors": ["Nothing"]},
                rows=({"source_ip": GUESSER, "failures": 3, "keys": 3}, {"source_ip": "192.0.2.77", "failures": 3, "keys": 1}),
            ),
            Ask(
                params={"min_failures": 1, "bucket": "example-third", "ignored_errors": ["Nothing"]},
                rows=({"failures": 1, "successes": 1, "error_codes": ["SlowDown"]},),
            ),
        ),
    ),
    "denied_then_allowed": Scene(
        log=(
            data("GetObject", "10:00:00", by=JOB, **DENIED),
            data("GetObject", "10:00:00", by=JOB, key="other", **DENIED),
            data("GetObject", "10:20:00", by=JOB, **DENIED),
            _sent("10:30:00", 5, by=JOB),
            data("GetObject", "10:30:00", by=JOB, ip=None),
            _sent("11:30:00", 7, by=JOB, ip="192.0.2.11"),
            _sent("10:30:00", 50, by=JOB, ip="192.0.2.99", **DENIED),
            data("GetObject", "10:05:00", by=JOB, **MISSING),
            data("PutObject", "10:32:00", by=JOB),
            data("GetObject", "10:10:00", by=JOB, **ELSEWHERE),
            data("GetObject", "10:00:00", by=BOB, day=-1),
            data("GetObject", "10:00:00", by=BOB, **DENIED),
            data("GetObject", "10:01:00", by=BOB),
            data("GetObject", "10:00:00", bucket="example-other", **DENIED),
            data("GetObject", "11:00:01", bucket="example-other", error="NotModified"),
            event("ListBuckets", "13:00:00", **DENIED),
            event("ListBuckets", "14:00:00"),
            event("ListBuckets", "14:00:00", by=BOB, day=-1, **DENIED),
            event("ListBuckets", "14:01:00", by=BOB, day=-1),
        ),
        asks=(
            Ask(
                rows=(
                    {"first_allowed": at("14:00:00"), "actor": ALICE, "bucket": None, "denials": 1, "bytes_within_a_day": 0},
                    {
                        "first_allowed": at("10:30:00"), "actor": LOADER, "bucket": "example-scene", "operation": "GetObject",
                        "last_denied": at("10:20:00"), "denials": 3, "denied_since": at("10:00:00"), "allowed_within_a_day": 3,
                        "bytes_within_a_day": 12, "source_ips": ["192.0.2.10"],
                    },
                ),
            ),
            Ask(params={"min_denials": 4}, rows=()),
            Ask(
                params={"within_minutes": 61, "error_codes": ["AccessDenied", "NoSuchKey"]},
                rows=(
                    {"first_allowed": at("14:00:00"), "actor": ALICE},
                    {"first_allowed": at("11:00:01"), "actor": ALICE, "bucket": "example-other", "denials": 1},
                    {"first_allowed": at("10:30:00"), "actor": LOADER, "denials": 4},
                ),
            ),
        ),
    ),
    "downloads_above_baseline": Scene(
        log=(
            _sent("10:00:00", 100, day=-2, by=JOB),
            _sent("10:00:00", 300, day=-1, by=JOB),
            _sent("10:00:00", 900, by=JOB),
            _sent("10:00:01", 300, by=JOB, ip="192.0.2.11", readOnly=None),
            _sent("10:00:02", 5000, by=JOB, **MISSING),
            _sent("10:00:03", 5000, by=JOB, key=None, name="ListObjects"),
            _sent("10:00:04", 5000, by=JOB, name="CopyObject"),
            _sent("10:00:04", 5000, by=JOB, name="CopyObject", readOnly=None),
            _sent("10:00:05", 5000, by=JOB, **ELSEWHERE),
            _sent("10:00:06", 0, by=JOB, ip="192.0.2.12"),
            _sent("10:00:00", 1000, day=-1, by=BOB),
            _sent("10:00:00", 1500, by=BOB),
            # The owner of a bucket sees no ARN of another account's session.
            _sent("10:00:00", 1000, day=-1, by=PARTNER | {"principalId": "AROAPARTNER:mon"}),
            _sent("10:00:00", 1500, by=PARTNER | {"principalId": "AROAPARTNER:tue"}),
            _sent("10:00:00", 1300),
            _sent("10:00:00", 999, by=session("reader", "two")),
            _sent("06:00:00", 9000, day=-30, by=CAROL),
            _sent("18:00:00", 1, day=-30, by=CAROL),
            _sent("13:00:00", 3000, by=CAROL),
            _sent("13:00:00", 9000, day=-31, by=user("dan")),
            _sent("13:00:00", 2000, by=user("dan")),
        ),
        asks=(
            *(Ask(
                params={"min_bytes": 1000},
                window=window,
                rows=(
                    {"bytes_sent": 2000, "usual_bytes": None, "days_before": 0},
                    {"day": at().date(), "actor": ALICE, "bytes_sent": 1300, "usual_bytes": None, "days_before": 0},
                    {
                        "day": at().date(), "actor": LOADER, "bytes_sent": 1200, "requests": 2, "source_ips": 2,
                        "bytes_to_new_addresses": 300, "usual_bytes": 200, "days_before": 2,
                    },
                ),
            ) for window in (WINDOW, AFTERNOON)),
            Ask(
                params={"min_bytes": 1, "factor": 1.2, "new_addresses_only": True},
                rows=({"bytes_sent": 2000}, {"actor": ALICE}, {"actor": LOADER}, {"bytes_sent": 999}),
            ),
            Ask(rows=()),
        ),
    ),
    "unusual_clients": Scene(
        log=(
            _sent("10:00:00", 5, agent="rclone/v1.70"),
            _sent("10:00:03", 6, agent="rclone/v1.70", ip="192.0.2.11", bucket="example-other", **DENIED),
            event("ListBuckets", "10:00:04", agent="rclone/v1.70", ip=None),
            data("GetObject", "10:00:05", agent="aws-cli/2"),
            event("ListBuckets", "09:00:06", agent="Mozilla CyberDuck", by=JOB, error="NotModified"),
            event("ListUsers", "09:00:00", agent="rclone/v1.70", source="iam.amazonaws.com"),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "first_seen": at("09:00:06"), "actor": f"{LOADER}/one", "user_agent": "Mozilla CyberDuck", "failed": 0,
                        "bytes_sent": 0,
                    },
                    {
                        "first_seen": at("10:00:00"), "last_seen": at("10:00:04"), "actor": ALICE, "user_agent": "rclone/v1.70",
                        "requests": 3, "failed": 1, "bytes_sent": 11, "buckets": ["example-other", "example-scene"],
                        "source_ips": ["192.0.2.10", "192.0.2.11"],
                    },
                ),
            ),
            Ask(params={"requester_kinds": ["AssumedRole"]}, rows=({"user_agent": "Mozilla CyberDuck"},)),
            Ask(
                params={"patterns": ["AWS-CLI"], "requester_kinds": ["IAMUser"]},
                rows=({"user_agent": "aws-cli/2", "requests": 1},),
            ),
        ),
    ),
}  # fmt: skip
