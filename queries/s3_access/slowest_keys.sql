-- title: Slowest objects
-- description: Objects whose successful requests took longest on average, in milliseconds, and how much of it S3 spent: where turn_around_ms is small, the time went into the way to the client.
-- category: operations
-- tags: performance
-- param: min_requests  integer = 10      Only objects with at least so many requests; an average of few says little.
-- param: bucket        string  = null    Only this bucket; null means all.
-- param: distinct      boolean = false   A line that was delivered twice counts once.
-- param: limit         integer = 100     At most this many rows, the slowest first.
-- returns: bucket string, key string, requests bigint, average_ms bigint, average_turn_around_ms bigint, slowest_ms bigint, bytes_sent bigint
-- limits: Large objects take long by nature: compare with bytes_sent. Requests that failed, were sent elsewhere, or have no time, are left out. Many that write have no turn-around time: average_turn_around_ms is that of the others, null where none has one. Bytes that S3 copies within itself go to no client and do not count.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
select
    bucket,
    key,
    count(*) as requests,
    cast(round(avg(total_time_ms)) as bigint) as average_ms,
    cast(round(avg(turn_around_ms)) as bigint) as average_turn_around_ms,
    max(total_time_ms) as slowest_ms,
    sum(case when operation not like 'REST.COPY.%_GET' then bytes_sent else 0 end) as bytes_sent
from s3_access
where key is not null
    and total_time_ms is not null
    and (http_status between 200 and 299 or http_status = 304)
    and (:bucket is null or bucket = :bucket)
group by bucket, key
having count(*) >= :min_requests
order by average_ms desc, requests desc, bucket, key
limit :limit
