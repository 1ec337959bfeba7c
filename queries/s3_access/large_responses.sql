-- title: Single large downloads
-- description: Each answer that sent a client at least so many bytes, the largest first, whoever asked.
-- category: detection
-- tags: exfiltration, t1530
-- param: min_bytes  integer = 1000000000   At least this many bytes: one gigabyte.
-- param: bucket     string  = null         Only this bucket; null means all.
-- param: limit      integer = 100          At most this many rows, the largest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, bytes_sent bigint, object_size bigint, user_agent string, request_id string
-- limits: A client that reads in parts, as most tools do with large objects, stays below any threshold here: ask bytes_sent or downloads_above_baseline. A client that hung up may have got less than S3 sent. Copies within S3 move no bytes to a client and are left out.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
select distinct
    request_time as time,
    actor,
    remote_ip as source_ip,
    operation,
    bucket,
    key,
    outcome,
    bytes_sent,
    object_size,
    user_agent,
    request_id
from s3_access
where bytes_sent >= :min_bytes
    and operation not like 'REST.COPY.%_GET'
    and (:bucket is null or bucket = :bucket)
order by bytes_sent desc, time, request_id, operation, bucket, key, outcome, actor, source_ip, object_size, user_agent
limit :limit
