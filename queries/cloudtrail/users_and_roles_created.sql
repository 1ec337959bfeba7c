-- title: Users and roles made by hand
-- description: Each user, role, login or group membership that was made, or tried to be made, outside automation. What tools make is left out by the service that called for somebody, by parts of the user agent, or by names of roles: list yours.
-- category: detection
-- tags: identity, t1136.003
-- param: event_names       string[] = ["AddUserToGroup", "CreateLoginProfile", "CreateRole", "CreateServiceSpecificCredential", "CreateUser"]   Events that count.
-- param: automation        string[] = ["cloudformation.amazonaws.com", "terraform"]   Parts of the user agent, or of the service that made the call, that mean automation; case does not matter.
-- param: automation_roles  string[] = null   Names of roles of your deployments, to be left out.
-- param: limit             integer  = 100    At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, name string, account_id string, user_agent string, event_id string
-- limits: The client writes the user agent: who knows your list can name himself so. IAM logs in us-east-1: a trail of one other Region lacks it. Roles that services make for themselves (CreateServiceLinkedRole) are left out.
-- reference: https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
select distinct
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    cast(null as varchar) as bucket,
    cast(null as varchar) as key,
    outcome,
    coalesce(
        json_extract_scalar(request_parameters, '$.userName'),
        json_extract_scalar(request_parameters, '$.roleName')
    ) as name,
    account_id,
    user_agent,
    event_id
from cloudtrail
where event_source = 'iam.amazonaws.com'
    and event_name in (:event_names)
    and none_match(
        array[:automation],
        part -> strpos(lower(concat(coalesce(user_agent, ''), ' ', coalesce(invoked_by, ''))), lower(part)) > 0
    )
    and (:automation_roles is null or coalesce(session_issuer_name, '') not in (:automation_roles))
order by time, event_id, operation, outcome, actor, source_ip, name, user_agent
limit :limit
