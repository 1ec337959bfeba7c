"""Scenes of sign-ins to the console and of the root user."""

from __future__ import annotations

from typing import Any, Final

from tests.scenes import ALICE, IP, Ask, Event, Scene, at, event, root, session, user

SSO: Final = session("AWSReservedSSO_admin", "bob")
ROOT: Final = "arn:aws:iam::111122223333:root"
EVIL: Final = "203.0.113.7"


def login(clock: str, result: str = "Success", **given: Any) -> Event:  # noqa: ANN401  fields
    """A sign-in with a password, without MFA."""
    more = {"MFAUsed": "No", "MobileVersion": "No"} | given.pop("more", {})
    message = {"message": "Failed authentication"} if result == "Failure" else {}
    common: dict[str, Any] = {"source": "signin.amazonaws.com", "region": "us-east-1", "eventType": "AwsConsoleSignIn"}
    return event("ConsoleLogin", clock, **(common | message | {"response": {"ConsoleLogin": result}, "more": more} | given))


def hidden() -> dict[str, Any]:
    """Who signs in as somebody that does not exist."""
    return {"type": "IAMUser", "accountId": "111122223333", "userName": "HIDDEN_DUE_TO_SECURITY_REASONS", "accessKeyId": ""}


READS: Final = ("AssumeRole", "BatchGetKey", "Decrypt", "DescribeKey", "GetKey", "HeadKey", "ListKeys", "Lookup", "SelectAll")
"""Names that say of a call that it only reads, where the record does not."""

SCENES: Final = {
    "root_activity": Scene(
        log=(
            *(event(name, f"09:00:{place:02}", by=root(), readOnly=None) for place, name in enumerate(READS)),
            event("RelistKey", "09:01:00", by=root(), readOnly=None),
            event(
                "CreateAccessKey", "10:00:00", source="iam.amazonaws.com", by=root(accessKeyId="ASIAROOT"), error="AccessDenied"
            ),
            event("ListBuckets", "10:00:01", by=root(), readOnly=True),
            login("10:00:02", "Failure", by=root(), message="Failed authentication"),
            event("PutBucketAcl", "10:00:03", by=root(), parameters={"bucketName": "example-scene", "key": "a"}),
            event("CreateKey", "11:00:00", by=root(invokedBy="s3.amazonaws.com")),
            event("RotateKey", "11:00:01", by=root(), eventType="AwsServiceEvent"),
            event("CreateUser", "11:00:02", source="iam.amazonaws.com"),
        ),
        asks=(
            Ask(
                rows=(
                    *({"operation": name} for name in READS),
                    {"operation": "RelistKey"},
                    {"time": at("10:00:00"), "actor": ROOT, "outcome": "AccessDenied", "access_key_id": "ASIAROOT"},
                    {"operation": "ListBuckets", "outcome": "ok", "mfa_authenticated": None},
                    {"operation": "ConsoleLogin", "outcome": "Failed authentication"},
                    {"operation": "PutBucketAcl", "bucket": "example-scene", "key": "a"},
                )
            ),
            Ask(
                params={"reads": False},
                rows=(
                    {"operation": "RelistKey"}, {"operation": "CreateAccessKey"}, {"operation": "ConsoleLogin"},
                    {"operation": "PutBucketAcl"},
                ),
            ),
        ),
    ),
    "failed_logins": Scene(
        log=(
            login("10:00:00", "Failure", ip=EVIL, by=hidden(), message="No username found in supplied account"),
            login("10:00:01", "Failure", ip=EVIL, by=user("bob", "444455556666"), account="444455556666"),
            login("10:00:02", "Failure", ip=EVIL, by=root()),
            login("10:00:09", ip=EVIL, by=user("carol")),
            login("09:00:00", ip=EVIL, by=user("carol")),
            login("11:00:00", "Failure"),
            login("11:00:01", "Failure"),
            login("11:00:02", "Failure"),
            login("11:00:03", "Failure"),
            login("12:00:00", "Failure", ip="192.0.2.20", message=None),
            login("12:00:01", "Failure", ip="192.0.2.20"),
            login("12:00:02", ip="192.0.2.20"),
            login("12:00:03", ip="192.0.2.20"),
            login("12:00:04", "Failure", ip="192.0.2.20", eventName="SwitchRole"),
            login("12:00:05", "Failure", ip="192.0.2.20", source="other.amazonaws.com"),
            login("12:00:06", "Other", ip="192.0.2.20", by=root(), message="Odd"),
            # Nobody is named.
            login("13:00:00", "Failure", ip="192.0.2.30", by={"type": "Root", "accountId": "111122223333"}),
            login("13:00:01", "Failure", ip="192.0.2.30", by={"type": "IAMUser", "accountId": "111122223333"}),
            login("13:00:02", "Failure", ip="192.0.2.30", by=None),
            login("13:00:03", ip="192.0.2.30", by=user("carol")),
        ),
        asks=(
            Ask(
                rows=(
                    {"source_ip": IP, "failures": 4, "names": 1, "successes": 0, "root": False, "first_success": None},
                    {"source_ip": "192.0.2.30", "failures": 3, "names": 2, "root": True},
                    {
                        "source_ip": EVIL,
                        "failures": 3,
                        "names": 3,
                        "successes": 2,
                        "root": True,
                        "accounts": ["111122223333", "444455556666"],
                        "messages": ["Failed authentication", "No username found in supplied account"],
                        "first_seen": at("10:00:00"),
                        "last_seen": at("10:00:02"),
                        "first_success": at("09:00:00"),
                    },
                )
            ),
            Ask(params={"min_names": 3}, rows=({"source_ip": EVIL},)),
            Ask(
                params={"min_failures": 2},
                rows=(
                    {"failures": 4}, {"source_ip": "192.0.2.30"}, {"failures": 3},
                    {"failures": 2, "root": False, "messages": ["Failed authentication"]},
                ),
            ),
        ),
    ),
    "console_logins": Scene(
        log=(
            login("10:00:00", more={"MFAUsed": "Yes", "MobileVersion": "Yes"}),
            login("10:00:01", "Failure", by=user("bob")),
            login("10:00:02", by=SSO, more={"MFAUsed": "No"}),
            login("11:00:00", eventName="SwitchRole"),
            login("11:00:01", source="other.amazonaws.com"),
        ),
        asks=(
            Ask(
                rows=(
                    {"time": at("10:00:00"), "actor": ALICE, "outcome": "ok", "mfa_used": "Yes", "mobile": True}
                    | {"bucket": None, "key": None, "operation": "ConsoleLogin"},
                    {"outcome": "Failed authentication", "mfa_used": "No", "mobile": False},
                    {"actor": SSO["arn"], "outcome": "ok", "identity_type": "AssumedRole"},
                )
            ),
            Ask(params={"failed": False}, rows=({"actor": ALICE}, {"actor": SSO["arn"]})),
            Ask(params={"users": ["bob", "AWSReservedSSO_admin"]}, rows=({"mfa_used": "No"}, {"actor": SSO["arn"]})),
        ),
    ),
}
