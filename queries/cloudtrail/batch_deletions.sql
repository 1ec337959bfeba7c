-- title: Batch deletes and their keys
-- description: Each call that deletes many objects at once, with the events of its keys: who called, and what became of every key. Call and keys share the request id; keys and missed say how many keys of the call are in the trail, and how many of them were not deleted.
-- category: activity
-- tags: ransomware, triage, t1485
-- param: request_id  string  = null   Only this call; null means all.
-- param: bucket      string  = null   Only this bucket; null means all.
-- param: limit       integer = 1000   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, version_id string, request_id string, keys bigint, missed bigint
-- limits: Only where the trail logs data events of the bucket. What can be told of the keys is told by their own events: a trail may leave these out. A key is one of a batch where the call, DeleteObjects with the same request_id, is in the window too. A call without a request_id is here without its keys, and keys and missed are null. A call on the edge of the window may lack some of its keys.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
with steps as (
    select distinct
        event_time,
        actor,
        source_ip,
        event_name,
        bucket,
        key,
        outcome,
        version_id,
        request_id
    from cloudtrail
    where event_source like 's3%'
        and event_name in ('DeleteObject', 'DeleteObjects')
        and (:request_id is null or request_id = :request_id)
        and (:bucket is null or bucket = :bucket)
),
batches as (
    select
        event_time,
        actor,
        source_ip,
        event_name,
        bucket,
        key,
        outcome,
        version_id,
        request_id,
        count_if(event_name = 'DeleteObjects') over (partition by request_id) as calls,
        count_if(event_name = 'DeleteObject') over (partition by request_id) as keys,
        count_if(event_name = 'DeleteObject' and outcome <> 'ok') over (partition by request_id) as missed
    from steps
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
    request_id,
    case when request_id is not null then keys end as keys,
    case when request_id is not null then missed end as missed
from batches
where event_name = 'DeleteObjects'
    or (calls > 0 and request_id is not null)
order by time, request_id, operation desc, bucket, key, version_id, outcome, actor, source_ip
limit :limit
