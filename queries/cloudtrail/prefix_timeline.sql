-- title: Timeline of a prefix
-- description: What was done below a prefix, span by span: requests by operation, how many failed, by how many actors, on how many keys, and how many bytes left. The shape of an incident, before one looks at single requests.
-- category: activity
-- tags: triage
-- param: bucket        string            Bucket of the objects.
-- param: prefix        string  = ""      Keys that begin so; empty means all.
-- param: span_minutes  integer = 60      Length of a span in minutes; spans begin at round times, counted from midnight where they divide a day.
-- param: distinct      boolean = false   A record that was delivered twice counts once.
-- param: limit         integer = 1000    At most this many rows, the oldest span first.
-- returns: span_start timestamp, operation string, requests bigint, failed bigint, actors bigint, keys bigint, bytes_sent bigint
-- limits: Only where the trail logs data events of the bucket. Calls without a key, as listings, are not here; nor is the call around a batch delete, whose single keys are. A copy is here by its target alone. Spans without calls have no row.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
with requests as (
    select
        date_add(
            'minute',
            date_diff('minute', timestamp '2000-01-01 00:00:00', event_time) / :span_minutes * :span_minutes,
            timestamp '2000-01-01 00:00:00'
        ) as span_start,
        event_name,
        error_code,
        principal,
        key,
        bytes_out
    from cloudtrail
    where event_source like 's3%'
        and bucket = :bucket
        and starts_with(key, :prefix)
)
select
    span_start,
    event_name as operation,
    count(*) as requests,
    count(nullif(error_code, 'NotModified')) as failed,
    count(distinct principal) as actors,
    count(distinct key) as keys,
    coalesce(sum(bytes_out), 0) as bytes_sent
from requests
group by span_start, event_name
order by span_start, requests desc, operation
limit :limit
