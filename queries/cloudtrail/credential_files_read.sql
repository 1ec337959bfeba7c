-- title: Files that look like credentials, read
-- description: Reads of objects whose names are those of keys, passwords, configurations and states that hold secrets.
-- category: detection
-- tags: credentials, exfiltration, t1552.001
-- param: pattern  string = "(?i)((^|/)(id_(rsa|dsa|ecdsa|ed25519)|[.]env([.][a-z]+)?|[.]netrc|[.]pgpass|[.]git-credentials|[.]htpasswd|credentials(\\.(csv|json|xml|ya?ml))?|(root|access)keys?[.]csv|secrets?\\.(json|ya?ml|txt)|passwords?\\.(txt|csv|xlsx|kdbx))|\\.(pem|ppk|pfx|p12|jks|keystore|kdbx|tfstate))$"   Pattern (RE2) of keys that count.
-- param: bucket  string = null   Only this bucket; null means all.
-- param: limit  integer = 1000   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, bytes_sent bigint, user_agent string, request_id string
-- limits: Only where the trail logs data events of the bucket. Terraform and deployments read such files every day: see actor. Secrets in files of other names are not seen.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
select distinct
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    bucket,
    key,
    coalesce(error_code, 'ok') as outcome,
    bytes_out as bytes_sent,
    user_agent,
    request_id
from cloudtrail
where event_source like 's3%'
    and event_name = 'GetObject'
    and error_code is null
    and regexp_like(key, :pattern)
    and (:bucket is null or bucket = :bucket)
order by time, request_id, operation, bucket, key, outcome, actor, source_ip, bytes_sent, user_agent
limit :limit
