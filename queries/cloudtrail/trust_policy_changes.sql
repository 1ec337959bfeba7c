-- title: Changes of who may take a role
-- description: Each call that gave a role another trust policy, or made a role with its first, or tried to. accounts are those that the policy names: one that is not yours may take the role from outside. Read request_parameters for the rest.
-- category: detection
-- tags: identity, exposure, t1098
-- param: event_names  string[] = ["CreateRole", "UpdateAssumeRolePolicy"]   Events that count.
-- param: limit        integer  = 100   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, role_name string, accounts string[], account_id string, aws_region string, invoked_by string, user_agent string, request_parameters string, event_id string
-- limits: IAM logs in us-east-1: a trail of one other Region lacks it. A trust of everybody (*), of a provider or of a service names no account. What the policy said before is not in the record. Accounts in conditions and in Deny statements are among accounts too.
-- reference: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html
select distinct
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    cast(null as varchar) as bucket,
    cast(null as varchar) as key,
    outcome,
    json_extract_scalar(request_parameters, '$.roleName') as role_name,
    array_sort(array_distinct(regexp_extract_all(
        coalesce(
            json_extract_scalar(request_parameters, '$.policyDocument'),
            json_extract_scalar(request_parameters, '$.assumeRolePolicyDocument')
        ),
        '(?:arn:aws[a-z-]*:(?:iam|sts)::|")([0-9]{12})[":]',
        1
    ))) as accounts,
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
