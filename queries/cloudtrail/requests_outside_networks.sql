-- title: Requests from outside the allowed networks
-- description: Who called S3 from an address that is in none of the networks, on which bucket, how often, how many calls failed, and how much was sent. A bucket of null is a call on none, as ListBuckets.
-- category: detection
-- tags: exposure, exfiltration, t1078
-- param: networks  string[]           Allowed networks as in 198.51.100.0/24 or 2001:db8::/32; the bits behind the prefix have to be zero. Name the private ones too where VPC endpoints are in use.
-- param: bucket    string   = null    Only this bucket; null means all.
-- param: distinct  boolean  = false   A record that was delivered twice counts once.
-- param: limit     integer  = 100     At most this many rows, those with the most requests first.
-- returns: actor string, source_ip string, bucket string, requests bigint, failed bigint, keys bigint, bytes_sent bigint, first_seen timestamp, last_seen timestamp
-- limits: Objects are here only where the trail logs data events of the bucket; without them these are the calls on buckets. What has no address is left out: services have a name in its place, also where they call on somebody's behalf. The address is that of the last hop that S3 saw. Calls to other services are not looked at.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
select
    actor,
    source_ip,
    bucket,
    count(*) as requests,
    count(nullif(error_code, 'NotModified')) as failed,
    count(distinct key) as keys,
    coalesce(sum(bytes_out), 0) as bytes_sent,
    min(event_time) as first_seen,
    max(event_time) as last_seen
from cloudtrail
where event_source like 's3%'
    and none_match(array[:networks], network -> contains(network, try_cast(source_ip as ipaddress)))
    and (:bucket is null or bucket = :bucket)
group by actor, source_ip, bucket
order by requests desc, actor, source_ip, bucket
limit :limit
