-- title: Objects restored from an archive
-- description: Each call that asked for an archived object back: what precedes a read of what had rested for long.
-- category: activity
-- tags: exfiltration, cost
-- param: bucket  string = null   Only this bucket; null means all.
-- param: limit  integer = 1000   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, version_id string, user_agent string, request_id string
-- limits: Only where the trail logs data events of the bucket. That a restore was done, and lifecycle's part in it, is in the access log.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
select distinct
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    bucket,
    key,
    coalesce(error_code, 'ok') as outcome,
    json_extract_scalar(request_parameters, '$.versionId') as version_id,
    user_agent,
    request_id
from cloudtrail
where event_source like 's3%'
    and event_name = 'RestoreObject'
    and (:bucket is null or bucket = :bucket)
order by time, request_id, operation, bucket, key, outcome, actor, source_ip, version_id, user_agent
limit :limit
