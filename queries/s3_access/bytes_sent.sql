-- title: Bytes sent by actor, address and bucket
-- description: Who downloaded how much from where: bytes, requests, objects, when first and last. A session counts for its role, but those of IAM Identity Center, which are people, each by itself.
-- category: activity
-- tags: exfiltration, triage, t1530
-- param: bucket     string  = null    Only this bucket; null means all.
-- param: min_bytes  integer = 1       Rows with fewer bytes are left out.
-- param: distinct   boolean = false   A line that was delivered twice counts once.
-- param: limit      integer = 100     At most this many rows, the most bytes first.
-- returns: actor string, source_ip string, bucket string, bytes_sent bigint, requests bigint, keys bigint, first_seen timestamp, last_seen timestamp
-- limits: Bytes are those of answers without their headers; a client that hung up may have got fewer. Copies within S3 move no bytes to a client and are left out. Listings count with the bytes of their answers.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
select
    principal as actor,
    remote_ip as source_ip,
    bucket,
    sum(bytes_sent) as bytes_sent,
    count(*) as requests,
    count(distinct key) as keys,
    min(request_time) as first_seen,
    max(request_time) as last_seen
from s3_access
where (operation like '%.GET.%' or operation like '%SELECT%')
    and http_status between 200 and 299
    and (:bucket is null or bucket = :bucket)
group by principal, remote_ip, bucket
having sum(bytes_sent) >= :min_bytes
order by bytes_sent desc, actor, source_ip, bucket
limit :limit
