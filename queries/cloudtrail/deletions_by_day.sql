-- title: Deletions by actor and day
-- description: Who deleted how many objects of a bucket on which day, of them by version (for good), and how many failed (refused, mostly). A session counts for its role, but those of IAM Identity Center, which are people, each by itself.
-- category: activity
-- tags: ransomware, audit
-- param: bucket      string   = null               Only this bucket; null means all.
-- param: operations  string[] = ["DeleteObject"]   What counts, a key each. The call around a batch (DeleteObjects) would count it twice.
-- param: distinct    boolean  = false              A record that was delivered twice counts once.
-- param: limit       integer  = 1000               At most this many rows, the latest day first.
-- returns: day date, actor string, bucket string, deletions bigint, permanent bigint, refused bigint, source_ips string[], first_seen timestamp, last_seen timestamp
-- limits: Only where the trail logs data events of the bucket. Whether a bucket keeps versions is not in the event. Days are those of UTC. What lifecycle rules delete is not in CloudTrail.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
with deletions as (
    select
        cast(event_time as date) as day,
        event_time,
        principal as actor,
        bucket,
        source_ip,
        error_code,
        version_id
    from cloudtrail
    where event_source like 's3%'
        and event_name in (:operations)
        and (:bucket is null or bucket = :bucket)
)
select
    day,
    actor,
    bucket,
    count_if(error_code is null) as deletions,
    count_if(error_code is null and version_id is not null) as permanent,
    count(error_code) as refused,
    array_sort(array_agg(distinct source_ip) filter (where source_ip is not null)) as source_ips,
    min(event_time) as first_seen,
    max(event_time) as last_seen
from deletions
group by day, actor, bucket
order by day desc, deletions desc, actor, bucket
limit :limit
