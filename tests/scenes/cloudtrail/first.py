"""Scenes of the first questions to CloudTrail: keys, addresses, sign-ins, roles and refusals."""

from __future__ import annotations

from typing import Any, Final

from tests.scenes import ALICE, Ask, Scene, at, data, event, root, service, session, user

KEY: Final = "AKIAALICEEXAMPLE"
BOB: Final = "arn:aws:iam::111122223333:user/bob"
ROLE: Final = "arn:aws:iam::111122223333:role/"
SESSIONS: Final = "arn:aws:sts::111122223333:assumed-role/"
STS: Final[dict[str, Any]] = {"source": "sts.amazonaws.com"}
STRANGER: Final[dict[str, Any]] = {"type": "AWSAccount", "principalId": "AIDASTRANGER", "accountId": "777788889999"}


def signs_in(clock: str, by: dict[str, Any], mfa: str | None, outcome: str = "Success", **given: Any) -> Any:  # noqa: ANN401
    more = {"MFAUsed": mfa} if mfa else {}
    parts = {"source": "signin.amazonaws.com", "response": {"ConsoleLogin": outcome}, "more": more} | given
    return event("ConsoleLogin", clock, by=by, **parts)


def takes(clock: str, role: str, by: dict[str, Any], new_key: str, **given: Any) -> Any:  # noqa: ANN401
    response = {"credentials": {"accessKeyId": new_key}}
    return event("AssumeRole", clock, by=by, parameters={"roleArn": ROLE + role}, response=response, **(STS | given))


SCENES: Final = {
    "access_key_activity": Scene(
        log=(
            data("GetObject", "10:00:00"),
            data("GetObject", "10:00:05", ip="192.0.2.11", bucket="example-other"),
            data("GetObject", "10:00:07", ip=None),
            data("GetObject", "10:00:09", error="AccessDenied"),
            event("GetCallerIdentity", "10:01:00", **STS),
            data("GetObject", by=user("bob")),
        ),
        asks=(
            Ask(
                params={"access_key_id": KEY},
                rows=(
                    {
                        "actor": ALICE, "event_source": "s3.amazonaws.com", "event_name": "GetObject", "outcome": "ok",
                        "calls": 3,
                        "buckets": 2, "source_ips": ["192.0.2.10", "192.0.2.11"], "first_seen": at("10:00:00"),
                        "last_seen": at("10:00:07"),
                    },
                    {"event_name": "GetObject", "outcome": "AccessDenied", "calls": 1},
                    {"event_name": "GetCallerIdentity", "outcome": "ok", "calls": 1},
                ),
            ),
        ),
    ),
    "bucket_policy_changes": Scene(
        log=(
            event("PutBucketPolicy", "10:00:00", parameters={"bucketName": "example-scene"}, event_id="E1"),
            event("DeleteBucketPolicy", "10:00:01", parameters={"bucketName": "example-scene"}, error="AccessDenied"),
            event("GetBucketPolicy", "10:00:02", parameters={"bucketName": "example-scene"}),
            event("PutBucketPolicy", "10:00:03", source="example.amazonaws.com"),
        ),
        asks=(
            Ask(
                rows=(
                    {"time": at("10:00:00"), "operation": "PutBucketPolicy", "bucket": "example-scene", "outcome": "ok"},
                    {"operation": "DeleteBucketPolicy", "outcome": "AccessDenied"},
                ),
            ),
            Ask(params={"event_names": ["GetBucketPolicy"]}, rows=({"time": at("10:00:02")},)),
        ),
    ),
    "console_logins_without_mfa": Scene(
        log=(
            signs_in("10:00:00", user(), "No"),
            signs_in("10:00:01", root(), None),
            signs_in("10:00:02", user(), "Yes"),
            signs_in("10:00:03", user(), "No", "Failure"),
            signs_in("10:00:04", session("sso", "carol"), "No"),
            signs_in("10:00:05", user(), "No", source="example.amazonaws.com"),
            event("CheckMfa", "10:00:06", source="signin.amazonaws.com", response={"ConsoleLogin": "Success"}),
        ),
        asks=(
            Ask(
                rows=(
                    {"time": at("10:00:00"), "actor": ALICE, "outcome": "ok", "identity_type": "IAMUser", "mfa_used": "No"},
                    {"time": at("10:00:01"), "identity_type": "Root", "mfa_used": None},
                ),
            ),
            Ask(params={"federated": True}, rows=({"mfa_used": "No"}, {"mfa_used": None}, {"actor": f"{SESSIONS}sso/carol"})),
        ),
    ),
    "new_addresses_of_access_keys": Scene(
        log=(
            event("ListBuckets", "10:00:00", day=-3, ip="192.0.2.1"),
            event("ListBuckets", "10:00:00", day=-2, ip="192.0.2.2"),
            event("ListBuckets", "10:00:00", ip="192.0.2.3", error="NotModified"),
            data("GetObject", "10:00:05", ip="192.0.2.3", error="AccessDenied"),
            event("ConsoleLogin", "10:00:06", ip="192.0.2.3", source="signin.amazonaws.com", message="Failed authentication"),
            event("ListBuckets", "11:00:00", ip="192.0.2.1"),
            event("ListBuckets", "12:00:00", ip="example.amazonaws.com"),
            event("ListBuckets", "12:00:01", ip="192.0.2.4", by=user(invokedBy="example.amazonaws.com")),
            data("GetObject", "12:00:02", ip="192.0.2.5", more={"AuthenticationMethod": "QueryString"}),
            event("ListBuckets", "12:00:03", ip="192.0.2.6", by=user(accessKeyId=None)),
            event("ListBuckets", "12:00:03", day=-2, ip="192.0.2.7", by=user(accessKeyId=None)),
            event("ListBuckets", "09:00:00", ip="192.0.2.1", by=user("bob")),
            event("ListBuckets", "09:30:00", ip="2001:db8::1", by=user("bob")),
            event("ListBuckets", "13:00:00", ip="192.0.2.9", by=user("carol")),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "access_key_id": KEY, "actor": ALICE, "source_ip": "192.0.2.3", "known_addresses": 2,
                        "known_since": at("10:00:00", day=-3), "calls": 3, "errors": 2, "services": 2, "buckets": 1,
                        "first_seen": at("10:00:00"), "last_seen": at("10:00:06"),
                    },
                ),
            ),
            Ask(
                params={"known_hours": 0, "max_known_addresses": 1},
                rows=({"access_key_id": "AKIABOBEXAMPLE", "source_ip": "2001:db8::1", "known_addresses": 1},),
            ),
            Ask(params={"presigned": True}, rows=({"source_ip": "192.0.2.3"}, {"source_ip": "192.0.2.5",
                        "known_addresses": 3})),
        ),
    ),
    "role_chaining": Scene(
        log=(
            takes("10:00:00", "first", user(), "ASIAFIRSTONE"),
            # The record of the role's owner, where that is another account.
            takes("10:00:00", "first", STRANGER | {"principalId": "AIDAALICE"}, "ASIAFIRSTONE", account="444455556666"),
            takes("10:01:00", "second", session("first", "one"), "ASIASECONDONE", event_id="E2"),
            event(
                "AssumeRole", "10:02:00", by=session("second", "one"), error="AccessDenied", **STS,
                message=f"User: x is not authorized to perform: sts:AssumeRole on resource: {ROLE}third",
            ),
            event("GetCallerIdentity", "10:03:00", by=session("first", "one"), **STS),
            event("AssumeRole", "10:04:00", by=session("first", "one"), source="example.amazonaws.com"),
            takes("10:05:00", "fourth", session("deployer", "one"), "ASIAFOURTH"),
            takes("10:06:00", "deployer", STRANGER, "ASIADEPLOYERTWO"),
            takes("10:07:00", "fifth", session("deployer", "two"), "ASIAFIFTH"),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "time": at("10:01:00"), "actor": f"{SESSIONS}first/one", "operation": "AssumeRole", "outcome": "ok",
                        "source_role": f"{ROLE}first", "target_role": f"{ROLE}second", "access_key_id": "ASIAFIRSTONE",
                        "chain": f"{ALICE} > {ROLE}first > {ROLE}second", "new_access_key_id": "ASIASECONDONE",
                    },
                    {"outcome": "AccessDenied", "chain": f"{SESSIONS}first/one > {ROLE}second > {ROLE}third"},
                    {"source_role": f"{ROLE}deployer", "chain": f"{ROLE}deployer > {ROLE}fourth"},
                    {"time": at("10:07:00"), "chain": f"AIDASTRANGER > {ROLE}deployer > {ROLE}fifth"},
                ),
            ),
            Ask(params={"known_sources": "^(deployer|second)$"}, rows=({"target_role": f"{ROLE}second"},)),
        ),
    ),
    "unauthorized_calls": Scene(
        log=(
            data("GetObject", "10:00:00", error="AccessDenied", message="b"),
            data("GetObject", "10:00:05", error="AccessDenied", message="a", bucket="example-other"),
            event("RunInstances", "10:00:06", source="ec2.amazonaws.com", error="Client.UnauthorizedOperation"),
            data("GetObject", "10:00:07", error="NoSuchKey"),
            data("GetObject", "10:00:08"),
            data("GetObject", "10:00:09", by=service("example.amazonaws.com"), error="AccessDenied"),
            data("HeadBucket", "10:00:10", by=user("bob"), error="AccessDenied", key=None),
        ),
        asks=(
            Ask(
                params={"ignored_events": ["HeadBucket"]},
                rows=(
                    {
                        "actor": ALICE, "source_ip": "192.0.2.10", "event_source": "s3.amazonaws.com",
                        "event_name": "GetObject",
                        "error_code": "AccessDenied", "calls": 2, "buckets": 2, "first_seen": at("10:00:00"),
                        "last_seen": at("10:00:05"), "example": "a",
                    },
                    {"event_name": "RunInstances", "calls": 1, "example": None},
                ),
            ),
            Ask(
                params={"services": True, "error_pattern": "^AccessDenied"},
                rows=({"calls": 2}, {"actor": BOB}, {"actor": "example.amazonaws.com"}),
            ),
            Ask(params={"min_calls": 2}, rows=({"calls": 2},)),
        ),
    ),
}  # fmt: skip
