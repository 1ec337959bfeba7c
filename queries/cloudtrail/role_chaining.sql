-- title: Roles assumed from sessions of other roles
-- description: Each step from one role to the next. chain is who made the first session (where that is in the window), the role that was left and the role that was taken; follow new_access_key_id to the next step or to access_key_activity. A role that takes itself shows with the same role twice.
-- category: detection
-- tags: identity, credentials, t1550.001
-- param: known_sources  string = null   Pattern (RE2) of names of roles that take others as a matter of course, such as ^AWSReservedSSO_ or ^deployer$; they are left out.
-- param: limit          integer = 100   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, source_role string, target_role string, chain string, access_key_id string, new_access_key_id string, mfa_authenticated boolean, account_id string, event_id string
-- limits: Deployments and people who sign in by IAM Identity Center chain roles every day. A role of an account whose trail is not here shows in the target's trail without its name, and is left out. Whoever made the first session is known only where that call is in the window too.
-- reference: https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
with assumptions as (
    select distinct
        event_time,
        actor,
        source_ip,
        event_name,
        outcome,
        identity_type,
        identity_arn,
        session_issuer_arn,
        session_issuer_name,
        access_key_id,
        mfa_authenticated,
        account_id,
        event_id,
        -- A refused call has no parameters.
        coalesce(
            json_extract_scalar(request_parameters, '$.roleArn'),
            regexp_extract(error_message, 'on resource: (arn:[^ ]+)', 1)
        ) as target_role,
        json_extract_scalar(response_elements, '$.credentials.accessKeyId') as new_access_key_id
    from cloudtrail
    where event_source = 'sts.amazonaws.com'
        and event_name like 'AssumeRole%'
),
first_steps as (
    select
        new_access_key_id,
        -- Two accounts each have their record, and that of the role's owner tells no ARN.
        coalesce(min(identity_arn), min(actor)) as actor
    from assumptions
    where new_access_key_id is not null
    group by new_access_key_id
)
select
    step.event_time as time,
    step.actor,
    step.source_ip,
    step.event_name as operation,
    cast(null as varchar) as bucket,
    cast(null as varchar) as key,
    step.outcome,
    step.session_issuer_arn as source_role,
    step.target_role,
    array_join(array[first_steps.actor, step.session_issuer_arn, step.target_role], ' > ') as chain,
    step.access_key_id,
    step.new_access_key_id,
    step.mfa_authenticated,
    step.account_id,
    step.event_id
from assumptions as step
left join first_steps
    on first_steps.new_access_key_id = step.access_key_id
where step.identity_type = 'AssumedRole'
    and (:known_sources is null or not coalesce(regexp_like(step.session_issuer_name, :known_sources), false))
order by time, step.event_id, outcome, step.actor, step.source_ip, chain, step.new_access_key_id
limit :limit
