-- title: Anonymous requests that succeeded
-- description: What the world could do without credentials, by bucket and operation: reading an object (GET), listing a bucket (REST.GET.BUCKET), or worse, writing and deleting. Where a bucket that nobody meant to publish shows up, it is open, and first_seen says since when it was used. Name the buckets that are meant to be public in public_buckets.
-- category: detection
-- tags: exposure, t1530
-- param: public_buckets       string[] = null                         Buckets that are meant to be public and are left out; null leaves none out.
-- param: harmless_operations  string[] = ["REST.OPTIONS.PREFLIGHT"]   Operations that are left out: browsers never sign a preflight, and its answer holds no data.
-- param: distinct             boolean  = false                        A line that was delivered twice counts once.
-- param: limit                integer  = 100                          At most this many rows, those with the most requests first.
-- returns: bucket string, operation string, requests bigint, keys bigint, source_ips bigint, bytes_sent bigint, first_seen timestamp, last_seen timestamp, example_key string
-- limits: A presigned URL is not anonymous: its signer stands in the log. What comes through CloudFront is anonymous only where the distribution does not sign its requests. An open bucket that nobody has found yet is not here. 304 (not modified) counts as a success, a redirect does not; a damaged line has no status and does not count. Bytes that S3 copies within itself go to no client and do not count.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
select
    bucket,
    operation,
    count(*) as requests,
    count(distinct key) as keys,
    count(distinct remote_ip) as source_ips,
    sum(case when operation not like 'REST.COPY.%_GET' then bytes_sent else 0 end) as bytes_sent,
    min(request_time) as first_seen,
    max(request_time) as last_seen,
    min(key) as example_key
from s3_access
where requester_kind = 'anonymous'
    and (http_status between 200 and 299 or http_status = 304)
    and operation not in (:harmless_operations)
    and (:public_buckets is null or bucket not in (:public_buckets))
group by bucket, operation
order by requests desc, bucket, operation
limit :limit
