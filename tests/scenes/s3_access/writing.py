"""Scenes of what was deleted, written over and brought back, and of who was refused."""

from __future__ import annotations

from typing import Any, Final

from tests.scenes import ALICE, IP, Ask, Scene, access, at

APP: Final = "arn:aws:sts::111122223333:assumed-role/app"
SESSION: Final = f"{APP}/one"
DELETE: Final[dict[str, Any]] = {"operation": "REST.DELETE.OBJECT", "status": 204, "sent": "-"}
BATCH: Final[dict[str, Any]] = {"operation": "BATCH.DELETE.OBJECT", "status": 204, "sent": "-", "uri": None}
PUT: Final[dict[str, Any]] = {"operation": "REST.PUT.OBJECT", "sent": "-"}
OF_VERSION: Final = "DELETE /a?versionId=v1 HTTP/1.1"
FORGED: Final = "DELETE /a?x-note=1?versionId=v1 HTTP/1.1"
"""What S3 reads as an argument x-note alone, which it ignores."""
RULE: Final[dict[str, Any]] = {
    "operation": "S3.CREATE.DELETEMARKER", "requester": "AmazonS3", "ip": "-", "status": "-", "sent": "-",
}  # fmt: skip

SCENES: Final = {
    "anonymous_denials": Scene(
        log=(
            access("10:00:00", requester="-", key="b", status=403, error="AccessDenied"),
            access("10:00:01", requester="-", key="c", status=499, ip="192.0.2.11"),
            access("10:00:02", requester="-", key="d", status=400, error="BadRequest", operation="REST.PUT.OBJECT"),
            access("10:00:03", requester="-", key="e", status=500),
            access("10:00:04", requester="-", key="a", status=304),
            access("10:00:05", key="f", status=403),
            access("10:00:06", requester="-", key="g", status=403, bucket="example-other"),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "bucket": "example-scene", "operation": "REST.GET.OBJECT", "requests": 2,
                        "error_codes": ["499", "AccessDenied"], "keys": 2, "source_ips": 2, "first_seen": at("10:00:00"),
                        "last_seen": at("10:00:01"), "example_key": "b",
                    },
                    {"bucket": "example-other", "requests": 1, "error_codes": ["403"]},
                    {"bucket": "example-scene", "operation": "REST.PUT.OBJECT", "requests": 1, "error_codes": ["BadRequest"]},
                ),
            ),
            Ask(
                params={"public_buckets": ["example-other"]},
                rows=({"operation": "REST.GET.OBJECT"}, {"operation": "REST.PUT.OBJECT"}),
            ),
        ),
    ),
    "object_deletions": Scene(
        log=(
            access("10:00:00", key="in/a", **DELETE, uri="DELETE /in/a?AWSAccessKeyId=AKIAALICEEXAMPLE&Expires=1 HTTP/1.1",
                   auth="QueryString"),
            access("10:00:01", key="in/a", **DELETE, uri=OF_VERSION, version="v1"),
            access("10:00:02", key="in/a", **DELETE | {"status": 403}, error="AccessDenied", uri=FORGED),
            access("10:00:03", key="in/a", **DELETE | {"status": 403}, uri="DELETE /a?X-Amz-Credential=AKIAFORGED HTTP/1.1"),
            access("10:00:04", key="in/b", **BATCH),
            access("10:00:05", key="in/a", **PUT),
            access("10:00:06", key="out", **DELETE, bucket="example-other"),
            access("10:00:07", key="out", **RULE),
            access("10:00:08", key=None, operation="REST.POST.MULTI_OBJECT_DELETE", sent=200),
        ),
        asks=(
            Ask(
                rows=(
                    {"time": at("10:00:00"), "actor": ALICE, "key": "in/a", "outcome": "ok", "permanent": False,
                     "access_key_id": "AKIAALICEEXAMPLE"},
                    {"time": at("10:00:01"), "outcome": "ok", "version_id": "v1", "permanent": True},
                    {"outcome": "AccessDenied", "permanent": False, "access_key_id": None},
                    {"outcome": "403", "source_ip": IP, "access_key_id": None},
                    {"key": "in/b", "permanent": None, "outcome": "ok"},
                    {"bucket": "example-other", "key": "out"},
                    {"operation": "S3.CREATE.DELETEMARKER", "permanent": None},
                    {"operation": "REST.POST.MULTI_OBJECT_DELETE", "key": None},
                ),
            ),
            Ask(
                params={"bucket": "example-scene", "operations": ["REST.DELETE.OBJECT", "BATCH.DELETE.OBJECT"]},
                rows=({"key": "in/a"}, {"key": "in/a"}, {"key": "in/a"}, {"key": "in/a"}, {"key": "in/b"}),
            ),
            Ask(params={"key": "in/b"}, rows=({"key": "in/b"},)),
            Ask(params={"prefix": "ou"}, rows=({"bucket": "example-other"}, {"bucket": "example-scene"})),
        ),
    ),
    "deletions_by_day": Scene(
        log=(
            access("10:00:00", key="a", **DELETE, uri=OF_VERSION),
            access("10:00:01", key="b", **BATCH, ip="-"),
            access("10:00:02", key="c", **DELETE | {"status": 403}, uri=OF_VERSION),
            access("10:00:03", key="d", **DELETE | {"status": 399}, uri=OF_VERSION),
            access("10:00:03", key="d", **DELETE | {"status": 307}, bucket="example-third"),
            access("10:00:04", key="e", **DELETE, requester=SESSION, uri=FORGED),
            access("10:00:05", key="f", **PUT),
            access("10:00:06", key="g", **DELETE, bucket="example-other"),
            access("10:00:07", key="h", **RULE),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "day": at().date(), "actor": ALICE, "bucket": "example-scene", "deletions": 2, "permanent": 1,
                        "refused": 1, "source_ips": [IP], "first_seen": at("10:00:00"), "last_seen": at("10:00:02"),
                    },
                    {"actor": ALICE, "bucket": "example-other"},
                    {"actor": APP, "deletions": 1, "permanent": 0},
                ),
            ),
            Ask(
                params={"bucket": "example-scene", "operations": ["BATCH.DELETE.OBJECT"]},
                rows=({"deletions": 1, "permanent": 0, "refused": 0, "source_ips": None},),
            ),
        ),
    ),
    "overwritten_objects": Scene(
        log=(
            access("10:00:00", key="in/a", **PUT),
            access("10:00:01", key="in/a", **PUT | {"operation": "REST.COPY.OBJECT"}, requester=SESSION, ip="-"),
            access("10:00:02", key="in/a"),
            access("10:00:03", key="in/a", **PUT, status=403),
            access("10:00:04", key="in/b", **PUT),
            access("10:00:05", key="in/b", **PUT, status=500),
            access("10:00:06", key="in/b", **PUT, bucket="example-other"),
            access("10:00:07", key="in/b", **PUT, bucket="example-other"),
            access("10:00:08", key="out", **PUT),
            access("10:00:09", key="out", **PUT),
            access("10:01:00", key="no-id", **PUT, request_id="-", requester=SESSION),
            access("10:01:00", key="no-id", **PUT, bucket="example-other", request_id="-", requester=SESSION),
            access("10:00:59", key="no-id", **PUT),
            access("10:00:59", key="no-id", **PUT, bucket="example-other", request_id="-"),
        ),
        asks=(
            Ask(
                rows=(
                    {"bucket": "example-other", "key": "no-id", "last_actor": APP},
                    {"bucket": "example-scene", "key": "no-id", "actors": [ALICE, APP], "last_actor": APP},
                    {"key": "out", "writes": 2, "actors": [ALICE], "last_actor": ALICE},
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
            Ask(params={"operations": ["REST.GET.OBJECT"], "min_writes": 1}, rows=({"key": "in/a", "writes": 1},)),
        ),
    ),
    "recoverable_deletions": Scene(
        log=(
            access("09:00:00", key="in/a", **PUT),
            access("10:00:00", key="in/a", **DELETE, version="marker", uri=FORGED),
            access("10:00:01", key="in/a", **PUT, status=403),
            access("09:00:01", key="in/b", **DELETE),
            access("10:00:02", key="in/b", **PUT),
            access("10:00:03", key="in/c", **DELETE, uri=OF_VERSION),
            access("10:00:04", key="in/d", **DELETE | {"status": 403}),
            access("10:00:05", key="in/e", **DELETE, bucket="example-other"),
            access("10:00:06", key="out/f", **BATCH),
            access("10:00:07", key="in/g", **RULE),
            access("10:00:08", key="in/h"),
            access("10:00:09", key="in/a"),
            access("10:00:10", key="in/i", **DELETE),
            access("10:00:10", key="in/i", **PUT),
            access("10:00:11", key="in/j", **PUT | {"operation": "REST.COPY.OBJECT"}),
            access("10:00:10", key="in/j", **DELETE),
            access("10:00:12", key="in/cut", **DELETE | {"status": "2x0"}),
            access("10:00:12", key="in/failed", **RULE | {"status": 500}),
        ),
        asks=(
            Ask(
                params={"bucket": "example-scene", "prefix": "in/"},
                rows=(
                    {"key": "in/i", "time": at("10:00:10")},
                    {"key": "in/g", "operation": "S3.CREATE.DELETEMARKER", "actor": "AmazonS3"},
                    {"key": "in/a", "time": at("10:00:00"), "marker_version_id": "marker", "outcome": "ok"},
                ),
            ),
            Ask(
                params={
                    "bucket": "example-scene", "deletions": ["BATCH.DELETE.OBJECT"], "writes": ["REST.GET.OBJECT"],
                },
                rows=({"key": "out/f"},),
            ),
        ),
    ),
    "archive_restores": Scene(
        log=(
            access("10:00:00", key="a", operation="REST.POST.RESTORE", status=202),
            access("10:00:01", key="b", operation="REST.POST.RESTORE", status=409, error="RestoreAlreadyInProgress"),
            access("10:00:02", key="c", operation="REST.POST.RESTORE", status=403, bucket="example-other"),
            access("10:00:03", key="d", operation="REST.POST.UPLOADS"),
            access("10:00:04", key="damaged", operation="REST.POST.RESTORE", status="2x0"),
        ),
        asks=(
            Ask(
                rows=(
                    {"time": at("10:00:00"), "key": "a", "outcome": "ok", "version_id": None},
                    {"key": "b", "outcome": "RestoreAlreadyInProgress"},
                    {"key": "c", "outcome": "403"},
                    {"key": "damaged", "outcome": None},
                ),
            ),
            Ask(params={"bucket": "example-other"}, rows=({"key": "c"},)),
            Ask(params={"operations": ["REST.POST.UPLOADS"]}, rows=({"key": "d"},)),
        ),
    ),
}  # fmt: skip
