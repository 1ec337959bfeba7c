-- title: Uploads by kind of encryption
-- description: How what was written into each bucket was encrypted: SSE_S3, SSE_KMS with which key, SSE_C with a key of the client's, and whether the client asked for it or the bucket's default did. What does not come under the kind or the key that a rule of yours demands stands out.
-- category: hygiene
-- tags: audit
-- param: event_names  string[] = ["CopyObject", "CreateMultipartUpload", "PostObject", "PutObject"]   Events that begin an upload; the parts and the end of a large one do not say the kind.
-- param: bucket       string   = null    Only this bucket; null means all.
-- param: distinct     boolean  = false   A record that was delivered twice counts once.
-- param: limit        integer  = 100     At most this many rows, those with the most uploads first.
-- returns: bucket string, encryption string, by_default boolean, kms_key string, uploads bigint, keys bigint, actors string[], first_seen timestamp, last_seen timestamp, example_key string
-- limits: Only where the trail logs data events of the bucket. kms_key is as the answer names it, and null for keys of S3 and of clients. A record that says nothing is unknown: before 2023 that could mean not encrypted. What lay there before, and what was encrypted before it was sent, is not here. Replicas are written under the rule's key and show by the replication's role.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption-tracking.html
with uploads as (
    select
        bucket,
        key,
        principal,
        event_time,
        json_extract_scalar(additional_event_data, '$.SSEApplied') as applied,
        json_extract_scalar(response_elements, '$["x-amz-server-side-encryption"]') as answered,
        coalesce(
            json_extract_scalar(request_parameters, '$["x-amz-server-side-encryption-customer-algorithm"]'),
            json_extract_scalar(request_parameters, '$["x-amz-server-side-encryption-customer-algorithm"][0]')
        ) as customer_algorithm,
        json_extract_scalar(response_elements, '$["x-amz-server-side-encryption-aws-kms-key-id"]') as kms_key
    from cloudtrail
    where event_source like 's3%'
        and event_name in (:event_names)
        and error_code is null
        and (:bucket is null or bucket = :bucket)
),
kinds as (
    select
        bucket,
        key,
        principal,
        event_time,
        coalesce(
            regexp_replace(applied, '^Default_', ''),
            case
                when customer_algorithm is not null then 'SSE_C'
                when answered = 'AES256' then 'SSE_S3'
                when answered = 'aws:kms' then 'SSE_KMS'
                when answered = 'aws:kms:dsse' then 'DSSE_KMS'
                else 'unknown'
            end
        ) as encryption,
        starts_with(applied, 'Default_') as by_default,
        kms_key
    from uploads
)
select
    bucket,
    encryption,
    by_default,
    kms_key,
    count(*) as uploads,
    count(distinct key) as keys,
    array_sort(array_agg(distinct principal) filter (where principal is not null)) as actors,
    min(event_time) as first_seen,
    max(event_time) as last_seen,
    min(key) as example_key
from kinds
group by bucket, encryption, by_default, kms_key
order by uploads desc, bucket, encryption, by_default, kms_key
limit :limit
