-- title: Everything one principal did
-- description: Each call of a user, a role with all its sessions, or a person of IAM Identity Center, on all services, oldest first.
-- category: activity
-- tags: identity, triage
-- param: principal  string   The principal as the column has it: the ARN of a user, or of a role's sessions without the session's name.
-- param: bucket  string = null   Only this bucket; null means all.
-- param: limit  integer = 1000   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, version_id string, bytes_sent bigint, user_agent string, request_id string
-- limits: Reads and writes of objects are here only where the trail logs data events. Calls that a service makes on the principal's behalf are here, with the service's name as source_ip.
-- reference: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
with calls as (
    select distinct
        event_time,
        actor,
        source_ip,
        event_name,
        bucket,
        key,
        outcome,
        version_id,
        bytes_out,
        user_agent,
        request_id,
        -- A sign-in has no id of a request, and may be one of several within a second.
        case when request_id is null then event_id end as event_id
    from cloudtrail
    where principal = :principal
        and (:bucket is null or bucket = :bucket)
)
select
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    bucket,
    key,
    outcome,
    version_id,
    bytes_out as bytes_sent,
    user_agent,
    request_id
from calls
order by time, request_id, operation, bucket, key, outcome, actor, source_ip, version_id, bytes_sent, user_agent
limit :limit
