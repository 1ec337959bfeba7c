-- title: Deletions for good, and deletions that leave a marker
-- description: How many objects of each bucket were deleted by naming a version, which no marker keeps; without naming one, which in a bucket with versions can be undone; and by a batch whose event for the key names none, which does not prove that the batch named none.
-- category: detection
-- tags: ransomware, audit, t1485
-- param: bucket    string  = null    Only this bucket; null means all.
-- param: distinct  boolean = false   A record that was delivered twice counts once.
-- param: limit     integer = 100     At most this many rows, those with the most deletions first.
-- returns: bucket string, actor string, kind string, deletions bigint, keys bigint, first_seen timestamp, last_seen timestamp, example_key string
-- limits: Only where the trail logs data events of the bucket. Whether a bucket has versions is not in the event: without them every deletion is for good. Refused deletions are left out. A deletion is one of a batch where the call around it, DeleteObjects with the same request_id, is in the window too; what has no request_id is one of none. What lifecycle rules delete is in the access log alone.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
with calls as (
    select
        bucket,
        principal,
        event_name,
        version_id,
        count_if(event_name = 'DeleteObjects' and request_id is not null) over (partition by bucket, request_id) as batches,
        key,
        event_time
    from cloudtrail
    where event_source like 's3%'
        and event_name in ('DeleteObject', 'DeleteObjects')
        and error_code is null
        and (:bucket is null or bucket = :bucket)
),
deletions as (
    select
        bucket,
        principal,
        case
            when version_id is not null then 'version'
            when batches > 0 then 'batch, not known'
            else 'no version'
        end as kind,
        key,
        event_time
    from calls
    where event_name = 'DeleteObject'
)
select
    bucket,
    principal as actor,
    kind,
    count(*) as deletions,
    count(distinct key) as keys,
    min(event_time) as first_seen,
    max(event_time) as last_seen,
    min(key) as example_key
from deletions
group by bucket, principal, kind
order by deletions desc, bucket, actor, kind
limit :limit
