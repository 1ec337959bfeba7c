-- title: Scripts of sites replaced
-- description: Objects that browsers run (JavaScript and pages), written by a person or a tool: by that, visitors of a site are attacked.
-- category: detection
-- tags: exposure, t1565.001
-- param: pattern  string = "(?i)\\.(js|mjs|html?)$"   Pattern (RE2) of keys that count.
-- param: deployers  string[] = null   Principals that deploy the site, left out.
-- param: bucket  string = null   Only this bucket; null means all.
-- param: limit  integer = 1000   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, bytes_in bigint, user_agent string, request_id string
-- limits: Only where the trail logs data events of the bucket. Every deployment of a site shows until it is named in deployers. Whether an object was there before is not in the event.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
select distinct
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    bucket,
    key,
    outcome,
    bytes_in,
    user_agent,
    request_id
from cloudtrail
where event_source like 's3%'
    and event_name in ('CompleteMultipartUpload', 'CopyObject', 'PostObject', 'PutObject')
    and error_code is null
    and regexp_like(key, :pattern)
    and (:deployers is null or coalesce(principal, '') not in (:deployers))
    and (:bucket is null or bucket = :bucket)
order by time, request_id, operation, bucket, key, outcome, actor, source_ip, bytes_in, user_agent
limit :limit
