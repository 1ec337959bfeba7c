-- title: First seen in a bucket
-- description: Addresses, clients and principals that a bucket had not seen in the 14 days before, and then served. known_values says how settled the bucket was: one and a new one is news, hundreds and a new one is a public bucket. A client is the name before the version in the user agent.
-- category: detection
-- tags: exfiltration, t1530
-- lookback: 14d
-- param: kinds             string[] = ["address", "agent", "principal"]   What to look at: any of address, agent and principal.
-- param: known_hours       integer  = 24      The bucket has to have been in use for so many hours before.
-- param: max_known_values  integer  = null    Only where the bucket had seen at most so many others before; null means all.
-- param: failures          boolean  = false   Also what was refused or failed: everybody who knocks.
-- param: bucket            string   = null    Only this bucket; null means all.
-- param: distinct          boolean  = false   A record that was delivered twice counts once.
-- param: limit             integer  = 100     At most this many rows, those of the most settled buckets first.
-- returns: bucket string, kind string, value string, known_values bigint, known_since timestamp, requests bigint, keys bigint, bytes_sent bigint, actors string[], first_seen timestamp, last_seen timestamp
-- limits: Only where the trail logs data events of the bucket. What came back after 15 days without a request is new again. Who came first on the day the bucket came into use is not told, nor a thief who uses an address, a client and an account that the bucket knows. Clients on the road and changing IPv6 addresses are new every day. The record does not tell the Region of the caller. The client writes the user agent.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
with seen as (
    select
        cloudtrail.bucket,
        item.kind,
        item.value,
        count(*) as requests,
        count(distinct cloudtrail.key) as keys,
        coalesce(sum(cloudtrail.bytes_out), 0) as bytes_sent,
        array_sort(array_agg(distinct cloudtrail.principal) filter (where cloudtrail.principal is not null)) as actors,
        min(cloudtrail.event_time) as first_seen,
        max(cloudtrail.event_time) as last_seen
    from cloudtrail
    cross join unnest(
        array['address', 'agent', 'principal'],
        array[
            cloudtrail.source_ip,
            regexp_extract(cloudtrail.user_agent, '^\[?([^/ \]]+)', 1),
            cloudtrail.principal
        ]
    ) as item(kind, value)
    where item.value is not null
        and cloudtrail.event_source like 's3%'
        and coalesce(cloudtrail.identity_type, '') <> 'AWSService'
        and (:failures or cloudtrail.error_code is null or cloudtrail.error_code = 'NotModified')
        and cloudtrail.bucket is not null
        and (:bucket is null or cloudtrail.bucket = :bucket)
    group by cloudtrail.bucket, item.kind, item.value
),
compared as (
    select
        bucket,
        kind,
        value,
        requests,
        keys,
        bytes_sent,
        actors,
        first_seen,
        last_seen,
        rank() over (partition by bucket, kind order by first_seen) - 1 as known_values,
        min(first_seen) over (partition by bucket) as known_since
    from seen
)
select
    bucket,
    kind,
    value,
    known_values,
    known_since,
    requests,
    keys,
    bytes_sent,
    actors,
    first_seen,
    last_seen
from compared
where kind in (:kinds)
    and first_seen >= :start
    and first_seen >= date_add('hour', :known_hours, known_since)
    and (:max_known_values is null or known_values <= :max_known_values)
order by known_values, requests desc, bucket, kind, value
limit :limit
