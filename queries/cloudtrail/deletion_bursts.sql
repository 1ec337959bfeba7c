-- title: Bursts of deletions
-- description: Who deleted many objects within minutes, one by one or by batch. Sessions of a role count as one actor, but those of IAM Identity Center, which are people, each by itself. Who does it regularly, as a nightly clean-up, is left out: on known_days or more of the 30 days before there were bursts too, and this one is not factor times larger than the largest of them. Set known_days to 31 to see them all.
-- category: detection
-- tags: ransomware, t1485
-- lookback: 31d
-- param: min_deletions  integer  = 100    At least this many deletions in one span: more than people do by hand.
-- param: span_minutes   integer  = 10     Length of a span in minutes; spans begin at round times, counted from midnight where they divide a day.
-- param: known_days     integer  = 3      Leave out who had bursts, of half of min_deletions at least, on so many of the 30 days before.
-- param: factor         double   = 2.0    Show those all the same whose burst is more than so many times the largest of these days.
-- param: operations     string[] = ["DeleteObject"]   What counts, a key each. The call around a batch (DeleteObjects) would count it twice.
-- param: distinct       boolean  = false  A record that was delivered twice counts once.
-- param: limit          integer  = 100    At most this many rows, the largest bursts first.
-- returns: span_start timestamp, actor string, deletions bigint, calls bigint, buckets string[], source_ips string[], first_seen timestamp, last_seen timestamp, burst_days_before bigint, largest_before bigint, example_key string
-- limits: Only where the trail logs data events of the bucket, and those of the single keys of a batch. A burst over the border of two spans counts in halves, so it may stay below the threshold. Stolen credentials of a clean-up that delete as much as it does stay unseen. On the first days of the logs nobody has a past. In a bucket with versions most deletions only add a marker. Deletions by lifecycle rules are not in CloudTrail: who made the rule is.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
with deletions as (
    select
        principal as actor,
        source_ip,
        bucket,
        key,
        request_id,
        event_time,
        date_add(
            'minute',
            date_diff('minute', timestamp '2000-01-01 00:00:00', event_time) / :span_minutes * :span_minutes,
            timestamp '2000-01-01 00:00:00'
        ) as span_start
    from cloudtrail
    where event_source like 's3%'
        and event_name in (:operations)
        and error_code is null
),
spans as (
    select
        actor,
        span_start,
        date_trunc('day', span_start) as day,
        count(*) as deletions,
        count(distinct request_id) as calls,
        array_sort(array_agg(distinct bucket) filter (where bucket is not null)) as buckets,
        array_sort(array_agg(distinct source_ip) filter (where source_ip is not null)) as source_ips,
        min(event_time) as first_seen,
        max(event_time) as last_seen,
        min(key) as example_key
    from deletions
    group by actor, span_start
),
placed as (
    select
        actor,
        span_start,
        day,
        deletions,
        calls,
        buckets,
        source_ips,
        first_seen,
        last_seen,
        example_key,
        row_number() over (partition by actor, day order by deletions desc, span_start) as place_of_day
    from spans
),
compared as (
    select
        actor,
        span_start,
        deletions,
        calls,
        buckets,
        source_ips,
        first_seen,
        last_seen,
        example_key,
        count(case when place_of_day = 1 and deletions * 2 >= :min_deletions then 1 end) over (
            partition by actor
            order by day
            range between interval '30' day preceding and interval '1' day preceding
        ) as burst_days_before,
        max(deletions) over (
            partition by actor
            order by day
            range between interval '30' day preceding and interval '1' day preceding
        ) as largest_before
    from placed
)
select
    span_start,
    actor,
    deletions,
    calls,
    buckets,
    source_ips,
    first_seen,
    last_seen,
    burst_days_before,
    largest_before,
    example_key
from compared
where last_seen >= :start
    and deletions >= :min_deletions
    and (burst_days_before < :known_days or cast(deletions as double) > :factor * coalesce(largest_before, 0))
order by deletions desc, span_start, actor
limit :limit
