-- title: Access keys used from addresses that are new for them
-- description: Keys that were known for a while, from other addresses, and were then used from this one for the first time. known_addresses says how settled the key was: one and a new one is news, forty and a new one is a laptop on the road.
-- category: detection
-- tags: credentials, exfiltration, t1078.004
-- param: known_hours          integer = 24      The key has to have been in use for so many hours before, from other addresses.
-- param: max_known_addresses  integer = null    Only keys with at most so many addresses before; null means all.
-- param: presigned            boolean = false   Also requests by presigned URLs, which come from wherever the URL was sent.
-- param: distinct             boolean = false   A record that was delivered twice counts once.
-- param: limit                integer = 100     At most this many rows, the most settled keys first.
-- returns: access_key_id string, actor string, source_ip string, known_addresses bigint, known_since timestamp, calls bigint, errors bigint, services bigint, buckets bigint, first_seen timestamp, last_seen timestamp
-- lookback: 14d
-- limits: A key that was not used in the 14 days before the window has no address to compare with: a thief who is its only user does not show, nor one who came back to an address used in those days. A session of a role lives for hours: lower known_hours to see one that moves. Clients on the road, behind many gateways or with changing IPv6 addresses show every day. Calls that services make on somebody's behalf are left out, and so is, by default, a thief who signs URLs with the key.
-- reference: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
with addresses as (
    select
        access_key_id,
        source_ip,
        max(actor) as actor,
        count(*) as calls,
        count_if(outcome not in ('ok', 'NotModified')) as errors,
        count(distinct event_source) as services,
        count(distinct bucket) as buckets,
        min(event_time) as first_seen,
        max(event_time) as last_seen
    from cloudtrail
    where access_key_id is not null
        and invoked_by is null
        -- An address, and neither the name of a service nor AWS Internal.
        and regexp_like(source_ip, '^[0-9.]+$|:')
        and (:presigned or coalesce(json_extract_scalar(additional_event_data, '$.AuthenticationMethod'), '') <> 'QueryString')
    group by access_key_id, source_ip
),
compared as (
    select
        access_key_id,
        source_ip,
        actor,
        calls,
        errors,
        services,
        buckets,
        first_seen,
        last_seen,
        rank() over (partition by access_key_id order by first_seen) - 1 as known_addresses,
        min(first_seen) over (partition by access_key_id) as known_since
    from addresses
)
select
    access_key_id,
    actor,
    source_ip,
    known_addresses,
    known_since,
    calls,
    errors,
    services,
    buckets,
    first_seen,
    last_seen
from compared
where first_seen >= :start
    and known_addresses > 0
    and first_seen >= date_add('hour', :known_hours, known_since)
    and (:max_known_addresses is null or known_addresses <= :max_known_addresses)
order by known_addresses, calls desc, access_key_id, source_ip
limit :limit
