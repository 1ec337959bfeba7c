-- title: Clients with old TLS
-- description: Who still comes with a TLS version below those that are fine: whom a policy that demands more would shut out. Calls of all services are here; bucket is null where there is none.
-- category: hygiene
-- tags: migration
-- param: good      string[] = ["tlsv1.2", "tlsv1.3"]   Versions that are fine, in lower case.
-- param: bucket    string   = null                     Only this bucket; null means all.
-- param: distinct  boolean  = false                    A record that was delivered twice counts once.
-- param: limit     integer  = 100                      At most this many rows, those with the most requests first.
-- returns: tls_version string, actor string, bucket string, requests bigint, source_ips bigint, user_agents string[], first_seen timestamp, last_seen timestamp
-- limits: Calls over plain HTTP, and those that a service makes, have no TLS in their record and are not here: ask the access logs. Requests on objects are here only where the trail logs data events. Endpoints of AWS take TLS 1.2 and 1.3 only, so that what is older is in old logs.
-- reference: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
select
    lower(tls_version) as tls_version,
    principal as actor,
    bucket,
    count(*) as requests,
    count(distinct source_ip) as source_ips,
    array_sort(array_agg(distinct user_agent) filter (where user_agent is not null)) as user_agents,
    min(event_time) as first_seen,
    max(event_time) as last_seen
from cloudtrail
where lower(tls_version) not in (:good)
    and (:bucket is null or bucket = :bucket)
group by lower(tls_version), principal, bucket
order by requests desc, tls_version, actor, bucket
limit :limit
