-- title: Addresses with many failures in a short time
-- description: Addresses of which very many requests failed within minutes: somebody who tries out keys, buckets or rights, or a program that is badly set up. successes says what else got through in the same span: there lies the harm. error_codes tells guesses (NoSuchKey) from refusals (AccessDenied) and from credentials that do not hold; where S3 gave no code, it has the status.
-- category: detection
-- tags: discovery, triage
-- param: min_failures    integer  = 100     At least this many failures in one span: more than people make by hand.
-- param: span_minutes    integer  = 10      Length of a span in minutes; spans begin at round times, counted from midnight where they divide a day.
-- param: bucket          string   = null    Only this bucket; null means all.
-- param: ignored_errors  string[] = ["InternalError", "NotModified", "PreconditionFailed", "ServiceUnavailable", "SlowDown"]   Error codes that do not count: S3 could not, or the request said itself on what it should fail.
-- param: distinct        boolean  = false   A line that was delivered twice counts once.
-- param: limit           integer  = 100     At most this many rows, the most failures first.
-- returns: span_start timestamp, source_ip string, failures bigint, successes bigint, error_codes string[], operations string[], buckets string[], keys bigint, actors string[], first_seen timestamp, last_seen timestamp
-- limits: A burst over the border of two spans counts in halves, so it may stay below the threshold. Everybody behind one NAT gateway or proxy has one address; who spreads over many addresses stays below. The log has the buckets that are there and log: names of buckets that were guessed in vain are not in it. Redirects are neither failures nor successes.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
with requests as (
    select
        date_add(
            'minute',
            date_diff('minute', timestamp '2000-01-01 00:00:00', request_time) / :span_minutes * :span_minutes,
            timestamp '2000-01-01 00:00:00'
        ) as span_start,
        remote_ip,
        bucket,
        key,
        operation,
        principal,
        coalesce(error_code, cast(http_status as varchar)) as error_code,
        http_status >= 400 as failed,
        request_time
    from s3_access
    where remote_ip is not null
        and (http_status between 200 and 299 or http_status >= 400)
        and (:bucket is null or bucket = :bucket)
        and coalesce(error_code, '') not in (:ignored_errors)
)
select
    span_start,
    remote_ip as source_ip,
    count_if(failed) as failures,
    count_if(not failed) as successes,
    array_sort(array_agg(distinct error_code) filter (where failed)) as error_codes,
    array_sort(array_agg(distinct operation) filter (where failed)) as operations,
    array_sort(array_agg(distinct bucket) filter (where failed)) as buckets,
    count(distinct case when failed then concat(bucket, '/', key) end) as keys,
    array_sort(array_agg(distinct principal) filter (where failed)) as actors,
    min(case when failed then request_time end) as first_seen,
    max(case when failed then request_time end) as last_seen
from requests
group by span_start, remote_ip
having count_if(failed) >= :min_failures
order by failures desc, span_start, source_ip
limit :limit
