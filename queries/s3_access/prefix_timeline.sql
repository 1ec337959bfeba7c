-- title: Timeline of a prefix
-- description: What was done below a prefix, span by span: requests by operation, how many failed, by how many actors, on how many keys, and how many bytes left. The shape of an incident, before one looks at single requests.
-- category: activity
-- tags: triage
-- param: bucket        string            Bucket of the objects.
-- param: prefix        string  = ""      Keys that begin so; empty means all.
-- param: span_minutes  integer = 60      Length of a span in minutes; spans begin at round times, counted from midnight where they divide a day.
-- param: distinct      boolean = false   A line that was delivered twice counts once.
-- param: limit         integer = 1000    At most this many rows, the oldest span first.
-- returns: span_start timestamp, operation string, requests bigint, failed bigint, actors bigint, keys bigint, bytes_sent bigint
-- limits: Requests without a key, as listings, are not here; nor is the call around a batch delete, whose single keys are. Spans without requests have no row. Bytes that S3 copies within itself go to no client and do not count.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
with requests as (
    select
        date_add(
            'minute',
            date_diff('minute', timestamp '2000-01-01 00:00:00', request_time) / :span_minutes * :span_minutes,
            timestamp '2000-01-01 00:00:00'
        ) as span_start,
        operation,
        http_status,
        principal,
        key,
        bytes_sent
    from s3_access
    where bucket = :bucket
        and starts_with(key, :prefix)
)
select
    span_start,
    operation,
    count(*) as requests,
    count(case when http_status >= 400 then 1 end) as failed,
    count(distinct principal) as actors,
    count(distinct key) as keys,
    coalesce(sum(case when operation not like 'REST.COPY.%_GET' then bytes_sent else 0 end), 0) as bytes_sent
from requests
group by span_start, operation
order by span_start, requests desc, operation
limit :limit
