-- title: Latency by operation
-- description: How long successful requests took, in milliseconds from their arrival to the last byte of the answer: median, 95th and 99th percentile, and the slowest, with its id for AWS Support. Where turn_around_ms of the slowest is small, not S3 was slow but the way to the client, or the object is large. The percentiles are exact: the smallest time that so many of a hundred requests did not exceed.
-- category: operations
-- tags: performance
-- param: actor         string  = null    Only this actor: an ARN as the log has it, anonymous and so on; null means all.
-- param: min_requests  integer = 1       Only operations with at least this many requests; a percentile of few says little.
-- param: distinct      boolean = false   A line that was delivered twice counts once.
-- param: limit         integer = 100     At most this many rows, those with the most requests first.
-- returns: operation string, requests bigint, p50_ms bigint, p95_ms bigint, p99_ms bigint, slowest_ms bigint, slowest_turn_around_ms bigint, slowest_time timestamp, slowest_request_id string
-- limits: The time of a large object is mostly its client's network. What S3 does by itself, the single keys of a batch delete and damaged lines have no time and are not here; nor are requests that failed or were sent elsewhere, since a refusal is quick.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
with times as (
    select
        operation,
        total_time_ms,
        count(*) as requests,
        min(request_id) as request_id,
        min_by(turn_around_ms, request_id) as turn_around_ms,
        min_by(request_time, request_id) as request_time
    from s3_access
    where (http_status between 200 and 299 or http_status = 304)
        and total_time_ms is not null
        and (:actor is null or actor = :actor)
    group by operation, total_time_ms
),
ranked as (
    select
        operation,
        total_time_ms,
        requests,
        request_id,
        turn_around_ms,
        request_time,
        sum(requests) over (
            partition by operation
            order by total_time_ms
            rows between unbounded preceding and current row
        ) as requests_up_to,
        sum(requests) over (partition by operation) as requests_of_operation
    from times
)
select
    operation,
    sum(requests) as requests,
    min(case when requests_up_to * 100 >= requests_of_operation * 50 then total_time_ms end) as p50_ms,
    min(case when requests_up_to * 100 >= requests_of_operation * 95 then total_time_ms end) as p95_ms,
    min(case when requests_up_to * 100 >= requests_of_operation * 99 then total_time_ms end) as p99_ms,
    max(total_time_ms) as slowest_ms,
    max_by(turn_around_ms, total_time_ms) as slowest_turn_around_ms,
    max_by(request_time, total_time_ms) as slowest_time,
    max_by(request_id, total_time_ms) as slowest_request_id
from ranked
group by operation
having sum(requests) >= :min_requests
order by requests desc, operation
limit :limit
