-- title: Restores from the archive
-- description: Who asked S3 to bring back objects from an archive storage class, oldest first: it costs by the gigabyte, and it is the first step for who wants to take away what rests there.
-- category: activity
-- tags: exfiltration, storage
-- param: bucket      string   = null                Only this bucket; null means all.
-- param: operations  string[] = ["RestoreObject"]   What is a restore.
-- param: limit       integer  = 1000                At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, version_id string, user_agent string, request_id string
-- limits: Only where the trail logs data events of the bucket. A request of a batch job shows under the job's role. That the copy was ready is told by an event of the bucket (s3:ObjectRestore:Completed), and is no call.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
select distinct
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    bucket,
    key,
    outcome,
    version_id,
    user_agent,
    request_id
from cloudtrail
where event_source like 's3%'
    and event_name in (:operations)
    and (:bucket is null or bucket = :bucket)
order by time, request_id, operation, bucket, key, version_id, outcome, actor, source_ip, user_agent
limit :limit
