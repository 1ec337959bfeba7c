-- title: First seen in a bucket
-- description: Addresses, clients, principals and Regions that a bucket had not seen in the 14 days before, and then served. known_values says how settled the bucket was: one and a new one is news, hundreds and a new one is a public bucket. A client is the name before the version in the user agent.
-- category: detection
-- tags: exfiltration, t1530
-- lookback: 14d
-- param: kinds             string[] = ["address", "agent", "principal", "region"]   What to look at: address, agent, principal, region; any other finds nothing.
-- param: known_hours       integer  = 24      The bucket has to have been in use for so many hours before.
-- param: max_known_values  integer  = null    Only where the bucket had seen at most so many others before; null means all.
-- param: failures          boolean  = false   Also what was refused or failed: everybody who knocks.
-- param: bucket            string   = null    Only this bucket; null means all.
-- param: distinct          boolean  = false   A line that was delivered twice counts once.
-- param: limit             integer  = 100     At most this many rows, those of the most settled buckets first.
-- returns: bucket string, kind string, value string, known_values bigint, known_since timestamp, requests bigint, keys bigint, bytes_sent bigint, actors string[], first_seen timestamp, last_seen timestamp
-- limits: What came back after 15 days without a request is new again. Who came first on the day the bucket came into use is not told, nor a thief who uses an address, a client and an account that the bucket knows. Clients on the road and changing IPv6 addresses are new every day. The Region is known only for requests from within AWS, in logs since 2026. The client writes the user agent. What AWS services and S3 itself do is left out. Bytes that S3 copies within itself go to no client and do not count.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
with seen as (
    select
        s3_access.bucket,
        item.kind,
        item.value,
        count(*) as requests,
        count(distinct s3_access.key) as keys,
        sum(case when s3_access.operation not like 'REST.COPY.%_GET' then s3_access.bytes_sent else 0 end) as bytes_sent,
        array_sort(array_agg(distinct s3_access.principal)) as actors,
        min(s3_access.request_time) as first_seen,
        max(s3_access.request_time) as last_seen
    from s3_access
    cross join unnest(
        array['address', 'agent', 'principal', 'region'],
        array[
            s3_access.remote_ip,
            regexp_extract(s3_access.user_agent, '^\[?([^/ \]]+)', 1),
            s3_access.principal,
            s3_access.source_region
        ]
    ) as item(kind, value)
    where item.value is not null
        and s3_access.requester_kind not in ('aws', 'service')
        and (:failures or s3_access.http_status between 200 and 299 or s3_access.http_status = 304)
        and (:bucket is null or s3_access.bucket = :bucket)
    group by s3_access.bucket, item.kind, item.value
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
