-- title: Share of post-quantum key exchange
-- description: Which TLS version and key exchange callers use, for which service, and the share of each: X25519MLKEM768 and others with MLKEM withstand a quantum computer; what was recorded today by the others may be read one day.
-- category: hygiene
-- tags: tls
-- param: services  string[] = null    Only these services, as in s3.amazonaws.com; null means all.
-- param: distinct  boolean  = false   A record that was delivered twice counts once.
-- param: limit     integer  = 100     At most this many rows, the most calls first.
-- returns: event_source string, tls_version string, key_exchange string, post_quantum boolean, calls bigint, share double, actors bigint, user_agents bigint, example_agent string
-- limits: share is of the calls of the service that say by which TLS they came; calls inside AWS do not. key_exchange is null where the service does not write it, and post_quantum with it. Reads and writes of objects are here only where the trail logs data events; access logs do not know the key exchange.
-- reference: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
with exchanges as (
    select
        event_source,
        tls_version,
        key_exchange,
        count(*) as calls,
        count(distinct principal) as actors,
        count(distinct user_agent) as user_agents,
        min(user_agent) as example_agent
    from cloudtrail
    where tls_version is not null
        and (:services is null or event_source in (:services))
    group by event_source, tls_version, key_exchange
)
select
    event_source,
    tls_version,
    key_exchange,
    regexp_like(key_exchange, '(?i)mlkem|kyber') as post_quantum,
    calls,
    cast(calls as double) / sum(calls) over (partition by event_source) as share,
    actors,
    user_agents,
    example_agent
from exchanges
order by calls desc, event_source, tls_version, key_exchange
limit :limit
