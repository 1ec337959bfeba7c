"""Scenes of rules and policies that were put on buckets, and of several protections that were taken away."""

from __future__ import annotations

from typing import Any, Final

from tests.scenes import ALICE, Ask, Event, Scene, at, event, user

ELSEWHERE: Final[dict[str, Any]] = {"source": "example.amazonaws.com"}
DENIED: Final[dict[str, Any]] = {"error": "AccessDenied"}
BOB: Final = user("bob")
BOBS: Final = "arn:aws:iam::111122223333:user/bob"
BLOCK: Final = {"BlockPublicAcls": True, "BlockPublicPolicy": True, "IgnorePublicAcls": True, "RestrictPublicBuckets": True}


def _set(name: str, clock: str, bucket: str = "example-scene", **given: Any) -> Event:  # noqa: ANN401  fields
    return event(name, clock, parameters={"bucketName": bucket} | given.pop("parameters", {}), **given)


def _rules(clock: str, *rules: dict[str, Any], name: str = "PutBucketLifecycle", **given: Any) -> Event:  # noqa: ANN401  fields
    held = {"LifecycleConfiguration": {"Rule": list(rules) if len(rules) > 1 else rules[0]}}
    return _set(name, clock, parameters=held, **given)


def _expire(rule_id: str, **rule: Any) -> dict[str, Any]:  # noqa: ANN401  fields
    return {"ID": rule_id, "Status": "Enabled", "Filter": {"Prefix": ""}} | rule


def _policy(clock: str, *statements: dict[str, Any], name: str = "PutBucketPolicy", **given: Any) -> Event:  # noqa: ANN401  fields
    held = {"bucketPolicy": {"Statement": list(statements) if len(statements) > 1 else statements[0]}}
    return _set(name, clock, parameters=held, **given)


def _allow(principal: object, **further: Any) -> dict[str, Any]:  # noqa: ANN401  fields
    return {"Effect": "Allow", "Principal": principal, "Action": "s3:GetObject", "Resource": "r"} | further


SCENES: Final = {
    "expiry_rules_set": Scene(
        log=(
            _rules("10:00:00", _expire("days", Expiration={"Days": 7})),
            _rules(
                "10:01:00",
                _expire("long", Expiration={"Days": 8}),
                _expire("date", Expiration={"Date": f"{at(day=7):%Y-%m-%dT00:00:00Z}"}, Filter={"And": {"Prefix": "logs/"}}),
                _expire("later", Expiration={"Date": f"{at(day=8):%Y-%m-%dT00:00:00Z}"}),
                _expire("old", NoncurrentVersionExpiration={"NoncurrentDays": "1"}, Filter={"Tag": {"Key": "a"}}, Prefix="in/"),
                _expire("older", NoncurrentVersionExpiration={"NoncurrentDays": 8}),
                _expire("off", Expiration={"Days": 1}, Status="Disabled"),
                _expire("moved", Transition={"Days": 1, "StorageClass": "GLACIER"}),
                name="PutBucketLifecycleConfiguration",
                **DENIED,
            ),
            _rules("10:02:00", _expire("other", Expiration={"Days": 1}), bucket="example-other"),
            _rules("10:03:00", _expire("none", Expiration={"Days": 1}), name="PutOther"),
            _rules("10:04:00", _expire("none", Expiration={"Days": 1}), **ELSEWHERE),
            event("PutBucketLifecycle", "10:05:00"),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "time": at("10:00:00"), "actor": ALICE, "operation": "PutBucketLifecycle", "bucket": "example-scene",
                        "key": None, "outcome": "ok", "rule_number": 1, "rule_id": "days", "prefix": None,
                        "expiration_days": 7, "expiration_date": None, "noncurrent_days": None,
                    },
                    {
                        "outcome": "AccessDenied", "rule_number": 2, "rule_id": "date", "prefix": "logs/",
                        "expiration_days": None, "expiration_date": f"{at(day=7):%Y-%m-%dT00:00:00Z}",
                    },
                    {"rule_number": 4, "rule_id": "old", "prefix": "in/", "noncurrent_days": 1},
                    {"rule_id": "other", "bucket": "example-other"},
                ),
            ),
            Ask(
                params={"max_days": 3650, "bucket": "example-scene"},
                rows=tuple({"rule_id": name} for name in ("days", "long", "date", "later", "old", "older")),
            ),
            Ask(params={"event_names": ["PutOther"], "max_days": 1}, rows=({"rule_id": "none"},)),
        ),
    ),
    "bucket_policies_shared_outside": Scene(
        log=(
            _policy("10:00:00", _allow({"AWS": "arn:aws:iam::444455556666:root"}, Sid="one")),
            _policy(
                "10:01:00",
                _allow({"AWS": ["arn:aws:iam::999900001111:role/x", "444455556666", "arn:aws:iam::111122223333:user/alice"]}),
                _allow({"AWS": "arn:aws:iam::444455556666:root"}, Effect="Deny"),
                _allow({"AWS": "111122223333"}),
                _allow({"AWS": "arn:aws-cn:sts::999900001111:assumed-role/x/y"}, Condition={"Bool": {"a:B": "true"}}),
                _allow("*"),
                _allow({"Service": "logging.s3.amazonaws.com"}, Resource="arn:aws:iam::999900001111:root"),
                {"Effect": "Allow", "Principal": {"AWS": "999900001111"}, "NotAction": "s3:Put*", "NotResource": "r"},
                _allow({"Federated": "arn:aws:iam::999900001111:saml-provider/acme"}),
                _allow({"Federated": "accounts.google.com"}),
                **DENIED,
            ),
            _policy("10:02:00", _allow({"AWS": "444455556666"}), bucket="example-other"),
            _policy("10:03:00", _allow({"AWS": "444455556666"}), name="PutAccessPointPolicy"),
            _policy("10:04:00", _allow({"AWS": "444455556666"}), **ELSEWHERE),
            event("PutBucketPolicy", "10:05:00"),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "time": at("10:00:00"), "actor": ALICE, "operation": "PutBucketPolicy", "bucket": "example-scene",
                        "key": None, "outcome": "ok", "statement_number": 1, "sid": "one", "other_accounts": ["444455556666"],
                        "principal": '{"AWS":"arn:aws:iam::444455556666:root"}', "actions": '"s3:GetObject"',
                        "resources": '"r"', "condition": None,
                    },
                    {"statement_number": 1, "other_accounts": ["444455556666", "999900001111"], "outcome": "AccessDenied"},
                    {"statement_number": 4, "condition": '{"Bool":{"a:B":"true"}}'},
                    {"statement_number": 7, "actions": 'not "s3:Put*"', "resources": 'not "r"'},
                    {"statement_number": 8, "other_accounts": ["999900001111"]},
                    {"bucket": "example-other"},
                ),
            ),
            Ask(
                params={"own_accounts": ["444455556666"], "bucket": "example-scene"},
                rows=(
                    {"statement_number": 1, "other_accounts": ["999900001111"]}, {"statement_number": 4},
                    {"statement_number": 7}, {"statement_number": 8},
                ),
            ),
        ),
    ),
    "controls_disabled": Scene(
        log=(
            _set("DeleteBucketEncryption", "10:00:00"),
            _set("PutBucketVersioning", "10:15:00", parameters={"VersioningConfiguration": {"Status": "Suspended"}}),
            _set("PutBucketLogging", "10:30:00", parameters={"BucketLoggingStatus": {}}, **DENIED),
            _set("DeleteBucketPolicy", "10:45:01", agent="other"),
            _set("DeleteBucketPolicy", "10:45:02", bucket="example-other"),
            _set("DeletePublicAccessBlock", "12:00:00", bucket="example-third", ip="192.0.2.11"),
            _set("DeleteBucketPublicAccessBlock", "12:00:01", bucket="example-third"),
            event("DeleteAccountPublicAccessBlock", "12:00:02", ip=None, agent=None),
            # Set, and not switched off.
            _set("PutBucketVersioning", "10:44:00", bucket="example-other", parameters={
                "VersioningConfiguration": {"Status": "Enabled"},
            }),
            _set("PutBucketLogging", "10:44:01", bucket="example-other", parameters={
                "BucketLoggingStatus": {"LoggingEnabled": {"TargetBucket": "example-third"}},
            }),
            _set("PutObjectLockConfiguration", "10:44:02", bucket="example-other", parameters={
                "ObjectLockConfiguration": {"Rule": {"DefaultRetention": {"Mode": "GOVERNANCE"}}},
            }),
            _set("PutBucketPublicAccessBlock", "10:44:03", bucket="example-other", parameters={
                "PublicAccessBlockConfiguration": BLOCK,
            }),
            _set("PutBucketPolicy", "10:44:04", bucket="example-other"),
            _set("DeleteBucketReplication", "10:45:03", bucket="example-other", **ELSEWHERE),
            # Bob's, who relaxes what the others put.
            _set("PutObjectLockConfiguration", "11:00:00", by=BOB, parameters={
                "ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled"},
            }),
            _set("PutBucketPublicAccessBlock", "11:00:01", by=BOB, parameters={
                "PublicAccessBlockConfiguration": BLOCK | {"BlockPublicAcls": False},
            }),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "first_seen": at("10:00:00"), "last_seen": at("10:30:00"), "actor": ALICE, "kinds": 3,
                        "operations": ["DeleteBucketEncryption", "PutBucketLogging", "PutBucketVersioning"], "calls": 3,
                        "refused": 1, "buckets": ["example-scene"], "source_ips": ["192.0.2.10"],
                        "user_agents": ["aws-cli/2.31.0"],
                    },
                    {
                        "first_seen": at("11:00:00"), "actor": BOBS, "kinds": 2,
                        "operations": ["PutBucketPublicAccessBlock", "PutObjectLockConfiguration"],
                    },
                ),
            ),
            Ask(
                params={"one_bucket": False},
                rows=(
                    {"actor": ALICE, "kinds": 3},
                    {"actor": BOBS},
                    {
                        "first_seen": at("12:00:00"), "actor": ALICE, "kinds": 2, "calls": 3, "buckets": ["example-third"],
                        "source_ips": ["192.0.2.10", "192.0.2.11"], "user_agents": ["aws-cli/2.31.0"],
                    },
                ),
            ),
            Ask(
                params={"min_kinds": 3, "within_minutes": 16},
                rows=({"last_seen": at("10:45:01"), "kinds": 4, "user_agents": ["aws-cli/2.31.0", "other"]},),
            ),
            Ask(
                params={
                    "min_kinds": 1, "event_names": ["DeleteBucketReplication", "PutBucketPolicy", "DeletePublicAccessBlock"],
                },
                rows=({"buckets": ["example-third"], "calls": 1},),
            ),
        ),
    ),
}  # fmt: skip
