-- title: Files with credentials that were read
-- description: Each read of an object whose name is that of a file with credentials: private keys, environment files, states of Terraform, key stores, dumps of passwords. Oldest first; attempts that failed are here too, with their outcome.
-- category: detection
-- tags: credentials, exfiltration, t1552.001
-- param: pattern     string   = "(^|/)([.]env([.][a-z]+)?|credentials([.](csv|json|xml|ya?ml))?|id_(rsa|dsa|ecdsa|ed25519)|[.](npmrc|pgpass|netrc|git-credentials|htpasswd)|wp-config[.]php|passwords?[.](txt|csv|xlsx)|[^/]*((root|access)keys?|secrets?)[.](csv|json|ya?ml|txt)|[^/]*[.](pem|ppk|pfx|p12|jks|keystore|kdbx|tfstate))$"   What the key has to contain; in lower case, as keys are before they are compared.
-- param: operations  string[] = ["REST.GET.OBJECT", "REST.COPY.OBJECT_GET", "REST.COPY.PART_GET", "REST.POST.SELECT", "REST.SELECT.OBJECT", "WEBSITE.GET.OBJECT"]   What is a read.
-- param: actors      string[] = null                                                                                                                                Only these actors; null means all.
-- param: bucket      string   = null                                                                                                                                Only this bucket; null means all.
-- param: limit       integer  = 1000                                                                                                                                At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, bytes_sent bigint, user_agent string, request_id string
-- limits: A name says little about the content: certificates without a key are .pem too. Terraform reads its state all day: name the actors that interest you. Robots ask every bucket for .env, and their outcome tells whether it mattered.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
select distinct
    request_time as time,
    actor,
    remote_ip as source_ip,
    operation,
    bucket,
    key,
    outcome,
    bytes_sent,
    user_agent,
    request_id
from s3_access
where operation in (:operations)
    and regexp_like(lower(key), :pattern)
    and (:actors is null or actor in (:actors))
    and (:bucket is null or bucket = :bucket)
order by time, request_id, operation, bucket, key, outcome, actor, source_ip, bytes_sent, user_agent
limit :limit
