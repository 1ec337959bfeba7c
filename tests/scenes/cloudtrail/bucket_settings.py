"""Scenes of buckets and objects whose settings open them, or take their protection."""

from __future__ import annotations

from typing import Any, Final

from tests.scenes import ALICE, Ask, Event, Scene, at, data, event, user

_BLOCK: Final = {
    "BlockPublicAcls": True, "BlockPublicPolicy": True, "IgnorePublicAcls": True, "RestrictPublicBuckets": True,
}  # fmt: skip


def _set(name: str, clock: str = "10:00:00", bucket: str = "example-scene", **given: Any) -> Event:  # noqa: ANN401  fields
    parameters = {"bucketName": bucket} | given.pop("parameters", {})
    return event(name, clock, parameters=parameters, **given)


def _block(name: str, clock: str, **off: bool) -> Event:
    return _set(name, clock, parameters={"PublicAccessBlockConfiguration": _BLOCK | off})


def _replicate(clock: str, *buckets: str, **given: Any) -> Event:  # noqa: ANN401  fields
    rules = [{"Destination": {"Bucket": f"arn:aws:s3:::{bucket}", "Account": "444455556666"}} for bucket in buckets]
    name = given.pop("name", "PutBucketReplication")
    return _set(name, clock, parameters={"ReplicationConfiguration": {"Rule": rules}}, **given)


def _encrypt(clock: str, key: str | None = None, **given: Any) -> Event:  # noqa: ANN401  fields
    by_default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key} if key else {"SSEAlgorithm": "AES256"}
    rule = {"ServerSideEncryptionConfiguration": {"Rule": {"ApplyServerSideEncryptionByDefault": by_default}}}
    return _set(given.pop("name", "PutBucketEncryption"), clock, parameters=rule, **given)


def _log(clock: str, target: str | None = None, **given: Any) -> Event:  # noqa: ANN401  fields
    enabled = {"LoggingEnabled": {"TargetBucket": target, "TargetPrefix": "logs/"}} if target else {}
    return _set(given.pop("name", "PutBucketLogging"), clock, parameters={"BucketLoggingStatus": enabled}, **given)


_ELSEWHERE: Final = {"source": "example.amazonaws.com"}

SCENES: Final = {
    "buckets_deleted": Scene(
        log=(
            _set("DeleteBucket", invokedBy="ignored"),
            _set("DeleteBucket", "10:01:00", bucket="example-other", error="BucketNotEmpty"),
            _set("DeleteBucketPolicy", "10:02:00"),
            _set("DeleteBucket", "10:03:00", **_ELSEWHERE),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "time": at("10:00:00"), "actor": ALICE, "source_ip": "192.0.2.10", "operation": "DeleteBucket",
                        "bucket": "example-scene", "key": None, "outcome": "ok", "aws_region": "eu-west-1",
                    },
                    {"bucket": "example-other", "outcome": "BucketNotEmpty"},
                ),
            ),
            Ask(params={"successes": True}, rows=({"bucket": "example-scene"},)),
        ),
    ),
    "versioning_suspended": Scene(
        log=(
            _set("PutBucketVersioning", parameters={"VersioningConfiguration": {"Status": "Suspended"}}),
            _set("PutBucketVersioning", "10:01:00", parameters={"VersioningConfiguration": {"Status": "Enabled"}}),
            _set(
                "PutBucketVersioning", "10:02:00",
                parameters={"VersioningConfiguration": {"Status": "Enabled", "MfaDelete": "Disabled"}}, error="AccessDenied",
            ),
            _set("PutOther", "10:03:00", parameters={"VersioningConfiguration": {"Status": "Suspended"}}),
            _set(
                "PutBucketVersioning", "10:04:00", parameters={"VersioningConfiguration": {"Status": "Suspended"}}, **_ELSEWHERE
            ),
        ),
        asks=(
            Ask(
                rows=(
                    {"time": at("10:00:00"), "versioning": "Suspended", "mfa_delete": None, "outcome": "ok"},
                    {"time": at("10:02:00"), "versioning": "Enabled", "mfa_delete": "Disabled", "outcome": "AccessDenied"},
                ),
            ),
        ),
    ),
    "public_access_blocks_relaxed": Scene(
        log=(
            _block("PutBucketPublicAccessBlock", "10:00:00", BlockPublicPolicy=False),
            _block("PutBucketPublicAccessBlock", "10:01:00"),
            _set("DeleteBucketPublicAccessBlock", "10:02:00"),
            event("PutAccountPublicAccessBlock", "10:03:00", error="AccessDenied"),
            _set("GetBucketPublicAccessBlock", "10:04:00"),
            _set("DeleteBucketPublicAccessBlock", "10:05:00", **_ELSEWHERE),
        ),
        asks=(
            Ask(
                rows=(
                    {"time": at("10:00:00"), "relaxed": ["BlockPublicPolicy"], "bucket": "example-scene", "outcome": "ok"},
                    {"operation": "DeleteBucketPublicAccessBlock", "relaxed": sorted(_BLOCK)},
                    {"operation": "PutAccountPublicAccessBlock", "bucket": None, "outcome": "AccessDenied"},
                ),
            ),
            Ask(
                params={"event_names": ["GetBucketPublicAccessBlock"]},
                rows=({"operation": "GetBucketPublicAccessBlock"},),
            ),
        ),
    ),
    "acls_opened": Scene(
        log=(
            _set("PutBucketAcl", parameters={"x-amz-acl": "public-read"}),
            data("PutObject", "10:01:00", parameters={"x-amz-acl": "private"}),
            data("PutObjectAcl", "10:02:00", parameters={"AccessControlPolicy": {
                "AccessControlList": {"Grant": {"Grantee": {"URI": "http://acs.amazonaws.com/groups/global/AllUsers"}}},
            }}, error="AccessDenied"),
            _set("CreateBucket", "10:03:00", parameters={"x-amz-acl": ["public-read-write"]}),
            data("GetObject", "10:04:00", parameters={"x-amz-acl": "public-read"}),
            data("PutObject", "10:05:00", parameters={"x-amz-acl": "public-read"}, **_ELSEWHERE),
            data("PutObject", "10:06:00", key="acs.amazonaws.com/groups/global/LogDelivery"),
            data("PutObject", "10:07:00"),
            _set("PutBucketAcl", "10:08:00", parameters={"x-amz-acl": "public-read"}, readOnly=None),
        ),
        asks=(
            Ask(
                rows=(
                    {"operation": "PutBucketAcl", "canned_acl": "public-read", "outcome": "ok"},
                    {"operation": "PutObjectAcl", "canned_acl": None, "outcome": "AccessDenied", "key": "a.txt"},
                    {"operation": "CreateBucket", "canned_acl": "public-read-write"},
                    {"operation": "PutBucketAcl", "time": at("10:08:00")},
                ),
            ),
            Ask(
                params={"canned_acls": ["private"]},
                rows=({"operation": "PutObject", "canned_acl": "private"}, {"operation": "PutObjectAcl"}),
            ),
        ),
    ),
    "websites_and_cors_set": Scene(
        log=(
            _set("PutBucketCors", parameters={"CORSConfiguration": {"CORSRule": {"AllowedOrigin": "*"}}}),
            _set("PutBucketWebsite", "10:01:00", error="AccessDenied", parameters={
                "WebsiteConfiguration": {"RedirectAllRequestsTo": {"HostName": "www.example.org"}},
            }),
            _set("PutBucketPolicy", "10:02:00"),
            _set("PutBucketCors", "10:03:00", **_ELSEWHERE),
        ),
        asks=(
            Ask(
                rows=(
                    {"operation": "PutBucketCors", "origins": '{"AllowedOrigin":"*"}', "redirect_to": None, "outcome": "ok"},
                    {"operation": "PutBucketWebsite", "redirect_to": "www.example.org", "origins": None},
                ),
            ),
            Ask(params={"successes": True}, rows=({"operation": "PutBucketCors"},)),
        ),
    ),
    "replication_to_other_accounts": Scene(
        log=(
            _replicate("10:00:00", "example-other"),
            _replicate("10:01:00", "example-third", "example-other"),
            _replicate("10:02:00", "example-other", name="PutOther"),
            _replicate("10:03:00", "example-other", **_ELSEWHERE),
            event("PutBucketReplication", "10:04:00", error="AccessDenied"),
            event("PutBucketReplication", "10:05:00", parameters={"omitted": True, "originalSize": 108340}),
        ),
        asks=(
            Ask(
                rows=(
                    {"destinations": ["example-other"], "accounts": ["444455556666"], "outcome": "ok"},
                    {"destinations": ["example-other", "example-third"]},
                    {"destinations": None, "accounts": None, "outcome": "AccessDenied"},
                    {"destinations": [], "accounts": []},
                ),
            ),
            Ask(
                params={"own_buckets": ["example-other"]},
                rows=(
                    {"destinations": ["example-other", "example-third"]}, {"outcome": "AccessDenied"}, {"destinations": []},
                ),
            ),
            Ask(params={"event_names": ["PutOther"]}, rows=({"operation": "PutOther"},)),
        ),
    ),
    "access_points_changed": Scene(
        log=(
            event("CreateAccessPoint", parameters={
                "bucketName": "example-scene", "name": "door",
                "CreateAccessPointRequest": {"VpcConfiguration": {"VpcId": "vpc-1"}},
            }),
            event("CreateAccessPoint", "10:01:00", parameters={"bucketName": "example-scene", "name": "wide"}),
            event("CreateMultiRegionAccessPoint", "10:02:00", parameters={"details": {"name": "many"}}),
            event("GetAccessPoint", "10:03:00", parameters={"name": "door"}),
            event("CreateAccessPoint", "10:04:00", parameters={"name": "door"}, source="elasticfilesystem.amazonaws.com"),
        ),
        asks=(
            Ask(
                rows=(
                    {"access_point": "door", "network": "vpc-1", "outcome": "ok"},
                    {"access_point": "wide", "network": "internet"},
                    {"access_point": "many", "network": None},
                ),
            ),
            Ask(params={"event_names": ["GetAccessPoint"]}, rows=({"operation": "GetAccessPoint"},)),
        ),
    ),
    "default_encryption_changed": Scene(
        log=(
            _encrypt("10:00:00"),
            _encrypt("10:01:00", "arn:aws:kms:eu-west-1:111122223333:key/1"),
            _encrypt("10:02:00", "arn:aws:kms:eu-west-1:999999999999:key/2", error="AccessDenied"),
            _set("DeleteBucketEncryption", "10:03:00"),
            _set("GetBucketEncryption", "10:04:00"),
            _set("DeleteBucketEncryption", "10:05:00", **_ELSEWHERE),
            _encrypt("10:06:00", "alias/data"),
            _encrypt("10:07:00", "alias/data", by=user("eve", "999999999999")),
        ),
        asks=(
            Ask(
                rows=(
                    {"algorithm": "AES256", "kms_key": None, "outcome": "ok"},
                    {"algorithm": "aws:kms", "kms_key": "arn:aws:kms:eu-west-1:111122223333:key/1"},
                    {"time": at("10:02:00"), "outcome": "AccessDenied"},
                    {"operation": "DeleteBucketEncryption", "algorithm": None},
                    {"time": at("10:06:00"), "kms_key": "alias/data"}, {"time": at("10:07:00"), "kms_key": "alias/data"},
                ),
            ),
            Ask(
                params={"own_accounts": ["111122223333"]},
                rows=({"time": at("10:02:00")}, {"time": at("10:03:00")}, {"time": at("10:07:00")}),
            ),
            Ask(params={"event_names": ["GetBucketEncryption"]}, rows=({"operation": "GetBucketEncryption"},)),
        ),
    ),
    "access_logging_switched_off": Scene(
        log=(
            _log("10:00:00"),
            _log("10:01:00", "example-third", error="AccessDenied"),
            _log("10:02:00", name="GetBucketLogging"),
            _log("10:03:00", **_ELSEWHERE),
        ),
        asks=(
            Ask(rows=({"time": at("10:00:00"), "target_bucket": None, "target_prefix": None, "outcome": "ok"},)),
            Ask(
                params={"all_changes": True},
                rows=({"target_bucket": None}, {"target_bucket": "example-third", "target_prefix": "logs/"}),
            ),
        ),
    ),
    "object_locks_weakened": Scene(
        log=(
            data("PutObjectRetention", key="1", parameters={
                "Retention": {"Mode": "GOVERNANCE", "RetainUntilDate": "2026-11-12T00:00:00Z"},
                "x-amz-bypass-governance-retention": "True",
            }),
            data("PutObjectRetention", "10:01:00", key="2", parameters={"Retention": {"Mode": "COMPLIANCE"}}),
            data("PutObjectRetention", "10:02:00", key="3", error="AccessDenied"),
            data("PutObjectLegalHold", "10:03:00", key="4", parameters={"LegalHold": {"Status": "OFF"}}),
            data("PutObjectLegalHold", "10:04:00", key="5", parameters={"LegalHold": {"Status": "ON"}}),
            _set("PutBucketObjectLockConfiguration", "10:05:00", parameters={
                "ObjectLockConfiguration": {"Rule": {"DefaultRetention": {"Mode": "COMPLIANCE"}}},
            }),
            data("DeleteObject", "10:06:00", key="6", parameters={"x-amz-bypass-governance-retention": "true"}),
            data("DeleteObject", "10:07:00", key="7"),
            data("DeleteObject", "10:06:01", key="6b", parameters={"x-amz-bypass-governance-retention": ["true"]}),
            data("DeleteObject", "10:06:02", key="6c", parameters={"x-amz-bypass-governance-retention": ["false"]}),
            data("GetObjectRetention", "10:08:00", key="8", parameters={"x-amz-bypass-governance-retention": "true"}),
            data("PutObjectRetention", "10:09:00", key="9", **_ELSEWHERE),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "key": "1", "mode": "GOVERNANCE", "retain_until": "2026-11-12T00:00:00Z", "bypass": True,
                        "legal_hold": None, "outcome": "ok",
                    },
                    {"key": "3", "mode": None, "bypass": False, "outcome": "AccessDenied"},
                    {"key": "4", "legal_hold": "OFF"},
                    {"key": None, "mode": "COMPLIANCE"},
                    {"key": "6", "bypass": True}, {"key": "6b", "bypass": True},
                ),
            ),
            Ask(
                params={"all_changes": True, "event_names": ["PutObjectLegalHold", "PutObjectRetention"]},
                rows=(
                    {"key": "1"}, {"key": "2"}, {"key": "3"}, {"key": "4"}, {"key": "5"}, {"key": "6"}, {"key": "6b"},
                ),
            ),
        ),
    ),
}  # fmt: skip
