"""Scenes of credentials that sessions have, and of who uses them from where."""

from __future__ import annotations

from typing import Any, Final

from tests.scenes import AGENT, ALICE, IP, Ask, Event, Scene, at, data, event, service, session, user

EVIL: Final = "203.0.113.7"
KEY: Final = "AKIAALICEEXAMPLE"
APP: Final = session("app", "one")
WEB: Final = session("web", "i-0ab1")
ROLE: Final = "arn:aws:iam::111122223333:role/app"
FRONT: Final = "arn:aws:iam::111122223333:role/front"
DENIED: Final = f"User: {ALICE} is not authorized to perform: sts:AssumeRole on resource: {ROLE} because"


def assume(clock: str, role: str | None = ROLE, name: str = "s", **given: Any) -> Event:  # noqa: ANN401  fields
    """A call to STS for a role."""
    asked = {"roleArn": role, "roleSessionName": name} if role else None
    return event("AssumeRole", clock, **({"source": "sts.amazonaws.com", "parameters": asked, "readOnly": True} | given))


def token(name: str, clock: str, key: str | None = None, **given: Any) -> Event:  # noqa: ANN401  fields
    """A call to STS for credentials."""
    response = {"credentials": {"accessKeyId": key}} if key else None
    return event(name, clock, **({"source": "sts.amazonaws.com", "response": response, "readOnly": True} | given))


SCENES: Final = {
    "clients_of_access_key": Scene(
        log=(
            event("ListBuckets", "09:00:00", ip=EVIL, agent="rclone", error="AccessDenied"),
            event("ListBuckets", "10:00:00"),
            event("GetBucketAcl", "10:00:01", error="NotModified"),
            event("ConsoleLogin", "10:00:02", source="signin.amazonaws.com", message="Failed authentication"),
            event("ListBuckets", "09:00:00", by=user("bob"), ip=EVIL),
        ),
        asks=(
            Ask(
                params={"access_key_id": KEY},
                rows=(
                    {"source_ip": EVIL, "user_agent": "rclone", "calls": 1, "errors": 1, "share": 0.25},
                    {"source_ip": IP, "user_agent": AGENT, "actor": ALICE, "calls": 3, "errors": 1, "share": 0.75}
                    | {"event_names": ["ConsoleLogin", "GetBucketAcl", "ListBuckets"]}
                    | {"first_seen": at("10:00:00"), "last_seen": at("10:00:02")},
                ),
            ),
        ),
    ),
    "sessions_from_several_addresses": Scene(
        log=(
            event("ListBuckets", "10:00:00", by=APP),
            event("ListBuckets", "10:00:01", by=APP, error="NotModified"),
            event("ConsoleLogin", "10:00:02", by=APP, source="signin.amazonaws.com", message="Failed authentication"),
            event("ListBuckets", "10:29:59", by=APP, ip=EVIL, agent="rclone", error="AccessDenied"),
            event("ListBuckets", "10:30:00", by=APP, ip="192.0.2.11"),
            event("ListBuckets", "11:00:00", by=APP),
            event("ListBuckets", "11:00:01", by=session("app", "one", invokedBy="x.amazonaws.com"), ip="192.0.2.12"),
            event("ListBuckets", "11:00:02", by=APP, ip="athena.amazonaws.com"),
            data("GetObject", "11:00:03", by=APP, ip=EVIL, more={"AuthenticationMethod": "QueryString"}),
            event("ListBuckets", "12:00:00", ip=EVIL),
            event("ListBuckets", "12:00:01"),
            event("ListBuckets", "13:00:00", by=APP, sessionCredentialFromConsole="true"),
            event("ListBuckets", "13:00:01", by=APP, ip="2001:db8::1", sessionCredentialFromConsole="true"),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "span_start": at("10:00:00"),
                        "access_key_id": "ASIAAPPONE",
                        "actor": APP["arn"],
                        "addresses": 2,
                        "source_ips": [IP, EVIL],
                        "user_agents": 2,
                        "calls": 4,
                        "errors": 2,
                        "first_seen": at("10:00:00"),
                        "last_seen": at("10:29:59"),
                    },
                )
            ),
            Ask(params={"console": True}, rows=({"span_start": at("10:00:00")}, {"span_start": at("13:00:00")})),
            Ask(params={"span_minutes": 60, "min_addresses": 3}, rows=({"addresses": 3},)),
        ),
    ),
    "role_assumptions": Scene(
        log=(
            assume("10:00:00"),
            assume("10:00:01", name="t", ip=EVIL),
            assume("10:00:02", None, error="AccessDenied", message=DENIED),
            assume("10:00:03", FRONT, by=APP),
            assume("10:00:04", by=service("ec2.amazonaws.com"), ip="ec2.amazonaws.com"),
            assume("10:00:05", source="other.amazonaws.com"),
            assume("10:00:06", eventName="GetCallerIdentity"),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "actor": ALICE,
                        "operation": "AssumeRole",
                        "role_arn": ROLE,
                        "assumed": 2,
                        "refused": 1,
                        "session_names": 2,
                        "source_ips": [IP, EVIL],
                        "accounts": ["111122223333"],
                        "first_seen": at("10:00:00"),
                        "last_seen": at("10:00:02"),
                    },
                    {"actor": "arn:aws:sts::111122223333:assumed-role/app", "role_arn": FRONT, "assumed": 1},
                )
            ),
            Ask(params={"role_arn": FRONT}, rows=({"role_arn": FRONT},)),
            Ask(params={"services": True}, rows=({"assumed": 2}, {"role_arn": FRONT}, {"actor": "ec2.amazonaws.com"})),
        ),
    ),
    "service_roles_taken_by_people": Scene(
        log=(
            assume("10:00:00", day=-1, by=service("ec2.amazonaws.com")),
            assume("10:00:00"),
            assume("10:00:01", None, error="AccessDenied", message=DENIED),
            assume("10:00:02", day=-1, by=user("bob")),
            assume("10:00:03", by=service("ec2.amazonaws.com")),
            assume("11:00:00", FRONT),
            assume("11:00:01", FRONT, by=service("ecs.amazonaws.com"), error="AccessDenied"),
            assume("11:00:02", source="other.amazonaws.com"),
            assume("11:00:03", eventName="GetCallerIdentity"),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "role_arn": ROLE,
                        "actor": ALICE,
                        "calls": 2,
                        "refused": 1,
                        "services": ["ec2.amazonaws.com"],
                        "source_ips": [IP],
                        "first_seen": at("10:00:00"),
                        "last_seen": at("10:00:01"),
                    },
                )
            ),
        ),
    ),
    "roles_with_many_user_agents": Scene(
        log=(
            event("ListBuckets", "10:00:00", by=APP),
            event("ListBuckets", "10:00:01", by=session("app", "two"), agent="Boto3/1.40 md/Botocore", error="NotModified"),
            event("ListBuckets", "10:00:02", by=APP, agent="[rclone v1]", error="AccessDenied", ip=EVIL),
            event("ListBuckets", "11:00:00", by=session("app", "one", invokedBy="x"), agent="other"),
            event("ListBuckets", "11:00:01", by=session("calm", "one")),
            event("ListBuckets", "11:00:02", by=session("calm", "one"), agent="aws-cli/1"),
            event("ListBuckets", "12:00:00"),
            event("ListBuckets", "12:00:01", agent="a"),
            event("ConsoleLogin", "12:00:02", agent="b", source="signin.amazonaws.com", message="Failed authentication"),
        ),
        asks=(
            Ask(
                params={"min_user_agents": 3},
                rows=(
                    {
                        "actor": "arn:aws:sts::111122223333:assumed-role/app",
                        "user_agents": 3,
                        "examples": ["Boto3", "aws-cli", "rclone"],
                        "source_ips": 2,
                        "calls": 3,
                        "errors": 1,
                        "first_seen": at("10:00:00"),
                        "last_seen": at("10:00:02"),
                    },
                ),
            ),
            Ask(
                params={"min_user_agents": 3, "identity_types": ["IAMUser"]},
                rows=({"actor": ALICE, "user_agents": 3, "calls": 3, "errors": 1},),
            ),
            Ask(rows=()),
        ),
    ),
    "federation_tokens": Scene(
        log=(
            token("GetFederationToken", "10:00:00", "ASIANEW", parameters={"name": "x", "durationSeconds": 129600}),
            token("GetSessionToken", "10:00:01", error="AccessDenied"),
            event("ListBuckets", "10:01:00", by=user(accessKeyId="ASIANEW"), ip=EVIL),
            event("ListBuckets", "10:01:01", by=user(accessKeyId="ASIANEW"), ip=EVIL),
            event("ListBuckets", "10:01:02", by=APP),
            token("GetCallerIdentity", "11:00:00"),
            token("GetSessionToken", "11:00:01", source="other.amazonaws.com"),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "time": at("10:00:00"),
                        "actor": ALICE,
                        "operation": "GetFederationToken",
                        "bucket": None,
                        "key": None,
                        "outcome": "ok",
                        "name": "x",
                        "duration_seconds": 129600,
                        "access_key_id": KEY,
                        "new_access_key_id": "ASIANEW",
                        "following_calls": 2,
                        "following_ips": [EVIL],
                    },
                    {"outcome": "AccessDenied", "new_access_key_id": None, "following_calls": 0, "following_ips": None},
                )
            ),
            Ask(params={"event_names": ["GetCallerIdentity"]}, rows=({"operation": "GetCallerIdentity"},)),
        ),
    ),
}
