-- title: Denied first, then allowed
-- description: Who was refused a call to S3 on a bucket and succeeded with it soon after, having had no success there in the 30 days before. Either somebody granted the permission, or it was taken: look for what changed between last_denied and first_allowed. Sessions of a role count as one actor, but those of IAM Identity Center, which are people, each by itself. Anonymous here means that a bucket was opened.
-- category: detection
-- tags: identity, t1098
-- lookback: 30d
-- param: within_minutes  integer  = 60                At most this long between the last denial and the first success.
-- param: min_denials     integer  = 1                 At least this many denials before it.
-- param: error_codes     string[] = ["AccessDenied"]  Error codes that are a denial; with others a missing key counts too.
-- param: distinct        boolean  = false             A record that was delivered twice counts once.
-- param: limit           integer  = 100               At most this many rows, the latest first.
-- returns: first_allowed timestamp, actor string, bucket string, operation string, last_denied timestamp, denials bigint, denied_since timestamp, allowed_within_a_day bigint, bytes_within_a_day bigint, source_ips string[]
-- limits: Reads and writes of objects are here only where the trail logs data events. S3 answers AccessDenied for a missing key to who may not list, so who waits for an object to be written shows up. The keys need not be the same: who may read one prefix and tried another shows up once. A denial and a success in one second are not seen, since the log does not tell their order. Who used the permission before and was refused for a while is left out. Calls without a bucket, such as ListBuckets, count as those of one. What is counted within a day ends with the window.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
with requests as (
    select
        principal as actor,
        bucket,
        event_name as operation,
        source_ip,
        event_time,
        coalesce(bytes_out, 0) as bytes_sent,
        coalesce(error_code, 'NotModified') = 'NotModified' as allowed
    from cloudtrail
    where event_source like 's3%'
        and (error_code is null or error_code = 'NotModified' or error_code in (:error_codes))
),
seconds as (
    select
        actor,
        bucket,
        operation,
        event_time,
        count(case when allowed then 1 end) as allowed,
        count(case when not allowed then 1 end) as denied,
        sum(case when allowed then bytes_sent else 0 end) as bytes_sent,
        array_sort(array_agg(distinct source_ip) filter (where allowed and source_ip is not null)) as source_ips
    from requests
    group by actor, bucket, operation, event_time
),
-- Most were never denied anything: the windows below are of the others only.
totals as (
    select
        seconds.*,
        sum(denied) over (partition by actor, bucket, operation) as denials
    from seconds
),
steps as (
    select
        actor,
        bucket,
        operation,
        event_time,
        allowed,
        source_ips,
        sum(allowed) over (
            partition by actor, bucket, operation
            order by event_time
            range between interval '30' day preceding and interval '1' second preceding
        ) as allowed_before,
        sum(denied) over (
            partition by actor, bucket, operation
            order by event_time
            range between interval '30' day preceding and interval '1' second preceding
        ) as denied_before,
        min(case when denied > 0 then event_time end) over (
            partition by actor, bucket, operation
            order by event_time
            range between interval '30' day preceding and interval '1' second preceding
        ) as denied_since,
        max(case when denied > 0 then event_time end) over (
            partition by actor, bucket, operation
            order by event_time
            range between interval '30' day preceding and interval '1' second preceding
        ) as last_denied,
        sum(allowed) over (
            partition by actor, bucket, operation
            order by event_time
            range between current row and interval '1' day following
        ) as allowed_within_a_day,
        sum(bytes_sent) over (
            partition by actor, bucket, operation
            order by event_time
            range between current row and interval '1' day following
        ) as bytes_within_a_day
    from totals
    where denials >= :min_denials
)
select
    event_time as first_allowed,
    actor,
    bucket,
    operation,
    last_denied,
    denied_before as denials,
    denied_since,
    allowed_within_a_day,
    bytes_within_a_day,
    source_ips
from steps
where event_time >= :start
    and allowed > 0
    and allowed_before = 0
    and denied_before >= :min_denials
    and date_diff('second', last_denied, event_time) <= :within_minutes * 60
order by first_allowed desc, actor, bucket, operation
limit :limit
