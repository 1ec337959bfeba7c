-- title: Changes of IAM policies and of who has them
-- description: Each call that made, changed, attached, detached or deleted a policy or a permissions boundary, or tried to. grantee is the user, group or role that it is about; null where the policy itself was changed. request_parameters has the document.
-- category: detection
-- tags: identity, audit, cis-4.4, t1098
-- param: event_names  string[] = ["AttachGroupPolicy", "AttachRolePolicy", "AttachUserPolicy", "CreatePolicy", "CreatePolicyVersion", "DeleteGroupPolicy", "DeletePolicy", "DeletePolicyVersion", "DeleteRolePermissionsBoundary", "DeleteRolePolicy", "DeleteUserPermissionsBoundary", "DeleteUserPolicy", "DetachGroupPolicy", "DetachRolePolicy", "DetachUserPolicy", "PutGroupPolicy", "PutRolePermissionsBoundary", "PutRolePolicy", "PutUserPermissionsBoundary", "PutUserPolicy", "SetDefaultPolicyVersion"]   Events that count.
-- param: limit        integer  = 100   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, policy string, grantee string, account_id string, aws_region string, invoked_by string, user_agent string, request_parameters string, event_id string
-- limits: IAM logs in us-east-1: a trail of one other Region lacks it. Deployments show as well: invoked_by names CloudFormation. Who joins a group gets its rights without a policy's change: add AddUserToGroup. Permission sets of IAM Identity Center change by its own events.
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
        json_extract_scalar(request_parameters, '$.policyArn'),
        json_extract_scalar(request_parameters, '$.policyName'),
        json_extract_scalar(request_parameters, '$.permissionsBoundary')
    ) as policy,
    coalesce(
        json_extract_scalar(request_parameters, '$.userName'),
        json_extract_scalar(request_parameters, '$.roleName'),
        json_extract_scalar(request_parameters, '$.groupName')
    ) as grantee,
    account_id,
    aws_region,
    invoked_by,
    user_agent,
    request_parameters,
    event_id
from cloudtrail
where event_source = 'iam.amazonaws.com'
    and event_name in (:event_names)
order by time, event_id, operation, outcome, actor, source_ip, request_parameters
limit :limit
