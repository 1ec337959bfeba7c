-- title: Use of presigned URLs
-- description: Which principals' presigned URLs were used, for which operations, on how many keys and from which addresses: the signer stands in the log, whoever used the URL. Many addresses for one signer mean that its URLs travel.
-- category: activity
-- tags: exposure, exfiltration, t1530
-- param: min_source_ips  integer = 1       Only those used from at least so many addresses.
-- param: bucket          string  = null    Only this bucket; null means all.
-- param: distinct        boolean = false   A record that was delivered twice counts once.
-- param: limit           integer = 100     At most this many rows, those from the most addresses first.
-- returns: actor string, bucket string, operation string, requests bigint, failed bigint, keys bigint, source_ips bigint, user_agents bigint, bytes_sent bigint, first_seen timestamp, last_seen timestamp, example_key string
-- limits: Only where the trail logs data events of the bucket. A form for uploads (POST) that was signed beforehand is not told from others. A URL that is no more valid is in access logs alone. Some consoles and tools sign in the query for their own requests too.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
select
    actor,
    bucket,
    event_name as operation,
    count(*) as requests,
    count(nullif(error_code, 'NotModified')) as failed,
    count(distinct key) as keys,
    count(distinct source_ip) as source_ips,
    count(distinct user_agent) as user_agents,
    coalesce(sum(bytes_out), 0) as bytes_sent,
    min(event_time) as first_seen,
    max(event_time) as last_seen,
    min(key) as example_key
from cloudtrail
where event_source like 's3%'
    and json_extract_scalar(additional_event_data, '$.AuthenticationMethod') = 'QueryString'
    and (:bucket is null or bucket = :bucket)
group by actor, bucket, event_name
having count(distinct source_ip) >= :min_source_ips
order by source_ips desc, requests desc, actor, bucket, operation
limit :limit
