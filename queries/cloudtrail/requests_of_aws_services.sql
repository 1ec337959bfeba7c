-- title: AWS services at work in a bucket
-- description: What AWS services do in each bucket by themselves: log delivery, inventories, looks at a bucket's settings and so on. It is rarely an attack, but often the answer to who wrote this.
-- category: activity
-- tags: audit, triage
-- param: bucket    string  = null    Only this bucket; null means all.
-- param: distinct  boolean = false   A record that was delivered twice counts once.
-- param: limit     integer = 100     At most this many rows, those with the most requests first.
-- returns: actor string, bucket string, operation string, requests bigint, failed bigint, first_seen timestamp, last_seen timestamp
-- limits: Objects are here only where the trail logs data events of the bucket. A service that works with a role of yours stands as that role, and one that calls on somebody's behalf as that somebody: neither is here. Lifecycle rules are not in CloudTrail. A bucket of null is a call on none, as ListBuckets.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
select
    actor,
    bucket,
    event_name as operation,
    count(*) as requests,
    count(nullif(error_code, 'NotModified')) as failed,
    min(event_time) as first_seen,
    max(event_time) as last_seen
from cloudtrail
where event_source like 's3%'
    and identity_type = 'AWSService'
    and (:bucket is null or bucket = :bucket)
group by actor, bucket, event_name
order by requests desc, actor, bucket, operation
limit :limit
