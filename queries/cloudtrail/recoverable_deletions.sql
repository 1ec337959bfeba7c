-- title: Deleted objects that a bucket with versions still has
-- description: The keys that were last deleted without naming a version, newest first, with the version id of the marker where the record has it: remove that version, and the object is back. A key that was written again afterwards is left out.
-- category: detection
-- tags: ransomware, triage
-- param: bucket     string                                                                                       Bucket of the objects; it has to have versions, or there is nothing to get back.
-- param: prefix     string   = null                                                                              Only keys that begin so; null means all.
-- param: deletions  string[] = ["DeleteObject"]           What leaves a marker in a bucket with versions.
-- param: writes     string[] = ["CompleteMultipartUpload", "CopyObject", "PostObject", "PutObject"]   What writes a key anew.
-- param: limit      integer  = 1000                                                                              At most this many rows, the latest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, marker_version_id string, request_id string
-- limits: Only where the trail logs data events of the bucket. Lifecycle rules are not in CloudTrail: what they hid is in the access log alone. The trail tells no order within a second: of several calls that have one, the deletion counts as the last. A request through an access point names that in place of the bucket, and is not here. That versions are kept, and that no rule has removed them since, has to be looked up. A marker that was removed in the window is not told from one that stands. A batch that named versions is here as well where the events of its keys do not name them.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
with last_steps as (
    select
        event_time,
        actor,
        source_ip,
        event_name,
        bucket,
        key,
        json_extract_scalar(response_elements, '$["x-amz-version-id"]') as marker_version_id,
        request_id,
        row_number() over (
            partition by key
            order by event_time desc, case when event_name in (:deletions) then 0 else 1 end, request_id desc, event_name, event_id
        ) as place
    from cloudtrail
    where event_source like 's3%'
        and bucket = :bucket
        and (:prefix is null or starts_with(key, :prefix))
        and (event_name in (:deletions) or event_name in (:writes))
        and error_code is null
        and version_id is null
)
select
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    bucket,
    key,
    'ok' as outcome,
    marker_version_id,
    request_id
from last_steps
where place = 1
    and event_name in (:deletions)
order by time desc, key, request_id
limit :limit
