-- title: Many objects read by one source in a short time
-- description: Who read very many different objects of a bucket within minutes: a sweep over it, by a backup, a job or a thief.
-- category: detection
-- tags: exfiltration, t1530
-- param: min_keys      integer  = 1000                                                                                                                                At least so many different keys in one span: more than people look at.
-- param: span_minutes  integer  = 10                                                                                                                                  Length of a span in minutes; spans begin at round times, counted from midnight where they divide a day.
-- param: operations    string[] = ["REST.GET.OBJECT", "REST.COPY.OBJECT_GET", "REST.COPY.PART_GET", "REST.POST.SELECT", "REST.SELECT.OBJECT", "WEBSITE.GET.OBJECT"]   What is a read.
-- param: distinct      boolean  = false                                                                                                                               A line that was delivered twice counts once.
-- param: limit         integer  = 100                                                                                                                                 At most this many rows, those with the most keys first.
-- returns: span_start timestamp, actor string, source_ip string, bucket string, keys bigint, requests bigint, bytes_sent bigint, first_seen timestamp, last_seen timestamp, example_key string
-- limits: A sweep over the border of two spans counts in halves. Who works from many addresses, as a cluster does, has a row each, and stays below the threshold more easily. Jobs that do so every day are not left out. Bytes that S3 copies within itself go to no client and do not count.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
with reads as (
    select
        date_add(
            'minute',
            date_diff('minute', timestamp '2000-01-01 00:00:00', request_time) / :span_minutes * :span_minutes,
            timestamp '2000-01-01 00:00:00'
        ) as span_start,
        principal,
        remote_ip,
        operation,
        bucket,
        key,
        bytes_sent,
        request_time
    from s3_access
    where operation in (:operations)
        and http_status between 200 and 299
)
select
    span_start,
    principal as actor,
    remote_ip as source_ip,
    bucket,
    count(distinct key) as keys,
    count(*) as requests,
    sum(case when operation not like 'REST.COPY.%_GET' then bytes_sent else 0 end) as bytes_sent,
    min(request_time) as first_seen,
    max(request_time) as last_seen,
    min(key) as example_key
from reads
group by span_start, principal, remote_ip, bucket
having count(distinct key) >= :min_keys
order by keys desc, span_start, actor, source_ip, bucket
limit :limit
