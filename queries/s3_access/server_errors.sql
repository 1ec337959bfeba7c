-- title: Faults of S3 by prefix and minute
-- description: 5xx answers by minute, bucket and the beginning of the key, with the ids that AWS Support asks for. Many SlowDown below one prefix mean that it is asked for more than it can give yet.
-- category: operations
-- tags: performance, troubleshooting
-- param: depth     integer = 1       How many parts of the key, between slashes, make the prefix: one or two.
-- param: bucket    string  = null    Only this bucket; null means all.
-- param: distinct  boolean = false   A line that was delivered twice counts once.
-- param: limit     integer = 1000    At most this many rows, the latest first.
-- returns: minute timestamp, bucket string, prefix string, error_code string, failed bigint, operations string[], actors bigint, example_request_id string, example_host_id string
-- limits: A fault that the client's SDK tried again and got over is here too. Keys without a slash have a prefix of their own name.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
with faults as (
    select
        date_trunc('minute', request_time) as minute,
        bucket,
        case
            when :depth > 1 then nullif(concat_ws('/', split_part(key, '/', 1), split_part(key, '/', 2)), '')
            else split_part(key, '/', 1)
        end as prefix,
        coalesce(error_code, cast(http_status as varchar)) as error_code,
        operation,
        principal,
        request_id,
        host_id
    from s3_access
    where http_status >= 500
        and (:bucket is null or bucket = :bucket)
)
select
    minute,
    bucket,
    prefix,
    error_code,
    count(*) as failed,
    array_sort(array_agg(distinct operation)) as operations,
    count(distinct principal) as actors,
    min(request_id) as example_request_id,
    min_by(host_id, request_id) as example_host_id
from faults
group by minute, bucket, prefix, error_code
order by minute desc, failed desc, bucket, prefix, error_code
limit :limit
