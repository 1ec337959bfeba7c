-- title: Requests that still need an ACL
-- description: Which requests were allowed by an ACL and not by a policy: what breaks when ACLs are switched off.
-- category: hygiene
-- tags: exposure, audit
-- param: bucket  string = null   Only this bucket; null means all.
-- param: distinct  boolean = false   A record that was delivered twice counts once.
-- param: limit  integer = 100   At most this many rows, the most first.
-- returns: actor string, bucket string, operation string, requests bigint, keys bigint, first_seen timestamp, last_seen timestamp
-- limits: Only where the trail logs data events of the bucket. A request that another policy would allow too does not need the ACL and is not here.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-request-identification.html
select
    principal as actor,
    bucket,
    event_name as operation,
    count(*) as requests,
    count(distinct key) as keys,
    min(event_time) as first_seen,
    max(event_time) as last_seen
from cloudtrail
where event_source like 's3%'
    and json_extract_scalar(additional_event_data, '$.aclRequired') = 'Yes'
    and (:bucket is null or bucket = :bucket)
group by principal, bucket, event_name
order by requests desc, actor, bucket, operation
limit :limit
