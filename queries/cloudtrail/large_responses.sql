-- title: Single large downloads
-- description: Each answer that sent a client at least so many bytes, the largest first, whoever asked.
-- category: detection
-- tags: exfiltration, t1530
-- param: min_bytes  integer = 1000000000   At least this many bytes: one gigabyte.
-- param: bucket     string  = null         Only this bucket; null means all.
-- param: limit      integer = 100          At most this many rows, the largest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, bytes_sent bigint, object_size bigint, user_agent string, request_id string
-- limits: Only where the trail logs data events of the bucket. A client that reads in parts, as most tools do with large objects, stays below any threshold here: ask bytes_sent or downloads_above_baseline. A client that hung up may have got less than S3 sent. Copies within S3 move no bytes to a client and are left out. object_size is null: the trail does not know it.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
select distinct
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    bucket,
    key,
    outcome,
    bytes_out as bytes_sent,
    cast(null as bigint) as object_size,
    user_agent,
    request_id
from cloudtrail
where event_source like 's3%'
    and bytes_out >= :min_bytes
    and event_name not like '%Copy%'
    and (:bucket is null or bucket = :bucket)
order by bytes_sent desc, time, request_id, operation, bucket, key, outcome, actor, source_ip, user_agent
limit :limit
