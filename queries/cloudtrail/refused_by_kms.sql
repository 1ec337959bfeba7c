-- title: Requests to S3 that failed because of a KMS key
-- description: Whose requests failed because the key would not serve: no right to it, disabled, to be deleted, or gone; or because KMS did not, being asked too often or faulty. error_code tells these apart. Many refusals at once, to everybody, are a key that was taken away; to one somebody, a missing right. example is one of the messages.
-- category: operations
-- tags: troubleshooting, ransomware
-- param: distinct  boolean = false   A record that was delivered twice counts once.
-- param: limit     integer = 100     At most this many rows, the most calls first.
-- returns: actor string, event_source string, event_name string, bucket string, error_code string, calls bigint, objects bigint, first_seen timestamp, last_seen timestamp, example string
-- limits: Refused reads and writes of objects are here only where the trail logs data events; the call of S3 to KMS is here without them, with the bucket from its encryption context where it has one. A message that does not name KMS is not seen.
-- reference: https://docs.aws.amazon.com/kms/latest/developerguide/logging-using-cloudtrail.html
with refusals as (
    select
        principal as actor,
        event_source,
        event_name,
        coalesce(
            bucket,
            regexp_extract(json_extract_scalar(request_parameters, '$.encryptionContext["aws:s3:arn"]'), ':::([^/]+)', 1)
        ) as bucket,
        coalesce(
            key,
            regexp_extract(json_extract_scalar(request_parameters, '$.encryptionContext["aws:s3:arn"]'), '(?s):::[^/]+/(.+)', 1)
        ) as key,
        error_code,
        error_message,
        event_time
    from cloudtrail
    where error_code is not null
        and (
            (event_source like 's3%' and (regexp_like(error_code, '^K[Mm][Ss]') or regexp_like(error_message, '(?i)(^|[^a-z0-9_])kms([^a-z0-9_]|$)')))
            or (event_source = 'kms.amazonaws.com' and json_extract_scalar(request_parameters, '$.encryptionContext["aws:s3:arn"]') is not null)
            or (event_source = 'kms.amazonaws.com' and invoked_by = 's3.amazonaws.com')
        )
)
select
    actor,
    event_source,
    event_name,
    bucket,
    error_code,
    count(*) as calls,
    count(distinct key) as objects,
    min(event_time) as first_seen,
    max(event_time) as last_seen,
    min(error_message) as example
from refusals
group by actor, event_source, event_name, bucket, error_code
order by calls desc, actor, event_source, event_name, bucket, error_code
limit :limit
