-- title: Deletions by actor and day
-- description: Who deleted how many objects of a bucket on which day, of them by version (for good), and how many failed (refused, mostly). A session counts for its role, but those of IAM Identity Center, which are people, each by itself.
-- category: activity
-- tags: ransomware, audit
-- param: bucket      string   = null                                            Only this bucket; null means all.
-- param: operations  string[] = ["BATCH.DELETE.OBJECT", "REST.DELETE.OBJECT"]   What counts, a key each. The call around a batch (REST.POST.MULTI_OBJECT_DELETE) would count it twice.
-- param: distinct    boolean  = false                                           A line that was delivered twice counts once.
-- param: limit       integer  = 1000                                            At most this many rows, the latest day first.
-- returns: day date, actor string, bucket string, deletions bigint, permanent bigint, refused bigint, source_ips string[], first_seen timestamp, last_seen timestamp
-- limits: Whether a batch delete named versions is not in the log, so permanent counts single deletions alone. Whether a bucket keeps versions is not in the log. Days are those of UTC. What lifecycle rules delete is left out: ask lifecycle_deletions.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
select
    cast(request_time as date) as day,
    principal as actor,
    bucket,
    count(case when http_status between 200 and 299 then 1 end) as deletions,
    count(case when http_status between 200 and 299 and regexp_like(request_uri, '^[^?]*\?(.*&)?versionId=') then 1 end) as permanent,
    count(case when http_status >= 400 then 1 end) as refused,
    array_sort(array_agg(distinct remote_ip) filter (where remote_ip is not null)) as source_ips,
    min(request_time) as first_seen,
    max(request_time) as last_seen
from s3_access
where operation in (:operations)
    and (http_status between 200 and 299 or http_status >= 400)
    and (:bucket is null or bucket = :bucket)
group by cast(request_time as date), principal, bucket
order by day desc, deletions desc, actor, bucket
limit :limit
