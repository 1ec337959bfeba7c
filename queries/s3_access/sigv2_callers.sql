-- title: Callers that still sign with Signature Version 2
-- description: Who signs by the old way, which S3 is to give up, with which client: whom to change first.
-- category: hygiene
-- tags: migration
-- param: bucket    string  = null    Only this bucket; null means all.
-- param: distinct  boolean = false   A line that was delivered twice counts once.
-- param: limit     integer = 100     At most this many rows, those with the most requests first.
-- returns: actor string, bucket string, operation string, user_agent string, requests bigint, source_ips bigint, first_seen timestamp, last_seen timestamp
-- limits: Buckets made since 24 June 2020, and Regions opened since 2014, do not take such requests. Logs have the field since 2019. Presigned URLs of the old kind are here under their signer.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
select
    principal as actor,
    bucket,
    operation,
    user_agent,
    count(*) as requests,
    count(distinct remote_ip) as source_ips,
    min(request_time) as first_seen,
    max(request_time) as last_seen
from s3_access
where signature_version = 'SigV2'
    and (:bucket is null or bucket = :bucket)
group by principal, bucket, operation, user_agent
order by requests desc, actor, bucket, operation, user_agent
limit :limit
