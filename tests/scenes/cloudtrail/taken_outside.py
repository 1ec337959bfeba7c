"""Scenes of data and credentials that left the place where they belong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tests.scenes import ALICE, IP, Ask, Scene, at, data, event, session

if TYPE_CHECKING:
    from tests.scenes import Event

RDS: Final = "rds.amazonaws.com"
EC2: Final = "ec2.amazonaws.com"
EVIL: Final = "203.0.113.7"
OWN: Final = "10.1.2.3"
WEB: Final = session("web", "i-0ab1")
OLD: Final = session("web", "i-0ab1", sessionContext={"ec2RoleDelivery": "1.0"})
NEW: Final = session("web", "i-0ab1", sessionContext={"ec2RoleDelivery": "2.0"})
THEIRS: Final = "example-theirs"
ROLE: Final = "arn:aws:sts::111122223333:assumed-role/web"
EXPRESS: Final = "arn:aws:s3express:eu-west-1:999900001111:"
DIRECTORY: Final = "AWS::S3Express::DirectoryBucket"


def _of(account: str | None, bucket: str, kind: str = "AWS::S3::Bucket", arn: str = "arn:aws:s3:::") -> dict[str, str]:
    return {"type": kind, "ARN": f"{arn}{bucket}"} | ({"accountId": account} if account else {})


def _write(clock: str, name: str = "PutObject", **given: Any) -> Event:  # noqa: ANN401  fields
    """A write into a bucket of another account, but for what is given."""
    bucket = given.setdefault("bucket", THEIRS)
    return data(name, clock, **({"resources": [_of("999900001111", bucket)]} | given))


SCENES: Final = {
    "writes_to_other_accounts": Scene(
        log=(
            _write("10:00:00", key="b", more={"bytesTransferredIn": 100}),
            _write("10:00:01", "PostObject", key="c", ip=EVIL, more={"bytesTransferredIn": 20}),
            _write("10:00:02", "CreateMultipartUpload", key="d"),
            _write("10:00:03", "UploadPart", key="d", more={"bytesTransferredIn": 3}),
            _write("10:00:04", "CompleteMultipartUpload", key="d", ip=None),
            _write("10:00:05", key="a", error="AccessDenied", more={"bytesTransferredIn": 7000}),
            _write("10:00:06", "GetObject"),
            _write("10:00:06", source="example.amazonaws.com"),
            _write("10:01:00", by=session("web", "one"), resources=[
                _of("999900001111", f"{THEIRS}/a.txt", "AWS::S3::Object"), _of("444455556666", THEIRS),
            ]),
            _write("10:01:01", by=session("web", "two"), resources=[_of("444455556666", THEIRS)]),
            _write("10:02:00", "CopyObject", bucket="example-copies", resources=[
                _of("111122223333", "example-scene"), _of("999900001111", "example-copies"),
            ]),
            _write("10:02:01", "UploadPartCopy", bucket="example-copies", error="AccessDenied"),
            _write("10:03:00", "CopyObject", bucket="a--x-s3", source="s3express.amazonaws.com", resources=[
                _of("999900001111", "a--x-s3", DIRECTORY, EXPRESS),
            ]),
            _write("10:04:00", "CopyObject", bucket="b--x-s3", source="s3express.amazonaws.com", error="Odd", resources=[
                _of("999900001111", "b--x-s3", DIRECTORY, f"{EXPRESS}bucket/"),
            ]),
            _write("10:05:00", bucket="example-point", resources=[_of("999900001111", "zzz")], error="AccessDenied"),
            # From a bucket of another account into one's own.
            *(
                _write("11:00:00", name, bucket="example-scene", resources=[
                    _of("111122223333", "example-scene"), _of("999900001111", THEIRS),
                ])
                for name in ("CopyObject", "UploadPartCopy")
            ),
            _write("11:00:01", bucket="example-scene", resources=[_of("111122223333", "example-scene")]),
            _write("11:00:02", resources=[_of(None, THEIRS)]),
            _write("11:00:03", resources=[_of("999900001111", THEIRS, "AWS::S3::AccessPoint")]),
            _write("11:00:04", resources=None),
            # The bucket's owner has the record too.
            _write("11:00:05", account="444455556666", resources=[_of("444455556666", THEIRS)]),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "account": "999900001111", "actor": ALICE, "bucket": THEIRS, "requests": 6, "failed": 1, "keys": 3,
                        "operations": [
                            "CompleteMultipartUpload", "CreateMultipartUpload", "PostObject", "PutObject", "UploadPart",
                        ],
                        "bytes_in": 123, "source_ips": [IP, EVIL], "example_key": "a",
                        "first_seen": at("10:00:00"), "last_seen": at("10:00:05"),
                    },
                    {"account": "444455556666", "actor": ROLE, "bucket": THEIRS, "requests": 2, "failed": 0, "keys": 1}
                    | {"bytes_in": 0, "first_seen": at("10:01:00"), "last_seen": at("10:01:01")},
                    {"bucket": "example-copies", "operations": ["CopyObject", "UploadPartCopy"], "requests": 2, "failed": 1},
                    {"bucket": "a--x-s3", "keys": 1},
                    {"bucket": "b--x-s3", "requests": 1, "keys": 0},
                    {"bucket": "example-point", "requests": 1, "keys": 0},
                ),
            ),
            Ask(params={"own_accounts": ["999900001111"]}, rows=({"account": "444455556666"},)),
        ),
    ),
    "data_shared_outside": Scene(
        log=(
            event("ModifySnapshotAttribute", "10:00:00", source=EC2, parameters={
                "snapshotId": "snap-1",
                "createVolumePermission": {"add": {"items": [{"userId": "999900001111"}, {"group": "all"}]}},
            }),
            event("ModifyImageAttribute", "10:00:01", source=EC2, error="Client.UnauthorizedOperation", parameters={
                "imageId": "ami-1",
                "launchPermission": {"add": {"items": [{"organizationArn": "arn:o"}, {"organizationalUnitArn": "arn:ou"}]}},
            }),
            event("ModifyDBSnapshotAttribute", "10:00:02", source=RDS, parameters={
                "dBSnapshotIdentifier": "db-1", "valuesToAdd": ["444455556666"],
            }),
            event("ModifyDBClusterSnapshotAttribute", "10:00:03", source=RDS, parameters={
                "dBClusterSnapshotIdentifier": "c-1", "valuesToAdd": ["all"],
            }),
            event("ModifySnapshotAttribute", "11:00:00", source=EC2, parameters={
                "snapshotId": "snap-2", "createVolumePermission": {"remove": {"items": [{"userId": "999900001111"}]}},
            }),
            event("ModifyDBSnapshotAttribute", "11:00:01", source="neptune.amazonaws.com", parameters={"valuesToAdd": ["all"]}),
            event("ModifyOptionGroup", "11:00:02", source=RDS, parameters={"valuesToAdd": ["all"]}),
        ),
        asks=(
            Ask(
                rows=(
                    {"time": at("10:00:00"), "actor": ALICE, "operation": "ModifySnapshotAttribute", "outcome": "ok"}
                    | {"bucket": None, "key": None, "grantee": "999900001111", "resource": "snap-1"},
                    {"grantee": "all", "resource": "snap-1"},
                    {"grantee": "arn:o", "resource": "ami-1", "outcome": "Client.UnauthorizedOperation"},
                    {"grantee": "arn:ou", "resource": "ami-1"},
                    {"grantee": "444455556666", "resource": "db-1"},
                    {"grantee": "all", "resource": "c-1"},
                ),
            ),
            Ask(
                params={"own_accounts": ["444455556666", "arn:o", "arn:ou"]},
                rows=({"grantee": "999900001111"}, {"resource": "snap-1"}, {"resource": "c-1"}),
            ),
        ),
    ),
    "instance_credentials_outside": Scene(
        log=(
            event("ListBuckets", "10:00:00", by=NEW, ip=EVIL, error="NotModified"),
            event("GetBucketAcl", "10:00:01", by=NEW, ip=EVIL, error="AccessDenied"),
            event("ConsoleLogin", "10:00:02", by=NEW, ip=EVIL, source="signin.amazonaws.com", message="Failed authentication"),
            event("ListBuckets", "10:01:00", by=OLD, ip=OWN),
            event("ListBuckets", "11:00:00", by=NEW, ip=OWN),
            event("ListBuckets", "11:00:01", by=session("web", "i-0ab2", invokedBy="x.amazonaws.com"), ip=EVIL),
            event("ListBuckets", "11:00:02", by=session("web", "ivan"), ip=EVIL),
            event("ListBuckets", "11:00:03", by=WEB | {"type": "FederatedUser"}, ip=EVIL),
            event("ListBuckets", "11:00:04", by=WEB, ip="ec2.amazonaws.com"),
        ),
        asks=(
            Ask(
                rows=(
                    {"instance": "i-0ab1", "role": "web", "source_ip": EVIL, "reasons": ["outside"], "metadata_version": "2.0"}
                    | {"calls": 3, "errors": 2, "event_names": ["ConsoleLogin", "GetBucketAcl", "ListBuckets"]}
                    | {"first_seen": at("10:00:00"), "last_seen": at("10:00:02")},
                    {"source_ip": OWN, "reasons": ["old metadata service"], "metadata_version": "1.0", "calls": 1},
                ),
            ),
            Ask(
                params={"own_networks": ["203.0.113.0/24"]},
                rows=(
                    {"reasons": ["outside", "old metadata service"]},
                    {"source_ip": OWN, "reasons": ["outside"]},
                ),
            ),
        ),
    ),
}  # fmt: skip
