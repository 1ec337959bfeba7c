"""Scenes of what one log has and the other lacks, and of reads beside their decryption."""

from __future__ import annotations

from typing import Any, Final

from tests.scenes import ALICE, Ask, Event, Scene, access, at, data, event, session

_BOB: Final = "arn:aws:iam::111122223333:user/bob"
_KEY: Final = "arn:aws:kms:eu-west-1:111122223333:key/1"


def _decrypt(clock: str, place: str, **given: Any) -> Event:  # noqa: ANN401  fields
    context = {"encryptionContext": {"aws:s3:arn": f"arn:aws:s3:::{place}"}}
    common: dict[str, Any] = {
        "source": "kms.amazonaws.com", "parameters": context, "read_only": True,
        "resources": [{"ARN": _KEY, "accountId": "111122223333", "type": "AWS::KMS::Key"}],
    }  # fmt: skip
    return event(given.pop("name", "Decrypt"), clock, **(common | given))


def _only(only_in: str, bucket: str, operation: str, reason: str, clock: str) -> dict[str, Any]:
    return {
        "only_in": only_in, "bucket": f"example-{bucket}", "operation": operation, "reason": reason, "requests": 1,
        "first_seen": at(clock), "last_seen": at(clock),
    }  # fmt: skip


SCENES: Final = {
    "only_in_one_log": Scene(
        log=(
            access("12:00:00", request_id="BOTH"),
            data("GetObject", "12:00:00", request_id="BOTH"),
            access("12:00:01", operation="S3.EXPIRE.OBJECT", ip="-", requester="AmazonS3"),
            access("12:00:02", operation="WEBSITE.GET.OBJECT"),
            access("12:00:03", operation="REST.OPTIONS.PREFLIGHT"),
            access("12:00:04", operation="REST.PUT.OBJECT", status=403, error="SignatureDoesNotMatch"),
            access("12:00:05", operation="REST.PUT.PART", status=307),
            access("00:59:59", operation="REST.HEAD.OBJECT"),
            access("23:00:00", operation="REST.DELETE.OBJECT"),
            access("01:00:00", request_id="LOST-A"),
            access("22:59:59", request_id="LOST-B", status=403, error="AccessDenied"),
            access("12:00:06", bucket="example-other", operation="REST.GET.OBJECT"),
            access("12:00:07", bucket="example-other", operation="REST.PUT.BUCKETPOLICY", request_id="POLICY"),
            event("PutBucketPolicy", "12:00:07", parameters={"bucketName": "example-other"}, request_id="POLICY"),
            data("GetObject", "12:00:08", bucket="example-third"),
            data("GetObject", "12:00:09", error="VpceAccessDenied"),
            data("PutObject", "01:00:00"),
            data("CopyObject", "22:59:59"),
            data("DeleteObject", "00:59:59"),
            data("HeadObject", "23:00:00"),
            event("ListBuckets", "12:00:10"),
            event(
                "GetFindings", "12:00:11", source="macie2.amazonaws.com",
                resources=[{"type": "AWS::S3::Bucket", "ARN": "arn:aws:s3:::example-scene"}],
            ),
        ),
        asks=(
            Ask(
                rows=(
                    _only("s3_access", "scene", "REST.GET.OBJECT", "lost", "01:00:00")
                    | {"requests": 2, "last_seen": at("22:59:59"), "example_request_id": "LOST-A"},
                    _only("cloudtrail", "scene", "CopyObject", "lost", "22:59:59"),
                    _only("cloudtrail", "scene", "DeleteObject", "edge of the window", "00:59:59"),
                    _only("cloudtrail", "scene", "GetObject", "refused by a VPC endpoint", "12:00:09"),
                    _only("cloudtrail", "scene", "HeadObject", "edge of the window", "23:00:00"),
                    _only("cloudtrail", "scene", "PutObject", "lost", "01:00:00"),
                    _only("cloudtrail", "third", "GetObject", "bucket without access log", "12:00:08"),
                    _only("s3_access", "other", "REST.GET.OBJECT", "bucket without data events", "12:00:06"),
                    _only("s3_access", "scene", "REST.DELETE.OBJECT", "edge of the window", "23:00:00"),
                    _only("s3_access", "scene", "REST.HEAD.OBJECT", "edge of the window", "00:59:59"),
                    _only("s3_access", "scene", "REST.OPTIONS.PREFLIGHT", "preflight", "12:00:03"),
                    _only("s3_access", "scene", "REST.PUT.OBJECT", "credentials do not hold", "12:00:04"),
                    _only("s3_access", "scene", "REST.PUT.PART", "redirect", "12:00:05"),
                    _only("s3_access", "scene", "S3.EXPIRE.OBJECT", "S3 by itself", "12:00:01"),
                    _only("s3_access", "scene", "WEBSITE.GET.OBJECT", "website", "12:00:02"),
                ),
            ),
            Ask(
                params={"lost_only": True, "edge_minutes": 61, "error_codes": ["AccessDenied"]},
                rows=(_only("s3_access", "scene", "REST.PUT.OBJECT", "lost", "12:00:04"),),
            ),
        ),
    ),
    "buckets_without_access_log": Scene(
        log=(
            data("GetObject", "10:00:00", bucket="example-unlogged", more={"bytesTransferredOut": 10}),
            data("PutObject", "10:00:01", bucket="example-unlogged", by=session("app", "one")),
            data("PutObject", "10:00:01", bucket="example-unlogged", by=session("app", "two"), readOnly=None),
            event("PutBucketPolicy", "10:00:02", parameters={"bucketName": "example-unlogged"}),
            data("GetObject", "09:00:00", bucket="example-unlogged", error="AccessDenied"),
            event(
                "GetFindings", "09:00:00", source="macie2.amazonaws.com",
                resources=[{"type": "AWS::S3::Bucket", "ARN": "arn:aws:s3:::example-unlogged"}],
            ),
            data("GetObject", "10:00:00", bucket="example-unlogged-too"),
            data("GetObject", "10:00:01", bucket="example-unlogged-too", readOnly=None, error="NotModified"),
            *(data("GetObject", f"10:00:0{second}") for second in range(5)),
            *(
                data(
                    "GetObject", f"10:00:0{second}", bucket="of-another-account",
                    resources=[
                        {"accountId": "444455556666", "type": "AWS::S3::Bucket", "ARN": "arn:aws:s3:::of-another-account"},
                    ],
                )
                for second in range(5)
            ),
            data(
                "GetObject", "10:00:02", bucket="example-unlogged-too",
                resources=[
                    {"accountId": "111122223333", "type": "AWS::S3::Bucket", "ARN": "arn:aws:s3:::example-unlogged-too"},
                    {"accountId": "444455556666", "type": "AWS::S3::AccessPoint"},
                ],
            ),
            access("10:00:00"),
            *(event("ListBuckets", f"10:00:0{second}") for second in range(5)),
        ),
        asks=(
            Ask(
                params={"min_events": 2},
                rows=(
                    {
                        "bucket": "example-unlogged", "events": 4, "data_events": 3, "writes": 3, "bytes_out": 10, "actors": 2,
                        "first_seen": at("10:00:00"), "last_seen": at("10:00:02"),
                    },
                    {"bucket": "example-unlogged-too", "events": 3, "writes": 0, "bytes_out": 0},
                ),
            ),
            Ask(params={"min_events": 4, "ignored": ["example-unlogged"]}, rows=()),
            Ask(params={"min_events": 4}, rows=({"bucket": "example-unlogged"},)),
            Ask(rows=()),
        ),
    ),
    "objects_decrypted": Scene(
        log=(
            access("10:00:00", key="a"),
            _decrypt("10:00:05", "example-scene/a"),
            _decrypt("10:00:01", "example-scene/a", error="ThrottlingException"),
            access("10:10:00", key="b", operation="REST.COPY.OBJECT_GET"),
            _decrypt("10:09:55", "example-scene"),
            access("10:20:00", key="c", status=403, error="AccessDenied"),
            _decrypt("10:20:00", "example-scene/c", error="AccessDenied"),
            access("10:25:00", key="c", status=403),
            _decrypt("10:25:00", "example-scene/c"),
            access("10:26:00", key="missing", status=404, error="NoSuchKey"),
            _decrypt("10:26:00", "example-scene", error="AccessDenied"),
            access("10:27:00", key="had"),
            _decrypt("10:27:00", "example-scene", error="AccessDenied"),
            access("10:28:00", key="same", status=304),
            _decrypt("10:28:00", "example-scene"),
            access("10:29:00", key="part", status=206),
            _decrypt("10:29:05", "example-scene/part"),
            access("10:29:30", key="copied", operation="REST.COPY.PART_GET"),
            _decrypt("10:29:35", "example-scene/copied"),
            access("10:29:40", key="chosen", operation="REST.POST.SELECT"),
            _decrypt("10:29:45", "example-scene/chosen"),
            access("10:30:00", key="late"),
            _decrypt("10:30:06", "example-scene/late"),
            access("10:40:00", key="another's", requester=_BOB),
            _decrypt("10:40:00", "example-scene/another's"),
            access("10:50:00", key="other-place"),
            _decrypt("10:50:00", "example-other/other-place"),
            access("11:00:00", key="written", operation="REST.PUT.OBJECT"),
            _decrypt("11:00:00", "example-scene/written"),
            access("11:10:00", key="encrypted"),
            _decrypt("11:10:00", "example-scene/encrypted", name="GenerateDataKey"),
            _decrypt("11:10:00", "example-scene/encrypted", source="example.amazonaws.com"),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "time": at("10:00:00"), "actor": ALICE, "source_ip": "192.0.2.10", "operation": "REST.GET.OBJECT",
                        "bucket": "example-scene", "key": "a", "outcome": "ok", "decrypted": True, "kms_key_arn": _KEY,
                        "kms_error": "ThrottlingException", "bytes_sent": 1000,
                    },
                    {"key": "b", "operation": "REST.COPY.OBJECT_GET", "decrypted": True, "kms_error": None},
                    {"key": "c", "outcome": "AccessDenied", "decrypted": False, "kms_error": "AccessDenied"},
                    {"key": "part", "decrypted": True},
                    {"key": "copied", "decrypted": True},
                    {"key": "chosen", "decrypted": True},
                ),
            ),
            Ask(params={"decrypted": True, "seconds": 4}, rows=()),
            Ask(params={"decrypted": False}, rows=({"outcome": "AccessDenied"},)),
            Ask(params={"actor": _BOB, "seconds": 6}, rows=()),
            Ask(
                params={"actor": ALICE, "seconds": 6, "decrypted": True},
                rows=({"key": "a"}, {"key": "b"}, {"key": "part"}, {"key": "copied"}, {"key": "chosen"}, {"key": "late"}),
            ),
        ),
    ),
}  # fmt: skip
