-- title: Log buckets touched by others than the delivery
-- description: Each call on buckets that hold logs that did not come from a service that delivers them: what was written, deleted or changed there; with reads, who looked.
-- category: logging
-- tags: tampering, logging-health, t1562.008
-- param: log_buckets  string[]   Buckets that hold access logs and trails.
-- param: services  string[] = ["cloudtrail.amazonaws.com", "config.amazonaws.com", "delivery.logs.amazonaws.com", "logging.s3.amazonaws.com"]   Services that deliver.
-- param: reads  boolean = false   Also calls that only read.
-- param: limit  integer = 1000   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, read_only boolean, user_agent string, request_id string
-- limits: Writes and deletions of objects are here only where the trail logs data events of the log bucket. A request through an access point names that in place of the bucket, and is not here. Lifecycle rules that clean up are in the access log alone.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
select distinct
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    bucket,
    key,
    outcome,
    read_only,
    user_agent,
    request_id
from cloudtrail
where event_source like 's3%'
    and bucket in (:log_buckets)
    and coalesce(invoked_by, '') not in (:services)
    and (:reads or not read_only)
order by time, request_id, operation, bucket, key, outcome, actor, source_ip, read_only, user_agent
limit :limit
