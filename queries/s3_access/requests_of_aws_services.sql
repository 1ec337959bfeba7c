-- title: AWS services at work in a bucket
-- description: What AWS services and S3 itself do in each bucket: lifecycle rules, replication, log delivery and so on. It is rarely an attack, but often the answer to who wrote or removed this.
-- category: activity
-- tags: inventory, triage
-- param: bucket    string  = null    Only this bucket; null means all.
-- param: distinct  boolean = false   A line that was delivered twice counts once.
-- param: limit     integer = 100     At most this many rows, those with the most requests first.
-- returns: actor string, bucket string, operation string, requests bigint, failed bigint, first_seen timestamp, last_seen timestamp
-- limits: A service that works with a role of yours stands as that role and is not here. An actor of aws is S3's own work where the log names nobody.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
select
    actor,
    bucket,
    operation,
    count(*) as requests,
    count(case when http_status >= 400 then 1 end) as failed,
    min(request_time) as first_seen,
    max(request_time) as last_seen
from s3_access
where requester_kind in ('service', 'aws')
    and (:bucket is null or bucket = :bucket)
group by actor, bucket, operation
order by requests desc, actor, bucket, operation
limit :limit
