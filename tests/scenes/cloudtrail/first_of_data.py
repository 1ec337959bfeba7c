"""Scenes of the first questions to CloudTrail about policies, encryption, trails and what was changed."""

from __future__ import annotations

from typing import Any, Final

from athena_s3logs import Window
from tests.scenes import ALICE, Ask, Scene, at, data, event

BOB: Final = "arn:aws:iam::111122223333:user/bob"
TRAIL: Final[dict[str, Any]] = {"source": "cloudtrail.amazonaws.com"}
WITH_KEY: Final = "x-amz-server-side-encryption-customer-"
ALL_S3: Final = [{"type": "AWS::S3::Object", "values": ["arn:aws:s3"]}]


def allows(clock: str, *statements: dict[str, Any], **given: Any) -> Any:  # noqa: ANN401  an event
    parameters = {"bucketName": "example-scene", "bucketPolicy": {"Statement": list(statements)}}
    return event("PutBucketPolicy", clock, **({"parameters": parameters} | given))


def says(**parts: Any) -> dict[str, Any]:  # noqa: ANN401  a statement
    return {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::example-scene/*", **parts}


def locks(clock: str, key: str, day: int = 0, **given: Any) -> Any:  # noqa: ANN401  an event
    parameters = {f"{WITH_KEY}algorithm": "AES256", f"{WITH_KEY}key-MD5": "one"}
    return data("PutObject", clock, day=day, key=key, **({"parameters": parameters} | given))


def selects(clock: str, **selector: Any) -> Any:  # noqa: ANN401  an event
    return event("PutEventSelectors", clock, parameters={"trailName": "main", "eventSelectors": [selector]}, **TRAIL)


SCENES: Final = {
    "public_bucket_policies": Scene(
        log=(
            allows(
                "10:00:00", says(Principal={"AWS": "arn:aws:iam::111122223333:root"}), says(Principal="*", Sid="open"),
                says(Principal={"AWS": "*"}, Condition={"Bool": {"aws:SecureTransport": "true"}}),
                says(Principal={"AWS": ["*"]}), says(NotPrincipal={"AWS": "x"}, NotAction="a"),
                says(Principal="*", Effect="Deny"),
            ),
            event(
                "PutBucketPolicy", "10:01:00", error="AccessDenied",
                parameters={"bucketName": "example-other", "bucketPolicy": {"Statement": says(Principal="*", Action=["a",
                                "b"])}},
            ),
            allows("10:02:00", says(Principal="*"), source="example.amazonaws.com"),
            event("PutBucketAcl", "10:03:00", parameters={"bucketPolicy": {"Statement": [says(Principal="*")]}}),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "time": at("10:00:00"), "actor": ALICE, "outcome": "ok", "statement_number": 2, "sid": "open",
                        "principal": '"*"', "actions": '"s3:GetObject"', "resources": '"arn:aws:s3:::example-scene/*"',
                        "condition": None,
                    },
                    {"statement_number": 3, "principal": '{"AWS":"*"}', "condition": '{"Bool":{"aws:SecureTransport":"true"}}'},
                    {"statement_number": 4, "principal": '{"AWS":["*"]}'},
                    {"statement_number": 5, "principal": 'not {"AWS":"x"}', "actions": '"s3:GetObject"'},
                    {"bucket": "example-other", "outcome": "AccessDenied", "statement_number": 1, "actions": '["a","b"]'},
                ),
            ),
            Ask(params={"public_buckets": ["example-scene"]}, rows=({"bucket": "example-other"},)),
        ),
    ),
    "encryption_with_customer_keys": Scene(
        log=(
            locks("10:00:00", "a", ip="192.0.2.9", parameters={f"{WITH_KEY}algorithm": "AES256", f"{WITH_KEY}key-MD5": "zero"}),
            locks("10:00:01", "a"),
            locks("10:00:02", "b", ip="192.0.2.11", parameters={
                f"{WITH_KEY}algorithm": ["AES256"], f"{WITH_KEY}key-MD5": ["one"],
            }),
            locks("10:00:03", "c", readOnly=None, parameters={f"{WITH_KEY}algorithm": "AES256", f"{WITH_KEY}key-MD5": "two"}),
            locks("10:00:03", "c", ip=None, parameters={f"{WITH_KEY}algorithm": "AES256", f"{WITH_KEY}key-MD5": "two"}),
            data("GetObject", "10:00:03", key="h", readOnly=None, parameters={f"{WITH_KEY}algorithm": "AES256"}),
            locks("10:00:04", "d", error="AccessDenied"), locks("10:00:05", "e", parameters={}),
            data("PostObject", "10:00:03", key="i", more={"SSEApplied": "SSE_C"}),
            *(data("PostObject", "10:00:03", key=key, more={"SSEApplied": "SSE_KMS"}) for key in "jk"),
            locks("10:00:06", "f", readOnly=True), locks("10:00:07", "g", source="example.amazonaws.com"),
            locks("11:00:00", "a", day=-1, by={"type": "IAMUser", "arn": BOB}),
            locks("10:00:00", "a", by={"type": "IAMUser", "arn": BOB}), locks("10:00:01", "b", by={"type": "IAMUser",
                    "arn": BOB}),
            locks("10:00:02", "c", by={"type": "IAMUser", "arn": BOB}), locks("10:00:00", "x", bucket="example-other"),
        ),
        asks=(
            Ask(
                params={"min_objects": 3},
                rows=(
                    {
                        "day": at().date(), "actor": ALICE, "bucket": "example-scene", "objects": 4, "customer_keys": 3,
                        "source_ips": ["192.0.2.10", "192.0.2.11", "192.0.2.9"],
                        "first_seen": at("10:00:00"), "last_seen": at("10:00:03"), "days_before": 0,
                    },
                    {"actor": BOB, "objects": 3, "days_before": 1},
                ),
            ),
            Ask(
                params={"min_objects": 1},
                window=Window(start=at("10:00:02"), end=at("11:00:00")),
                rows=(
                    {"actor": ALICE, "objects": 3, "customer_keys": 2, "source_ips": ["192.0.2.10", "192.0.2.11"],
                     "first_seen": at("10:00:02")},
                    {"actor": BOB, "objects": 1, "first_seen": at("10:00:02"), "days_before": 1},
                ),
            ),
            Ask(
                params={"min_objects": 0, "new_only": True},
                rows=({"actor": ALICE, "objects": 4}, {"actor": ALICE, "bucket": "example-other", "objects": 1}),
            ),
        ),
    ),
    "resources_changed": Scene(
        log=(
            event("PutBucketTagging", "10:00:00", resources=[{"ARN": "arn:b", "accountId": "1", "type": "AWS::S3::Bucket"}]),
            event(
                "PutBucketAcl", "10:00:05", by={"type": "IAMUser", "arn": BOB},
                resources=[{"ARN": "arn:b", "accountId": "1", "type": "AWS::S3::Bucket"}],
            ),
            event("GetBucketAcl", "10:00:06", read_only=True, resources=[{"ARN": "arn:b", "type": "AWS::S3::Bucket"}]),
            event("PutKeyPolicy", "10:00:07", resources=[{"ARN": "arn:k", "accountId": "1", "type": "AWS::KMS::Key"}]),
            event(
                "PutBucketAcl", "10:00:04", by=None,
                resources=[{"ARN": "arn:b", "accountId": "1", "type": "AWS::S3::Bucket"}],
            ),
            event("CreateTable", "10:00:07", readOnly=None, resources=[{"ARN": "arn:t", "accountId": "1", "type": "a table"}]),
            *(
                event(name, "10:00:07", readOnly=None, resources=[{"ARN": "arn:t", "accountId": "1", "type": "a table"}])
                for name in ("AssumeRoleWithSAML", "DescribeTable")
            ),
            event("PutKeyPolicy", "10:00:08", error="Odd", resources=[{"ARN": "arn:k", "type": "AWS::KMS::Key"}]),
            data("PutObject", "10:00:09"),
            data("CopyObject", "10:00:10", bucket="example-other", key="copy", resources=[
                {"ARN": "arn:aws:s3:::example-other/copy", "type": "AWS::S3::Object"},
                {"ARN": "arn:aws:s3:::example-other", "accountId": "1", "type": "AWS::S3::Bucket"},
                {"ARN": "arn:aws:s3:::example-other/source", "type": "AWS::S3::Object"},
                {"ARN": "arn:aws:s3:::example-other", "accountId": "1", "type": "AWS::S3::Bucket"},
            ]),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "resource_type": "AWS::S3::Bucket", "resource_arn": "arn:b", "resource_account": "1", "changes": 3,
                        "event_names": ["PutBucketAcl", "PutBucketTagging"], "actors": [ALICE, BOB],
                        "first_seen": at("10:00:00"), "last_seen": at("10:00:05"),
                    },
                    {"resource_arn": "arn:k", "changes": 1},
                    {"resource_arn": "arn:t", "changes": 1, "event_names": ["CreateTable"]},
                ),
            ),
            Ask(params={"resource_types": ["AWS::KMS::Key"]}, rows=({"resource_arn": "arn:k"},)),
            Ask(params={"resource_arn": "arn:b"}, rows=({"resource_arn": "arn:b"},)),
            Ask(
                params={"data_events": True, "resource_types": ["AWS::S3::Object"]},
                rows=(
                    {"resource_arn": "arn:aws:s3:::example-other/copy", "changes": 1, "event_names": ["CopyObject"]},
                    {"resource_arn": "arn:aws:s3:::example-other/source", "changes": 1},
                    {"resource_arn": "arn:aws:s3:::example-scene/a.txt", "changes": 1, "event_names": ["PutObject"]},
                ),
            ),
            Ask(
                params={"data_events": True, "resource_arn": "arn:aws:s3:::example-other"},
                rows=({"resource_arn": "arn:aws:s3:::example-other", "changes": 1},),
            ),
        ),
    ),
    "trail_tampering": Scene(
        log=(
            event("StopLogging", "10:00:00", parameters={"name": "arn:aws:cloudtrail:x:1:trail/main"}, **TRAIL),
            event("StopLogging", "10:20:00", parameters={"name": "other"}, **TRAIL),
            event("StartLogging", "10:30:00", parameters={"name": "main"}, error="AccessDenied", **TRAIL),
            event("StartLogging", "10:34:00", parameters={"name": "other"}, **TRAIL),
            event("StartLogging", "10:50:00", parameters={"name": "main"}, **TRAIL),
            event("StopLogging", "11:00:00", parameters={"name": "main"}, error="AccessDenied", **TRAIL),
            event("StopLogging", "11:01:00", **TRAIL),
            event("StartLogging", "11:02:00", **TRAIL),
            event("UpdateTrail", "11:10:00", parameters={"name": "main"}, **TRAIL),
            event("CreateTrail", "11:11:00", parameters={"name": "main"}, **TRAIL),
            event("DeleteEventDataStore", "11:12:00", parameters={"eventDataStore": "x/store"}, **TRAIL),
            selects("12:00:00", readWriteType="All", includeManagementEvents=True, dataResources=ALL_S3),
            selects("12:01:00", readWriteType="WriteOnly", dataResources=ALL_S3),
            selects("12:02:00", includeManagementEvents=False, dataResources=ALL_S3),
            selects("12:03:00", excludeManagementEventSources=["kms.amazonaws.com"], dataResources=ALL_S3),
            selects("12:04:00", dataResources=[{"type": "AWS::S3::Object", "values": ["arn:aws:s3:::one/"]}]),
            event("StopLogging", "12:05:00", source="example.amazonaws.com"),
        ),
        asks=(
            Ask(
                rows=(
                    {"time": at("10:00:00"), "trail": "main", "effect": "weakened", "started_at": at("10:50:00"),
                        "outcome": "ok"},
                    {"trail": "other", "effect": "started again", "started_at": at("10:34:00")},
                    {"time": at("11:00:00"), "effect": "refused", "outcome": "AccessDenied", "started_at": None},
                    {"time": at("11:01:00"), "trail": None, "effect": "weakened", "started_at": None},
                    {"operation": "UpdateTrail", "effect": "changed", "started_at": None},
                    {"operation": "DeleteEventDataStore", "trail": "store", "effect": "weakened"},
                    {"time": at("12:00:00"), "effect": "logs everything"},
                    *({"time": at(f"12:0{n}:00"), "effect": "weakened"} for n in range(1, 5)),
                ),
            ),
            Ask(
                params={
                    "minutes": 50, "weakening_only": True,
                    "event_names": ["StopLogging", "StartLogging", "CreateTrail", "PutEventSelectors"],
                },
                rows=(
                    {"effect": "refused"}, {"effect": "refused"}, {"time": at("11:01:00"), "effect": "weakened"},
                    *({"time": at(f"12:0{n}:00"), "effect": "weakened"} for n in range(1, 5)),
                ),
            ),
            Ask(
                params={"event_names": ["StartLogging", "CreateTrail"]},
                rows=(
                    {"time": at("10:30:00"), "effect": "refused"}, {"time": at("10:34:00"), "effect": "logs"},
                    {"time": at("10:50:00"), "effect": "logs"}, {"time": at("11:02:00"), "effect": "logs"},
                    {"operation": "CreateTrail", "effect": "logs"},
                ),
            ),
        ),
    ),
}  # fmt: skip
