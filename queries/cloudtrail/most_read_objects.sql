-- title: Most read objects
-- description: The objects that were read most: how often, by how many, how many bytes, when first and last. Where an object that should rest is on top, somebody works on it.
-- category: activity
-- tags: triage
-- param: operations  string[] = ["GetObject"]   What is a read; add SelectObjectContent for queries over objects.
-- param: bucket      string   = null            Only this bucket; null means all.
-- param: distinct    boolean  = false           A record that was delivered twice counts once.
-- param: limit       integer  = 100             At most this many rows, the most reads first.
-- returns: bucket string, key string, requests bigint, actors bigint, source_ips bigint, bytes_sent bigint, first_seen timestamp, last_seen timestamp
-- limits: Only where the trail logs data events of the bucket. A read in parts counts for each part. The event of a copy names what it wrote, not what it read. What CloudFront serves from its caches is not read in S3.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
select
    bucket,
    key,
    count(*) as requests,
    count(distinct principal) as actors,
    count(distinct source_ip) as source_ips,
    coalesce(sum(bytes_out), 0) as bytes_sent,
    min(event_time) as first_seen,
    max(event_time) as last_seen
from cloudtrail
where event_source like 's3%'
    and event_name in (:operations)
    and error_code is null
    and (:bucket is null or bucket = :bucket)
group by bucket, key
order by requests desc, bucket, key
limit :limit
