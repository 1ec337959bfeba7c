-- title: Callers that sign with Signature Version 2
-- description: Who still signs S3 requests the old way, with which client.
-- category: hygiene
-- tags: audit
-- param: bucket  string = null   Only this bucket; null means all.
-- param: distinct  boolean = false   A record that was delivered twice counts once.
-- param: limit  integer = 100   At most this many rows, the most first.
-- returns: actor string, bucket string, operation string, user_agent string, requests bigint, first_seen timestamp, last_seen timestamp
-- limits: Only where the trail logs data events of the bucket.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
select
    principal as actor,
    bucket,
    event_name as operation,
    user_agent,
    count(*) as requests,
    min(event_time) as first_seen,
    max(event_time) as last_seen
from cloudtrail
where event_source like 's3%'
    and signature_version = 'SigV2'
    and (:bucket is null or bucket = :bucket)
group by principal, bucket, event_name, user_agent
order by requests desc, actor, bucket, operation, user_agent
limit :limit
