-- title: Requests from outside the allowed networks
-- description: Who came from an address that is in none of the networks, on which bucket, how often, how many requests failed, and how much was sent.
-- category: detection
-- tags: exposure, exfiltration, t1078
-- param: networks  string[]           Allowed networks as in 198.51.100.0/24 or 2001:db8::/32; the bits behind the prefix have to be zero. Name the private ones too where VPC endpoints are in use.
-- param: bucket    string   = null    Only this bucket; null means all.
-- param: distinct  boolean  = false   A line that was delivered twice counts once.
-- param: limit     integer  = 100     At most this many rows, those with the most requests first.
-- returns: actor string, source_ip string, bucket string, requests bigint, failed bigint, keys bigint, bytes_sent bigint, first_seen timestamp, last_seen timestamp
-- limits: What has no address, as S3's own work and much of what AWS services do, is left out. The address is that of the last hop that S3 saw. Bytes that S3 copies within itself go to no client and do not count.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
select
    actor,
    remote_ip as source_ip,
    bucket,
    count(*) as requests,
    count(case when http_status >= 400 then 1 end) as failed,
    count(distinct key) as keys,
    coalesce(sum(case when operation not like 'REST.COPY.%_GET' then bytes_sent else 0 end), 0) as bytes_sent,
    min(request_time) as first_seen,
    max(request_time) as last_seen
from s3_access
where remote_ip is not null
    and none_match(array[:networks], network -> coalesce(contains(network, try_cast(remote_ip as ipaddress)), false))
    and (:bucket is null or bucket = :bucket)
group by actor, remote_ip, bucket
order by requests desc, actor, source_ip, bucket
limit :limit
