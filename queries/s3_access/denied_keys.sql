-- title: Denied requests by actor, operation and key
-- description: Which keys somebody was refused: the objects that one wanted. denied_requests sums them up by bucket.
-- category: detection
-- tags: triage, identity
-- param: error_codes  string[] = ["AccessDenied", "AllAccessDisabled"]   Error codes that are a denial; a 401 or 403 without a code is one too.
-- param: bucket       string   = null                                    Only this bucket; null means all.
-- param: distinct     boolean  = false                                   A line that was delivered twice counts once.
-- param: limit        integer  = 100                                     At most this many rows, those with the most denials first.
-- returns: actor string, operation string, bucket string, key string, denied bigint, source_ips bigint, first_seen timestamp, last_seen timestamp
-- limits: A 403 for a missing key without the right to list looks the same as a denial. A key of null is a request for the bucket, as a listing.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
select
    actor,
    operation,
    bucket,
    key,
    count(*) as denied,
    count(distinct remote_ip) as source_ips,
    min(request_time) as first_seen,
    max(request_time) as last_seen
from s3_access
where (error_code in (:error_codes) or (error_code is null and http_status in (401, 403)))
    and (:bucket is null or bucket = :bucket)
group by actor, operation, bucket, key
order by denied desc, actor, operation, bucket, key
limit :limit
