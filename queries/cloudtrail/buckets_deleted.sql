-- title: Buckets that were deleted
-- description: Each call that deleted, or tried to delete, a bucket: who, from where, with what outcome. BucketNotEmpty is somebody who has yet to empty it.
-- category: detection
-- tags: ransomware, audit, t1485
-- param: successes  boolean = false   Only calls that went through.
-- param: limit  integer = 100   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, aws_region string, invoked_by string, user_agent string, account_id string, request_parameters string, event_id string
-- limits: Deployments delete buckets too: invoked_by names CloudFormation. The objects went before: see deletion_bursts.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
select distinct
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    bucket,
    key,
    outcome,
    aws_region,
    invoked_by,
    user_agent,
    account_id,
    request_parameters,
    event_id
from cloudtrail
where event_source like 's3%'
    and event_name = 'DeleteBucket'
    and (not :successes or error_code is null)
order by time, event_id, operation, bucket, key, outcome, actor, source_ip, request_parameters
limit :limit
