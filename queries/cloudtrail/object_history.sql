-- title: Who touched this object, in order
-- description: Every event for one object, oldest first: reads, writes, deletions, also its ACL, tags, retention and restores. Copies are here too where the object is their source. object_size is what the call wrote. Limit the window to the bucket's account and Region, so that only their logs are read.
-- category: activity
-- tags: triage
-- param: bucket  string            Bucket of the object.
-- param: key     string            Key of the object.
-- param: limit   integer = 1000    At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, version_id string, bytes_sent bigint, object_size bigint, auth_type string, access_key_id string, user_agent string, request_id string
-- limits: Only where the trail logs data events of the bucket, for reads and for writes. Lifecycle rules are not in CloudTrail. What names no key is not here, as a listing, or the call around a batch delete, whose events for single keys are. The bucket and key of a copy are those of its target. A request through an access point names that in place of the bucket, and is not here.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
select distinct
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    bucket,
    key,
    outcome,
    version_id,
    bytes_out as bytes_sent,
    case when bytes_in > 0 then bytes_in end as object_size,
    json_extract_scalar(additional_event_data, '$.AuthenticationMethod') as auth_type,
    access_key_id,
    user_agent,
    request_id
from cloudtrail
where event_source like 's3%'
    and (
        (bucket = :bucket and key = :key)
        -- The client writes it: what cannot be decoded was refused, and is the name of no object.
        or try(url_decode(regexp_extract(
            coalesce(
                json_extract_scalar(request_parameters, '$["x-amz-copy-source"]'),
                json_extract_scalar(request_parameters, '$["x-amz-copy-source"][0]')
            ), '^/?([^?]*)', 1
        ))) = concat(:bucket, '/', :key)
    )
order by time, request_id, operation, version_id, outcome, actor, source_ip, bucket, key, bytes_sent, object_size, auth_type, user_agent, access_key_id
limit :limit
