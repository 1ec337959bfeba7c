-- title: The same request again and again
-- description: Where somebody repeated one S3 operation on one key, or on one bucket, within seconds, and some of it failed: retries without a pause, which make an overload worse and cost as much as requests that succeed. outcomes tells what they ran into; SlowDown wants longer pauses, NoSuchKey somebody who polls.
-- category: operations
-- tags: performance, troubleshooting
-- param: gap_seconds   integer = 5       A request that comes within so many seconds of the last one belongs to the same storm.
-- param: min_requests  integer = 10      At least so many requests in one storm: more than the retries of an SDK, which are three to five.
-- param: min_failed    integer = 1       At least so many of them failed; 0 also shows keys that are merely in demand.
-- param: bucket        string  = null    Only this bucket; null means all.
-- param: distinct      boolean = false   A record that was delivered twice counts once.
-- param: limit         integer = 100     At most this many rows, those with the most requests first.
-- returns: first_seen timestamp, last_seen timestamp, actor string, operation string, bucket string, key string, requests bigint, failed bigint, outcomes string[], source_ips bigint, user_agents string[]
-- limits: Objects are here only where the trail logs data events of the bucket. Sessions of a role are one actor, so many machines that each try once can look like one that repeats; source_ips tells. Reads of many ranges of one object, listings of many prefixes and parts of one upload are no retries, but are one operation on one key or bucket: they are left out as long as none fails. A call that names no bucket has nothing that is repeated, and is left out.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance-design-patterns.html
with requests as (
    select
        principal as actor,
        event_name as operation,
        bucket,
        key,
        source_ip,
        user_agent,
        event_time,
        outcome,
        case when outcome not in ('ok', 'NotModified') then 1 end as failure
    from cloudtrail
    where event_source like 's3%'
        and bucket is not null
        and (:bucket is null or bucket = :bucket)
),
steps as (
    select
        requests.*,
        lag(event_time) over (partition by actor, operation, bucket, key order by event_time) as last_time,
        count(failure) over (partition by actor, operation, bucket, key) as failures
    from requests
),
-- Of most keys too few requests failed, and the windows below are of the others only.
storms as (
    select
        actor,
        operation,
        bucket,
        key,
        source_ip,
        user_agent,
        event_time,
        outcome,
        failure,
        sum(case when date_diff('second', last_time, event_time) > :gap_seconds then 1 else 0 end) over (
            partition by actor, operation, bucket, key
            order by event_time
            range between unbounded preceding and current row
        ) as storm
    from steps
    where failures >= :min_failed
)
select
    min(event_time) as first_seen,
    max(event_time) as last_seen,
    actor,
    operation,
    bucket,
    key,
    count(*) as requests,
    count(failure) as failed,
    array_sort(array_agg(distinct outcome)) as outcomes,
    count(distinct source_ip) as source_ips,
    array_sort(array_agg(distinct user_agent) filter (where user_agent is not null)) as user_agents
from storms
group by actor, operation, bucket, key, storm
having count(*) >= :min_requests
    and count(failure) >= :min_failed
order by requests desc, first_seen, actor, operation, bucket, key
limit :limit
