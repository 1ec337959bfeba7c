-- title: What lifecycle rules removed
-- description: Objects, markers and unfinished uploads that S3 removed by rules of the bucket, by day: what is gone by design. A sudden rise means that somebody made a rule; who did is in CloudTrail.
-- category: operations
-- tags: storage, t1485
-- param: operations  string[] = ["S3.CREATE.DELETEMARKER", "S3.DELETE.UPLOAD", "S3.EXPIRE.OBJECT"]   What removes.
-- param: bucket      string   = null                                                                 Only this bucket; null means all.
-- param: distinct    boolean  = false                                                                A line that was delivered twice counts once.
-- param: limit       integer  = 1000                                                                 At most this many rows, the latest day first.
-- returns: day date, bucket string, operation string, objects bigint, bytes bigint, first_seen timestamp, last_seen timestamp, example_key string
-- limits: The time is that of the removal, which can be days after the rule applies. Bytes are those that the log tells. Days are those of UTC.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
select
    cast(request_time as date) as day,
    bucket,
    operation,
    count(*) as objects,
    coalesce(sum(object_size), 0) as bytes,
    min(request_time) as first_seen,
    max(request_time) as last_seen,
    min(key) as example_key
from s3_access
where operation in (:operations)
    and (:bucket is null or bucket = :bucket)
group by cast(request_time as date), bucket, operation
order by day desc, objects desc, bucket, operation
limit :limit
