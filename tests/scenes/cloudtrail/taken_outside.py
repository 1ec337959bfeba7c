"""Scenes of data and credentials that left the place where they belong."""

from __future__ import annotations

from typing import Final

from tests.scenes import ALICE, Ask, Scene, at, event, session

RDS: Final = "rds.amazonaws.com"
EC2: Final = "ec2.amazonaws.com"
EVIL: Final = "203.0.113.7"
OWN: Final = "10.1.2.3"
WEB: Final = session("web", "i-0ab1")
OLD: Final = session("web", "i-0ab1", sessionContext={"ec2RoleDelivery": "1.0"})
NEW: Final = session("web", "i-0ab1", sessionContext={"ec2RoleDelivery": "2.0"})

SCENES: Final = {
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
