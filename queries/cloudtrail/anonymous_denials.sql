-- title: Anonymous requests that were refused
-- description: What somebody without credentials tried in vain, by bucket and operation, from how many addresses and on how many keys: who looks for open buckets, and which of the own applications forgets to sign.
-- category: detection
-- tags: exposure, discovery, t1619
-- param: public_buckets  string[] = null    Buckets that are meant to be public and are left out; null leaves none out.
-- param: distinct        boolean  = false   A record that was delivered twice counts once.
-- param: limit           integer  = 100     At most this many rows, those with the most requests first.
-- returns: bucket string, operation string, requests bigint, error_codes string[], keys bigint, source_ips bigint, first_seen timestamp, last_seen timestamp, example_key string
-- limits: Only where the trail logs data events of the bucket. A missing key of an open bucket counts as refused too: see error_codes. Requests whose signature does not hold are not in CloudTrail. Faults of S3 (InternalError, ServiceUnavailable, SlowDown) and NotModified are not here.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-request-identification.html
select
    bucket,
    event_name as operation,
    count(*) as requests,
    array_sort(array_agg(distinct error_code)) as error_codes,
    count(distinct key) as keys,
    count(distinct source_ip) as source_ips,
    min(event_time) as first_seen,
    max(event_time) as last_seen,
    min(key) as example_key
from cloudtrail
where event_source like 's3%'
    and identity_account = 'anonymous'
    -- Not where S3 could not, or where the object is the same as before; null is a success.
    and error_code not in ('InternalError', 'NotModified', 'ServiceUnavailable', 'SlowDown')
    and (:public_buckets is null or coalesce(bucket, '') not in (:public_buckets))
group by bucket, event_name
order by requests desc, bucket, operation
limit :limit
