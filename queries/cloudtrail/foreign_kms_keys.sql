-- title: Objects written with keys of other accounts
-- description: Writes of objects under a KMS key whose ARN names an account that is not one of one's own: whoever owns the key can make the objects unreadable. The key is the one that S3 answered with, also where the request named it by an alias or the bucket's default chose it; of a refused request it is the one it asked for.
-- category: detection
-- tags: ransomware, t1486
-- param: own_accounts  string[]   Accounts whose keys are meant to be used.
-- param: bucket  string = null   Only this bucket; null means all.
-- param: limit  integer = 1000   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, kms_key string, user_agent string, request_id string
-- limits: Only where the trail logs data events of the bucket. A key that neither the answer nor the request names by its ARN is not seen here. An upload in parts has a row for its beginning and may have one for its end, but none for its parts. Refused attempts are here too: see outcome.
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
        json_extract_scalar(response_elements, '$["x-amz-server-side-encryption-aws-kms-key-id"]'),
        json_extract_scalar(request_parameters, '$["x-amz-server-side-encryption-aws-kms-key-id"]'),
        json_extract_scalar(request_parameters, '$["x-amz-server-side-encryption-aws-kms-key-id"][0]')
    ) as kms_key,
    user_agent,
    request_id
from cloudtrail
where event_source like 's3%'
    and not read_only
    and event_name not like 'UploadPart%'
    and split_part(coalesce(
        json_extract_scalar(response_elements, '$["x-amz-server-side-encryption-aws-kms-key-id"]'),
        json_extract_scalar(request_parameters, '$["x-amz-server-side-encryption-aws-kms-key-id"]'),
        json_extract_scalar(request_parameters, '$["x-amz-server-side-encryption-aws-kms-key-id"][0]')
    ), ':', 5) not in (:own_accounts)
    and (:bucket is null or bucket = :bucket)
order by time, request_id, operation, bucket, key, outcome, actor, source_ip, kms_key, user_agent
limit :limit
