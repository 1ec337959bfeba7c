-- title: Deletions for good, and deletions that leave a marker
-- description: How many objects of each bucket were deleted by naming a version, which no marker keeps; without naming one, which in a bucket with versions can be undone; by batch, of which the log does not say; and by lifecycle rules.
-- category: detection
-- tags: ransomware, audit, t1485
-- param: bucket    string  = null    Only this bucket; null means all.
-- param: distinct  boolean = false   A line that was delivered twice counts once.
-- param: limit     integer = 100     At most this many rows, those with the most deletions first.
-- returns: bucket string, actor string, kind string, deletions bigint, keys bigint, first_seen timestamp, last_seen timestamp, example_key string
-- limits: Whether a bucket has versions is not in the log: without them every deletion is for good. Refused deletions are left out.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
with deletions as (
    select
        bucket,
        principal,
        case
            when operation = 'S3.CREATE.DELETEMARKER' then 'lifecycle, marker'
            when operation = 'S3.EXPIRE.OBJECT' then 'lifecycle, expired'
            when operation = 'BATCH.DELETE.OBJECT' then 'batch, not known'
            when regexp_like(request_uri, '^[^?]*\?(.*&)?versionId=') then 'version'
            else 'no version'
        end as kind,
        key,
        request_time
    from s3_access
    where operation in ('REST.DELETE.OBJECT', 'BATCH.DELETE.OBJECT', 'S3.EXPIRE.OBJECT', 'S3.CREATE.DELETEMARKER')
        and (http_status between 200 and 299 or (http_status is null and operation like 'S3.%'))
        and (:bucket is null or bucket = :bucket)
)
select
    bucket,
    principal as actor,
    kind,
    count(*) as deletions,
    count(distinct key) as keys,
    min(request_time) as first_seen,
    max(request_time) as last_seen,
    min(key) as example_key
from deletions
group by bucket, principal, kind
order by deletions desc, bucket, actor, kind
limit :limit
