-- title: Requests by a tag of their own in the query
-- description: S3 ignores query arguments that begin with x- but logs them: who adds one, as x-team, to its requests can be told by it. Requests, failures and bytes by the value of one such argument.
-- category: activity
-- tags: audit
-- param: tag       string            Name of the argument, as in x-team.
-- param: bucket    string  = null    Only this bucket; null means all.
-- param: distinct  boolean = false   A line that was delivered twice counts once.
-- param: limit     integer = 100     At most this many rows, those with the most requests first.
-- returns: value string, bucket string, requests bigint, failed bigint, actors bigint, bytes_sent bigint, first_seen timestamp, last_seen timestamp
-- limits: The client writes the value, so it is a label and no proof. Requests without the argument are left out. Case counts in the name. A value that cannot be decoded stands as it is logged. Bytes that S3 copies within itself go to no client and do not count.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
with arguments as (
    select
        element_at(
            filter(
                -- What clients write is no clean URL now and then, and url_extract_parameter finds nothing in such.
                split(regexp_extract(request_uri, '^[^?]*\?([^ ]*)', 1), '&'),
                argument -> split_part(argument, '=', 1) = :tag
            ),
            1
        ) as argument,
        bucket,
        http_status,
        principal,
        case when operation not like 'REST.COPY.%_GET' then bytes_sent else 0 end as bytes_sent,
        request_time
    from s3_access
    where (:bucket is null or bucket = :bucket)
),
tagged as (
    select
        coalesce(
            try(url_decode(substr(argument, length(:tag) + 2))),
            substr(argument, length(:tag) + 2)
        ) as value,
        bucket,
        http_status,
        principal,
        bytes_sent,
        request_time
    from arguments
)
select
    value,
    bucket,
    count(*) as requests,
    count(case when http_status >= 400 then 1 end) as failed,
    count(distinct principal) as actors,
    coalesce(sum(bytes_sent), 0) as bytes_sent,
    min(request_time) as first_seen,
    max(request_time) as last_seen
from tagged
where value is not null
group by value, bucket
order by requests desc, value, bucket
limit :limit
