"""Scenes of one thing after another: a sign-in, a role and its calls; a denial, a change and a success."""

from __future__ import annotations

from typing import Any, Final

from tests.scenes import ALICE, Ask, Event, Line, Scene, access, at, data, event, session, user

_APP: Final = session("app", "one", accessKeyId="ASIANEW")
_ROLE: Final = "arn:aws:iam::111122223333:role/app"
_BOB: Final = "arn:aws:iam::111122223333:user/bob"
_STRANGER: Final = {"type": "AWSAccount", "principalId": "AIDASTRANGER", "accountId": "777788889999"}


def _assume(clock: str, key: str | None = "ASIANEW", name: str = "AssumeRole", **given: Any) -> Event:  # noqa: ANN401  fields
    response = {"credentials": {"accessKeyId": key}} if key else None
    common: dict[str, Any] = {"source": "sts.amazonaws.com", "parameters": {"roleArn": _ROLE}, "response": response}
    return event(name, clock, **(common | given))


def _sign_in(clock: str, result: str = "Success", **given: Any) -> Event:  # noqa: ANN401  fields
    name = given.pop("name", "ConsoleLogin")
    return event(name, clock, **({"source": "signin.amazonaws.com", "response": {"ConsoleLogin": result}} | given))


def _policy(clock: str, bucket: str = "example-scene", **given: Any) -> Event:  # noqa: ANN401  fields
    common: dict[str, Any] = {"by": user("bob"), "parameters": {"bucketName": bucket}}
    return event(given.pop("name", "PutBucketPolicy"), clock, **(common | given))


def _denied(clock: str, **given: Any) -> Line:  # noqa: ANN401  fields
    common: dict[str, Any] = {"status": 403, "error": "AccessDenied"}
    return access(clock, **(common | given))


SCENES: Final = {
    "sign_in_to_s3": Scene(
        log=(
            _sign_in("08:00:00", ip="198.51.100.8"),
            _sign_in("09:00:00", ip="198.51.100.9"),
            _sign_in("09:30:00", "Failure", ip="198.51.100.66"),
            _sign_in("09:40:00", ip="198.51.100.67", by=user("bob")),
            _sign_in("09:50:00", ip="198.51.100.68", name="SwitchRole"),
            _sign_in("09:55:00", ip="198.51.100.69", source="example.amazonaws.com"),
            _assume("10:00:00"),
            # The record of the role's owner, where that is another account.
            _assume("10:00:00", by={**_STRANGER, "principalId": "AIDAALICE"}, account="444455556666"),
            _sign_in("10:30:00", ip="198.51.100.70"),
            data("GetObject", "10:01:00", by=_APP, request_id="ONE", error="NotModified"),
            data("GetObject", "10:02:00", by=_APP, request_id="TWO", bucket="example-other", error="AccessDenied"),
            event("ListBuckets", "10:03:00", by=_APP),
            access("10:02:00", request_id="TWO", operation="REST.COPY.OBJECT_GET", sent=5000),
            event("ListUsers", "10:04:00", by=_APP, source="iam.amazonaws.com"),
            access("10:01:00", request_id="ONE", sent=70),
            access("10:01:00", request_id="OTHER", sent=9),
            _assume("11:00:00", "ASIATOKEN", "GetSessionToken", parameters=None, by=user("carol")),
            data("PutObject", "11:01:00", by=user("carol", accessKeyId="ASIATOKEN")),
            _sign_in("11:10:00", by=user("bob"), ip="198.51.100.71"),
            _sign_in("11:20:00", by=user("bob"), ip=None),
            _assume("11:25:00", "ASIABOB", by=user("bob")),
            event("ListBuckets", "11:26:00", by=session("app", "bob", accessKeyId="ASIABOB")),
            _assume("11:30:00", "ASIASTRANGE", by=_STRANGER),
            event("ListBuckets", "11:31:00", by=session("app", "two", accessKeyId="ASIASTRANGE")),
            _assume("12:00:00", "ASIAELSE", source="example.amazonaws.com"),
            data("PutObject", "12:01:00", by=user("carol", accessKeyId="ASIAELSE")),
            _assume("12:10:00", "ASIAIDLE"),
            _assume("12:20:00", None),
            data("PutObject", "12:21:00", by=user("carol", accessKeyId=None)),
            data("PutObject", "12:22:00", by=user("carol", accessKeyId="AKIACAROL")),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "assumed_at": at("10:00:00"), "actor": ALICE, "source_ip": "192.0.2.10",
                        "signed_in_at": at("09:00:00"), "signed_in_from": "198.51.100.9", "operation": "AssumeRole",
                        "role": _ROLE, "access_key_id": "ASIANEW", "calls": 3, "errors": 1,
                        "buckets": ["example-other", "example-scene"], "requests": 2, "bytes_sent": 70,
                        "first_seen": at("10:01:00"), "last_seen": at("10:03:00"),
                    },
                    {
                        "access_key_id": "ASIATOKEN", "operation": "GetSessionToken", "signed_in_at": None, "role": None,
                        "requests": 0, "bytes_sent": 0,
                    },
                    {"access_key_id": "ASIABOB", "signed_in_at": at("11:20:00"), "signed_in_from": None},
                    {"access_key_id": "ASIASTRANGE", "actor": "AIDASTRANGER", "signed_in_at": None},
                ),
            ),
            Ask(params={"signed_in": True}, rows=({"access_key_id": "ASIANEW"}, {"access_key_id": "ASIABOB"})),
            Ask(params={"access_key_id": "ASIATOKEN"}, rows=({"access_key_id": "ASIATOKEN"},)),
            Ask(params={"access_key_id": "ASIANEW", "hours": 0}, rows=({"signed_in_at": None},)),
        ),
    ),
    "denied_then_allowed": Scene(
        log=(
            _denied("09:00:00"),
            _denied("09:30:00"),
            _policy("09:20:00"),
            _policy("09:40:00", ip="198.51.100.1"),
            _policy("09:41:00", bucket="example-other"),
            _policy("09:42:00", error="AccessDenied"),
            _policy("09:43:00", name="GetBucketPolicy"),
            event("AttachUserPolicy", "09:44:00", source="iam.amazonaws.com"),
            event("PutAccountPublicAccessBlock", "09:48:00"),
            access("09:50:00"),
            _policy("09:55:00"),
            access("10:00:00"),
            _denied("11:00:00"),
            _denied("09:30:00", operation="REST.PUT.OBJECT"),
            _denied("09:30:00", bucket="example-third"),
            access("09:45:00", bucket="example-third", status=304, error="NotModified"),
            _denied("09:30:00", requester=_BOB, key="bob"),
            access("09:20:00", requester=_BOB, key="bob"),
            _denied("07:00:00", requester="-"),
            _policy("07:30:00", by=user("carol")),
            access("08:00:01", requester="-", status=304),
            _denied("23:40:00", day=-1, operation="REST.HEAD.OBJECT"),
            _policy("23:45:00", day=-1),
            access("23:50:00", day=-1, operation="REST.HEAD.OBJECT"),
            access("06:00:00", operation="REST.GET.ACL", status=403, error="SignatureDoesNotMatch"),
            _policy("06:10:00"),
            access("06:20:00", operation="REST.GET.ACL", status=500),
            access("06:30:00", operation="REST.GET.ACL"),
            _denied("05:00:00", operation="REST.GET.TAGGING", error="-"),
            access("05:05:00", operation="REST.GET.TAGGING", status=404),
            _policy("05:10:00", name="PutBucketAcl"),
            _policy("05:20:00", name="DeleteBucketOwnershipControls"),
            access("06:00:00", operation="REST.GET.TAGGING"),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "first_allowed": at("09:50:00"), "actor": ALICE, "bucket": "example-scene",
                        "operation": "REST.GET.OBJECT", "last_denied": at("09:30:00"), "denials": 2,
                        "changed_at": at("09:40:00"), "changed_by": _BOB, "changed_from": "198.51.100.1",
                        "event_name": "PutBucketPolicy",
                    },
                    {"event_name": "AttachUserPolicy", "changed_by": ALICE},
                    {"event_name": "PutAccountPublicAccessBlock", "first_allowed": at("09:50:00")},
                    {"event_name": "AttachUserPolicy", "bucket": "example-third", "first_allowed": at("09:45:00")},
                    {"operation": "REST.GET.TAGGING", "event_name": "PutBucketAcl", "denials": 1},
                    {"operation": "REST.GET.TAGGING", "event_name": "DeleteBucketOwnershipControls"},
                ),
            ),
            Ask(
                params={"within_minutes": 61, "event_names": ["PutBucketPolicy"], "error_codes": ["AccessDenied"]},
                rows=(
                    {"operation": "REST.GET.OBJECT", "actor": ALICE},
                    {"actor": "anonymous", "changed_at": at("07:30:00")},
                ),
            ),
            Ask(params={"min_denials": 2, "event_names": ["PutBucketPolicy"]}, rows=({"actor": ALICE, "denials": 2},)),
            Ask(
                params={"error_codes": ["SignatureDoesNotMatch"], "event_names": ["PutBucketPolicy"]},
                rows=({"operation": "REST.GET.ACL", "last_denied": at("06:00:00")},),
            ),
        ),
    ),
}  # fmt: skip
