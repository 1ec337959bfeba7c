-- title: Top requesters, addresses, clients, operations or buckets
-- description: Requests, failures and bytes by one dimension of your choice, the largest first: the first look at what uses a bucket.
-- category: activity
-- tags: triage
-- param: dimension  string  = "actor"   What to group by: actor, principal, source_ip, user_agent, operation, bucket or host_header; any other gives one row of null.
-- param: bucket     string  = null      Only this bucket; null means all.
-- param: distinct   boolean = false     A record that was delivered twice counts once.
-- param: limit      integer = 100       At most this many rows, those with the most requests first.
-- returns: value string, requests bigint, failed bigint, keys bigint, bytes_sent bigint, first_seen timestamp, last_seen timestamp
-- limits: Calls on S3 alone, and objects only where the trail logs data events of the bucket. A value of null is what the record does not tell, as the bucket of ListBuckets. A batch delete is one call and one more for each key.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
with requests as (
    select
        case :dimension
            when 'actor' then actor
            when 'principal' then principal
            when 'source_ip' then source_ip
            when 'user_agent' then user_agent
            when 'operation' then event_name
            when 'bucket' then bucket
            when 'host_header' then host_header
        end as value,
        error_code,
        bucket,
        key,
        bytes_out,
        event_time
    from cloudtrail
    where event_source like 's3%'
        and (:bucket is null or bucket = :bucket)
)
select
    value,
    count(*) as requests,
    count(nullif(error_code, 'NotModified')) as failed,
    count(distinct concat(bucket, '/', key)) as keys,
    coalesce(sum(bytes_out), 0) as bytes_sent,
    min(event_time) as first_seen,
    max(event_time) as last_seen
from requests
group by value
order by requests desc, value
limit :limit
