-- title: Downloads that broke off
-- description: Objects whose whole was asked for (200) but not sent: the client hung up or the way broke. Many for one object and client mean that a download never comes to its end, and is paid for each time.
-- category: operations
-- tags: performance
-- param: bucket    string  = null    Only this bucket; null means all.
-- param: distinct  boolean = false   A line that was delivered twice counts once.
-- param: limit     integer = 100     At most this many rows, those with the most first.
-- returns: bucket string, key string, actor string, broken bigint, bytes_sent bigint, bytes_missing bigint, source_ips bigint, first_seen timestamp, last_seen timestamp
-- limits: Reads of parts (206) are left out, since the log does not tell which part was asked for.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
select
    bucket,
    key,
    principal as actor,
    count(*) as broken,
    sum(bytes_sent) as bytes_sent,
    sum(object_size - bytes_sent) as bytes_missing,
    count(distinct remote_ip) as source_ips,
    min(request_time) as first_seen,
    max(request_time) as last_seen
from s3_access
where operation in ('REST.GET.OBJECT', 'WEBSITE.GET.OBJECT')
    and http_status = 200
    and bytes_sent < object_size
    and (:bucket is null or bucket = :bucket)
group by bucket, key, principal
order by broken desc, bucket, key, actor
limit :limit
