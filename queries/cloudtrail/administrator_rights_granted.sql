-- title: Administrator rights granted
-- description: Calls that gave somebody all rights, or tried to: an administrator's policy attached, or a document that allows every action on every resource. grantee is the user, group or role; for a policy that was made by itself it is null, and who gets it shows in iam_policy_changes.
-- category: detection
-- tags: identity, triage, t1098.003
-- param: policies  string[] = ["AdministratorAccess", "IAMFullAccess", "PowerUserAccess"]   Names of managed policies that count as an administrator's: who has IAMFullAccess can give himself the rest.
-- param: limit     integer  = 100   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, policy string, grantee string, sid string, condition string, account_id string, user_agent string, event_id string
-- limits: Only Action and Resource of exactly * count as everything: iam:*, *:* and long lists may come to the same. A condition may narrow a statement: read it. Who joins a group of administrators, or takes a role that has the rights, does not show. Permission sets of IAM Identity Center are given by its own events. IAM logs in us-east-1.
-- reference: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
with calls as (
    select distinct
        event_time,
        actor,
        source_ip,
        event_name,
        outcome,
        coalesce(
            json_extract_scalar(request_parameters, '$.policyArn'),
            json_extract_scalar(request_parameters, '$.policyName')
        ) as policy,
        coalesce(
            json_extract_scalar(request_parameters, '$.userName'),
            json_extract_scalar(request_parameters, '$.roleName'),
            json_extract_scalar(request_parameters, '$.groupName')
        ) as grantee,
        json_extract_scalar(request_parameters, '$.policyDocument') as document,
        account_id,
        user_agent,
        event_id
    from cloudtrail
    where event_source = 'iam.amazonaws.com'
        and event_name in ('AttachGroupPolicy', 'AttachRolePolicy', 'AttachUserPolicy', 'CreatePolicy', 'CreatePolicyVersion', 'PutGroupPolicy', 'PutRolePolicy', 'PutUserPolicy')
),
granted as (
    select
        calls.event_time,
        calls.actor,
        calls.source_ip,
        calls.event_name,
        calls.outcome,
        calls.policy,
        calls.grantee,
        item.statement,
        calls.account_id,
        calls.user_agent,
        calls.event_id
    from calls
    -- A policy of one statement may have the object itself instead of a list; who attaches one sends none.
    cross join unnest(coalesce(
        try_cast(json_extract(calls.document, '$.Statement') as array(json)),
        array[json_extract(calls.document, '$.Statement')]
    )) as item(statement)
)
select
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    cast(null as varchar) as bucket,
    cast(null as varchar) as key,
    outcome,
    policy,
    grantee,
    json_extract_scalar(statement, '$.Sid') as sid,
    json_format(json_extract(statement, '$.Condition')) as condition,
    account_id,
    user_agent,
    event_id
from granted
where (
        event_name like 'Attach%'
        and element_at(split(policy, '/'), -1) in (:policies)
    )
    or (
        json_extract_scalar(statement, '$.Effect') = 'Allow'
        and (
            json_extract_scalar(statement, '$.Action') = '*'
            or contains(try_cast(json_extract(statement, '$.Action') as array(varchar)), '*')
        )
        and (
            json_extract_scalar(statement, '$.Resource') = '*'
            or contains(try_cast(json_extract(statement, '$.Resource') as array(varchar)), '*')
        )
    )
order by time, event_id, operation, outcome, actor, source_ip, policy, grantee, sid, condition
limit :limit
