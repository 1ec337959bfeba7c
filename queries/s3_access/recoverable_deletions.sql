-- title: Deleted objects that a bucket with versions still has
-- description: The keys that were last deleted without naming a version, newest first, with the version id of the marker where the log has it: remove that version, and the object is back. A key that was written again afterwards is left out.
-- category: detection
-- tags: ransomware, triage
-- param: bucket     string                                                                                       Bucket of the objects; it has to have versions, or there is nothing to get back.
-- param: prefix     string   = null                                                                              Only keys that begin so; null means all.
-- param: deletions  string[] = ["BATCH.DELETE.OBJECT", "REST.DELETE.OBJECT", "S3.CREATE.DELETEMARKER"]           What leaves a marker in a bucket with versions.
-- param: writes     string[] = ["REST.PUT.OBJECT", "REST.POST.OBJECT", "REST.COPY.OBJECT", "REST.POST.UPLOAD"]   What writes a key anew.
-- param: limit      integer  = 1000                                                                              At most this many rows, the latest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, marker_version_id string, request_id string
-- limits: The log tells no order within a second: of several requests that have one, the deletion counts as the last. Whether a batch named versions is not in the log, so what it deleted for good is here as well. That versions are kept, and that no rule has removed them since, has to be looked up. A marker that was removed in the window is not told from one that stands.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
with last_steps as (
    select
        request_time,
        actor,
        remote_ip,
        operation,
        bucket,
        key,
        version_id,
        request_id,
        row_number() over (
            partition by key
            order by request_time desc, case when operation in (:deletions) then 0 else 1 end, request_id desc, operation, version_id, actor, remote_ip
        ) as place
    from s3_access
    where bucket = :bucket
        and (:prefix is null or starts_with(key, :prefix))
        and (
            (operation in (:deletions) and (http_status between 200 and 299 or (http_status is null and operation like 'S3.%')))
            or (operation in (:writes) and http_status between 200 and 299)
        )
        and coalesce(regexp_like(request_uri, '^[^?]*\?(.*&)?versionId='), false) = false
)
select
    request_time as time,
    actor,
    remote_ip as source_ip,
    operation,
    bucket,
    key,
    'ok' as outcome,
    version_id as marker_version_id,
    request_id
from last_steps
where place = 1
    and operation in (:deletions)
order by time desc, key, request_id
limit :limit
