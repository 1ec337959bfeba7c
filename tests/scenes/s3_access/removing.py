"""Scenes of deletions by batch, by version and by rule."""

from __future__ import annotations

from typing import Any, Final

from tests.scenes import ALICE, Ask, Scene, access, at
from tests.scenes.s3_access.writing import BATCH, DELETE, FORGED, OF_VERSION, PUT, RULE

CALL: Final[dict[str, Any]] = {"operation": "REST.POST.MULTI_OBJECT_DELETE", "key": None}
EXPIRED: Final[dict[str, Any]] = RULE | {"operation": "S3.EXPIRE.OBJECT"}
MOVED: Final[dict[str, Any]] = RULE | {"operation": "S3.TRANSITION.OBJECT"}
ELSEWHERE: Final[dict[str, Any]] = {"bucket": "example-other"}
CLASSES: Final = {
    "SIA": "STANDARD_IA", "ZIA": "ONEZONE_IA", "INT": "INTELLIGENT_TIERING", "GIR": "GLACIER_IR", "GDA": "DEEP_ARCHIVE",
    "NEW": "S3.TRANSITION_NEW.OBJECT",
}  # fmt: skip

SCENES: Final = {
    "batch_deletions": Scene(
        log=(
            access("10:00:00", request_id="AA", **CALL),
            access("10:00:00", request_id="AA", key="a", **BATCH),
            access("10:00:00", request_id="AA", key="b", **BATCH | {"status": 403}, error="AccessDenied"),
            access("10:00:00", request_id="AA", key="c", **BATCH | {"status": 404}),
            access("10:00:01", request_id="BB", **CALL, status=403, error="AccessDenied"),
            access("10:00:02", request_id="CC", key="d", **DELETE),
            access("10:00:03", request_id="DD", key="e", **BATCH, **ELSEWHERE),
            access("10:00:04", request_id="-", **CALL),
            access("10:00:04", request_id="-", key="f", **BATCH),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "time": at("10:00:00"), "actor": ALICE, "operation": "REST.POST.MULTI_OBJECT_DELETE", "key": None,
                        "outcome": "ok", "request_id": "AA", "keys": 3, "missed": 2,
                    },
                    {"key": "a", "outcome": "ok", "keys": 3, "missed": 2},
                    {"key": "b", "outcome": "AccessDenied"},
                    {"key": "c", "outcome": "404"},
                    {"request_id": "BB", "outcome": "AccessDenied", "keys": 0, "missed": 0},
                    {"request_id": "DD", "keys": 1, "missed": 0},
                    {"time": at("10:00:04"), "key": None, "request_id": None, "keys": None, "missed": None},
                    {"key": "f", "request_id": None, "keys": None, "missed": None},
                ),
            ),
            Ask(params={"request_id": "BB"}, rows=({"request_id": "BB"},)),
            Ask(params={"bucket": "example-other"}, rows=({"key": "e"},)),
        ),
    ),
    "deletion_kinds": Scene(
        log=(
            access("10:00:00", key="b", **DELETE, uri=OF_VERSION),
            access("10:00:01", key="c", **DELETE, uri=OF_VERSION),
            access("10:00:02", key="a", **DELETE | {"status": 403}, uri=OF_VERSION),
            access("10:00:03", key="d", **DELETE, uri=FORGED),
            access("10:00:04", key="e", **BATCH),
            access("10:00:05", key="f", **RULE),
            access("10:00:06", key="g", **EXPIRED),
            access("10:00:07", key="h", **PUT),
            access("10:00:07", key="cut", **DELETE | {"status": "2x0"}, uri=OF_VERSION),
            access("10:00:07", key="cut", **BATCH | {"status": "2x0"}),
            access("10:00:07", key="failed", **EXPIRED | {"status": 500}),
            access("10:00:08", key="i", **DELETE, **ELSEWHERE),
        ),
        asks=(
            Ask(
                params={"bucket": "example-scene"},
                rows=(
                    {
                        "bucket": "example-scene", "actor": ALICE, "kind": "version", "deletions": 2, "keys": 2,
                        "first_seen": at("10:00:00"), "last_seen": at("10:00:01"), "example_key": "b",
                    },
                    {"actor": "AmazonS3", "kind": "lifecycle, expired", "deletions": 1},
                    {"actor": "AmazonS3", "kind": "lifecycle, marker", "deletions": 1},
                    {"kind": "batch, not known"},
                    {"kind": "no version", "deletions": 1},
                ),
            ),
            Ask(params={"bucket": "example-other"}, rows=({"kind": "no version"},)),
        ),
    ),
    "lifecycle_deletions": Scene(
        log=(
            access("10:00:00", key="b", size=10, **EXPIRED),
            access("10:00:01", key="c", size=5, **EXPIRED),
            access("10:00:02", key="a", size="-", **RULE),
            access("10:00:03", key="a", **MOVED),
            access("10:00:04", key="a", **DELETE),
            access("10:00:05", key="d", **EXPIRED, **ELSEWHERE),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "day": at().date(), "bucket": "example-scene", "operation": "S3.EXPIRE.OBJECT", "objects": 2,
                        "bytes": 15, "first_seen": at("10:00:00"), "last_seen": at("10:00:01"), "example_key": "b",
                    },
                    {"bucket": "example-other", "objects": 1},
                    {"operation": "S3.CREATE.DELETEMARKER", "bytes": 0},
                ),
            ),
            Ask(
                params={"bucket": "example-scene", "operations": ["S3.TRANSITION.OBJECT"]},
                rows=({"operation": "S3.TRANSITION.OBJECT"},),
            ),
            Ask(params={"bucket": "example-other"}, rows=({"bucket": "example-other"},)),
        ),
    ),
    "lifecycle_transitions": Scene(
        log=(
            access("10:00:00", key="b", size=10, **MOVED),
            access("10:00:01", key="c", size=5, **MOVED),
            *(
                access("10:00:02", key="a", **MOVED | {"operation": f"S3.TRANSITION_{name}.OBJECT"}, **ELSEWHERE)
                for name in CLASSES
            ),
            access("10:00:03", key="a", **EXPIRED),
        ),
        asks=(
            Ask(
                params={"bucket": "example-scene"},
                rows=(
                    {
                        "day": at().date(), "bucket": "example-scene", "storage_class": "GLACIER", "objects": 2, "bytes": 15,
                        "first_seen": at("10:00:00"), "last_seen": at("10:00:01"), "example_key": "b",
                    },
                ),
            ),
            Ask(
                params={"bucket": "example-other"},
                rows=tuple({"storage_class": name, "objects": 1} for name in sorted(CLASSES.values())),
            ),
            Ask(rows=({"bucket": "example-scene", "objects": 2}, *({"objects": 1} for _ in CLASSES))),
        ),
    ),
}  # fmt: skip
