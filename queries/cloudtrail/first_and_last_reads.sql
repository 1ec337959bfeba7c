-- title: First and last read of each object
-- description: When each object below a prefix was read first and last in the window, how often and by how many, those whose last read is longest ago first: candidates for a colder storage class.
-- category: cost
-- tags: storage, cost
-- param: bucket      string                                                                                                                    Bucket of the objects.
-- param: prefix      string   = null                                                                                                           Only keys that begin so; null means all.
-- param: operations  string[] = ["GetObject", "HeadObject", "SelectObjectContent"]   What is a read.
-- param: distinct    boolean  = false                                                                                                          A record that was delivered twice counts once.
-- param: limit       integer  = 1000                                                                                                           At most this many rows, those with the oldest last read first.
-- returns: bucket string, key string, requests bigint, actors bigint, first_seen timestamp, last_seen timestamp
-- limits: Only where the trail logs data events of the bucket. Objects that nobody read in the window are not here: compare with an inventory. The source of a copy is not read by an event of its own.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
select
    bucket,
    key,
    count(*) as requests,
    count(distinct principal) as actors,
    min(event_time) as first_seen,
    max(event_time) as last_seen
from cloudtrail
where event_source like 's3%'
    and bucket = :bucket
    and event_name in (:operations)
    and (error_code is null or error_code = 'NotModified')
    and (:prefix is null or starts_with(key, :prefix))
group by bucket, key
order by last_seen, key, bucket
limit :limit
