-- title: Session tokens made from long-term keys
-- description: Each GetFederationToken and GetSessionToken: who made it, the name it was given, and how many calls followed with its key. A federation token outlives the key that made it, for up to 36 hours, and opens the console.
-- category: detection
-- tags: credentials, identity, t1550.001
-- param: event_names  string[] = ["GetFederationToken", "GetSessionToken"]   Events that count.
-- param: limit        integer  = 100   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, name string, duration_seconds bigint, access_key_id string, new_access_key_id string, following_calls bigint, following_ips string[], account_id string, user_agent string, event_id string
-- limits: Calls count that stand in the window, with data events only where the trail logs them. Programs that ask for MFA call GetSessionToken as a matter of course; their user agent tells. A console session by a federation token signs with other keys: look for its name in console_logins.
-- reference: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_request.html
with tokens as (
    select distinct
        event_time,
        actor,
        source_ip,
        event_name,
        outcome,
        json_extract_scalar(request_parameters, '$.name') as name,
        try_cast(json_extract_scalar(request_parameters, '$.durationSeconds') as bigint) as duration_seconds,
        access_key_id,
        json_extract_scalar(response_elements, '$.credentials.accessKeyId') as new_access_key_id,
        account_id,
        user_agent,
        event_id
    from cloudtrail
    where event_source = 'sts.amazonaws.com'
        and event_name in (:event_names)
),
used as (
    select
        access_key_id,
        count(distinct event_id) as calls,
        array_sort(array_agg(distinct source_ip) filter (where source_ip is not null)) as source_ips
    from cloudtrail
    group by access_key_id
)
select
    tokens.event_time as time,
    tokens.actor,
    tokens.source_ip,
    tokens.event_name as operation,
    cast(null as varchar) as bucket,
    cast(null as varchar) as key,
    tokens.outcome,
    tokens.name,
    tokens.duration_seconds,
    tokens.access_key_id,
    tokens.new_access_key_id,
    coalesce(used.calls, 0) as following_calls,
    used.source_ips as following_ips,
    tokens.account_id,
    tokens.user_agent,
    tokens.event_id
from tokens
left join used
    on used.access_key_id = tokens.new_access_key_id
order by time, tokens.event_id, operation, outcome, tokens.actor, tokens.source_ip, tokens.name, tokens.new_access_key_id
limit :limit
