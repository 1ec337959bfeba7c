-- title: Denied requests by requester, operation and bucket
-- description: Who was refused what in S3, how often, from how many addresses and on how many keys. A person with a handful is mistyping; one role with thousands lacks a permission or has a wrong configuration; many operations or buckets by one actor look like somebody who finds out what is allowed. denial_reasons tells by which kind of policy.
-- category: detection
-- tags: triage, identity
-- param: error_codes  string[] = ["AccessDenied", "AccountProblem", "AllAccessDisabled", "NotSignedUp"]   Error codes that are a denial. InvalidObjectState is not: the object is in an archive.
-- param: actor        string   = null    Only this actor, as the column has it: an ARN, anonymous and so on; null means all.
-- param: distinct     boolean  = false   A record that was delivered twice counts once.
-- param: limit        integer  = 100     At most this many rows, those with the most denials first.
-- returns: actor string, operation string, bucket string, denied bigint, error_codes string[], keys bigint, source_ips bigint, first_seen timestamp, last_seen timestamp
-- limits: Objects are here only where the trail logs data events of the bucket, and credentials that do not hold are in access logs alone. A denial for a missing key without the right to list looks the same as any other. What a VPC endpoint's policy refuses is in network activity events, which are not read. A bucket of null is a call on none, as ListBuckets.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
select
    actor,
    event_name as operation,
    bucket,
    count(*) as denied,
    array_sort(array_agg(distinct error_code)) as error_codes,
    count(distinct key) as keys,
    count(distinct source_ip) as source_ips,
    min(event_time) as first_seen,
    max(event_time) as last_seen
from cloudtrail
where event_source like 's3%'
    and error_code in (:error_codes)
    and (:actor is null or actor = :actor)
group by actor, event_name, bucket
order by denied desc, actor, operation, bucket
limit :limit
