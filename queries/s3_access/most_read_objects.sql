-- title: Most read objects
-- description: The objects that were read most: how often, by how many, how many bytes, when first and last. Where an object that should rest is on top, somebody works on it.
-- category: activity
-- tags: triage
-- param: operations  string[] = ["REST.GET.OBJECT", "WEBSITE.GET.OBJECT"]   What is a read; add REST.COPY.OBJECT_GET and REST.COPY.PART_GET for copies.
-- param: bucket      string   = null                                        Only this bucket; null means all.
-- param: distinct    boolean  = false                                       A line that was delivered twice counts once.
-- param: limit       integer  = 100                                         At most this many rows, the most reads first.
-- returns: bucket string, key string, requests bigint, actors bigint, source_ips bigint, bytes_sent bigint, first_seen timestamp, last_seen timestamp
-- limits: A read in parts counts for each part. 304 (not modified) is no read. What CloudFront serves from its caches is not read in S3. Bytes that S3 copies within itself go to no client and do not count.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
select
    bucket,
    key,
    count(*) as requests,
    count(distinct principal) as actors,
    count(distinct remote_ip) as source_ips,
    sum(case when operation not like 'REST.COPY.%_GET' then bytes_sent else 0 end) as bytes_sent,
    min(request_time) as first_seen,
    max(request_time) as last_seen
from s3_access
where operation in (:operations)
    and http_status between 200 and 299
    and (:bucket is null or bucket = :bucket)
group by bucket, key
order by requests desc, bucket, key
limit :limit
