"""Scenes of how the trail itself comes: late, twice, or not at all; and of a bucket that is to log into itself."""

from __future__ import annotations

from typing import Any, Final

from athena_s3logs import Window
from tests.scenes import ALICE, IP, Ask, Event, Scene, at, event

OTHER_REGION: Final[dict[str, Any]] = {"region": "eu-central-1"}
OTHER_ACCOUNT: Final[dict[str, Any]] = {"account": "444455556666"}
TWO_DAYS: Final = Window(start=at("00:00:00", day=-1), end=at("00:00:00", day=1))

OWN: Final = [{"type": "AWS::S3::Bucket", "ARN": "arn:aws:s3:::example-scene"}]


def _logging(clock: str, target: str | None, **given: Any) -> Event:  # noqa: ANN401  fields
    status = {"LoggingEnabled": {"TargetBucket": target, "TargetPrefix": "logs/"}} if target else {}
    parameters = {"bucketName": "example-scene", "BucketLoggingStatus": status}
    return event(given.pop("name", "PutBucketLogging"), clock, parameters=parameters, **given)


SCENES: Final = {
    "trail_gaps": Scene(
        log=(
            event("GetCallerIdentity", "08:00:00", day=-2),
            event("GetCallerIdentity", "08:00:00", day=-1),
            event("GetCallerIdentity", "09:00:00", day=-1),
            *(event("GetCallerIdentity", "09:59:59", day=-1) for _ in range(6)),
            event("GetCallerIdentity", "10:59:59", day=-1),
            event("GetCallerIdentity", "02:00:00"),
            event("GetCallerIdentity", "05:10:00"),
            event("GetCallerIdentity", "06:00:00"),
            event("GetCallerIdentity", "08:00:00"),
            event("GetCallerIdentity", "20:00:00", day=-1, **OTHER_REGION),
            event("GetCallerIdentity", "21:00:00", day=-1, **OTHER_REGION),
            event("GetCallerIdentity", "00:00:00", **OTHER_REGION),
            event("GetCallerIdentity", "10:00:00", **OTHER_ACCOUNT),
        ),
        asks=(
            Ask(
                params={"min_hours_before": 4},
                rows=(
                    {
                        "account_id": "111122223333", "aws_region": "eu-west-1", "gap_start": at("11:00:00", day=-1),
                        "gap_end": at("02:00:00"), "hours": 15, "to_the_end": False, "hours_before": 4,
                        "usual_events_an_hour": 3,
                    },
                    {
                        "account_id": "111122223333", "aws_region": "eu-west-1", "gap_start": at("09:00:00"),
                        "gap_end": at("00:00:00", day=1), "hours": 15, "to_the_end": True, "hours_before": 4,
                    },
                    {"gap_start": at("03:00:00"), "gap_end": at("05:00:00"), "hours": 2, "to_the_end": False},
                ),
            ),
            Ask(
                params={"min_hours_before": 2, "min_hours": 3},
                rows=(
                    {"aws_region": "eu-central-1", "gap_start": at("01:00:00"), "hours": 23, "hours_before": 2},
                    {"aws_region": "eu-west-1", "hours": 15},
                    {"aws_region": "eu-west-1", "hours": 15},
                ),
            ),
            Ask(
                params={"min_hours_before": 2, "min_hours": 3},
                rows=(
                    {"aws_region": "eu-central-1", "hours": 23, "hours_before": 2, "usual_events_an_hour": 1},
                    {"aws_region": "eu-west-1", "hours": 15, "hours_before": 4},
                    {"aws_region": "eu-west-1", "hours": 15, "hours_before": 4},
                ),
                window=Window(start=at("00:30:00"), end=at("00:00:00", day=1)),
            ),
            Ask(rows=()),
        ),
    ),
    "trail_delay": Scene(
        log=(
            event("GetCallerIdentity", "08:00:00", day=-1),
            event("GetCallerIdentity", "09:00:00", day=-1),
            event("GetCallerIdentity", "08:00:00"),
            event("GetCallerIdentity", "10:00:00"),
            event("GetCallerIdentity", "10:30:00"),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "day": at().date(), "account_id": "111122223333", "aws_region": "eu-west-1", "events": 3, "timed": 3,
                        "average_minutes": 67, "longest_minutes": 157, "late": 1,
                    },
                ),
            ),
            Ask(params={"late_only": True}, window=TWO_DAYS, rows=({"late": 1}, {"day": at(day=-1).date(), "late": 2})),
            Ask(
                params={"late_only": True, "late_minutes": 1000}, window=TWO_DAYS,
                rows=({"day": at(day=-1).date(), "late": 2},),
            ),
        ),
    ),
    "duplicate_events": Scene(
        log=(
            event("GetCallerIdentity", "10:00:00", event_id="A"),
            event("GetCallerIdentity", "10:00:00", event_id="A"),
            event("GetCallerIdentity", "10:00:00", event_id="A"),
            event("GetCallerIdentity", "10:00:01", event_id="B"),
            event("GetCallerIdentity", "10:00:01", event_id="B"),
            event("GetCallerIdentity", "10:00:02", event_id=""),
            event("GetCallerIdentity", "10:00:02", event_id=""),
            event("GetCallerIdentity", "10:00:00", event_id="A", **OTHER_REGION),
            event("GetCallerIdentity", "10:00:00", event_id="A", **OTHER_ACCOUNT),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "day": at().date(), "account_id": "111122223333", "aws_region": "eu-west-1", "events": 5, "copies": 3,
                        "copies_percent": 60.0, "copies_in_other_files": 0, "most_copies": 2, "example_event_id": "A",
                    },
                ),
                doubled=(
                    {"aws_region": "eu-west-1", "events": 10, "copies": 8, "copies_in_other_files": 2, "most_copies": 5},
                    {"aws_region": "eu-central-1", "copies": 1, "copies_in_other_files": 1},
                    {"account_id": "444455556666", "copies": 1},
                ),
            ),
            Ask(
                params={"min_copies": 0},
                rows=(
                    {"aws_region": "eu-west-1"},
                    {"aws_region": "eu-central-1", "copies": 0, "copies_percent": 0.0, "example_event_id": None},
                    {"account_id": "444455556666", "events": 1},
                ),
                doubled=({"aws_region": "eu-west-1"}, {"aws_region": "eu-central-1"}, {"account_id": "444455556666"}),
            ),
        ),
    ),
    "self_logging_set": Scene(
        log=(
            _logging("10:00:00", "example-scene", agent="x", event_id="A"),
            _logging("10:00:01", "example-other"),
            _logging("10:00:02", "example-scene", error="AccessDenied"),
            _logging("10:00:03", None),
            _logging("10:00:04", "example-scene", name="PutBucketWebsite"),
            _logging("10:00:05", "example-scene", source="example.amazonaws.com", resources=OWN),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "time": at("10:00:00"), "actor": ALICE, "source_ip": IP, "operation": "PutBucketLogging",
                        "bucket": "example-scene", "key": None, "outcome": "ok", "target_prefix": "logs/",
                        "account_id": "111122223333", "user_agent": "x", "event_id": "A",
                    },
                    {"time": at("10:00:02"), "outcome": "AccessDenied"},
                ),
            ),
        ),
    ),
}  # fmt: skip
