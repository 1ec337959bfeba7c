-- title: Buckets whose access log is written into them
-- description: Buckets in whose log the delivery of logs shows up: how many log files were written there, and how large. evidence says how sure it is that they are the bucket's own: log_file, the lines of the bucket lie in the bucket; key, the name of a file has the bucket among its folders; target, some bucket's logs come here, and this one is logged too. A bucket that logs into itself makes new lines by each delivery, for ever, and pays for them.
-- category: logging
-- tags: logging-health, storage
-- param: itself_only  boolean = false   Only what is sure: evidence log_file or key.
-- param: distinct     boolean = false   A line that was delivered twice counts once.
-- param: limit        integer = 100     At most this many rows, those with the most files first.
-- returns: bucket string, evidence string, log_files bigint, bytes bigint, first_seen timestamp, last_seen timestamp, example_key string
-- limits: A log file is told by its name, and by a writer that is a service or a canonical id. Logs that were fetched to a disk do not tell the bucket they lay in, so there only key is sure, and only where the logs lie in folders by source. What CloudTrail and others deliver is not looked for.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html
with deliveries as (
    select
        bucket,
        key,
        object_size,
        request_time,
        case
            when starts_with(log_file, concat('s3://', bucket, '/')) then 'log_file'
            when strpos(concat('/', key), concat('/', bucket, '/')) > 0 then 'key'
            else 'target'
        end as evidence
    from s3_access
    where operation = 'REST.PUT.OBJECT'
        and requester_kind in ('aws', 'canonical_id', 'service')
        and coalesce(http_status, 200) < 300
        and regexp_like(key, '[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]{2}-[0-9]{2}-[0-9]{2}-[0-9A-F]{16}$')
)
select
    bucket,
    evidence,
    count(*) as log_files,
    coalesce(sum(object_size), 0) as bytes,
    min(request_time) as first_seen,
    max(request_time) as last_seen,
    min(key) as example_key
from deliveries
where (not :itself_only or evidence <> 'target')
group by bucket, evidence
order by log_files desc, bucket, evidence
limit :limit
