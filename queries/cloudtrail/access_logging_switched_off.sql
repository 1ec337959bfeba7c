-- title: Server access logging switched off
-- description: Each call that set a bucket's logging without a target, or tried to: from then on there is no access log of it. With all, also those that switched it on or moved it; target says where to.
-- category: logging
-- tags: tampering, logging-health, t1562.008
-- param: all_changes  boolean = false   Also calls that set a target.
-- param: limit  integer = 100   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, target_bucket string, target_prefix string, account_id string, request_parameters string, event_id string
-- limits: That logging was on before is not in the event. A call whose parameters are not in the record, as of one above 100 KB or some that were refused, has no target either and is here: see request_parameters. Access logs sent by CloudWatch Logs are switched off there, by DeleteDelivery. A log may also fail because the target's policy was changed, or the target deleted.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
select distinct
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    bucket,
    key,
    outcome,
    json_extract_scalar(request_parameters, '$.BucketLoggingStatus.LoggingEnabled.TargetBucket') as target_bucket,
    json_extract_scalar(request_parameters, '$.BucketLoggingStatus.LoggingEnabled.TargetPrefix') as target_prefix,
    account_id,
    request_parameters,
    event_id
from cloudtrail
where event_source like 's3%'
    and event_name = 'PutBucketLogging'
    and (
        :all_changes
        or json_extract(request_parameters, '$.BucketLoggingStatus.LoggingEnabled') is null
    )
order by time, event_id, operation, bucket, key, outcome, actor, source_ip, request_parameters
limit :limit
