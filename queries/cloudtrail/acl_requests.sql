-- title: Requests that only an ACL allowed
-- description: Who needs the ACLs of which bucket, for what: whom turning ACLs off would shut out, unless a policy allows it first.
-- category: hygiene
-- tags: migration
-- param: bucket    string  = null    Only this bucket; null means all.
-- param: distinct  boolean = false   A record that was delivered twice counts once.
-- param: limit     integer = 100     At most this many rows, those with the most requests first.
-- returns: actor string, bucket string, operation string, requests bigint, keys bigint, first_seen timestamp, last_seen timestamp, example_key string
-- limits: Only where the trail logs data events of the bucket. A request that another policy would allow too does not need the ACL and is not here.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-request-identification.html
select
    principal as actor,
    bucket,
    event_name as operation,
    count(*) as requests,
    count(distinct key) as keys,
    min(event_time) as first_seen,
    max(event_time) as last_seen,
    min(key) as example_key
from cloudtrail
where event_source like 's3%'
    and json_extract_scalar(additional_event_data, '$.aclRequired') = 'Yes'
    and (:bucket is null or bucket = :bucket)
group by principal, bucket, event_name
order by requests desc, actor, bucket, operation
limit :limit
