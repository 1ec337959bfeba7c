"""Scenes of requests that fail again and again."""

from __future__ import annotations

from typing import Any, Final

from tests.scenes import ALICE, Ask, Line, Scene, access, at

GUESSER: Final = "192.0.2.66"
MISSING: Final[dict[str, Any]] = {"status": 404, "error": "NoSuchKey"}
DENIED: Final[dict[str, Any]] = {"status": 403, "error": "AccessDenied"}
BOB: Final = "arn:aws:iam::111122223333:user/bob"


def _guess(clock: str, **given: Any) -> Line:  # noqa: ANN401  fields
    return access(clock, ip=given.pop("ip", GUESSER), **given)


SCENES: Final = {
    "key_guessing": Scene(
        log=(
            access("10:00:00", ip="192.0.2.66", requester="-", key="a", status=404),
            access("10:00:01", ip="192.0.2.66", requester="-", key="b", status=403, error="AccessDenied"),
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
            access("11:00:03", ip="192.0.2.77", key="z", status=403, error="InvalidObjectState"),
            *(access(ip="192.0.2.88", key=key) for key in "abc"),
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
                params={"min_keys": 2, "missed": ["404"], "actor": ALICE},
                rows=(
                    {"source_ip": "192.0.2.77", "missed_keys": 2, "missed_requests": 3, "actors": [ALICE], "user_agents": 2},
                ),
            ),
        ),
    ),
    "failure_bursts": Scene(
        log=(
            _guess("10:00:01", key="a", **MISSING),
            _guess("10:00:01", key="a", bucket="example-other", requester=BOB, **DENIED),
            _guess("10:09:58", key="b", operation="REST.HEAD.OBJECT", status=404),
            _guess("10:00:00", key="c", status=206),
            _guess("10:00:03", key=None, operation="REST.GET.BUCKET", status=400, error="InvalidArgument"),
            _guess("10:00:04", key="d", status=503, error="SlowDown", bucket="example-third"),
            _guess("10:09:59", key="e", bucket="example-third"),
            _guess("10:00:06", key="f", status=304),
            _guess("10:00:07", key="g", status="2x0"),
            _guess("10:00:08", key="g", status=299, requester="-"),
            _guess("10:10:00", key="g", **MISSING),
            _guess("10:10:01", key="h"),
            *(_guess(f"10:00:1{second}", ip="-", requester="AmazonS3", key="x", **MISSING) for second in range(4)),
            *(_guess(f"10:00:2{second}", ip="192.0.2.77", key="x", **MISSING) for second in range(3)),
        ),
        asks=(
            Ask(
                params={"min_failures": 4},
                rows=(
                    {
                        "span_start": at("10:00:00"), "source_ip": GUESSER, "failures": 4, "successes": 3,
                        "error_codes": ["404", "AccessDenied", "InvalidArgument", "NoSuchKey"],
                        "operations": ["REST.GET.BUCKET", "REST.GET.OBJECT", "REST.HEAD.OBJECT"],
                        "buckets": ["example-other", "example-scene"], "keys": 3, "actors": [ALICE, BOB],
                        "first_seen": at("10:00:01"), "last_seen": at("10:09:58"),
                    },
                ),
            ),
            Ask(rows=()),
            Ask(
                params={"min_failures": 2, "span_minutes": 20, "bucket": "example-scene", "ignored_errors": ["Nothing"]},
                rows=({"source_ip": GUESSER, "failures": 4, "keys": 3}, {"source_ip": "192.0.2.77", "failures": 3, "keys": 1}),
            ),
            Ask(
                params={"min_failures": 1, "bucket": "example-third", "ignored_errors": ["Nothing"]},
                rows=({"failures": 1, "successes": 1, "error_codes": ["SlowDown"]},),
            ),
        ),
    ),
}  # fmt: skip
