-- title: Clients with old TLS
-- description: Who calls with a version of TLS that is to go, with which client, on which service.
-- category: hygiene
-- tags: audit
-- param: versions  string[] = ["tlsv1", "tlsv1.0", "tlsv1.1"]   Versions that are too old, in small letters.
-- param: distinct  boolean = false   A record that was delivered twice counts once.
-- param: limit  integer = 100   At most this many rows, the most first.
-- returns: actor string, bucket string, operation string, tls_version string, user_agent string, requests bigint, first_seen timestamp, last_seen timestamp
-- limits: Plain HTTP, and calls that a service makes, have no TLS in their record. Requests on objects are here only where the trail logs data events.
-- reference: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
select
    principal as actor,
    bucket,
    event_name as operation,
    tls_version,
    user_agent,
    count(*) as requests,
    min(event_time) as first_seen,
    max(event_time) as last_seen
from cloudtrail
where lower(tls_version) in (:versions)
group by principal, bucket, event_name, tls_version, user_agent
order by requests desc, actor, bucket, operation, tls_version, user_agent
limit :limit
