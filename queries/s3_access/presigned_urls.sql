-- title: Use of presigned URLs
-- description: Which principals' presigned URLs were used, for which operations, on how many keys and from which addresses: the signer stands in the log, whoever used the URL. Many addresses for one signer mean that its URLs travel.
-- category: activity
-- tags: exposure, exfiltration, t1530
-- param: min_source_ips  integer = 1       Only those used from at least so many addresses.
-- param: bucket          string  = null    Only this bucket; null means all.
-- param: distinct        boolean = false   A line that was delivered twice counts once.
-- param: limit           integer = 100     At most this many rows, those from the most addresses first.
-- returns: actor string, bucket string, operation string, requests bigint, failed bigint, keys bigint, source_ips bigint, user_agents bigint, bytes_sent bigint, first_seen timestamp, last_seen timestamp, example_key string
-- limits: A form for uploads (POST) that was signed beforehand is not told from others. A URL that is no more valid mostly has no requester, and counts as anonymous. Some consoles and tools sign in the query for their own requests too. Bytes that S3 copies within itself go to no client and do not count.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
select
    actor,
    bucket,
    operation,
    count(*) as requests,
    count(case when http_status >= 400 then 1 end) as failed,
    count(distinct key) as keys,
    count(distinct remote_ip) as source_ips,
    count(distinct user_agent) as user_agents,
    coalesce(sum(case when operation not like 'REST.COPY.%_GET' then bytes_sent else 0 end), 0) as bytes_sent,
    min(request_time) as first_seen,
    max(request_time) as last_seen,
    min(key) as example_key
from s3_access
where auth_type = 'QueryString'
    and (:bucket is null or bucket = :bucket)
group by actor, bucket, operation
having count(distinct remote_ip) >= :min_source_ips
order by source_ips desc, requests desc, actor, bucket, operation
limit :limit
