-- title: Use of access points
-- description: Which access points were used by whom, for which operations, how often, and how many requests failed: what to look at before one is deleted or its policy narrowed.
-- category: activity
-- tags: audit, identity
-- param: access_point  string  = null    Only this access point, by its ARN; null means all.
-- param: distinct      boolean = false   A line that was delivered twice counts once.
-- param: limit         integer = 100     At most this many rows, those with the most requests first.
-- returns: access_point_arn string, bucket string, actor string, operation string, requests bigint, failed bigint, first_seen timestamp, last_seen timestamp
-- limits: Logs have this field since 2021. Requests through a multi-Region access point are here where the log names it. What came by the bucket's own name is left out.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
select
    access_point_arn,
    bucket,
    principal as actor,
    operation,
    count(*) as requests,
    count(case when http_status >= 400 then 1 end) as failed,
    min(request_time) as first_seen,
    max(request_time) as last_seen
from s3_access
where access_point_arn is not null
    and (:access_point is null or access_point_arn = :access_point)
group by access_point_arn, bucket, principal, operation
order by requests desc, access_point_arn, bucket, actor, operation
limit :limit
