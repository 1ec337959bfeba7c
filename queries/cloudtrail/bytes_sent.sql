-- title: Bytes sent by actor, address and bucket
-- description: Who downloaded how much from where: bytes, requests, objects, when first and last. A session counts for its role, but those of IAM Identity Center, which are people, each by itself.
-- category: activity
-- tags: exfiltration, triage, t1530
-- param: bucket     string   = null    Only this bucket; null means all.
-- param: min_bytes  integer  = 1       Rows with fewer bytes are left out.
-- param: distinct   boolean  = false   A record that was delivered twice counts once.
-- param: limit      integer  = 100     At most this many rows, the most bytes first.
-- returns: actor string, source_ip string, bucket string, bytes_sent bigint, requests bigint, keys bigint, first_seen timestamp, last_seen timestamp
-- limits: Only where the trail logs data events of the bucket. Bytes are those that S3 says it sent for the event. Copies within S3 move no bytes to a client. Listings count with the bytes of their answers.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
select
    principal as actor,
    source_ip,
    bucket,
    coalesce(sum(bytes_out), 0) as bytes_sent,
    count(*) as requests,
    count(distinct key) as keys,
    min(event_time) as first_seen,
    max(event_time) as last_seen
from cloudtrail
where event_source like 's3%'
    and read_only
    and error_code is null
    and (:bucket is null or bucket = :bucket)
group by principal, source_ip, bucket
having coalesce(sum(bytes_out), 0) >= :min_bytes
order by bytes_sent desc, actor, source_ip, bucket
limit :limit
