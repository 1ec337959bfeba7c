"""Scenes of changes by hand, of doors opened, and of what callers do with KMS keys and TLS."""

from __future__ import annotations

from typing import Any, Final

from tests.scenes import AGENT, ALICE, IP, Ask, Event, Scene, at, data, event, session, user

EVIL: Final = "203.0.113.7"
KEY: Final = "arn:aws:kms:eu-west-1:111122223333:key/k1"
APP: Final = session("app", "one")
VIA_S3: Final = session("app", "one", invokedBy="s3.amazonaws.com")
ROLE: Final = "arn:aws:sts::111122223333:assumed-role/app"
CONSOLE: Final = "console.amazonaws.com"
DENIED: Final = "not authorized to perform: kms:Decrypt on the resource"


def kms(name: str, clock: str, arn: str | None = "arn:aws:s3:::example-scene/a", **given: Any) -> Event:  # noqa: ANN401  fields
    """A call to KMS, for an object of S3."""
    context = {"encryptionContext": {"aws:s3:arn": arn}} if arn else {}
    key = given.pop("resources", [{"ARN": KEY, "accountId": "111122223333", "type": "AWS::KMS::Key"}])
    common = {"source": "kms.amazonaws.com", "parameters": {"keyId": "alias/k", **context}, "resources": key, "readOnly": True}
    return event(name, clock, **(common | given))


def opened(clock: str, rule: dict[str, Any], **given: Any) -> Event:  # noqa: ANN401  fields
    """A rule of a security group."""
    asked = {"groupId": "sg-1", "ipPermissions": {"items": [rule]}}
    name = "AuthorizeSecurityGroupIngress"
    return event(given.pop("name", name), clock, **({"source": "ec2.amazonaws.com", "parameters": asked} | given))


def ports(first: int, last: int, cidr: str = "0.0.0.0/0") -> dict[str, Any]:
    """A rule for a range of ports."""
    ranges = {"ipv6Ranges": {"items": [{"cidrIpv6": cidr}]}} if ":" in cidr else {"ipRanges": {"items": [{"cidrIp": cidr}]}}
    return {"ipProtocol": "tcp", "fromPort": first, "toPort": last, **ranges}


def tls(clock: str, exchange: str | None, **given: Any) -> Event:  # noqa: ANN401  fields
    """A call by TLS 1.3."""
    details = {"tlsVersion": "TLSv1.3"} | ({"keyExchange": exchange} if exchange else {})
    return event("ListBuckets", clock, **({"tlsDetails": details} | given))


SCENES: Final = {
    "changes_by_hand": Scene(
        log=(
            event("PutBucketAcl", "10:00:00", sessionCredentialFromConsole="true", parameters={"bucketName": "example-scene"}),
            event("CreateUser", "10:00:01", agent=CONSOLE, error="AccessDenied", source="iam.amazonaws.com"),
            data("PutObject", "10:00:02", agent="[S3Console/0.4, aws-internal/3]"),
            event("ListBuckets", "11:00:00", agent=CONSOLE, readOnly=True),
            event("PutBucketAcl", "11:00:01"),
            event("SwitchRole", "11:00:02", agent=CONSOLE),
            event("DeleteBucket", "11:00:03", agent=None),
            event("DeleteUser", "11:00:04", agent=CONSOLE, readOnly=None, source="iam.amazonaws.com"),
            event("DescribeInstances", "11:00:05", agent=CONSOLE, readOnly=None, source="ec2.amazonaws.com"),
        ),
        asks=(
            Ask(
                rows=(
                    {"time": at("10:00:00"), "actor": ALICE, "operation": "PutBucketAcl", "bucket": "example-scene"}
                    | {"key": None, "outcome": "ok"},
                    {"operation": "CreateUser", "outcome": "AccessDenied"},
                    {"operation": "DeleteUser", "outcome": "ok"},
                ),
            ),
            Ask(
                params={"data_events": True, "ignored_events": ["CreateUser"]},
                rows=(
                    {"operation": "PutBucketAcl"}, {"operation": "PutObject", "key": "a.txt"}, {"operation": "SwitchRole"},
                    {"operation": "DeleteUser"},
                ),
            ),
        ),
    ),
    "security_groups_opened": Scene(
        log=(
            opened("10:00:00", ports(22, 22)),
            opened("10:00:01", ports(0, 65535, "::/0"), error="Client.UnauthorizedOperation", by=APP),
            opened("10:00:02", {}, parameters={"groupName": "web", "cidrIp": "0.0.0.0/0", "ipProtocol": "-1"}),
            opened("10:00:03", ports(80, 443)),
            opened("11:00:00", ports(443, 443)),
            opened("11:00:01", ports(22, 22, "192.0.2.0/24")),
            opened("11:00:02", ports(22, 22, "2001:db8::/32")),
            opened("11:00:03", ports(22, 22), name="RevokeSecurityGroupIngress"),
            opened("11:00:04", ports(22, 22), source="other.amazonaws.com"),
            opened("11:00:05", {}, parameters={"groupName": "web", "cidrIp": "192.0.2.0/24"}),
        ),
        asks=(
            Ask(
                rows=(
                    {"time": at("10:00:00"), "actor": ALICE, "outcome": "ok", "security_group": "sg-1", "protocol": "tcp"}
                    | {"operation": "AuthorizeSecurityGroupIngress", "bucket": None, "key": None}
                    | {"from_port": 22, "to_port": 22},
                    {"outcome": "Client.UnauthorizedOperation", "from_port": 0, "to_port": 65535},
                    {"security_group": "web", "protocol": "-1", "from_port": None, "to_port": None},
                    {"from_port": 80, "to_port": 443},
                ),
            ),
            Ask(
                params={"ignored_ports": [22]},
                rows=({"to_port": 65535}, {"protocol": "-1"}, {"from_port": 80}, {"from_port": 443}),
            ),
        ),
    ),
    "kms_decryptions": Scene(
        log=(
            kms("Decrypt", "10:00:00", by=VIA_S3),
            kms("Decrypt", "10:00:01", by=VIA_S3),
            kms("Decrypt", "10:00:02", "arn:aws:s3:::example-scene", by=VIA_S3, error="AccessDenied", ip=EVIL),
            kms("GenerateDataKey", "10:00:03", resources=None),
            kms("Decrypt", "11:00:00", None),
            kms("DescribeKey", "11:00:01"),
            kms("Decrypt", "11:00:02", source="other.amazonaws.com"),
        ),
        asks=(
            Ask(
                rows=(
                    {"actor": ROLE, "operation": "Decrypt", "kms_key": KEY, "bucket": "example-scene", "calls": 3, "refused": 1}
                    | {"objects": 1, "source_ips": [IP, EVIL], "first_seen": at("10:00:00"), "last_seen": at("10:00:02")},
                    {"actor": ALICE, "operation": "GenerateDataKey", "kms_key": "alias/k"},
                ),
            ),
            Ask(params={"kms_key": "alias/k"}, rows=({"operation": "GenerateDataKey"},)),
            Ask(params={"s3_only": False, "event_names": ["Decrypt"]}, rows=({"calls": 3}, {"actor": ALICE, "bucket": None})),
        ),
    ),
    "refused_by_kms": Scene(
        log=(
            data("GetObject", "10:00:00", by=APP, error="AccessDenied", message=DENIED),
            data("GetObject", "10:00:01", by=APP, error="AccessDenied", message=DENIED, key="b.txt"),
            data("GetObject", "10:00:02", by=APP, error="KMS.DisabledException", message="the key is disabled"),
            kms("Decrypt", "10:00:03", error="AccessDenied", message="no right"),
            kms("Decrypt", "10:00:04", None, by=VIA_S3, error="DisabledException"),
            data("GetObject", "11:00:00", by=APP, error="AccessDenied", message="no right"),
            data("GetObject", "11:00:01", by=APP),
            event("CreateVolume", "11:00:02", source="ec2.amazonaws.com", error="AccessDenied", message=DENIED),
            event("CreateVolume", "11:00:03", source="ec2.amazonaws.com", error="KMS.DisabledException"),
            kms("Decrypt", "11:00:04"),
            kms("Decrypt", "11:00:05", None, error="AccessDenied"),
            kms("Decrypt", "11:00:06", error="AccessDenied", source="other.amazonaws.com"),
            kms("Decrypt", "11:00:07", None, by=VIA_S3, error="AccessDenied", source="other.amazonaws.com"),
            data("GetObject", "11:00:08", message="KMS is well"),
        ),
        asks=(
            Ask(
                rows=(
                    {"actor": ROLE, "event_name": "GetObject", "bucket": "example-scene", "error_code": "AccessDenied"}
                    | {"calls": 2, "objects": 2, "first_seen": at("10:00:00"), "last_seen": at("10:00:01"), "example": DENIED},
                    {"actor": ALICE, "event_source": "kms.amazonaws.com", "bucket": "example-scene", "objects": 1},
                    {"event_source": "kms.amazonaws.com", "bucket": None, "error_code": "DisabledException", "objects": 0},
                    {"event_name": "GetObject", "error_code": "KMS.DisabledException"},
                ),
            ),
        ),
    ),
    "key_exchanges": Scene(
        log=(
            tls("10:00:00", "X25519MLKEM768"),
            tls("10:00:01", "X25519MLKEM768", by=user("bob"), agent="boto3"),
            tls("10:00:02", "X25519MLKEM768"),
            tls("10:00:03", "x25519"),
            tls("10:00:04", None, source="kms.amazonaws.com"),
            event("ListBuckets", "11:00:00"),
        ),
        asks=(
            Ask(
                rows=(
                    {"event_source": "s3.amazonaws.com", "tls_version": "TLSv1.3", "key_exchange": "X25519MLKEM768"}
                    | {"post_quantum": True, "calls": 3, "share": 0.75, "actors": 2, "user_agents": 2, "example_agent": AGENT},
                    {"event_source": "kms.amazonaws.com", "key_exchange": None, "post_quantum": None, "share": 1.0},
                    {"key_exchange": "x25519", "post_quantum": False, "share": 0.25},
                ),
            ),
            Ask(params={"services": ["kms.amazonaws.com"]}, rows=({"event_source": "kms.amazonaws.com"},)),
        ),
    ),
}  # fmt: skip
