-- title: Lines that were delivered more than once
-- description: By bucket and day: how many lines of the access log there are, how many of them are further copies of another, and how many of the copies are in files of their own. A few are normal; a whole day twice is a copy of the logs in the same place, and all counts without distinct are wrong by it.
-- category: logging
-- tags: logging-health
-- param: min_copies  integer = 1      Days with fewer copies are left out; 0 shows all.
-- param: limit       integer = 1000   At most this many rows, the latest day first.
-- returns: day date, bucket string, lines bigint, copies bigint, copies_percent double, copies_in_other_files bigint, most_copies bigint, example_request_id string
-- limits: A copy has the request id, operation, key, version and time of another; a line without an id has none. A request that S3 itself tries again gets an id of its own and is none. Lines whose head cannot be read do not count.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html
with requests as (
    select
        cast(request_time as date) as day,
        bucket,
        request_id,
        count(*) as lines,
        count(distinct log_file) as files
    from s3_access
    where request_id is not null
    group by cast(request_time as date), request_time, bucket, request_id, operation, key_raw, version_id
)
select
    day,
    bucket,
    sum(lines) as lines,
    sum(lines - 1) as copies,
    round(1e2 * sum(lines - 1) / sum(lines), 3) as copies_percent,
    sum(files - 1) as copies_in_other_files,
    max(lines) - 1 as most_copies,
    min(case when lines > 1 then request_id end) as example_request_id
from requests
group by day, bucket
having sum(lines - 1) >= :min_copies
order by day desc, copies desc, bucket
limit :limit
