-- title: Many objects read by one source in a short time
-- description: Who read very many different objects of a bucket within minutes: a sweep over it, by a backup, a job or a thief.
-- category: detection
-- tags: exfiltration, t1530
-- param: min_keys      integer  = 1000                                                                At least so many different keys in one span: more than people look at.
-- param: span_minutes  integer  = 10                                                                  Length of a span in minutes; spans begin at round times, counted from midnight where they divide a day.
-- param: operations    string[] = ["GetObject", "SelectObjectContent"]   What is a read.
-- param: distinct      boolean  = false                                                               A record that was delivered twice counts once.
-- param: limit         integer  = 100                                                                 At most this many rows, those with the most keys first.
-- returns: span_start timestamp, actor string, source_ip string, bucket string, keys bigint, requests bigint, bytes_sent bigint, first_seen timestamp, last_seen timestamp, example_key string
-- limits: Only where the trail logs data events of the bucket. A sweep over the border of two spans counts in halves. Who works from many addresses, as a cluster does, has a row each, and stays below the threshold more easily. Jobs that do so every day are not left out. The bucket and keys of copies are those of their targets.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
with reads as (
    select
        date_add(
            'minute',
            date_diff('minute', timestamp '2000-01-01 00:00:00', event_time) / :span_minutes * :span_minutes,
            timestamp '2000-01-01 00:00:00'
        ) as span_start,
        principal,
        source_ip,
        bucket,
        key,
        bytes_out,
        event_time
    from cloudtrail
    where event_source like 's3%'
        and event_name in (:operations)
        and error_code is null
)
select
    span_start,
    principal as actor,
    source_ip,
    bucket,
    count(distinct key) as keys,
    count(*) as requests,
    coalesce(sum(bytes_out), 0) as bytes_sent,
    min(event_time) as first_seen,
    max(event_time) as last_seen,
    min(key) as example_key
from reads
group by span_start, principal, source_ip, bucket
having count(distinct key) >= :min_keys
order by keys desc, span_start, actor, source_ip, bucket
limit :limit
