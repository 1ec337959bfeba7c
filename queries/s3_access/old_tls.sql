-- title: Clients with old TLS
-- description: Who still comes with a TLS version below those that are fine, or with plain HTTP: whom a policy that demands more would shut out. tls_version is http where there was none.
-- category: hygiene
-- tags: migration
-- param: good      string[] = ["tlsv1.2", "tlsv1.3"]   Versions that are fine, in lower case.
-- param: bucket    string   = null                     Only this bucket; null means all.
-- param: distinct  boolean  = false                    A line that was delivered twice counts once.
-- param: limit     integer  = 100                      At most this many rows, those with the most requests first.
-- returns: tls_version string, actor string, bucket string, requests bigint, source_ips bigint, user_agents string[], first_seen timestamp, last_seen timestamp
-- limits: Logs have the version since 2019, so plain HTTP is taken only where a line has a host name. Endpoints of S3 take TLS 1.2 and 1.3 only, so that what is older is in old logs, and plain HTTP is what remains. Websites of S3 have no TLS at all.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingEncryptionInTransit.html
select
    coalesce(lower(tls_version), 'http') as tls_version,
    principal as actor,
    bucket,
    count(*) as requests,
    count(distinct remote_ip) as source_ips,
    array_sort(array_agg(distinct user_agent) filter (where user_agent is not null)) as user_agents,
    min(request_time) as first_seen,
    max(request_time) as last_seen
from s3_access
where remote_ip is not null
    and host_header is not null
    and coalesce(lower(tls_version), 'http') not in (:good)
    and (:bucket is null or bucket = :bucket)
group by coalesce(lower(tls_version), 'http'), principal, bucket
order by requests desc, tls_version, actor, bucket
limit :limit
