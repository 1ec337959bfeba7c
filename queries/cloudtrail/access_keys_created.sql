-- title: Access keys made
-- description: Each long-term access key that was made, or tried to be made: by whom, for whom, and its id, by which access_key_activity tells what it did. for_another is true where the maker is somebody else than the user, the usual way to stay after a break-in.
-- category: detection
-- tags: identity, credentials, triage, t1098.001
-- param: for_another_only  boolean = false   Only keys that somebody made for another user.
-- param: limit             integer = 100     At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, target_user string, new_access_key_id string, for_another boolean, account_id string, user_agent string, event_id string
-- limits: IAM logs in us-east-1: a trail of one other Region lacks it. Keys that sessions get are not made so: see role_assumptions and federation_tokens. Set-up tools make keys for others by design. A key of the root user names no user in the request.
-- reference: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html
with made as (
    select distinct
        event_time,
        actor,
        source_ip,
        event_name,
        outcome,
        identity_type,
        user_name,
        coalesce(
            json_extract_scalar(response_elements, '$.accessKey.userName'),
            json_extract_scalar(request_parameters, '$.userName')
        ) as target_user,
        json_extract_scalar(response_elements, '$.accessKey.accessKeyId') as new_access_key_id,
        account_id,
        user_agent,
        event_id
    from cloudtrail
    where event_source = 'iam.amazonaws.com'
        and event_name = 'CreateAccessKey'
),
judged as (
    select
        event_time,
        actor,
        source_ip,
        event_name,
        outcome,
        target_user,
        new_access_key_id,
        target_user is not null
            and not (coalesce(identity_type, '') = 'IAMUser' and coalesce(user_name, '') = target_user) as for_another,
        account_id,
        user_agent,
        event_id
    from made
)
select
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    cast(null as varchar) as bucket,
    cast(null as varchar) as key,
    outcome,
    target_user,
    new_access_key_id,
    for_another,
    account_id,
    user_agent,
    event_id
from judged
where not :for_another_only
    or for_another
order by time, event_id, outcome, actor, source_ip, target_user, new_access_key_id
limit :limit
