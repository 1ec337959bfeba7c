-- title: Addresses and programs that used one access key
-- description: Each address and user agent from which calls were signed with the key, the rarest first: the stranger among them is the one to look at. access_key_activity tells what was done.
-- category: activity
-- tags: credentials, triage, t1078
-- param: access_key_id  string             The key: AKIA... of a user, ASIA... of a session.
-- param: distinct       boolean  = false   A record that was delivered twice counts once.
-- param: limit          integer  = 100     At most this many rows, the fewest calls first.
-- returns: source_ip string, user_agent string, actor string, calls bigint, errors bigint, share double, event_names string[], first_seen timestamp, last_seen timestamp
-- limits: The client writes the user agent: a thief may send the owner's. A service that calls on the owner's behalf stands with its name in place of the address. Reads and writes of objects are here only where the trail logs data events. A presigned URL shows the key that signed it, from the address of whoever used it.
-- reference: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
with clients as (
    select
        source_ip,
        user_agent,
        actor,
        count(*) as calls,
        count_if(outcome not in ('ok', 'NotModified')) as errors,
        array_sort(array_agg(distinct event_name)) as event_names,
        min(event_time) as first_seen,
        max(event_time) as last_seen
    from cloudtrail
    where access_key_id = :access_key_id
    group by source_ip, user_agent, actor
)
select
    source_ip,
    user_agent,
    actor,
    calls,
    errors,
    cast(calls as double) / sum(calls) over () as share,
    event_names,
    first_seen,
    last_seen
from clients
order by calls, first_seen, source_ip, user_agent, actor
limit :limit
