-- title: Deletions of an object or below a prefix: who, when, from where
-- description: Each request that deleted, or tried to delete, objects of a bucket, oldest first. permanent is true where the request named a version: then it is gone; without one a bucket with versions keeps them below a marker. outcome is ok, the error code, or the status where there is no code.
-- category: detection
-- tags: ransomware, triage, t1485
-- param: bucket      string   = null                                                                                                                           Only this bucket; null means all.
-- param: key         string   = null                                                                                                                           Only this key; null means all.
-- param: prefix      string   = null                                                                                                                           Only keys that begin so; null means all.
-- param: operations  string[] = ["BATCH.DELETE.OBJECT", "REST.DELETE.OBJECT", "REST.POST.MULTI_OBJECT_DELETE", "S3.CREATE.DELETEMARKER", "S3.EXPIRE.OBJECT"]   What is a deletion; those of S3 itself are made by lifecycle rules.
-- param: limit       integer  = 1000                                                                                                                           At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, version_id string, permanent boolean, access_key_id string, user_agent string, request_id string
-- limits: A batch delete has one row for the call, without a key, and one for each key; whether the batch named versions is not in the log, so permanent is null there, and for lifecycle rules. Whether the bucket has versions is not in the log: without them each deletion is permanent. Of a presigned request alone the access key is known. An overwritten object is deleted too, in a way: ask overwritten_objects.
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
    case when operation = 'REST.DELETE.OBJECT' then coalesce(regexp_like(request_uri, '^[^?]*\?(.*&)?versionId='), false) end as permanent,
    case
        when auth_type = 'QueryString'
            then regexp_extract(request_uri, '^[^?]*\?(?:.*&)?(?:X-Amz-Credential|AWSAccessKeyId)=([A-Z0-9]+)', 1)
    end as access_key_id,
    user_agent,
    request_id
from s3_access
where operation in (:operations)
    and (:bucket is null or bucket = :bucket)
    and (:key is null or key = :key)
    and (:prefix is null or starts_with(key, :prefix))
order by time, request_id, operation, bucket, key, version_id, outcome, actor, source_ip, permanent, user_agent, access_key_id
limit :limit
