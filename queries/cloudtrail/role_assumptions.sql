-- title: Who took which role
-- description: Each pair of somebody and a role: how often the role was taken or refused, in how many session names, from which addresses, when first and last. A session counts for its role, but those of IAM Identity Center, which are people, each by itself.
-- category: activity
-- tags: identity, audit
-- param: role_arn  string  = null    Only this role, by its ARN; null means all.
-- param: services  boolean = false   Also AWS services that took a role, as EC2 does for each instance.
-- param: distinct  boolean = false   A record that was delivered twice counts once.
-- param: limit     integer = 100     At most this many rows, the most often first.
-- returns: actor string, operation string, role_arn string, assumed bigint, refused bigint, session_names bigint, source_ips string[], accounts string[], first_seen timestamp, last_seen timestamp
-- limits: A refused call names its role in the message only. A role of another account stands in that account's trail too: a trail of several accounts counts the call in each. Which key came out of a call is in role_chaining. That somebody took a role does not say what was done with it: see access_key_activity.
-- reference: https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
with assumptions as (
    select
        principal as actor,
        event_name as operation,
        coalesce(
            json_extract_scalar(request_parameters, '$.roleArn'),
            regexp_extract(error_message, 'on resource: (arn:[^ ]+)', 1)
        ) as role_arn,
        error_code,
        json_extract_scalar(request_parameters, '$.roleSessionName') as session_name,
        source_ip,
        account_id,
        event_time
    from cloudtrail
    where event_source = 'sts.amazonaws.com'
        and event_name like 'AssumeRole%'
        and (:services or coalesce(identity_type, '') <> 'AWSService')
)
select
    actor,
    operation,
    role_arn,
    count(case when error_code is null then 1 end) as assumed,
    count(error_code) as refused,
    count(distinct session_name) as session_names,
    array_sort(array_agg(distinct source_ip) filter (where source_ip is not null)) as source_ips,
    array_sort(array_agg(distinct account_id) filter (where account_id is not null)) as accounts,
    min(event_time) as first_seen,
    max(event_time) as last_seen
from assumptions
where (:role_arn is null or role_arn = :role_arn)
group by actor, operation, role_arn
order by assumed desc, refused desc, actor, role_arn, operation
limit :limit
