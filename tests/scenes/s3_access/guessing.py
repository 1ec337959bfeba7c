"""Scenes of requests for keys that are not there."""

from __future__ import annotations

from typing import Final

from tests.scenes import ALICE, Ask, Scene, access, at

SCENES: Final = {
    "key_guessing": Scene(
        log=(
            access("10:00:00", ip="192.0.2.66", requester="-", key="a", status=404),
            access("10:00:01", ip="192.0.2.66", requester="-", key="b", status=403),
            access("10:00:02", ip="192.0.2.66", requester="-", key="c", status=404, operation="REST.HEAD.OBJECT"),
            access("09:00:00", ip="192.0.2.66", key="0", bucket="example-other", agent="other"),
            access("13:00:00", ip="192.0.2.66", requester="-", key="same", status=304),
            access("10:00:05", ip="192.0.2.66", requester="-", key="put", status=403, operation="REST.PUT.OBJECT"),
            access("10:00:06", ip="192.0.2.66", requester="-", key="broken", status=500),
            access("10:00:06", ip="192.0.2.66", requester="-", key="broken-too", status=500),
            access("10:00:07", ip="192.0.2.66", requester="-", key=None, status=404, operation="REST.GET.BUCKET"),
            access("11:00:00", ip="192.0.2.77", key="x", status=404),
            access("11:00:01", ip="192.0.2.77", key="x", status=404),
            access("11:00:02", ip="192.0.2.77", key="y", status=404, agent="other"),
            access("12:00:00", ip="-", requester="AmazonS3", key="x1", status=404),
            access("12:00:01", ip="-", requester="AmazonS3", key="x2", status=404),
            access("12:00:02", ip="-", requester="AmazonS3", key="x3", status=404),
        ),
        asks=(
            Ask(
                params={"min_keys": 3},
                rows=(
                    {
                        "source_ip": "192.0.2.66", "missed_keys": 3, "missed_requests": 3, "found_keys": 2,
                        "buckets": ["example-scene"], "actors": ["anonymous"], "user_agents": 1, "example_key": "a",
                        "first_seen": at("10:00:00"), "last_seen": at("10:00:02"),
                    },
                ),
            ),
            Ask(
                params={"min_keys": 2, "statuses": [404], "requester_kinds": ["user"]},
                rows=(
                    {"source_ip": "192.0.2.77", "missed_keys": 2, "missed_requests": 3, "actors": [ALICE], "user_agents": 2},
                ),
            ),
        ),
    ),
}  # fmt: skip
