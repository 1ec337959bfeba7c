-- title: Requests by operation and status
-- description: What was done and what came of it: the first look at a bucket or a day, and at what one actor did. A status of null is what S3 did by itself, as its lifecycle rules do, or a damaged line.
-- category: activity
-- tags: triage, audit
-- param: actor     string   = null     Only this actor: an ARN as the log has it, anonymous and so on; null means all.
-- param: distinct  boolean  = false    A line that was delivered twice counts once.
-- param: limit     integer  = 1000     At most this many rows, those with the most requests first.
-- returns: operation string, http_status bigint, requests bigint
-- limits: A batch delete is one request with REST.POST.MULTI_OBJECT_DELETE, and its keys are one each with BATCH.DELETE.OBJECT; a copy is one at its source and one at its target.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
select
    operation,
    http_status,
    count(*) as requests
from s3_access
where (:actor is null or actor = :actor)
group by operation, http_status
order by requests desc, operation, http_status
limit :limit
