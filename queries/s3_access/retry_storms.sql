-- title: The same request again and again
-- description: Where somebody repeated one operation on one key within seconds, and some of it failed: retries without a pause, which make an overload worse and cost as much as requests that succeed. outcomes tells what they ran into; SlowDown wants longer pauses, NoSuchKey somebody who polls.
-- category: operations
-- tags: performance, troubleshooting
-- param: gap_seconds   integer = 5       A request that comes within so many seconds of the last one belongs to the same storm.
-- param: min_requests  integer = 10      At least so many requests in one storm: more than the retries of an SDK, which are three to five.
-- param: min_failed    integer = 1       At least so many of them failed; 0 also shows keys that are merely in demand.
-- param: bucket        string  = null    Only this bucket; null means all.
-- param: distinct      boolean = false   A line that was delivered twice counts once.
-- param: limit         integer = 100     At most this many rows, those with the most requests first.
-- returns: first_seen timestamp, last_seen timestamp, actor string, operation string, bucket string, key string, requests bigint, failed bigint, outcomes string[], source_ips bigint, user_agents string[]
-- limits: Sessions of a role are one actor, so many machines that each try once can look like one that repeats; source_ips tells. Reads of many ranges of one object are no retries, and are left out as long as none fails. Requests without a key, as listings, and parts of uploads and copies are not here: what they share does not make them the same; nor is what has no address, as S3's own work. A damaged line counts as a request that did not fail, and so does a redirect, whose error code outcomes names.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance-design-patterns.html
with requests as (
    select
        principal as actor,
        operation,
        bucket,
        key,
        remote_ip,
        user_agent,
        request_time,
        outcome,
        case when http_status >= 400 then 1 end as failure
    from s3_access
    where remote_ip is not null
        and key is not null
        and operation not like '%.PART%'
        and (:bucket is null or bucket = :bucket)
),
steps as (
    select
        requests.*,
        lag(request_time) over (partition by actor, operation, bucket, key order by request_time) as last_time,
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
        remote_ip,
        user_agent,
        request_time,
        outcome,
        failure,
        sum(case when date_diff('second', last_time, request_time) > :gap_seconds then 1 else 0 end) over (
            partition by actor, operation, bucket, key
            order by request_time
            range between unbounded preceding and current row
        ) as storm
    from steps
    where failures >= :min_failed
)
select
    min(request_time) as first_seen,
    max(request_time) as last_seen,
    actor,
    operation,
    bucket,
    key,
    count(*) as requests,
    count(failure) as failed,
    array_sort(array_agg(distinct outcome) filter (where outcome is not null)) as outcomes,
    count(distinct remote_ip) as source_ips,
    array_sort(array_agg(distinct user_agent) filter (where user_agent is not null)) as user_agents
from storms
group by actor, operation, bucket, key, storm
having count(*) >= :min_requests
    and count(failure) >= :min_failed
order by requests desc, first_seen, actor, operation, bucket, key
limit :limit
