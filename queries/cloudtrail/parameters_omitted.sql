-- title: Calls whose parameters are too large for the record
-- description: Each call of which CloudTrail left out the parameters because they were too large: somebody can hide what a policy says by blowing it up.
-- category: logging
-- tags: logging-health, t1562.008
-- param: events  string[] = null   Only these events; null means all.
-- param: limit  integer = 1000   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, event_source string, reason string, event_id string
-- limits: Large calls are mostly innocent: templates and long lists. What was set has to be read from the service itself. The bucket is known only where the record names it among its resources.
-- reference: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
select distinct
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    bucket,
    key,
    outcome,
    event_source,
    json_extract_scalar(request_parameters, '$.reason') as reason,
    event_id
from cloudtrail
where json_extract_scalar(request_parameters, '$.omitted') = 'true'
    and (:events is null or event_name in (:events))
order by time, event_id, operation, bucket, key, outcome, actor, source_ip, event_source, reason
limit :limit
