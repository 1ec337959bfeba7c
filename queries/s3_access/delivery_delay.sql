-- title: How late the lines of access logs came
-- description: For each bucket and day of requests: how many lines there are, and how long after the request the file with them was named: on average, at most, and how many were late. Who alarms on access logs is blind for that long, and a window has to be asked again after it.
-- category: logging
-- tags: logging-health
-- param: late_hours  integer = 6       A line that came more than so many hours after its request is late: S3 means to deliver within a few.
-- param: late_only   boolean = false   Only days with late lines.
-- param: distinct    boolean = false   A line that was delivered twice counts once.
-- param: limit       integer = 1000    At most this many rows, the latest day first.
-- returns: day date, bucket string, lines bigint, timed bigint, average_minutes bigint, longest_minutes bigint, late bigint
-- limits: The time is that in the file's name. Where the logs lie in folders by the day of the event, S3 writes 00-00-00 there: such lines are in lines, but not in timed, and nothing is known of their delay. What has not come yet does not count. The clock of the name is S3's, in whole seconds.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html
with delivered as (
    select
        bucket,
        request_time,
        try(date_parse(
            regexp_extract(log_file, '([0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]{2}-[0-9]{2}-[0-9]{2})-[^/]*$', 1), '%Y-%m-%d-%H-%i-%s'
        )) as file_time
    from s3_access
),
delays as (
    select
        bucket,
        request_time,
        -- A file that is named by the day of the event has midnight.
        date_diff('second', request_time, nullif(file_time, date_trunc('day', file_time))) as seconds
    from delivered
)
select
    cast(request_time as date) as day,
    bucket,
    count(*) as lines,
    count(seconds) as timed,
    cast(round(avg(seconds) / 60) as bigint) as average_minutes,
    cast(round(max(seconds) / 6e1) as bigint) as longest_minutes,
    count(case when seconds > :late_hours * 3600 then 1 end) as late
from delays
group by cast(request_time as date), bucket
having (not :late_only or count(case when seconds > :late_hours * 3600 then 1 end) > 0)
order by day desc, late desc, bucket
limit :limit
