-- title: Objects with names of ransom notes
-- description: Objects that were written under a name that a ransom note has, oldest first. One of these is enough to look for what else its writer did.
-- category: detection
-- tags: ransomware, t1486
-- param: pattern     string   = "(ransom|decrypt|restore|recover|readme.?to|how.?to.?(back|get|open|unlock)|your.?files|(files|data).{0,10}(stolen|encrypted)|pay.{0,5}bitcoin)[^/]*[.](txt|html?|hta|md)$"   What the key has to contain; in lower case, as keys are before they are compared.
-- param: operations  string[] = ["CompleteMultipartUpload", "CopyObject", "PostObject", "PutObject"]   What writes an object.
-- param: bucket      string   = null                                                     Only this bucket; null means all.
-- param: limit       integer  = 1000                                                     At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, bytes_in bigint, user_agent string, request_id string
-- limits: Only where the trail logs data events of the bucket. A note may have any name. Documentation on how to restore a backup fits as well. Attempts that failed are here, with their outcome. What a note says is not in the log. bytes_in is what the call itself sent: nearly nothing for a copy or the end of an upload in parts.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
select distinct
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    bucket,
    key,
    outcome,
    bytes_in,
    user_agent,
    request_id
from cloudtrail
where event_source like 's3%'
    and event_name in (:operations)
    and regexp_like(lower(key), :pattern)
    and (:bucket is null or bucket = :bucket)
order by time, request_id, operation, bucket, key, outcome, actor, source_ip, bytes_in, user_agent
limit :limit
