"""Scenes of changes of networks, keys and what records them, an event each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from tests.scenes import ALICE, Ask, Scene, at, event, service, session

EC2: Final = "ec2.amazonaws.com"
KMS: Final = "kms.amazonaws.com"
KEY: Final = "arn:aws:kms:eu-west-1:111122223333:key/k1"
ADMIN: Final = session("admin", "bob")

Change = tuple[str, Mapping[str, Any], Mapping[str, Any]]


def changes(source: str, found: Sequence[Change], spared: str) -> Scene:
    """Events with their parameters and what is to be found of each; spared are another one, and the same elsewhere."""
    log = [event(name, f"10:00:{place:02}", source=source, parameters=given) for place, (name, given, _) in enumerate(found)]
    rows = [
        {
            "time": at(f"10:00:{place:02}"),
            "operation": name,
            "actor": ALICE,
            "outcome": "ok",
            "bucket": None,
            "key": None,
            **row,
        }
        for place, (name, _, row) in enumerate(found)
    ]
    name, given, row = found[0]
    refused = event(name, "10:01:00", source=source, parameters=given, by=ADMIN, error="AccessDenied")
    others = (event(spared, "11:00:00", source=source), event(name, "11:00:01", source="other.amazonaws.com", parameters=given))
    last = {"time": at("10:01:00"), "actor": ADMIN["arn"], "outcome": "AccessDenied", **row}
    return Scene(
        log=(*log, refused, *others),
        asks=(
            Ask(rows=(*rows, last)),
            Ask(params={"event_names": [spared]}, rows=({"time": at("11:00:00"), "operation": spared},)),
        ),
    )


SCENES: Final = {
    "config_changes": changes(
        "config.amazonaws.com",
        [
            ("StopConfigurationRecorder", {"configurationRecorderName": "default"}, {"name": "default"}),
            ("PutConfigurationRecorder", {"configurationRecorder": {"name": "second"}}, {"name": "second"}),
            ("DeleteDeliveryChannel", {"deliveryChannelName": "out"}, {"name": "out"}),
            ("PutDeliveryChannel", {"deliveryChannel": {"name": "new"}}, {"name": "new"}),
            ("DeleteConfigRule", {"configRuleName": "public-read"}, {"name": "public-read"}),
            ("DeleteOrganizationConfigRule", {"organizationConfigRuleName": "all"}, {"name": "all"}),
            ("PutConfigRule", {"configRule": {"configRuleName": "public-write"}}, {"name": "public-write"}),
            ("PutOrganizationConfigRule", {"organizationConfigRuleName": "some"}, {"name": "some"}),
            ("DeleteConformancePack", {"conformancePackName": "pack"}, {"name": "pack"}),
            ("DeleteOrganizationConformancePack", {"organizationConformancePackName": "packs"}, {"name": "packs"}),
            ("PutConformancePack", {"conformancePackName": "new"}, {"name": "new"}),
            ("PutOrganizationConformancePack", {"organizationConformancePackName": "news"}, {"name": "news"}),
            ("DisassociateResourceTypes", {"configurationRecorderArn": "arn:r", "resourceTypes": ["a"]}, {"name": "arn:r"}),
        ],
        "StartConfigurationRecorder",
    ),
    "security_group_changes": changes(
        EC2,
        [
            ("AuthorizeSecurityGroupIngress", {"groupId": "sg-1"}, {"security_group": "sg-1"}),
            ("CreateSecurityGroup", {"groupName": "web"}, {"security_group": "web"}),
            ("ModifySecurityGroupRules", {"ModifySecurityGroupRulesRequest": {"GroupId": "sg-2"}}, {"security_group": "sg-2"}),
        ],
        "DescribeSecurityGroups",
    ),
    "network_acl_changes": changes(
        EC2,
        [
            (
                "CreateNetworkAclEntry",
                {"networkAclId": "acl-1", "ruleAction": "allow", "cidrBlock": "0.0.0.0/0"},
                {"network_acl": "acl-1", "rule_action": "allow", "cidr": "0.0.0.0/0"},
            ),
            ("ReplaceNetworkAclEntry", {"ipv6CidrBlock": "::/0"}, {"network_acl": None, "rule_action": None, "cidr": "::/0"}),
        ],
        "DescribeNetworkAcls",
    ),
    "gateway_changes": changes(
        EC2,
        [
            ("AttachInternetGateway", {"internetGatewayId": "igw-1", "vpcId": "vpc-1"}, {"gateway": "igw-1", "vpc": "vpc-1"}),
            ("DeleteCustomerGateway", {"customerGatewayId": "cgw-1"}, {"gateway": "cgw-1", "vpc": None}),
        ],
        "CreateNatGateway",
    ),
    "route_table_changes": changes(
        EC2,
        [
            (
                "CreateRoute",
                {"routeTableId": "rtb-1", "destinationCidrBlock": "0.0.0.0/0"},
                {"route_table": "rtb-1", "destination": "0.0.0.0/0"},
            ),
            ("ReplaceRoute", {"destinationIpv6CidrBlock": "::/0"}, {"route_table": None, "destination": "::/0"}),
            ("DeleteRoute", {"destinationPrefixListId": "pl-1"}, {"destination": "pl-1"}),
        ],
        "DescribeRouteTables",
    ),
    "vpc_changes": changes(
        EC2,
        [
            (
                "CreateVpcPeeringConnection",
                {"vpcId": "vpc-1", "peerOwnerId": "999900001111"},
                {"vpc": "vpc-1", "peering": None, "peer_account": "999900001111"},
            ),
            ("AcceptVpcPeeringConnection", {"vpcPeeringConnectionId": "pcx-1"}, {"peering": "pcx-1", "peer_account": None}),
        ],
        "CreateVpcEndpoint",
    ),
    "flow_logs_deleted": changes(
        EC2,
        [
            (
                "DeleteFlowLogs",
                {"DeleteFlowLogsRequest": {"FlowLogId": [{"tag": 1, "content": "fl-0b"}, {"tag": 2, "content": "fl-0a"}]}},
                {"flow_logs": ["fl-0a", "fl-0b"]},
            ),
        ],
        "CreateFlowLogs",
    ),
    "kms_keys_disabled": changes(
        KMS,
        [
            ("ScheduleKeyDeletion", {"keyId": KEY, "pendingWindowInDays": 7}, {"kms_key": KEY, "pending_days": 7}),
            ("DisableKey", {"keyId": KEY}, {"kms_key": KEY, "pending_days": None}),
            ("DeleteImportedKeyMaterial", {"keyId": "k2"}, {"kms_key": "k2"}),
        ],
        "EnableKey",
    ),
    "kms_key_policy_changes": Scene(
        log=(
            event("PutKeyPolicy", "10:00:00", source=KMS, parameters={"keyId": KEY}),
            event(
                "CreateGrant",
                "10:00:01",
                source=KMS,
                parameters={"keyId": "k2", "granteePrincipal": "eve"},
                error="AccessDenied",
            ),
            event(
                "CreateGrant",
                "10:00:02",
                source=KMS,
                parameters={"keyId": "k3", "granteePrincipal": "rds"},
                by=service("rds.amazonaws.com"),
            ),
            event("CreateGrant", "10:00:03", source=KMS, parameters={"granteeServicePrincipal": "backup"}),
            event("RotateKey", "11:00:00", source=KMS, parameters={"keyId": KEY}),
            event("CreateGrant", "11:00:01", source="other.amazonaws.com", parameters={"keyId": KEY}),
        ),
        asks=(
            Ask(
                rows=(
                    {
                        "time": at("10:00:00"),
                        "actor": ALICE,
                        "outcome": "ok",
                        "bucket": None,
                        "key": None,
                        "kms_key": KEY,
                        "grantee": None,
                    },
                    {"outcome": "AccessDenied", "kms_key": "k2", "grantee": "eve"},
                    {"kms_key": None, "grantee": "backup"},
                ),
            ),
            Ask(
                params={"services": True, "event_names": ["CreateGrant"]},
                rows=({"grantee": "eve"}, {"grantee": "rds"}, {"grantee": "backup"}),
            ),
            Ask(params={"event_names": ["RotateKey"]}, rows=({"operation": "RotateKey"},)),
        ),
    ),
}
