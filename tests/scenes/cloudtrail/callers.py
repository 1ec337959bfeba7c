"""Scenes of callers, their sessions and their clients, counted."""

from __future__ import annotations

from typing import Any, Final

from tests.scenes import ALICE, Ask, Event, Scene, at, data, event, session, user

_ROLE: Final = "arn:aws:iam::111122223333:role/app"
_SESSION: Final = "arn:aws:sts::111122223333:assumed-role/app/one"
_ELSEWHERE: Final = {"source": "example.amazonaws.com"}


def _with(clock: str, more: dict[str, str], **given: Any) -> Event:  # noqa: ANN401  fields
    return data("GetObject", clock, more=more, **given)


def _look(clock: str, bucket: str, name: str = "GetBucketAcl", **given: Any) -> Event:  # noqa: ANN401  fields
    return event(name, clock, parameters={"bucketName": bucket}, read_only=True, **given)


def _refused(clock: str, message: str, **given: Any) -> Event:  # noqa: ANN401  fields
    return event("PutBucketPolicy", clock, **({"error": "AccessDenied", "message": message} | given))


SCENES: Final = {
    "role_sessions": Scene(
        log=(
            data("GetObject", by=session("app", "one"), more={"bytesTransferredOut": 5}),
            data("PutObject", "10:01:00", by=session("app", "one"), bucket="example-other", error="Denied", ip="192.0.2.1"),
            event("ListUsers", "10:02:00", by=session("app", "two"), source="iam.amazonaws.com"),
            event("ConsoleLogin", "10:02:01", by=session("app", "two"), source="signin.amazonaws.com", message="Failed"),
            data("GetObject", "10:00:30", by=session("app", "one"), error="NotModified"),
            data("GetObject", by=session("apple", "one")),
            data("GetObject", by=session("app", "one", type="FederatedUser")),
        ),
        asks=tuple(
            Ask(
                params={"role": role},
                rows=(
                    {
                        "actor": _SESSION, "session_name": "one", "requests": 3, "failed": 1, "bytes_sent": 5,
                        "operations": ["GetObject", "PutObject"], "buckets": ["example-other", "example-scene"],
                        "source_ips": ["192.0.2.1", "192.0.2.10"], "first_seen": at(), "last_seen": at("10:01:00"),
                    },
                    {"session_name": "two", "requests": 2, "failed": 1, "bytes_sent": 0, "buckets": None},
                ),
            )
            for role in ("app", _ROLE)
        ),
    ),
    "access_key_owners": Scene(
        log=(
            data("GetObject", by=session("app", "one", accessKeyId="ASIATHIS")),
            data("GetObject", "10:01:00", by=session("app", "one", accessKeyId="ASIATHIS")),
            data("GetObject", "10:02:00"),
        ),
        asks=(
            Ask(
                params={"access_key_id": "ASIATHIS"},
                rows=(
                    {
                        "actor": _SESSION, "identity_type": "AssumedRole", "identity_account": "111122223333", "calls": 2,
                        "session_issuer_arn": _ROLE, "first_seen": at(), "last_seen": at("10:01:00"),
                    },
                ),
            ),
        ),
    ),
    "sigv2_callers": Scene(
        log=(
            _with("10:00:00", {"SignatureVersion": "SigV2"}),
            _with("10:01:00", {"SignatureVersion": "SigV2"}, ip="192.0.2.11"),
            _with("09:00:00", {"SignatureVersion": "SigV4"}),
            _with("09:00:00", {"SignatureVersion": "SigV2"}, **_ELSEWHERE),
            _with("10:00:00", {"SignatureVersion": "SigV2"}, bucket="example-other"),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "actor": ALICE, "operation": "GetObject", "requests": 2, "source_ips": 2, "first_seen": at(),
                        "last_seen": at("10:01:00"),
                    },
                    {"bucket": "example-other"},
                ),
            ),
            Ask(params={"bucket": "example-other"}, rows=({"bucket": "example-other"},)),
        ),
    ),
    "acl_requests": Scene(
        log=(
            _with("10:00:00", {"aclRequired": "Yes"}),
            _with("10:01:00", {"aclRequired": "Yes"}, key="b"),
            _with("09:00:00", {}),
            _with("09:00:00", {"aclRequired": "Yes"}, **_ELSEWHERE),
            _with("10:00:00", {"aclRequired": "Yes"}, bucket="example-other"),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "actor": ALICE, "operation": "GetObject", "requests": 2, "keys": 2, "first_seen": at(),
                        "last_seen": at("10:01:00"), "example_key": "a.txt",
                    },
                    {"bucket": "example-other"},
                ),
            ),
            Ask(params={"bucket": "example-other"}, rows=({"bucket": "example-other"},)),
        ),
    ),
    "old_tls": Scene(
        log=(
            data("GetObject", tlsDetails={"tlsVersion": "TLSv1.1"}, agent="x"),
            data("PutObject", "10:01:00", tlsDetails={"tlsVersion": "TLSV1.1"}, ip="192.0.2.11", agent=None),
            event("ListUsers", "10:02:00", tlsDetails={"tlsVersion": "TLSv1"}, source="iam.amazonaws.com"),
            data("GetObject", "10:03:00", tlsDetails={"tlsVersion": "TLSv1.3"}),
            data("GetObject", "10:04:00", tlsDetails={"tlsVersion": "TLSv1.2"}),
            data("GetObject", "10:05:00"),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "tls_version": "tlsv1.1", "actor": ALICE, "bucket": "example-scene", "requests": 2, "source_ips": 2,
                        "user_agents": ["x"], "first_seen": at(), "last_seen": at("10:01:00"),
                    },
                    {"tls_version": "tlsv1", "bucket": None},
                ),
            ),
            Ask(
                params={"good": ["tlsv1.3", "tlsv1.1"], "bucket": "example-scene"},
                rows=({"tls_version": "tlsv1.2"},),
            ),
        ),
    ),
    "vpc_endpoints": Scene(
        log=(
            data("GetObject", vpcEndpointId="vpce-1", vpcEndpointAccountId="444455556666", more={"bytesTransferredOut": 5}),
            data(
                "GetObject", "10:01:00", vpcEndpointId="vpce-1", vpcEndpointAccountId="444455556666", by=user("bob"), error="X",
            ),
            data("GetObject", "10:02:00", vpcEndpointId="vpce-2", error="NotModified"),
            data("GetObject", "10:03:00"),
            data("GetObject", "10:04:00", vpcEndpointId="vpce-1", **_ELSEWHERE),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "vpc_endpoint_id": "vpce-1", "vpc_endpoint_account": "444455556666", "requests": 2, "failed": 1,
                        "actors": 2, "bytes_sent": 5, "source_ips": ["192.0.2.10"], "first_seen": at(),
                        "last_seen": at("10:01:00"),
                    },
                    {"vpc_endpoint_id": "vpce-2", "failed": 0, "bytes_sent": 0},
                ),
            ),
            Ask(params={"known_endpoints": ["vpce-1"]}, rows=({"vpc_endpoint_id": "vpce-2"},)),
        ),
    ),
    "bucket_scans": Scene(
        log=(
            event("ListBuckets", read_only=True),
            _look("10:01:00", "example-scene"),
            _look("10:02:00", "example-other", "GetBucketPolicy", error="AccessDenied"),
            event("GetAccountPublicAccessBlock", "10:02:30", read_only=True),
            _look("10:03:00", "example-third", "HeadBucket"),
            _look("10:04:00", "example-third", **_ELSEWHERE),
            _look("10:00:00", "example-scene", by=user("bob")),
            _look("10:10:00", "example-other", by=user("bob")),
        ),
        asks=(
            Ask(
                params={"min_buckets": 2},
                rows=(
                    {
                        "span_start": at(), "actor": ALICE, "scanned": 2, "lists": 1, "requests": 4, "failed": 1,
                        "operations": ["GetAccountPublicAccessBlock", "GetBucketAcl", "GetBucketPolicy", "ListBuckets"],
                        "source_ips": ["192.0.2.10"], "first_seen": at(), "last_seen": at("10:02:30"),
                    },
                ),
            ),
            Ask(
                params={"min_buckets": 2, "span_minutes": 60, "known_sources": [ALICE]},
                rows=({"actor": "arn:aws:iam::111122223333:user/bob", "scanned": 2},),
            ),
            Ask(rows=()),
        ),
    ),
    "denial_reasons": Scene(
        log=(
            _refused("10:00:00", "User is not authorized to perform: x with an explicit deny in a service control policy"),
            _refused("10:01:00", "User: y with an explicit deny in a service control policy"),
            _refused("10:02:00", "because no identity-based policy allows the action"),
            _refused("10:02:01", "User: y with an explicit deny in a VPC endpoint policy"),
            _refused("10:02:02", "because no VPC endpoint policy allows the s3:GetObject action"),
            _refused(
                "10:02:03", "because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.",
            ),
            _refused("10:02:04", "because public policies are blocked by the BlockPublicPolicy block public access setting."),
            _refused("10:03:00", "Access Denied", by=user("bob")),
            *(
                _refused(f"10:03:1{place}", "no session policy allows", error=code)
                for place, code in enumerate(("NotAuthorized", "AuthorizationError", "ForbiddenException"))
            ),
            _refused("10:03:20", "no permissions boundary allows", error="Client.UnauthorizedOperation"),
            _refused("10:04:00", "no identity-based policy allows", error="Throttling"),
            event("PutBucketPolicy", "10:05:00"),
        ),
        asks=(
            Ask(
                rows=(
                    {"reason": "no session policy allows", "denied": 3},
                    {
                        "reason": "explicit deny in a service control policy", "denied": 2, "actor": ALICE,
                        "operation": "PutBucketPolicy", "first_seen": at(), "last_seen": at("10:01:00"),
                        "example": "User is not authorized to perform: x with an explicit deny in a service control policy",
                    },
                    {"reason": "BlockPublicPolicy block public access setting", "denied": 1},
                    {"reason": "BlockPublicPolicy setting in S3 Block Public Access", "denied": 1},
                    {"reason": "explicit deny in a VPC endpoint policy", "denied": 1},
                    {"reason": "no VPC endpoint policy allows", "denied": 1},
                    {"reason": "no identity-based policy allows", "denied": 1},
                    {"reason": "no permissions boundary allows", "denied": 1},
                    {"reason": "not told", "denied": 1},
                ),
            ),
        ),
    ),
    "api_errors_by_hour": Scene(
        log=(
            data("GetObject", "09:00:00", error="SlowDown"),
            data("GetObject", "10:00:00", error="NoSuchKey"),
            data("HeadObject", "10:59:59", error="NoSuchKey", by=user("bob")),
            data("GetObject", "10:00:01", error="NotModified"),
            data("GetObject", "11:00:00", error="NoSuchKey", bucket="example-other"),
            data("GetObject", "10:00:00"),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "hour": at(), "error_code": "NoSuchKey", "errors": 2, "actors": 2,
                        "operations": ["GetObject", "HeadObject"],
                    },
                    {"hour": at("09:00:00"), "errors": 1},
                    {"hour": at("11:00:00"), "errors": 1},
                ),
            ),
            Ask(params={"limit": 1}, rows=({"hour": at(), "errors": 2},)),
            Ask(params={"bucket": "example-other"}, rows=({"hour": at("11:00:00")},)),
        ),
    ),
}  # fmt: skip
