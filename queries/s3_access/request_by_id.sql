-- title: Look up a request by its id
-- description: All rows of one request, by its id or its extended id, as AWS Support and error messages give them.
-- category: activity
-- tags: triage, troubleshooting
-- param: id     string           Id of the request (x-amz-request-id), or the extended one (x-amz-id-2).
-- param: limit  integer = 1000   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, version_id string, user_agent string, request_id string, host_id string
-- limits: The rows of a batch delete share one id; so do both sides of a copy. Give a window as short as you can: an id alone reads all of it.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
select distinct
    request_time as time,
    actor,
    remote_ip as source_ip,
    operation,
    bucket,
    key,
    outcome,
    version_id,
    user_agent,
    request_id,
    host_id
from s3_access
where request_id = :id
    or host_id = :id
order by time, request_id, operation, bucket, key, version_id, outcome, actor, source_ip, user_agent, host_id
limit :limit
