-- title: Who touched this object, in order
-- description: Every logged request for one object, oldest first: reads, writes, copies from it and onto it, deletions, and what S3 did by its lifecycle rules. outcome is ok, the error code, or the status where there is no code; it is null where the line is damaged. Limit the window to the bucket too, so that only its logs are read where they lie apart.
-- category: activity
-- tags: triage
-- param: bucket  string            Bucket of the object.
-- param: key     string            Key of the object as it is, not as it is encoded in the log.
-- param: limit   integer = 1000    At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, version_id string, bytes_sent bigint, object_size bigint, auth_type string, access_key_id string, user_agent string, request_id string
-- limits: S3 delivers logs as well as it can: that a request is not here does not prove that nobody made it. What names no key is not here, as a listing, or the call around a batch delete, whose rows for single keys are. A copy has a row with REST.COPY.OBJECT_GET at its source and one with REST.COPY.OBJECT at its target; who has the one object has yet to look for the other by request_id. auth_type QueryString is a presigned URL: actor signed it, somebody else may have used it; of other requests the log does not have the access key.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
select distinct
    request_time as time,
    actor,
    remote_ip as source_ip,
    operation,
    bucket,
    key,
    outcome,
    version_id,
    bytes_sent,
    object_size,
    auth_type,
    case
        when auth_type = 'QueryString'
            then regexp_extract(request_uri, '^[^?]*\?(?:.*&)?(?:X-Amz-Credential|AWSAccessKeyId)=([A-Z0-9]+)', 1)
    end as access_key_id,
    user_agent,
    request_id
from s3_access
where bucket = :bucket
    and key = :key
order by time, request_id, operation, version_id, outcome, actor, source_ip, bytes_sent, object_size, auth_type, user_agent, access_key_id
limit :limit
