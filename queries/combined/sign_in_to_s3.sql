-- title: From the sign-in over the role to what was done in S3
-- description: Each session that somebody made (AssumeRole and its kin, session and federation tokens) and that then called S3: who made it, whose console sign-in went before, from which address, which role was taken, and what its key did, by CloudTrail and, for the same requests, by the access log.
-- category: activity
-- tags: identity, credentials, triage
-- param: hours          integer = 12      A sign-in of the same user or session counts for so many hours.
-- param: access_key_id  string  = null    Only the session with this key; null means all.
-- param: signed_in      boolean = false   Only sessions with a sign-in before.
-- param: distinct       boolean = false   What was delivered twice counts once.
-- param: limit          integer = 100     At most this many rows, the oldest session first.
-- returns: assumed_at timestamp, actor string, source_ip string, signed_in_at timestamp, signed_in_from string, operation string, role string, access_key_id string, calls bigint, errors bigint, buckets string[], requests bigint, bytes_sent bigint, first_seen timestamp, last_seen timestamp
-- limits: A session made before the window, or whose making another account's trail holds, is not here. Sessions that the console makes when a role is switched have no such event: their calls bear from_console. Calls are those in the trail: without data events only those on buckets remain. requests counts the lines of the access log that share an id with these calls. Bytes that S3 copies within itself go to no client and do not count.
-- reference: https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
with sessions as (
    select
        json_extract_scalar(response_elements, '$.credentials.accessKeyId') as new_key,
        min(event_time) as assumed_at,
        -- Two accounts each have their record, and that of the role's owner tells no ARN.
        coalesce(min(identity_arn), min(actor)) as actor,
        min(source_ip) as source_ip,
        min(event_name) as operation,
        min(json_extract_scalar(request_parameters, '$.roleArn')) as role
    from cloudtrail
    where event_source = 'sts.amazonaws.com'
        and json_extract_scalar(response_elements, '$.credentials.accessKeyId') is not null
    group by json_extract_scalar(response_elements, '$.credentials.accessKeyId')
),
sign_ins as (
    select
        actor,
        event_time,
        source_ip
    from cloudtrail
    where event_source = 'signin.amazonaws.com'
        and event_name = 'ConsoleLogin'
        and json_extract_scalar(response_elements, '$.ConsoleLogin') = 'Success'
),
calls as (
    select
        access_key_id,
        event_time,
        error_code,
        bucket,
        request_id
    from cloudtrail
    where event_source like 's3%'
),
lines as (
    select
        request_id,
        count(*) as requests,
        sum(case when operation not like 'REST.COPY.%_GET' then bytes_sent else 0 end) as bytes_sent
    from s3_access
    group by request_id
),
ids as (
    select
        access_key_id,
        sum(requests) as requests,
        sum(bytes_sent) as bytes_sent
    from (
        select distinct
            access_key_id,
            request_id
        from calls
    ) as called
    join lines
        on lines.request_id = called.request_id
    group by access_key_id
),
used as (
    select
        access_key_id,
        count(*) as calls,
        count(nullif(error_code, 'NotModified')) as errors,
        array_sort(array_agg(distinct bucket) filter (where bucket is not null)) as buckets,
        min(event_time) as first_seen,
        max(event_time) as last_seen
    from calls
    group by access_key_id
),
signed as (
    select
        sessions.new_key,
        max(sign_ins.event_time) as signed_in_at,
        max_by(sign_ins.source_ip, concat_ws(' ', date_format(sign_ins.event_time, '%Y-%m-%d %H:%i:%s'), sign_ins.source_ip))
            as signed_in_from
    from sessions
    join sign_ins
        on sign_ins.actor = sessions.actor
        and sign_ins.event_time <= sessions.assumed_at
        and sign_ins.event_time >= date_add('hour', -:hours, sessions.assumed_at)
    group by sessions.new_key
)
select
    sessions.assumed_at,
    sessions.actor,
    sessions.source_ip,
    signed.signed_in_at,
    signed.signed_in_from,
    sessions.operation,
    sessions.role,
    used.access_key_id,
    used.calls,
    used.errors,
    used.buckets,
    coalesce(ids.requests, 0) as requests,
    coalesce(ids.bytes_sent, 0) as bytes_sent,
    used.first_seen,
    used.last_seen
from sessions
join used
    on used.access_key_id = sessions.new_key
left join ids
    on ids.access_key_id = sessions.new_key
left join signed
    on signed.new_key = sessions.new_key
where (:access_key_id is null or used.access_key_id = :access_key_id)
    and (not :signed_in or signed.signed_in_at is not null)
order by sessions.assumed_at, used.access_key_id
limit :limit
