-- title: Who used a KMS key, for which bucket
-- description: Who decrypted, or made data keys, with which KMS key, for which bucket: how often, refused how often, on how many objects, when first and last. The bucket comes from the encryption context that S3 sends along. Without it the key was used for something else than S3.
-- category: activity
-- tags: audit, exfiltration
-- param: kms_key        string   = null    Only this key, by its ARN; null means all.
-- param: event_names    string[] = ["Decrypt", "GenerateDataKey"]   Events that count.
-- param: s3_only        boolean  = true    Only uses for S3.
-- param: distinct       boolean  = false   A record that was delivered twice counts once.
-- param: limit          integer  = 100     At most this many rows, the most calls first.
-- returns: actor string, operation string, kms_key string, bucket string, calls bigint, refused bigint, objects bigint, source_ips string[], first_seen timestamp, last_seen timestamp
-- limits: With a bucket key S3 asks KMS once for many objects, and the context is the bucket: objects is 0 then, and calls are far fewer than reads. A trail may leave KMS out (excludeManagementEventSources). S3 calls KMS in the name of the reader; what S3 does for replication has its role.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
with uses as (
    select
        principal as actor,
        event_name as operation,
        coalesce(
            element_at(filter(resources, resource -> resource.type = 'AWS::KMS::Key'), 1).arn,
            json_extract_scalar(request_parameters, '$.keyId')
        ) as kms_key,
        json_extract_scalar(request_parameters, '$.encryptionContext["aws:s3:arn"]') as s3_arn,
        error_code,
        source_ip,
        event_time
    from cloudtrail
    where event_source = 'kms.amazonaws.com'
        and event_name in (:event_names)
)
select
    actor,
    operation,
    kms_key,
    regexp_extract(s3_arn, ':::([^/]+)', 1) as bucket,
    count(*) as calls,
    count(error_code) as refused,
    count(distinct regexp_extract(s3_arn, '(?s):::[^/]+/(.+)', 1)) as objects,
    array_sort(array_agg(distinct source_ip) filter (where source_ip is not null)) as source_ips,
    min(event_time) as first_seen,
    max(event_time) as last_seen
from uses
where (:kms_key is null or kms_key = :kms_key)
    and (not :s3_only or s3_arn is not null)
group by actor, operation, kms_key, regexp_extract(s3_arn, ':::([^/]+)', 1)
order by calls desc, actor, operation, kms_key, bucket
limit :limit
