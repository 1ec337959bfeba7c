-- title: Restores from the archive
-- description: Who asked S3 to bring back objects from an archive storage class, oldest first: it costs by the gigabyte, and it is the first step for who wants to take away what rests there.
-- category: activity
-- tags: exfiltration, storage
-- param: bucket      string   = null                    Only this bucket; null means all.
-- param: operations  string[] = ["REST.POST.RESTORE"]   What is a restore.
-- param: limit       integer  = 1000                    At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, version_id string, user_agent string, request_id string
-- limits: A request of a batch job shows under the job's role. That the copy was ready is told by an event of the bucket (s3:ObjectRestore:Completed); no operation of the log is documented for it. Which tier and how many days were asked for is not in the log.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
select distinct
    request_time as time,
    actor,
    remote_ip as source_ip,
    operation,
    bucket,
    key,
    outcome,
    version_id,
    user_agent,
    request_id
from s3_access
where operation in (:operations)
    and (:bucket is null or bucket = :bucket)
order by time, request_id, operation, bucket, key, version_id, outcome, actor, source_ip, user_agent
limit :limit
