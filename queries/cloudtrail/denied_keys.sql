-- title: Denied requests by actor, operation and key
-- description: Which keys somebody was refused: the objects that one wanted. denial_reasons tells by which kind of policy, unauthorized_calls sums up the calls of all services.
-- category: detection
-- tags: triage, identity
-- param: error_codes  string[] = ["AccessDenied", "AllAccessDisabled"]   Error codes that are a denial.
-- param: bucket       string   = null                                    Only this bucket; null means all.
-- param: distinct     boolean  = false                                   A record that was delivered twice counts once.
-- param: limit        integer  = 100                                     At most this many rows, those with the most denials first.
-- returns: actor string, operation string, bucket string, key string, denied bigint, source_ips bigint, first_seen timestamp, last_seen timestamp
-- limits: Only where the trail logs data events of the bucket. A call for a missing key without the right to list looks the same as a denial. A key of null is a call for the bucket, as a listing.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
select
    actor,
    event_name as operation,
    bucket,
    key,
    count(*) as denied,
    count(distinct source_ip) as source_ips,
    min(event_time) as first_seen,
    max(event_time) as last_seen
from cloudtrail
where event_source like 's3%'
    and error_code in (:error_codes)
    and (:bucket is null or bucket = :bucket)
group by actor, event_name, bucket, key
order by denied desc, actor, operation, bucket, key
limit :limit
