-- title: Scripts of sites replaced
-- description: Objects that browsers run (JavaScript and pages), written by a person or a tool: by that, visitors of a site are attacked.
-- category: detection
-- tags: exposure, t1565.001
-- param: pattern  string = "(?i)\\.(js|mjs|html?)$"   Pattern (RE2) of keys that count.
-- param: deployers  string[] = null   Principals that deploy the site, left out.
-- param: bucket  string = null   Only this bucket; null means all.
-- param: limit  integer = 1000   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, bytes_in bigint, user_agent string, request_id string
-- limits: Every deployment of a site shows until it is named in deployers. Whether an object was there before is not in the log. bytes_in is the size of the object that the log has, also of one that was copied.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
select distinct
    request_time as time,
    actor,
    remote_ip as source_ip,
    operation,
    bucket,
    key,
    outcome,
    object_size as bytes_in,
    user_agent,
    request_id
from s3_access
where operation in ('REST.PUT.OBJECT', 'REST.POST.OBJECT', 'REST.COPY.OBJECT', 'REST.POST.UPLOAD')
    and http_status between 200 and 299
    and regexp_like(key, :pattern)
    and (:deployers is null or principal not in (:deployers))
    and (:bucket is null or bucket = :bucket)
order by time, request_id, operation, bucket, key, outcome, actor, source_ip, bytes_in, user_agent
limit :limit
