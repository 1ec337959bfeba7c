"""Scenes of the first questions to both logs."""

from __future__ import annotations

from typing import Any, Final

from tests.scenes import ALICE, NOBODY, Ask, Scene, access, at, data, event, session

BOB: Final = "arn:aws:iam::111122223333:user/bob"
OPENED: Final[dict[str, Any]] = {"parameters": {"bucketName": "example-scene"}}
TOUCHED: Final[dict[str, Any]] = {"resources": [{"ARN": "arn:aws:s3:::example-scene", "type": "AWS::S3::Bucket"}]}

SCENES: Final = {
    "first_anonymous_success_after_change": Scene(
        log=(
            event("PutBucketPolicy", "10:00:00", event_id="E1", **OPENED),
            access("10:30:00", requester="-", key="b", ip="192.0.2.66", request_id="R1"),
            access("10:31:00", requester="-", key="c", ip="192.0.2.67", status=304),
            data("GetObject", "10:32:00", by=NOBODY, ip="192.0.2.68", request_id="R3", error="NotModified"),
            data("GetObject", "10:33:00", by=NOBODY, ip="192.0.2.68"),
            access("10:20:00", requester="-", key="no", status=403, error="AccessDenied"),
            access("10:20:01", requester="-", key="no", operation="REST.OPTIONS.PREFLIGHT"),
            data("PreflightRequest", "09:10:00", by=NOBODY),
            data("PreflightRequest", "10:20:01", by=NOBODY),
            access("10:20:02", key="mine"),
            data("GetObject", "10:20:03"),
            data("GetObject", "10:20:04", by=NOBODY, error="AccessDenied"),
            event("Invoke", "09:20:05", by=NOBODY, source="example.amazonaws.com", **TOUCHED),
            access("11:00:00", day=1, requester="-", key="late"),
            event("PutBucketPolicy", "10:10:00", error="AccessDenied", **OPENED),
            event("DeleteBucketOwnershipControls", "10:05:00", event_id="E4", **OPENED),
            event("PutBucketTagging", "10:10:01", **OPENED),
            event("PutBucketPolicy", "10:10:02", source="example.amazonaws.com", **TOUCHED),
            event("PutPublicAccessBlock", "10:10:03"),
            access("09:00:00", requester="-", bucket="example-other"),
            event("PutBucketAcl", "10:00:00", parameters={"bucketName": "example-other"}),
            access("11:00:00", requester="-", bucket="example-other"),
            event("PutBucketAcl", "10:00:00", parameters={"bucketName": "example-third"}, event_id="E3"),
            access("09:00:00", day=1, requester="-", bucket="example-third", ip="192.0.2.69", key="t"),
            event("DeleteBucketPolicy", "10:00:00", day=-1, event_id="E0", parameters={"bucketName": "example-third"}),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "bucket": "example-scene", "changed_at": at("10:00:00"), "changed_by": ALICE,
                        "event_name": "PutBucketPolicy",
                        "first_success_at": at("10:30:00"), "minutes_after": 30, "source_ip": "192.0.2.66", "key": "b",
                        "operation": "REST.GET.OBJECT", "requests": 2, "events": 2, "addresses": 3, "event_id": "E1",
                    },
                    {"changed_at": at("10:05:00"), "event_name": "DeleteBucketOwnershipControls", "minutes_after": 25},
                ),
            ),
            Ask(
                params={"hours": 1, "event_names": ["PutBucketTagging"]},
                rows=({"changed_at": at("10:10:01"), "requests": 2},),
            ),
        ),
    ),
    "identity_of_requests": Scene(
        log=(
            access("10:00:00", requester=f"{ALICE[:20]}x", request_id="R1", ip="192.0.2.11"),
            data("GetObject", "10:00:00", by=session("loader", "one"), request_id="R1", vpcEndpointId="vpce-1"),
            data("GetObject", "10:00:00", by={"type": "Unknown", "accountId": "1"}, request_id="R1"),
            event("GetObject", "10:00:01", source="example.amazonaws.com", request_id="R2"),
            access("10:00:01", request_id="R2", status=404),
            access("10:00:02", requester=BOB, request_id="R3", status=403, error="AccessDenied"),
            data("GetObject", "10:00:03", request_id="R4"),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "time": at("10:00:00"), "request_id": "R1", "in_cloudtrail": True, "access_key_id": "ASIALOADERONE",
                        "identity_type": "AssumedRole", "session_issuer_arn": "arn:aws:iam::111122223333:role/loader",
                        "session_created": at("00:00:00"), "mfa_authenticated": False, "vpc_endpoint_id": "vpce-1",
                        "outcome": "ok",
                    },
                    {"request_id": "R2", "in_cloudtrail": False, "outcome": "404", "access_key_id": None},
                    {"request_id": "R3", "actor": BOB, "outcome": "AccessDenied"},
                ),
            ),
            Ask(params={"requester": BOB}, rows=({"request_id": "R3"},)),
            Ask(params={"remote_ip": "192.0.2.11"}, rows=({"request_id": "R1"},)),
            Ask(params={"request_id": "R2"}, rows=({"request_id": "R2"},)),
        ),
    ),
}  # fmt: skip
