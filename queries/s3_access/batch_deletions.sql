-- title: Batch deletes and their keys
-- description: Each call that deletes many objects at once, with the rows of its keys: who called, and what became of every key. Call and keys share the request id; keys and missed say how many keys of the call are in the log, and how many of them were not deleted.
-- category: activity
-- tags: ransomware, triage, t1485
-- param: request_id  string  = null   Only this call; null means all.
-- param: bucket      string  = null   Only this bucket; null means all.
-- param: limit       integer = 1000   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, version_id string, request_id string, keys bigint, missed bigint
-- limits: A call on the edge of the window may lack some of its keys, or keys their call. Of lines without a request_id, keys and missed are null. What the caller asked for beyond what is logged, as whether it named versions, is not here.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
with steps as (
    select distinct
        request_time,
        actor,
        remote_ip,
        operation,
        bucket,
        key,
        outcome,
        version_id,
        request_id
    from s3_access
    where operation in ('REST.POST.MULTI_OBJECT_DELETE', 'BATCH.DELETE.OBJECT')
        and (:request_id is null or request_id = :request_id)
        and (:bucket is null or bucket = :bucket)
)
select
    request_time as time,
    actor,
    remote_ip as source_ip,
    operation,
    bucket,
    key,
    outcome,
    version_id,
    request_id,
    case
        when request_id is not null
            then count(case when operation = 'BATCH.DELETE.OBJECT' then 1 end) over (partition by request_id)
    end as keys,
    case
        when request_id is not null
            then count(case when operation = 'BATCH.DELETE.OBJECT' and outcome <> 'ok' then 1 end) over (partition by request_id)
    end as missed
from steps
order by time, request_id, operation desc, bucket, key, version_id, outcome, actor, source_ip
limit :limit
