"""Scenes of what was written over and deleted, and of what can be got back, by events."""

from __future__ import annotations

from typing import Any, Final

from tests.scenes import ALICE, IP, Ask, Scene, at, data, session

APP: Final = "arn:aws:sts::111122223333:assumed-role/app"
ELSEWHERE: Final[dict[str, Any]] = {"source": "example.amazonaws.com"}
OTHER: Final[dict[str, Any]] = {"bucket": "example-other"}
DENIED: Final[dict[str, Any]] = {"error": "AccessDenied"}
OF_VERSION: Final[dict[str, Any]] = {"parameters": {"versionId": "v1"}}
IN_LIST: Final[dict[str, Any]] = {"parameters": {"versionId": ["v1"]}}

SCENES: Final = {
    "overwritten_objects": Scene(
        log=(
            data("PutObject", "10:00:00", key="in/a"),
            data("CopyObject", "10:00:01", key="in/a", by=session("app", "one"), ip=None),
            data("GetObject", "10:00:02", key="in/a"),
            data("PutObject", "10:00:03", key="in/a", **DENIED),
            data("PutObject", "10:00:04", key="in/b"),
            data("PutObject", "10:00:05", key="in/b", **ELSEWHERE),
            data("PutObject", "10:00:06", key="in/b", **OTHER),
            data("PutObject", "10:00:07", key="in/b", **OTHER),
            data("PutObject", "10:00:08", key="out"),
            data("CompleteMultipartUpload", "10:00:09", key="out"),
            data("PutObject", "10:00:10", key="out", by=None),
            data("PostObject", "10:00:09", key="out"),
        ),
        asks=(
            Ask(
                rows=(
                    {"key": "out", "writes": 4, "actors": [ALICE], "last_actor": None},
                    {"bucket": "example-other", "key": "in/b", "writes": 2, "source_ips": [IP]},
                    {
                        "bucket": "example-scene", "key": "in/a", "writes": 2, "actors": [ALICE, APP], "source_ips": [IP],
                        "last_actor": APP, "first_seen": at("10:00:00"), "last_seen": at("10:00:01"),
                    },
                ),
            ),
            Ask(
                params={"bucket": "example-scene", "prefix": "in/", "min_writes": 1},
                rows=({"key": "in/b", "writes": 1}, {"key": "in/a", "writes": 2}),
            ),
            Ask(params={"operations": ["GetObject"], "min_writes": 1}, rows=({"key": "in/a", "writes": 1},)),
        ),
    ),
    "recoverable_deletions": Scene(
        log=(
            data("PutObject", "09:00:00", key="in/a"),
            data("DeleteObject", "10:00:00", key="in/a", response={"x-amz-version-id": "marker"}),
            data("PutObject", "10:00:01", key="in/a", **DENIED),
            data("GetObject", "10:00:02", key="in/a"),
            data("DeleteObject", "09:00:01", key="in/b"),
            data("PutObject", "10:00:02", key="in/b"),
            data("DeleteObject", "10:00:03", key="in/c", **OF_VERSION),
            data("DeleteObject", "10:00:04", key="in/d", **DENIED),
            data("DeleteObject", "10:00:05", key="in/e", **OTHER),
            data("DeleteObject", "10:00:06", key="out/f"),
            data("DeleteObject", "10:00:07", key="in/g", **ELSEWHERE),
            data("DeleteObject", "10:00:08", key="in/h", **IN_LIST),
            data("DeleteObject", "10:00:10", key="in/i"),
            data("PutObject", "10:00:10", key="in/i"),
            data("DeleteObject", "10:00:10", key="in/j"),
            data("CopyObject", "10:00:11", key="in/j"),
            data("DeleteObject", "10:00:10", key="in/k"),
            data("PostObject", "10:00:11", key="in/k"),
        ),
        asks=(
            Ask(
                params={"bucket": "example-scene", "prefix": "in/"},
                rows=(
                    {"key": "in/i", "time": at("10:00:10"), "marker_version_id": None},
                    {
                        "key": "in/a", "time": at("10:00:00"), "actor": ALICE, "source_ip": IP, "operation": "DeleteObject",
                        "bucket": "example-scene", "marker_version_id": "marker", "outcome": "ok",
                    },
                ),
            ),
            Ask(params={"bucket": "example-scene"}, rows=({"key": "in/i"}, {"key": "out/f"}, {"key": "in/a"})),
            Ask(
                params={
                    "bucket": "example-scene", "prefix": "in/", "deletions": ["PutObject"], "writes": ["CopyObject"],
                },
                rows=({"key": "in/i"}, {"key": "in/b"}, {"key": "in/a", "time": at("09:00:00")}),
            ),
        ),
    ),
    "deletion_kinds": Scene(
        log=(
            data("DeleteObject", "10:00:00", key="b", by=session("app", "one"), **OF_VERSION),
            data("DeleteObject", "10:00:01", key="c", by=session("app", "two"), **IN_LIST),
            data("DeleteObject", "10:00:02", key="a", by=session("app", "one"), **OF_VERSION, **DENIED),
            data("DeleteObject", "10:00:03", key="a", by=session("app", "one"), **OF_VERSION, **ELSEWHERE),
            data("DeleteObject", "10:00:04", key="d", request_id="SINGLE"),
            data("DeleteObjects", "10:00:05", key=None, request_id="BATCH"),
            data("DeleteObject", "10:00:05", key="e", request_id="BATCH"),
            data("DeleteObject", "10:00:05", key="f", request_id="BATCH", by=session("app", "one"), **OF_VERSION),
            data("PutObject", "10:00:06", key="g", request_id="BATCH"),
            data("DeleteObject", "10:00:07", key="h", **OTHER),
            # Of what has no id nothing is known to belong together.
            data("DeleteObjects", "10:00:08", key=None, request_id=None, bucket="example-third"),
            data("DeleteObject", "10:00:08", key="i", request_id=None, bucket="example-third"),
        ),
        asks=(
            Ask(
                params={"bucket": "example-scene"},
                rows=(
                    {
                        "bucket": "example-scene", "actor": APP, "kind": "version", "deletions": 3, "keys": 3,
                        "first_seen": at("10:00:00"), "last_seen": at("10:00:05"), "example_key": "b",
                    },
                    {"actor": ALICE, "kind": "batch, not known", "deletions": 1, "example_key": "e"},
                    {"actor": ALICE, "kind": "no version", "deletions": 1, "example_key": "d"},
                ),
            ),
            Ask(
                rows=(
                    {"deletions": 3}, {"bucket": "example-other", "kind": "no version"}, {"deletions": 1}, {"deletions": 1},
                    {"bucket": "example-third", "kind": "no version", "example_key": "i"},
                ),
            ),
        ),
    ),
}  # fmt: skip
