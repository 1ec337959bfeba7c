-- title: Sessions used from several addresses at once
-- description: Temporary credentials (ASIA...) with which calls came from several addresses within one span of time. A session belongs to one program on one machine; a second address is a copy of its credentials, a proxy, or a laptop that changed networks.
-- category: detection
-- tags: credentials, t1550.001, t1078.004
-- param: span_minutes   integer = 30      Length of a span in minutes; spans begin at round times.
-- param: min_addresses  integer = 2       At least so many addresses in one span.
-- param: console        boolean = false   Also sessions of the console, whose browser may come by several addresses.
-- param: distinct       boolean = false   A record that was delivered twice counts once.
-- param: limit          integer = 100     At most this many rows, the most addresses first.
-- returns: span_start timestamp, access_key_id string, actor string, addresses bigint, source_ips string[], user_agents bigint, calls bigint, errors bigint, first_seen timestamp, last_seen timestamp
-- limits: Addresses on both sides of a span's border do not meet. Machines with several gateways or with IPv4 and IPv6, and functions of a VPC with endpoints, use several by design: raise min_addresses. A thief on the same network does not show. A presigned URL is used from anywhere, so requests by one are left out.
-- reference: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp.html
with calls as (
    select
        date_add(
            'minute',
            date_diff('minute', timestamp '2000-01-01 00:00:00', event_time) / :span_minutes * :span_minutes,
            timestamp '2000-01-01 00:00:00'
        ) as span_start,
        access_key_id,
        actor,
        source_ip,
        user_agent,
        outcome,
        event_time
    from cloudtrail
    where access_key_id like 'ASIA%'
        and invoked_by is null
        -- An address, and neither the name of a service nor AWS Internal.
        and regexp_like(source_ip, '^[0-9.]+$|:')
        and coalesce(json_extract_scalar(additional_event_data, '$.AuthenticationMethod'), '') <> 'QueryString'
        and (:console or not from_console)
)
select
    span_start,
    access_key_id,
    max(actor) as actor,
    count(distinct source_ip) as addresses,
    array_sort(array_agg(distinct source_ip)) as source_ips,
    count(distinct user_agent) as user_agents,
    count(*) as calls,
    count_if(outcome not in ('ok', 'NotModified')) as errors,
    min(event_time) as first_seen,
    max(event_time) as last_seen
from calls
group by span_start, access_key_id
having count(distinct source_ip) >= :min_addresses
order by addresses desc, span_start, access_key_id
limit :limit
