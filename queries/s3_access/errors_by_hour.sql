-- title: Failures by hour, status and code
-- description: How the mix of failures changes: failures of each hour and bucket by status and code.
-- category: operations
-- tags: triage, performance
-- param: bucket    string  = null    Only this bucket; null means all.
-- param: distinct  boolean = false   A line that was delivered twice counts once.
-- param: limit     integer = 1000    At most this many rows, the latest hour first.
-- returns: hour timestamp, bucket string, http_status bigint, error_code string, failed bigint, actors bigint, source_ips bigint
-- limits: Hours without failures have no row. 404 is everyday business of programs that ask whether a key exists.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
select
    date_trunc('hour', request_time) as hour,
    bucket,
    http_status,
    error_code,
    count(*) as failed,
    count(distinct principal) as actors,
    count(distinct remote_ip) as source_ips
from s3_access
where http_status >= 400
    and (:bucket is null or bucket = :bucket)
group by date_trunc('hour', request_time), bucket, http_status, error_code
order by hour desc, failed desc, bucket, http_status, error_code
limit :limit
