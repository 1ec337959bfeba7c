-- title: Look up a request by its id
-- description: The events with this request id, or this extended one (x-amz-id-2), as support, error messages and access logs have them. A batch delete has one for each key.
-- category: activity
-- tags: triage, troubleshooting
-- param: id     string           Id of the request (x-amz-request-id), or the extended one (x-amz-id-2).
-- param: limit  integer = 1000   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, version_id string, user_agent string, request_id string, host_id string
-- limits: Requests of other services have ids too. The window has to hold the request: give it a day where only the day is known.
-- reference: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
select distinct
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    bucket,
    key,
    outcome,
    version_id,
    user_agent,
    request_id,
    host_id
from cloudtrail
where (request_id = :id or host_id = :id)
order by time, request_id, operation, bucket, key, outcome, actor, source_ip, version_id, user_agent, host_id
limit :limit
