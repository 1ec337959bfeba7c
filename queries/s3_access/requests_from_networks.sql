-- title: Requests from these networks
-- description: Every logged request from the addresses of one or more networks, IPv4 or IPv6, oldest first. outcome is ok, the error code, or the status where there is no code; it is null where the line is damaged.
-- category: activity
-- tags: triage
-- param: networks    string[]           Networks as in 198.51.100.0/24 or 2001:db8::/32; a single address ends in /32 or /128. The bits behind the prefix have to be zero.
-- param: actor       string   = null    Only this actor, as the column has it: an ARN, anonymous and so on; null means all.
-- param: operations  string[] = null    Only these operations, as in REST.GET.OBJECT; null means all.
-- param: limit       integer  = 1000    At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, version_id string, bytes_sent bigint, object_size bigint, user_agent string, request_id string
-- limits: The address is that of the last hop that S3 saw: a NAT gateway or proxy stands for all behind it, CloudFront for its viewers. What S3 does by itself, and much of what other AWS services do, has no address and is never here. Requests through a VPC endpoint have private addresses, which other networks use as well.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
select distinct
    request_time as time,
    actor,
    remote_ip as source_ip,
    operation,
    bucket,
    key,
    outcome,
    version_id,
    bytes_sent,
    object_size,
    user_agent,
    request_id
from s3_access
where any_match(array[:networks], network -> contains(network, try_cast(remote_ip as ipaddress)))
    and (:actor is null or actor = :actor)
    and (:operations is null or operation in (:operations))
order by time, request_id, operation, bucket, key, version_id, outcome, actor, source_ip, bytes_sent, object_size, user_agent
limit :limit
