-- title: Requests from these networks
-- description: Every call from the addresses of one or more networks, IPv4 or IPv6, on all services, oldest first. outcome is ok, or the error code.
-- category: activity
-- tags: triage
-- param: networks    string[]           Networks as in 198.51.100.0/24 or 2001:db8::/32; a single address ends in /32 or /128. The bits behind the prefix have to be zero.
-- param: actor       string   = null    Only this actor, as the column has it: an ARN, anonymous and so on; null means all.
-- param: operations  string[] = null    Only these operations, as in GetObject; null means all.
-- param: limit       integer  = 1000    At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, version_id string, bytes_sent bigint, object_size bigint, user_agent string, request_id string
-- limits: Reads and writes of objects are here only where the trail logs data events. The address is that of the last hop that AWS saw: a NAT gateway or proxy stands for all behind it, CloudFront for its viewers. A service that calls, also on somebody's behalf, has a name in place of an address and is never here. Requests through a VPC endpoint have private addresses, which other networks use as well. object_size is null: the trail does not know it.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
with calls as (
    select distinct
        event_time,
        actor,
        source_ip,
        event_name,
        bucket,
        key,
        outcome,
        version_id,
        bytes_out,
        user_agent,
        request_id,
        -- A sign-in has no id of a request, and may be one of several within a second.
        case when request_id is null then event_id end as event_id
    from cloudtrail
    where any_match(array[:networks], network -> contains(network, try_cast(source_ip as ipaddress)))
        and (:actor is null or actor = :actor)
        and (:operations is null or event_name in (:operations))
)
select
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    bucket,
    key,
    outcome,
    version_id,
    bytes_out as bytes_sent,
    cast(null as bigint) as object_size,
    user_agent,
    request_id
from calls
order by time, request_id, operation, bucket, key, version_id, outcome, actor, source_ip, bytes_sent, user_agent
limit :limit
