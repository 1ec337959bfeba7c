-- title: Requests that only one of the two logs has, and why
-- description: Requests to S3 that have a line in the access log and no event in CloudTrail, or the other way round, by bucket, operation and the likely reason. The reasons that the formats explain come first; what remains says lost: the log is incomplete, late, or a selector of the trail leaves the call out.
-- category: logging
-- tags: audit, logging-health
-- param: edge_minutes  integer  = 60      What lies so near the beginning or the end of the window may have its counterpart outside, or not yet delivered.
-- param: error_codes   string[] = ["ExpiredToken", "InvalidAccessKeyId", "InvalidToken", "RequestTimeTooSkewed", "SignatureDoesNotMatch"]   Error codes of credentials that do not hold, which CloudTrail does not log.
-- param: lost_only     boolean  = false   Only what no other reason explains.
-- param: distinct      boolean  = false   What was delivered twice counts once.
-- param: limit         integer  = 100     At most this many rows, the most requests first.
-- returns: only_in string, bucket string, operation string, reason string, requests bigint, first_seen timestamp, last_seen timestamp, example_request_id string
-- limits: The logs meet by the id of the request. Calls that name no bucket, such as ListBuckets, are in CloudTrail alone and are left out. A bucket counts as covered as soon as the other log has one record of it in the window, data events for the trail. A selector of the trail for a prefix, or for writes only, looks like a loss. A call across accounts is in the trails of both and counts twice where both are read: name one account.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/logging-with-S3.html
with requests as (
    select
        request_id,
        request_time,
        bucket,
        operation,
        http_status,
        error_code
    from s3_access
),
events as (
    select
        request_id,
        event_time,
        bucket,
        event_name,
        event_category,
        error_code
    from cloudtrail
    where event_source like 's3%'
),
logged_buckets as (
    select distinct bucket
    from requests
),
trailed_buckets as (
    select distinct bucket
    from events
    where event_category = 'Data'
),
logged_ids as (
    select distinct request_id
    from requests
),
trailed_ids as (
    select distinct request_id
    from events
),
unmatched as (
    select
        's3_access' as only_in,
        requests.bucket,
        requests.operation,
        requests.request_time as seen_at,
        requests.request_id,
        case
            when requests.operation like 'S3.%' then 'S3 by itself'
            when requests.operation like 'WEBSITE.%' then 'website'
            when requests.operation like '%PREFLIGHT%' then 'preflight'
            when requests.error_code in (:error_codes) then 'credentials do not hold'
            when requests.http_status in (301, 302, 303, 307, 308) then 'redirect'
            when trailed_buckets.bucket is null then 'bucket without data events'
            when requests.request_time < date_add('minute', :edge_minutes, :start)
                or requests.request_time >= date_add('minute', -:edge_minutes, :end) then 'edge of the window'
            else 'lost'
        end as reason
    from requests
    left join trailed_ids
        on trailed_ids.request_id = requests.request_id
    left join trailed_buckets
        on trailed_buckets.bucket = requests.bucket
    where trailed_ids.request_id is null
    union all
    select
        'cloudtrail' as only_in,
        events.bucket,
        events.event_name as operation,
        events.event_time as seen_at,
        events.request_id,
        case
            when events.error_code = 'VpceAccessDenied' then 'refused by a VPC endpoint'
            when logged_buckets.bucket is null then 'bucket without access log'
            when events.event_time < date_add('minute', :edge_minutes, :start)
                or events.event_time >= date_add('minute', -:edge_minutes, :end) then 'edge of the window'
            else 'lost'
        end as reason
    from events
    left join logged_ids
        on logged_ids.request_id = events.request_id
    left join logged_buckets
        on logged_buckets.bucket = events.bucket
    where logged_ids.request_id is null
        and events.bucket is not null
        and events.request_id is not null
)
select
    only_in,
    bucket,
    operation,
    reason,
    count(*) as requests,
    min(seen_at) as first_seen,
    max(seen_at) as last_seen,
    min(request_id) as example_request_id
from unmatched
where not :lost_only
    or reason = 'lost'
group by only_in, bucket, operation, reason
order by requests desc, only_in, bucket, operation, reason
limit :limit
