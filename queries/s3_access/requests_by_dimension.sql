-- title: Top requesters, addresses, clients, operations or buckets
-- description: Requests, failures and bytes by one dimension of your choice, the largest first: the first look at what uses a bucket.
-- category: activity
-- tags: triage
-- param: dimension  string  = "actor"   What to group by: actor, principal, source_ip, user_agent, operation, bucket, host_header or source_region; any other gives one row of null.
-- param: bucket     string  = null      Only this bucket; null means all.
-- param: distinct   boolean = false     A line that was delivered twice counts once.
-- param: limit      integer = 100       At most this many rows, those with the most requests first.
-- returns: value string, requests bigint, failed bigint, keys bigint, bytes_sent bigint, first_seen timestamp, last_seen timestamp
-- limits: A value of null is what the log does not tell, as the address of what S3 does by itself. A batch delete is one request and one more for each key. Bytes that S3 copies within itself go to no client and do not count.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
with requests as (
    select
        case :dimension
            when 'actor' then actor
            when 'principal' then principal
            when 'source_ip' then remote_ip
            when 'user_agent' then user_agent
            when 'operation' then operation
            when 'bucket' then bucket
            when 'host_header' then host_header
            when 'source_region' then source_region
        end as value,
        operation,
        http_status,
        bucket,
        key,
        bytes_sent,
        request_time
    from s3_access
    where (:bucket is null or bucket = :bucket)
)
select
    value,
    count(*) as requests,
    count(case when http_status >= 400 then 1 end) as failed,
    count(distinct concat(bucket, '/', key)) as keys,
    coalesce(sum(case when operation not like 'REST.COPY.%_GET' then bytes_sent else 0 end), 0) as bytes_sent,
    min(request_time) as first_seen,
    max(request_time) as last_seen
from requests
group by value
order by requests desc, value
limit :limit
