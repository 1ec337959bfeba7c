-- title: What one access key did
-- description: Every kind of call that was signed with the key: whose key it is, service, event, outcome, how often, on how many buckets, when first and last, and from which addresses. Begin here when a key has leaked.
-- category: activity
-- tags: triage, credentials, t1078
-- param: access_key_id  string             The key: AKIA... of a user, ASIA... of a session.
-- param: distinct       boolean  = false   A record that was delivered twice counts once.
-- param: limit          integer  = 100     At most this many rows, the most calls first.
-- returns: actor string, event_source string, event_name string, outcome string, calls bigint, buckets bigint, source_ips string[], first_seen timestamp, last_seen timestamp
-- limits: Sessions that were made with the key have keys of their own: ask role_chaining, or look for AssumeRole and GetSessionToken here. Reads and writes of objects are here only where the trail logs data events. Calls that a service made on the owner's behalf have the service's name among source_ips.
-- reference: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
with calls as (
    select
        actor,
        event_source,
        event_name,
        outcome,
        event_time,
        bucket,
        source_ip
    from cloudtrail
    where access_key_id = :access_key_id
)
select
    actor,
    event_source,
    event_name,
    outcome,
    count(*) as calls,
    count(distinct bucket) as buckets,
    array_sort(array_agg(distinct source_ip) filter (where source_ip is not null)) as source_ips,
    min(event_time) as first_seen,
    max(event_time) as last_seen
from calls
group by actor, event_source, event_name, outcome
order by calls desc, event_source, event_name, outcome, actor
limit :limit
