"""Scenes of calls that are repeated."""

from __future__ import annotations

from typing import Any, Final

from tests.scenes import AGENT, ALICE, Ask, Scene, at, data, event, user

ELSEWHERE: Final[dict[str, Any]] = {"bucket": "example-other"}

SCENES: Final = {
    "retry_storms": Scene(
        log=(
            *(data("GetObject", f"10:00:{second:02}", error="SlowDown") for second in range(0, 40, 5)),
            data("GetObject", "10:00:40", agent="other", ip="192.0.2.11"),
            data("GetObject", "10:00:45", error="SlowDown", agent=None),
            data("GetObject", "10:00:51"),
            data("GetObject", "10:00:46", **ELSEWHERE),
            data("GetObject", "10:00:47", **ELSEWHERE),
            data("GetObject", "10:00:46", key="b"),
            data("HeadObject", "10:00:46"),
            data("GetObject", "10:00:46", by=user("bob")),
            *(data("GetObject", f"10:30:{second:02}", key="polled", error="NotModified") for second in range(11)),
            *(event("ListBuckets", "11:00:00", error="SlowDown") for _ in range(10)),
            *(
                event("Decrypt", "12:00:00", source="kms.amazonaws.com", error="Throttling", resources=[
                    {"type": "AWS::S3::Bucket", "ARN": "arn:aws:s3:::example-scene"},
                ])
                for _ in range(10)
            ),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "first_seen": at("10:00:00"), "last_seen": at("10:00:45"), "actor": ALICE, "operation": "GetObject",
                        "bucket": "example-scene", "key": "a.txt", "requests": 10, "failed": 9, "outcomes": ["SlowDown", "ok"],
                        "source_ips": 2, "user_agents": [AGENT, "other"],
                    },
                ),
            ),
            Ask(params={"min_failed": 10}, rows=()),
            Ask(params={"min_requests": 1}, rows=({"requests": 10, "failed": 9},)),
            Ask(params={"gap_seconds": 6, "min_requests": 11}, rows=({"requests": 11, "last_seen": at("10:00:51")},)),
            Ask(
                params={"min_requests": 2, "min_failed": 0, "bucket": "example-other"},
                rows=({"bucket": "example-other", "requests": 2, "failed": 0, "outcomes": ["ok"]},),
            ),
        ),
    ),
}  # fmt: skip
