-- title: Hours without an event in a busy account and Region
-- description: Accounts and Regions that had events in nearly every hour of the 7 days before, and then none for hours: when the gap began and ended, and how many events an hour would have had. Either nothing happened, or the trail was stopped, its bucket refused it, or it is late. to_the_end is true where nothing has come since.
-- category: logging
-- tags: logging-health, t1562.008
-- lookback: 7d
-- param: min_hours         integer = 2       Shorter gaps are left out.
-- param: min_hours_before  integer = 150     In so many of the 168 hours before the window there have to be events; fewer, and nights would be gaps.
-- param: distinct          boolean = false   A record that was delivered twice counts once.
-- param: limit             integer = 100     At most this many rows, the longest gap first.
-- returns: account_id string, aws_region string, gap_start timestamp, gap_end timestamp, hours bigint, to_the_end boolean, hours_before bigint, usual_events_an_hour bigint
-- limits: Files come a quarter of an hour late, some hours: a gap up to the end of a window that is hardly over is no gap yet. A Region that is not in use day and night, or whose trail is younger than 7 days, is not looked at. Where only one kind of events stopped, as the data events of a bucket, the others hide it. That files were deleted or changed is for the digests to say.
-- reference: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html
with hours as (
    select
        account_id,
        aws_region,
        date_trunc('hour', event_time) as hour,
        count(*) as events
    from cloudtrail
    group by account_id, aws_region, date_trunc('hour', event_time)
),
steps as (
    select
        account_id,
        aws_region,
        date_add('hour', 1, hour) as gap_start,
        lead(hour) over (partition by account_id, aws_region order by hour) as next_hour,
        count(case when hour < date_trunc('hour', :start) then 1 end) over (partition by account_id, aws_region) as hours_before,
        sum(case when hour < date_trunc('hour', :start) then events else 0 end) over (partition by account_id, aws_region) as events_before
    from hours
),
gaps as (
    select
        account_id,
        aws_region,
        gap_start,
        coalesce(next_hour, date_trunc('hour', :end)) as gap_end,
        next_hour is null as to_the_end,
        hours_before,
        cast(round(1e0 * events_before / nullif(hours_before, 0)) as bigint) as usual_events_an_hour
    from steps
)
select
    account_id,
    aws_region,
    gap_start,
    gap_end,
    date_diff('hour', gap_start, gap_end) as hours,
    to_the_end,
    hours_before,
    usual_events_an_hour
from gaps
where gap_end > :start
    and date_diff('hour', gap_start, gap_end) >= :min_hours
    and hours_before >= :min_hours_before
order by hours desc, gap_start, account_id, aws_region
limit :limit
