-- title: Buckets set to log into themselves
-- description: Each call that made a bucket the target of its own access log, or tried to: from then on each delivery of the log is a line of the next one.
-- category: logging
-- tags: logging-health, storage
-- param: limit  integer = 100   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, target_prefix string, account_id string, user_agent string, event_id string
-- limits: That it was set back later does not show: see access_logging_switched_off with all_changes. What was set before the window is for self_logging to find, in the access log itself.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
select distinct
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    bucket,
    key,
    outcome,
    json_extract_scalar(request_parameters, '$.BucketLoggingStatus.LoggingEnabled.TargetPrefix') as target_prefix,
    account_id,
    user_agent,
    event_id
from cloudtrail
where event_source like 's3%'
    and event_name = 'PutBucketLogging'
    and json_extract_scalar(request_parameters, '$.BucketLoggingStatus.LoggingEnabled.TargetBucket') = bucket
order by time, event_id, operation, bucket, outcome, actor, source_ip, target_prefix, user_agent
limit :limit
