-- title: Ransom notes among the uploads
-- description: Objects that were written under a name as ransom notes have it.
-- category: detection
-- tags: ransomware, t1486
-- param: pattern  string = "(?i)(ransom|how.?to.?(decrypt|restore|recover)|(decrypt|restore|recover).{0,5}(your|my|all)?.{0,3}files|files.{0,5}encrypted|your.{0,3}data.{0,10}(stolen|encrypted)|pay.{0,5}bitcoin)"   Pattern (RE2) of keys that count.
-- param: bucket  string = null   Only this bucket; null means all.
-- param: limit  integer = 1000   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, bytes_in bigint, user_agent string, request_id string
-- limits: Only where the trail logs data events of the bucket. A note may have any name, and texts about ransomware have such names too. What it says is not in the log.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
select distinct
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    bucket,
    key,
    coalesce(error_code, 'ok') as outcome,
    bytes_in,
    user_agent,
    request_id
from cloudtrail
where event_source like 's3%'
    and event_name in ('CompleteMultipartUpload', 'CopyObject', 'PutObject')
    and error_code is null
    and regexp_like(key, :pattern)
    and (:bucket is null or bucket = :bucket)
order by time, request_id, operation, bucket, key, outcome, actor, source_ip, bytes_in, user_agent
limit :limit
