-- title: How late the events of a trail came
-- description: For each account, Region and day of events: how many events there are, and how long after the event the file with them was named: on average, at most, and how many were late. Who alarms on a trail is blind for that long, and a window has to be asked again after it.
-- category: logging
-- tags: logging-health
-- param: late_minutes  integer = 60      An event that came more than so many minutes after it happened is late: CloudTrail means to deliver within some 15 to 20.
-- param: late_only     boolean = false   Only days with late events.
-- param: distinct      boolean = false   A record that was delivered twice counts once.
-- param: limit         integer = 1000    At most this many rows, the latest day first.
-- returns: day date, account_id string, aws_region string, events bigint, timed bigint, average_minutes bigint, longest_minutes bigint, late bigint
-- limits: The time is that in the file's name, in whole minutes, and an event in the minute of its file counts as none. Files with another name are in events, but not in timed. What has not come yet does not count.
-- reference: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-examples.html
with delays as (
    select
        account_id,
        aws_region,
        event_time,
        date_diff(
            'minute',
            date_trunc('minute', event_time),
            try(date_parse(regexp_extract(log_file, '_([0-9]{8}T[0-9]{4})Z_[^/]*$', 1), '%Y%m%dT%H%i'))
        ) as minutes
    from cloudtrail
)
select
    cast(event_time as date) as day,
    account_id,
    aws_region,
    count(*) as events,
    count(minutes) as timed,
    cast(round(avg(minutes)) as bigint) as average_minutes,
    max(minutes) as longest_minutes,
    count(case when minutes > :late_minutes then 1 end) as late
from delays
group by cast(event_time as date), account_id, aws_region
having (not :late_only or count(case when minutes > :late_minutes then 1 end) > 0)
order by day desc, late desc, account_id, aws_region
limit :limit
