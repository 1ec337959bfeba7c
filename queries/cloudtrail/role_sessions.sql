-- title: Sessions of a role and what each did
-- description: Each session of a role: how many calls, which, on which buckets, from which addresses.
-- category: activity
-- tags: identity, triage
-- param: role  string   Name or ARN of the role.
-- param: distinct  boolean = false   A record that was delivered twice counts once.
-- param: limit  integer = 100   At most this many rows, the most first.
-- returns: actor string, session_name string, requests bigint, failed bigint, operations string[], buckets string[], source_ips string[], bytes_sent bigint, first_seen timestamp, last_seen timestamp
-- limits: Sessions with one name count as one. Reads and writes of objects are here only where the trail logs data events.
-- reference: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
select
    actor,
    session_name,
    count(*) as requests,
    count_if(outcome not in ('ok', 'NotModified')) as failed,
    array_sort(array_agg(distinct event_name)) as operations,
    array_sort(array_agg(distinct bucket) filter (where bucket is not null)) as buckets,
    array_sort(array_agg(distinct source_ip) filter (where source_ip is not null)) as source_ips,
    coalesce(sum(bytes_out), 0) as bytes_sent,
    min(event_time) as first_seen,
    max(event_time) as last_seen
from cloudtrail
where identity_type = 'AssumedRole'
    and (session_issuer_name = :role or session_issuer_arn = :role)
group by actor, session_name
order by requests desc, actor, session_name
limit :limit
