"""Scenes of people behind sessions, of outsiders, and of what somebody tries out and uses."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from tests.scenes import ALICE, IP, NOBODY, Ask, Scene, at, data, event, root, service, session, user

EVIL: Final = "203.0.113.7"
PERSON: Final = session("AWSReservedSSO_admin_0a", "bob")
APP: Final = session("app", "one")
ROLE: Final = "arn:aws:sts::111122223333:assumed-role/app"
FAILED_LOGIN: Final[dict[str, Any]] = {"source": "signin.amazonaws.com", "message": "Failed authentication"}
SUPPORT: Final = session("AWSServiceRoleForSupport", "case")
ASKING: Final = ("ListUsers", "ListRoles", "ListBuckets", "GetCallerIdentity", "ListSecrets", "DescribeInstances")
LAMBDA: Final = "lambda.amazonaws.com"
APP_TWO: Final = session("two", "one")
OF_VERSIONS: Final = {
    "GetObject": "GetObjectVersion", "HeadObject": "GetObjectVersion", "SelectObjectContent": "GetObjectVersion",
    "DeleteObject": "DeleteObjectVersion", "GetObjectAcl": "GetObjectVersionAcl", "PutObjectAcl": "PutObjectVersionAcl",
    "DeleteObjectTagging": "DeleteObjectVersionTagging", "GetObjectAttributes": "GetObjectVersionAttributes",
    "GetObjectTorrent": "GetObjectVersionTorrent", "RestoreObject": "RestoreObject", "PutObject": "PutObject",
}  # fmt: skip
OF_BUCKETS: Final = {
    "ListParts": "ListMultipartUploadParts", "ListMultipartUploads": "ListBucketMultipartUploads", "PostObject": "PutObject",
    "GetBucketEncryption": "GetEncryptionConfiguration", "DeleteBucketEncryption": "PutEncryptionConfiguration",
    "PutBucketLifecycle": "PutLifecycleConfiguration", "GetBucketLifecycleConfiguration": "GetLifecycleConfiguration",
    "DeleteBucketReplication": "PutReplicationConfiguration", "ListBucketInventoryConfigurations": "GetInventoryConfiguration",
    "DeleteBucketTagging": "PutBucketTagging", "DeleteBucketCors": "PutBucketCORS", "GetBucketCors": "GetBucketCORS",
    "PutBucketNotificationConfiguration": "PutBucketNotification", "DeleteBucketPolicy": "DeleteBucketPolicy",
    "PutObjectLockConfiguration": "PutBucketObjectLockConfiguration", "DeleteBucketWebsite": "DeleteBucketWebsite",
    "DeleteAccountPublicAccessBlock": "PutAccountPublicAccessBlock", "GetAccelerateConfiguration": "GetAccelerateConfiguration",
    "PutBucketAccelerateConfiguration": "PutAccelerateConfiguration", "GetObjectAcl": "GetObjectAcl",
}  # fmt: skip

SCENES: Final = {
    "people_of_identity_center": Scene(
        log=(
            event("ListBuckets", "10:00:00", by=PERSON, error="NotModified"),
            event("ListBuckets", "10:00:01", by=PERSON, ip=EVIL, error="AccessDenied"),
            event("ListBuckets", "10:00:02", by=session("app", "q", onBehalfOf={"userId": "u-1"})),
            event("ListBuckets", "10:00:03", by=session("AWSReservedSSOx", "eve")),
            event("ConsoleLogin", "10:00:04", by=PERSON, **FAILED_LOGIN),
        ),
        asks=(
            Ask(
                rows=(
                    {"person": "bob", "user_id": None, "role": "AWSReservedSSO_admin_0a", "calls": 2, "errors": 1}
                    | {"source_ips": [IP, EVIL], "event_source": "s3.amazonaws.com", "event_name": "ListBuckets"}
                    | {"first_seen": at("10:00:00"), "last_seen": at("10:00:01")},
                    {"person": "bob", "event_name": "ConsoleLogin", "calls": 1, "errors": 1},
                    {"person": "q", "user_id": "u-1", "role": "app", "calls": 1},
                ),
            ),
            Ask(params={"person": "bob"}, rows=({"person": "bob"}, {"person": "bob"})),
            Ask(params={"user_id": "u-1"}, rows=({"person": "q"},)),
        ),
    ),
    "access_by_outsiders": Scene(
        log=(
            event("ListBuckets", "10:00:00", by=user("eve", "999900001111"), error="AccessDenied"),
            event("GetBucketAcl", "10:00:01", by=user("eve", "999900001111"), ip=EVIL),
            event("ListBuckets", "10:00:02", by=user("eve", "999900001111"), error="NotModified"),
            event("ConsoleLogin", "10:00:03", by=user("eve", "999900001111"), **FAILED_LOGIN),
            event("DescribeCases", "10:01:00", by=SUPPORT, source="support.amazonaws.com"),
            event("DescribeCases", "10:01:01", by=user(invokedBy="support.amazonaws.com"), source="support.amazonaws.com"),
            event("AssumeRoot", "10:02:00", source="sts.amazonaws.com", by=session("admin", "bob")),
            event("ListBuckets", "10:03:00", by=user("friend", "444455556666")),
            event("ListBuckets", "11:00:00"),
            event("AssumeRole", "11:00:01", source="sts.amazonaws.com"),
            event("AssumeRoot", "11:00:02", source="other.amazonaws.com"),
            data("GetObject", "11:00:03", by=NOBODY),
            event("ListBuckets", "11:00:04", by=service("ec2.amazonaws.com")),
        ),
        asks=(
            Ask(
                params={"own_accounts": ["444455556666"]},
                rows=(
                    {"way": "another account", "identity_account": "999900001111", "account_id": "111122223333", "calls": 3}
                    | {"errors": 1, "event_names": ["GetBucketAcl", "ListBuckets"], "source_ips": [IP, EVIL]}
                    | {"first_seen": at("10:00:00"), "last_seen": at("10:00:02")},
                    {"way": "AWS Support", "actor": "arn:aws:iam::111122223333:user/alice"},
                    {"way": "AWS Support", "actor": "arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForSupport"},
                    {"event_source": "signin.amazonaws.com", "calls": 1, "errors": 1},
                    {"way": "root session of a member", "actor": "arn:aws:sts::111122223333:assumed-role/admin"},
                ),
            ),
            Ask(
                rows=(
                    {"calls": 3}, {"way": "AWS Support"}, {"way": "AWS Support"}, {"identity_account": "444455556666"},
                    {"event_source": "signin.amazonaws.com"}, {"way": "root session of a member"},
                ),
            ),
        ),
    ),
    "reconnaissance": Scene(
        log=(
            *(event(name, f"10:00:{place:02}", by=APP, ip=EVIL) for place, name in enumerate(ASKING)),
            event("ListUsers", "10:00:30", by=APP, ip=EVIL, error="AccessDenied", region="us-east-1", agent=None),
            event("GetCallerIdentity", "11:00:00", agent="TruffleHog"),
            *(event(name, f"12:00:{place:02}") for place, name in enumerate(ASKING[1:])),
            event("PutObject", "12:00:30", agent="pacu", message="Failed"),
            event("PutObject", "12:00:32", agent="pacu", error="AccessDenied"),
            event("ListUsers", "12:00:31", by=user(invokedBy="x.amazonaws.com"), agent="pacu"),
            event("ListUsers", "12:00:32", by=service("config.amazonaws.com")),
            event("ListUsers", "13:00:32", by={"type": "AWSService", "userName": "x"}, agent="pacu"),
        ),
        asks=(
            Ask(
                rows=(
                    {"hour": at("10:00:00"), "actor": ROLE, "source_ip": EVIL, "events": 6, "event_names": sorted(ASKING)}
                    | {"with_tool": False, "calls": 7, "errors": 1, "aws_regions": 2, "user_agents": ["aws-cli/2.31.0"]}
                    | {"first_seen": at("10:00:00"), "last_seen": at("10:00:30")},
                    {"hour": at("11:00:00"), "actor": ALICE, "events": 1, "with_tool": True},
                ),
            ),
            Ask(
                params={"min_events": 1, "event_names": ["PutObject"], "tools": ["aws-cli"]},
                rows=({"hour": at("12:00:00"), "with_tool": False, "calls": 2, "errors": 2},),
            ),
        ),
    ),
    "permissions_used": Scene(
        log=(
            data("GetObject", "10:00:00", by=APP),
            data("HeadObject", "10:00:01", by=APP, bucket="example-other", error="NotModified"),
            data("GetObject", "10:00:02", by=APP, bucket="example-third", error="AccessDenied"),
            data("ListObjects", "10:01:00", by=APP, key=None),
            data("ListObjectVersions", "10:01:01", by=APP, key=None),
            data("UploadPart", "10:01:02", by=APP),
            data("DeleteObjects", "10:01:03", by=APP, key=None),
            event("ListBuckets", "10:02:00", by=APP),
            event("PutMetricData", "10:02:01", by=APP, source="monitoring.amazonaws.com"),
            event("SendEmail", "10:02:02", by=APP, source="email.amazonaws.com"),
            event("Invoke20150331v2", "10:02:03", by=APP, source=LAMBDA),
            event("ListUsers", "10:02:04", by=APP, source="iam.amazonaws.com", error="AccessDenied"),
            *(
                event(name, "10:03:00", by=APP, source=LAMBDA)
                for name in ("CopyObject", "DeleteObjects", "HeadObject", "ListBuckets", "ListObjects", "ListObjectVersions")
            ),
            # Each by the name that a policy has for it.
            *(data(name, "10:04:00", by=APP_TWO, parameters={"versionId": "v1"}) for name in OF_VERSIONS),
            *(event(name, "10:04:01", by=APP_TWO, parameters={"bucketName": "example-scene"}) for name in OF_BUCKETS),
            event("Invoke", "10:04:02", by=APP_TWO, source=LAMBDA),
            event("ListBuckets", "11:00:00"),
            event("RotateKey", "11:00:01", by=APP, eventType="AwsServiceEvent", source="kms.amazonaws.com"),
            event("GetBucketAcl", "11:00:02", by={"type": "AWSService", "arn": ROLE + "/x"}),
        ),
        asks=(
            Ask(
                params={"principal": ROLE},
                rows=(
                    {"permission": "cloudwatch:PutMetricData"},
                    {"permission": "lambda:CopyObject"},
                    {"permission": "lambda:DeleteObjects"},
                    {"permission": "lambda:HeadObject"},
                    {"permission": "lambda:InvokeFunction"},
                    {"permission": "lambda:ListBuckets"},
                    {"permission": "lambda:ListObjectVersions"},
                    {"permission": "lambda:ListObjects"},
                    {"permission": "s3:DeleteObject"},
                    {"permission": "s3:GetObject", "calls": 2, "refused": 1, "buckets": ["example-other", "example-scene"]}
                    | {"actor": ROLE, "first_seen": at("10:00:00"), "last_seen": at("10:00:02")},
                    {"permission": "s3:ListAllMyBuckets", "buckets": None},
                    {"permission": "s3:ListBucket"},
                    {"permission": "s3:ListBucketVersions"},
                    {"permission": "s3:PutObject"},
                    {"permission": "ses:SendEmail"},
                ),
            ),
            Ask(
                params={"principal": "arn:aws:sts::111122223333:assumed-role/two"},
                rows=(
                    {"permission": "lambda:InvokeFunction", "calls": 1},
                    *(
                        {"permission": f"s3:{name}", "calls": calls}
                        for name, calls in sorted(Counter([*OF_VERSIONS.values(), *OF_BUCKETS.values()]).items())
                    ),
                ),
            ),
            Ask(
                params={"refused": True, "limit": 3},
                rows=({"actor": ALICE}, {"permission": "cloudwatch:PutMetricData"}, {"calls": 0}),
            ),
        ),
    ),
    "unapproved_regions": Scene(
        log=(
            event("RunInstances", "10:00:00", region="eu-central-1", source="ec2.amazonaws.com"),
            event("RunInstances", "10:00:01", region="eu-central-1", source="ec2.amazonaws.com", error="Denied", ip=EVIL),
            event("ConsoleLogin", "10:00:02", region="eu-central-1", **FAILED_LOGIN),
            event("EnableRegion", "10:01:00", region="us-east-1", source="account.amazonaws.com", by=root()),
            event("DescribeInstances", "10:02:00", region="eu-central-1", readOnly=None, error="NotModified"),
            event("DisableRegion", "11:00:00", region="us-east-1", source="account.amazonaws.com"),
            event("EnableRegion", "11:00:01", region="us-east-1", source="other.amazonaws.com"),
            event("RotateKey", "11:00:02", region="eu-central-1", by=service("kms.amazonaws.com")),
            event("CreateBucket", "11:00:03"),
        ),
        asks=(
            Ask(
                params={"approved_regions": ["eu-west-1", "us-east-1"]},
                rows=(
                    {"aws_region": "eu-central-1", "actor": ALICE, "event_name": "RunInstances", "calls": 2, "errors": 1}
                    | {"source_ips": [IP, EVIL], "accounts": ["111122223333"], "event_source": "ec2.amazonaws.com"}
                    | {"first_seen": at("10:00:00"), "last_seen": at("10:00:01")},
                    {"event_name": "ConsoleLogin", "calls": 1, "errors": 1},
                    {"event_name": "EnableRegion", "event_source": "account.amazonaws.com"},
                ),
            ),
            Ask(
                params={"reads": True},
                rows=(
                    {"calls": 2}, {"event_name": "DescribeInstances", "errors": 0}, {"event_name": "ConsoleLogin"},
                    {"event_name": "CreateBucket"},
                    {"event_name": "EnableRegion"},
                ),
            ),
        ),
    ),
}  # fmt: skip
