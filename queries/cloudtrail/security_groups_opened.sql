-- title: Security groups opened to everybody
-- description: Each rule that let, or was tried to let, the whole Internet in (0.0.0.0/0 or ::/0): the group, the protocol and the ports. Null ports and protocol -1 are all of them.
-- category: detection
-- tags: network, exposure, t1562.007
-- param: ignored_ports  integer[] = [80, 443]   Rules for one of these ports alone are left out, because web sites are meant to be open.
-- param: limit          integer   = 100         At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, security_group string, protocol string, from_port bigint, to_port bigint, account_id string, aws_region string, invoked_by string, user_agent string, event_id string
-- limits: Two halves of the Internet (0.0.0.0/1 and 128.0.0.0/1), or any wide range, are not looked for. A rule that was changed in place (ModifySecurityGroupRules) is in security_group_changes only. Whether anything stands behind the group, and whether its subnet has a way in, is not known; nor whether the rule was taken back.
-- reference: https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
with calls as (
    select distinct
        event_time,
        actor,
        source_ip,
        event_name,
        outcome,
        request_parameters,
        account_id,
        aws_region,
        invoked_by,
        user_agent,
        event_id
    from cloudtrail
    where event_source = 'ec2.amazonaws.com'
        and event_name = 'AuthorizeSecurityGroupIngress'
),
rules as (
    select
        calls.event_time,
        calls.actor,
        calls.source_ip,
        calls.event_name,
        calls.outcome,
        coalesce(
            json_extract_scalar(calls.request_parameters, '$.groupId'),
            json_extract_scalar(calls.request_parameters, '$.groupName')
        ) as security_group,
        json_extract_scalar(item.rule, '$.ipProtocol') as protocol,
        try_cast(json_extract_scalar(item.rule, '$.fromPort') as bigint) as from_port,
        try_cast(json_extract_scalar(item.rule, '$.toPort') as bigint) as to_port,
        json_extract(item.rule, '$.ipRanges.items') as ranges,
        json_extract(item.rule, '$.ipv6Ranges.items') as ipv6_ranges,
        json_extract_scalar(item.rule, '$.cidrIp') as cidr,
        calls.account_id,
        calls.aws_region,
        calls.invoked_by,
        calls.user_agent,
        calls.event_id
    from calls
    -- A rule may stand in a list, or by itself in the request.
    cross join unnest(coalesce(
        try_cast(json_extract(calls.request_parameters, '$.ipPermissions.items') as array(json)),
        array[json_extract(calls.request_parameters, '$')]
    )) as item(rule)
)
select
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    cast(null as varchar) as bucket,
    cast(null as varchar) as key,
    outcome,
    security_group,
    protocol,
    from_port,
    to_port,
    account_id,
    aws_region,
    invoked_by,
    user_agent,
    event_id
from rules
where (
        cidr = '0.0.0.0/0'
        or any_match(try_cast(ranges as array(json)), one -> json_extract_scalar(one, '$.cidrIp') = '0.0.0.0/0')
        or any_match(try_cast(ipv6_ranges as array(json)), one -> json_extract_scalar(one, '$.cidrIpv6') = '::/0')
    )
    and not coalesce(from_port = to_port and from_port in (:ignored_ports), false)
order by time, event_id, outcome, actor, source_ip, security_group, protocol, from_port, to_port
limit :limit
