-- title: Deletions of an object or below a prefix: who, when, from where
-- description: Each call that deleted, or tried to delete, objects of a bucket, oldest first. permanent is true where a version was named: then it is gone; without one a bucket with versions keeps them below a marker.
-- category: detection
-- tags: ransomware, triage, t1485
-- param: bucket      string   = null                                Only this bucket; null means all.
-- param: key         string   = null                                Only this key; null means all.
-- param: prefix      string   = null                                Only keys that begin so; null means all.
-- param: operations  string[] = ["DeleteObject", "DeleteObjects"]   What is a deletion.
-- param: limit       integer  = 1000                                At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, version_id string, permanent boolean, access_key_id string, user_agent string, request_id string
-- limits: Only where the trail logs data events of the bucket. With a bucket given, a request through an access point is not here: it names that in place of the bucket. A batch delete is one event for the call, without a key, and one for each key. What lifecycle rules delete is in the access log alone. Whether the bucket has versions is not in the event: without them each deletion is permanent.
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
    version_id is not null as permanent,
    access_key_id,
    user_agent,
    request_id
from cloudtrail
where event_source like 's3%'
    and event_name in (:operations)
    and (:bucket is null or bucket = :bucket)
    and (:key is null or key = :key)
    and (:prefix is null or starts_with(key, :prefix))
order by time, request_id, operation, bucket, key, version_id, outcome, actor, source_ip, permanent, user_agent, access_key_id
limit :limit
