-- title: Log buckets touched by others than the delivery
-- description: Each request to buckets that hold logs that did not come from a service that delivers them: what was written, deleted or changed there; with reads, who looked.
-- category: logging
-- tags: tampering, logging-health, t1562.008
-- param: log_buckets  string[]   Buckets that hold access logs and trails.
-- param: services  string[] = ["3272ee65a908a7677109fedda345db8d9554ba26398b2ca10581de88777e2b61", "AmazonS3", "aws", "cloudtrail.amazonaws.com", "config.amazonaws.com", "delivery.logs.amazonaws.com", "logging.s3.amazonaws.com"]   Who delivers, as actor has it, but without svc:. The id is that of the group that delivers access logs; AmazonS3 and aws are what S3 does by itself: without them, the lifecycle rules that clean up are here too.
-- param: reads  boolean = false   Also requests that only read.
-- param: limit  integer = 1000   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, read_only boolean, user_agent string, request_id string
-- limits: Only where the log bucket has an access log of its own.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
with requests as (
    select
        request_time as time,
        actor,
        remote_ip as source_ip,
        operation,
        bucket,
        key,
        outcome,
        coalesce(regexp_like(operation, '\.(GET|HEAD|OPTIONS|SELECT)(\.|$)|_GET$'), false) as read_only,
        user_agent,
        request_id
    from s3_access
    where bucket in (:log_buckets)
        and regexp_replace(actor, '^svc:', '') not in (:services)
)
select distinct time, actor, source_ip, operation, bucket, key, outcome, read_only, user_agent, request_id
from requests
where (:reads or not read_only)
order by time, request_id, operation, bucket, key, outcome, actor, source_ip, read_only, user_agent
limit :limit
