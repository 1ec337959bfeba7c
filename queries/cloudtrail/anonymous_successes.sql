-- title: Anonymous requests that succeeded
-- description: What the world could do without credentials, by bucket and operation: reading an object, listing a bucket, or worse, writing and deleting. Where a bucket that nobody meant to publish shows up, it is open, and first_seen says since when it was used. Name the buckets that are meant to be public in public_buckets.
-- category: detection
-- tags: exposure, t1530
-- param: public_buckets       string[] = null                   Buckets that are meant to be public and are left out; null leaves none out.
-- param: harmless_operations  string[] = ["PreflightRequest"]   Operations that are left out: browsers never sign a preflight, and its answer holds no data.
-- param: distinct             boolean  = false                  A record that was delivered twice counts once.
-- param: limit                integer  = 100                    At most this many rows, those with the most requests first.
-- returns: bucket string, operation string, requests bigint, keys bigint, source_ips bigint, bytes_sent bigint, first_seen timestamp, last_seen timestamp, example_key string
-- limits: Only where the trail logs data events of the bucket. A presigned URL is not anonymous: its signer stands in the log. What comes through CloudFront is anonymous only where the distribution does not sign its requests. An open bucket that nobody has found yet is not here. Websites are in the access log alone. NotModified counts as a success. That a preflight is called PreflightRequest stands in no list of events of AWS.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-request-identification.html
select
    bucket,
    event_name as operation,
    count(*) as requests,
    count(distinct key) as keys,
    count(distinct source_ip) as source_ips,
    coalesce(sum(bytes_out), 0) as bytes_sent,
    min(event_time) as first_seen,
    max(event_time) as last_seen,
    min(key) as example_key
from cloudtrail
where event_source like 's3%'
    and identity_account = 'anonymous'
    and (error_code is null or error_code = 'NotModified')
    and event_name not in (:harmless_operations)
    and (:public_buckets is null or coalesce(bucket, '') not in (:public_buckets))
group by bucket, event_name
order by requests desc, bucket, operation
limit :limit
