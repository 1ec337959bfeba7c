"""Scenes of changes of identities and of what they may do, an event each."""

from __future__ import annotations

from typing import Any, Final

from tests.scenes import ALICE, Ask, Event, Scene, at, event, root, session

ADMIN: Final = session("admin", "bob")
KNOWN: Final[dict[str, Any]] = {"bucket": None, "key": None}
POLICY: Final = "arn:aws:iam::aws:policy/ReadOnlyAccess"
PROVIDER: Final = "arn:aws:iam::111122223333:saml-provider/acme"
TRUST: Final = (
    '{"Statement":[{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::999900001111:root","444455556666"]},'
    '"Action":"sts:AssumeRole"},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::999900001111:user/eve"}}]}'
)


def iam(name: str, clock: str = "10:00:00", **given: Any) -> Event:  # noqa: ANN401  fields
    """A call to IAM."""
    return event(name, clock, **({"source": "iam.amazonaws.com", "region": "us-east-1"} | given))


# An audience of Google is a number of 21 digits, and names no account.
AUDIENCE: Final = '{"Statement":[{"Condition":{"StringEquals":{"accounts.google.com:aud":"112233445566778899001"}}}]}'

SCENES: Final = {
    "iam_policy_changes": Scene(
        log=(
            iam("AttachRolePolicy", "10:00:00", parameters={"roleName": "app", "policyArn": POLICY}),
            iam(
                "PutUserPolicy", "10:00:01", parameters={"userName": "eve", "policyName": "all"}, by=ADMIN, error="AccessDenied"
            ),
            iam("PutGroupPolicy", "10:00:02", parameters={"groupName": "staff", "policyName": "some"}),
            iam("CreatePolicy", "10:00:03", parameters={"policyName": "alone"}),
            iam("PutRolePermissionsBoundary", "10:00:04", parameters={"roleName": "app", "permissionsBoundary": POLICY}),
            iam("GetPolicy", "10:01:00", parameters={"policyArn": POLICY}, readOnly=True),
            event("DeletePolicy", "10:01:01", source="iot.amazonaws.com", parameters={"policyName": "device"}),
        ),
        asks=(
            Ask(
                rows=(
                    KNOWN
                    | {"time": at("10:00:00"), "actor": ALICE, "operation": "AttachRolePolicy", "outcome": "ok"}
                    | {"policy": POLICY, "grantee": "app"},
                    {"actor": ADMIN["arn"], "outcome": "AccessDenied", "policy": "all", "grantee": "eve"},
                    {"policy": "some", "grantee": "staff"},
                    {"policy": "alone", "grantee": None},
                    {"policy": POLICY, "grantee": "app"},
                ),
            ),
            Ask(params={"event_names": ["GetPolicy"]}, rows=({"operation": "GetPolicy"},)),
        ),
    ),
    "trust_policy_changes": Scene(
        log=(
            iam("UpdateAssumeRolePolicy", "10:00:00", parameters={"roleName": "app", "policyDocument": TRUST}),
            iam("CreateRole", "10:00:01", parameters={"roleName": "new", "assumeRolePolicyDocument": AUDIENCE}),
            iam("UpdateAssumeRolePolicy", "10:00:02", by=ADMIN, error="AccessDenied"),
            iam("DeleteRole", "10:01:00", parameters={"roleName": "old"}),
            event("CreateRole", "10:01:01", source="transfer.amazonaws.com", parameters={"roleName": "elsewhere"}),
        ),
        asks=(
            Ask(
                rows=(
                    KNOWN
                    | {"time": at("10:00:00"), "operation": "UpdateAssumeRolePolicy", "outcome": "ok", "role_name": "app"}
                    | {"accounts": ["444455556666", "999900001111"]},
                    {"operation": "CreateRole", "role_name": "new", "accounts": []},
                    {"outcome": "AccessDenied", "role_name": None, "accounts": None},
                ),
            ),
            Ask(params={"event_names": ["DeleteRole"]}, rows=({"role_name": "old"},)),
        ),
    ),
    "mfa_devices_removed": Scene(
        log=(
            iam("DeactivateMFADevice", "10:00:00", parameters={"userName": "alice", "serialNumber": "own"}),
            iam("DeactivateMFADevice", "10:00:01", parameters={"userName": "carol", "serialNumber": "hers"}),
            iam("DeactivateMFADevice", "10:00:02", parameters={"userName": "carol"}, by=ADMIN, error="AccessDenied"),
            iam("DeleteVirtualMFADevice", "10:00:03", parameters={"serialNumber": "hers"}),
            # The user name of the root user is the alias of the account.
            iam("DeactivateMFADevice", "10:00:04", parameters={"userName": "carol"}, by=root(userName="carol")),
            iam("EnableMFADevice", "10:01:00", parameters={"userName": "alice", "serialNumber": "new"}),
            event("DeactivateMFADevice", "10:01:01", source="other.amazonaws.com", parameters={"userName": "alice"}),
        ),
        asks=(
            Ask(
                rows=(
                    KNOWN
                    | {"time": at("10:00:00"), "operation": "DeactivateMFADevice", "outcome": "ok"}
                    | {"target_user": "alice", "for_another": False, "device": "own"},
                    {"target_user": "carol", "for_another": True, "device": "hers"},
                    {"target_user": "carol", "for_another": True, "outcome": "AccessDenied", "device": None},
                    {"target_user": None, "for_another": None, "device": "hers"},
                    {"target_user": "carol", "for_another": True, "actor": "arn:aws:iam::111122223333:root"},
                ),
            ),
            Ask(params={"event_names": ["EnableMFADevice"]}, rows=({"device": "new"},)),
        ),
    ),
    "identity_provider_changes": Scene(
        log=(
            iam("UpdateSAMLProvider", "10:00:00", parameters={"sAMLProviderArn": PROVIDER}),
            iam("CreateSAMLProvider", "10:00:01", parameters={"name": "evil"}, error="AccessDenied", by=ADMIN),
            iam("CreateOpenIDConnectProvider", "10:00:02", parameters={"url": "https://example.com"}),
            iam("DeleteOpenIDConnectProvider", "10:00:03", parameters={"openIDConnectProviderArn": "arn:oidc"}),
            iam("GetSAMLProvider", "10:01:00", parameters={"sAMLProviderArn": PROVIDER}, readOnly=True),
            event("UpdateSAMLProvider", "10:01:01", source="other.amazonaws.com"),
        ),
        asks=(
            Ask(
                rows=(
                    KNOWN | {"time": at("10:00:00"), "actor": ALICE, "outcome": "ok", "provider": PROVIDER},
                    {"operation": "CreateSAMLProvider", "outcome": "AccessDenied", "provider": "evil"},
                    {"provider": "https://example.com"},
                    {"provider": "arn:oidc"},
                ),
            ),
            Ask(params={"event_names": ["GetSAMLProvider"]}, rows=({"operation": "GetSAMLProvider"},)),
        ),
    ),
    "organization_changes": Scene(
        log=(
            iam("MoveAccount", "10:00:00", source="organizations.amazonaws.com", parameters={"accountId": "444455556666"}),
            iam(
                "DetachPolicy",
                "10:00:01",
                source="organizations.amazonaws.com",
                by=ADMIN,
                error="AccessDeniedException",
                parameters={"policyId": "p-1", "targetId": "ou-1"},
            ),
            iam("DescribePolicy", "10:01:00", source="organizations.amazonaws.com", parameters={"policyId": "p-1"}),
            iam("DeletePolicy", "10:01:01", parameters={"policyArn": POLICY}),
        ),
        asks=(
            Ask(
                rows=(
                    KNOWN
                    | {"time": at("10:00:00"), "actor": ALICE, "operation": "MoveAccount", "outcome": "ok"}
                    | {"target": "444455556666", "policy_id": None},
                    {"operation": "DetachPolicy", "outcome": "AccessDeniedException", "target": "ou-1", "policy_id": "p-1"},
                ),
            ),
            Ask(params={"event_names": ["DescribePolicy"]}, rows=({"operation": "DescribePolicy"},)),
        ),
    ),
}
