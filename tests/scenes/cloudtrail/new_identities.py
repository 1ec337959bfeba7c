"""Scenes of users, roles and keys that are made, and of rights that are given to them."""

from __future__ import annotations

import json
from typing import Any, Final

from tests.scenes import ALICE, Ask, Event, Scene, at, event, session, user

ADMIN: Final = session("admin", "bob")
FULL: Final = "arn:aws:iam::aws:policy/AdministratorAccess"


def iam(name: str, clock: str = "10:00:00", **given: Any) -> Event:  # noqa: ANN401  fields
    """A call to IAM."""
    return event(name, clock, **({"source": "iam.amazonaws.com", "region": "us-east-1"} | given))


def inline(clock: str, statement: object, **given: Any) -> Event:  # noqa: ANN401  fields
    """A policy that is put into a role."""
    document = json.dumps({"Statement": statement})
    return iam("PutRolePolicy", clock, parameters={"roleName": "app", "policyName": "p", "policyDocument": document}, **given)


def may(action: object = "*", resource: object = "*", effect: str = "Allow", **further: object) -> dict[str, object]:
    """A statement."""
    return {"Effect": effect, "Action": action, "Resource": resource, **further}


def made(name: str, key: str) -> dict[str, Any]:
    """The response of CreateAccessKey."""
    return {"accessKey": {"userName": name, "accessKeyId": key, "status": "Active"}}


SCENES: Final = {
    "access_keys_created": Scene(
        log=(
            iam("CreateAccessKey", "10:00:00", response=made("alice", "AKIA1")),
            iam("CreateAccessKey", "10:00:01", parameters={"userName": "carol"}, response=made("carol", "AKIA2")),
            iam("CreateAccessKey", "10:00:02", parameters={"userName": "bob"}, by=ADMIN, error="AccessDenied"),
            iam("CreateAccessKey", "10:00:03", by=user("dan"), error="LimitExceededException"),
            iam("CreateAccessKey", "10:00:04", parameters={"userName": "admin"}, by=session("admin", "x", userName="admin")),
            iam("DeleteAccessKey", "11:00:00", parameters={"userName": "carol"}),
            event("CreateAccessKey", "11:00:01", source="other.amazonaws.com", parameters={"userName": "carol"}),
        ),
        asks=(
            Ask(
                rows=(
                    {"time": at("10:00:00"), "actor": ALICE, "outcome": "ok", "target_user": "alice", "for_another": False}
                    | {"operation": "CreateAccessKey", "bucket": None, "key": None},
                    {"target_user": "carol", "new_access_key_id": "AKIA2", "for_another": True},
                    {"target_user": "bob", "outcome": "AccessDenied", "new_access_key_id": None, "for_another": True},
                    {"target_user": None, "for_another": False},
                    {"target_user": "admin", "for_another": True},
                )
            ),
            Ask(
                params={"for_another_only": True},
                rows=({"target_user": "carol"}, {"target_user": "bob"}, {"target_user": "admin"}),
            ),
        ),
    ),
    "users_and_roles_created": Scene(
        log=(
            iam("CreateUser", "10:00:00", parameters={"userName": "eve"}),
            iam("CreateRole", "10:00:01", parameters={"roleName": "door"}, by=ADMIN, error="AccessDenied"),
            iam("CreateUser", "11:00:00", parameters={"userName": "x"}, agent="HashiCorp Terraform/1.9"),
            iam("CreateUser", "11:00:01", by=user(invokedBy="cloudformation.amazonaws.com")),
            iam("DeleteUser", "11:00:02", parameters={"userName": "old"}),
            event("CreateUser", "11:00:03", source="transfer.amazonaws.com", parameters={"userName": "elsewhere"}),
            iam("CreateUser", "11:00:04", parameters={"userName": "nameless"}, agent=None),
        ),
        asks=(
            Ask(
                rows=(
                    {"time": at("10:00:00"), "actor": ALICE, "operation": "CreateUser", "outcome": "ok", "name": "eve"}
                    | {"bucket": None, "key": None},
                    {"outcome": "AccessDenied", "name": "door"},
                    {"name": "nameless"},
                )
            ),
            Ask(
                params={"automation_roles": ["admin"], "event_names": ["CreateRole", "DeleteUser"]},
                rows=({"name": "old", "time": at("11:00:02")},),
            ),
            Ask(params={"automation": ["aws-cli", "CLOUDFORMATION"]}, rows=({"name": "x"}, {"name": "nameless"})),
        ),
    ),
    "administrator_rights_granted": Scene(
        log=(
            iam("AttachUserPolicy", "10:00:00", parameters={"userName": "eve", "policyArn": FULL}),
            iam(
                "AttachGroupPolicy",
                "10:00:01",
                parameters={"groupName": "g", "policyArn": FULL},
                error="AccessDenied",
                by=ADMIN,
            ),
            inline(
                "10:00:02", [may("s3:GetObject"), may(Sid="All", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}})]
            ),
            inline("10:00:03", may(["s3:*", "*"], ["arn:aws:s3:::a", "*"])),
            iam("DetachUserPolicy", "11:00:00", parameters={"userName": "eve", "policyArn": FULL}),
            iam("AttachUserPolicy", "11:00:01", parameters={"userName": "eve", "policyArn": FULL + "Not"}),
            inline("11:00:02", may(effect="Deny")),
            inline("11:00:02", may(), eventName="SimulateCustomPolicy"),
            inline("11:00:03", may("s3:*")),
            inline("11:00:04", may("*", "arn:aws:s3:::a/*")),
            inline("11:00:05", [may(["s3:*"], ["*"]), may(["*"], ["a"])]),
            event("AttachUserPolicy", "11:00:06", source="other.amazonaws.com", parameters={"policyArn": FULL}),
            iam(
                "CreatePolicyVersion",
                "11:00:07",
                parameters={"policyArn": FULL, "policyDocument": json.dumps({"Statement": may("s3:*")})},
            ),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "time": at("10:00:00"),
                        "actor": ALICE,
                        "outcome": "ok",
                        "policy": FULL,
                        "grantee": "eve",
                        "sid": None,
                    }
                    | {"operation": "AttachUserPolicy", "bucket": None, "key": None},
                    {"outcome": "AccessDenied", "policy": FULL, "grantee": "g"},
                    {
                        "grantee": "app",
                        "policy": "p",
                        "sid": "All",
                        "condition": '{"Bool":{"aws:MultiFactorAuthPresent":"true"}}',
                    },
                    {"time": at("10:00:03"), "sid": None, "condition": None},
                )
            ),
            Ask(
                params={"policies": ["AdministratorAccessNot"]},
                rows=({"time": at("10:00:02")}, {"time": at("10:00:03")}, {"time": at("11:00:01")}),
            ),
        ),
    ),
}
