-- title: Hours without a line in a busy bucket
-- description: Buckets that had lines in nearly every hour of the 7 days before, and then none for hours: when the gap began and ended, and how many requests an hour would have had. Either nobody came, or the log was switched off, its target refused it, or it is late. to_the_end is true where nothing has come since.
-- category: logging
-- tags: logging-health, t1562.008
-- lookback: 7d
-- param: min_hours         integer = 2       Shorter gaps are left out.
-- param: min_hours_before  integer = 150     In so many of the 168 hours before the window there have to be lines; fewer, and nights would be gaps.
-- param: distinct          boolean = false   A line that was delivered twice counts once.
-- param: limit             integer = 100     At most this many rows, the longest gap first.
-- returns: bucket string, gap_start timestamp, gap_end timestamp, hours bigint, to_the_end boolean, hours_before bigint, usual_requests_an_hour bigint
-- limits: Lines come hours late, and some a day: a gap up to the end of a window that is hardly over is no gap yet. A bucket that is not in use day and night, or whose logs are younger than 7 days, is not looked at. A gap of a window's whole length shows only as long as there are lines in the 7 days before. What was lost within an hour does not show: see only_in_one_log.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html
with hours as (
    select
        bucket,
        date_trunc('hour', request_time) as hour,
        count(*) as requests
    from s3_access
    group by bucket, date_trunc('hour', request_time)
),
steps as (
    select
        bucket,
        date_add('hour', 1, hour) as gap_start,
        lead(hour) over (partition by bucket order by hour) as next_hour,
        count(case when hour < date_trunc('hour', :start) then 1 end) over (partition by bucket) as hours_before,
        sum(case when hour < date_trunc('hour', :start) then requests else 0 end) over (partition by bucket) as requests_before
    from hours
),
gaps as (
    select
        bucket,
        gap_start,
        coalesce(next_hour, date_trunc('hour', :end)) as gap_end,
        next_hour is null as to_the_end,
        hours_before,
        cast(round(1e0 * requests_before / nullif(hours_before, 0)) as bigint) as usual_requests_an_hour
    from steps
)
select
    bucket,
    gap_start,
    gap_end,
    date_diff('hour', gap_start, gap_end) as hours,
    to_the_end,
    hours_before,
    usual_requests_an_hour
from gaps
where gap_end > :start
    and date_diff('hour', gap_start, gap_end) >= :min_hours
    and hours_before >= :min_hours_before
order by hours desc, gap_start, bucket
limit :limit
