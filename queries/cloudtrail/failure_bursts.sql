-- title: Addresses with many failures in a short time
-- description: Addresses of which very many calls to S3 failed within minutes: somebody who tries out keys, buckets or rights, or a program that is badly set up. successes says what else got through in the same span: there lies the harm. error_codes tells guesses (NoSuchKey, NoSuchBucket) from refusals (AccessDenied).
-- category: detection
-- tags: discovery, triage
-- param: min_failures    integer  = 100     At least this many failures in one span: more than people make by hand.
-- param: span_minutes    integer  = 10      Length of a span in minutes; spans begin at round times, counted from midnight where they divide a day.
-- param: bucket          string   = null    Only this bucket; null means all.
-- param: ignored_errors  string[] = ["InternalError", "NotModified", "PreconditionFailed", "ServiceUnavailable", "SlowDown"]   Error codes that do not count: S3 could not, or the request said itself on what it should fail.
-- param: distinct        boolean  = false   A record that was delivered twice counts once.
-- param: limit           integer  = 100     At most this many rows, the most failures first.
-- returns: span_start timestamp, source_ip string, failures bigint, successes bigint, error_codes string[], operations string[], buckets string[], keys bigint, actors string[], first_seen timestamp, last_seen timestamp
-- limits: Requests for objects are here only where the trail logs data events, and credentials that do not hold are in access logs alone. A burst over the border of two spans counts in halves, so it may stay below the threshold. Everybody behind one NAT gateway or proxy has one address; who spreads over many addresses stays below. A service that calls for somebody stands as its name.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
with requests as (
    select
        date_add(
            'minute',
            date_diff('minute', timestamp '2000-01-01 00:00:00', event_time) / :span_minutes * :span_minutes,
            timestamp '2000-01-01 00:00:00'
        ) as span_start,
        source_ip,
        bucket,
        key,
        event_name,
        principal,
        error_code,
        error_code is not null as failed,
        event_time
    from cloudtrail
    where event_source like 's3%'
        and source_ip is not null
        and (:bucket is null or bucket = :bucket)
        and coalesce(error_code, '') not in (:ignored_errors)
)
select
    span_start,
    source_ip,
    count_if(failed) as failures,
    count_if(not failed) as successes,
    array_sort(array_agg(distinct error_code) filter (where failed)) as error_codes,
    array_sort(array_agg(distinct event_name) filter (where failed)) as operations,
    array_sort(array_agg(distinct bucket) filter (where failed and bucket is not null)) as buckets,
    count(distinct case when failed then concat(bucket, '/', key) end) as keys,
    array_sort(array_agg(distinct principal) filter (where failed and principal is not null)) as actors,
    min(case when failed then event_time end) as first_seen,
    max(case when failed then event_time end) as last_seen
from requests
group by span_start, source_ip
having count_if(failed) >= :min_failures
order by failures desc, span_start, source_ip
limit :limit
