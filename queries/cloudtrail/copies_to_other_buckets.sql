-- title: Copies to buckets that are not one's own
-- description: Copies of objects within S3 whose target is a bucket that is not on the list. bucket and key are the target; source is whence.
-- category: detection
-- tags: exfiltration, t1537
-- param: own_buckets  string[]   Patterns (LIKE) of one's own buckets, as in company-%.
-- param: limit  integer = 1000   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, source string, user_agent string, request_id string
-- limits: A copy is in the trails of who made it and of the target's owner. That into a bucket of another account is in yours where one of your users or roles made it, and the trail logs data events of all buckets: a selector that names buckets leaves it out. What somebody of another account copies away is not here: its reads are in the source's access log. A download followed by an upload is no copy: see writes_to_other_accounts. A copy whose record names no bucket is here too.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
select distinct
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    bucket,
    key,
    outcome,
    coalesce(
        json_extract_scalar(request_parameters, '$["x-amz-copy-source"]'),
        json_extract_scalar(request_parameters, '$["x-amz-copy-source"][0]')
    ) as source,
    user_agent,
    request_id
from cloudtrail
where event_source like 's3%'
    and event_name in ('CopyObject', 'UploadPartCopy')
    and not any_match(array[:own_buckets], own -> coalesce(bucket, '') like own)
order by time, request_id, operation, bucket, key, outcome, actor, source_ip, source, user_agent
limit :limit
