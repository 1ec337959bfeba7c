-- title: Changes of the organization
-- description: Each call that changed, or tried to change, AWS Organizations: accounts made, invited, moved, removed or closed, policies (SCP and others) made, changed, attached or taken off, the policy that delegates set, services and delegated administrators let in. target is the account or unit that it is about, policy_id the policy.
-- category: detection
-- tags: identity, audit, cis-4.15
-- param: event_names  string[] = ["AcceptHandshake", "AttachPolicy", "CancelHandshake", "CloseAccount", "CreateAccount", "CreateGovCloudAccount", "CreateOrganization", "CreateOrganizationalUnit", "CreatePolicy", "DeclineHandshake", "DeleteOrganization", "DeleteOrganizationalUnit", "DeletePolicy", "DeleteResourcePolicy", "DeregisterDelegatedAdministrator", "DetachPolicy", "DisableAWSServiceAccess", "DisablePolicyType", "EnableAWSServiceAccess", "EnableAllFeatures", "EnablePolicyType", "InviteAccountToOrganization", "LeaveOrganization", "MoveAccount", "PutResourcePolicy", "RegisterDelegatedAdministrator", "RemoveAccountFromOrganization", "UpdateOrganizationalUnit", "UpdatePolicy"]   Events that count.
-- param: limit        integer  = 100   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, target string, policy_id string, account_id string, aws_region string, invoked_by string, user_agent string, request_parameters string, event_id string
-- limits: Only the trail of the management account has most of these, and it logs them in us-east-1; an account that leaves or accepts has that in its own. What a policy said before is not in the record.
-- reference: https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
select distinct
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    cast(null as varchar) as bucket,
    cast(null as varchar) as key,
    outcome,
    coalesce(
        json_extract_scalar(request_parameters, '$.targetId'),
        json_extract_scalar(request_parameters, '$.accountId'),
        json_extract_scalar(request_parameters, '$.target.id'),
        json_extract_scalar(request_parameters, '$.organizationalUnitId'),
        json_extract_scalar(request_parameters, '$.handshakeId')
    ) as target,
    json_extract_scalar(request_parameters, '$.policyId') as policy_id,
    account_id,
    aws_region,
    invoked_by,
    user_agent,
    request_parameters,
    event_id
from cloudtrail
where event_source = 'organizations.amazonaws.com'
    and event_name in (:event_names)
order by time, event_id, operation, outcome, actor, source_ip, request_parameters
limit :limit
