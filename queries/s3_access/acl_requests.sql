-- title: Requests that only an ACL allowed
-- description: Who needs the ACLs of which bucket, for what: whom turning ACLs off would shut out, unless a policy allows it first.
-- category: hygiene
-- tags: acl-migration, inventory
-- param: bucket    string  = null    Only this bucket; null means all.
-- param: distinct  boolean = false   A line that was delivered twice counts once.
-- param: limit     integer = 100     At most this many rows, those with the most requests first.
-- returns: actor string, bucket string, operation string, requests bigint, keys bigint, first_seen timestamp, last_seen timestamp, example_key string
-- limits: Logs have the field since November 2022. Calls that read or write an ACL fail or change nothing once ACLs are off, whether or not they needed one: look for ACL among the operations too.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
select
    principal as actor,
    bucket,
    operation,
    count(*) as requests,
    count(distinct key) as keys,
    min(request_time) as first_seen,
    max(request_time) as last_seen,
    min(key) as example_key
from s3_access
where acl_required = true
    and (:bucket is null or bucket = :bucket)
group by principal, bucket, operation
order by requests desc, actor, bucket, operation
limit :limit
