-- title: Credentials of instances used outside, or got by the old metadata service
-- description: Each instance whose role's credentials were used from an address that is not among your networks, or were delivered by version 1 of the instance metadata service, which a forged request can reach. The session name is the instance. reasons says which.
-- category: detection
-- tags: credentials, exfiltration, t1552.005, t1078.004
-- param: own_networks  string[] = ["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16"]   Networks of your instances, as in 198.51.100.0/24: add the addresses of your NAT gateways and public instances.
-- param: distinct      boolean  = false   A record that was delivered twice counts once.
-- param: limit         integer  = 100     At most this many rows, the most calls first.
-- returns: instance string, role string, source_ip string, reasons string[], metadata_version string, calls bigint, errors bigint, event_names string[], first_seen timestamp, last_seen timestamp
-- limits: With the default every instance that reaches AWS by a public address shows: give your own. A thief inside your networks, or on another instance behind the same gateway, does not show. metadata_version is in the record only where the service tells it. A role whose sessions are named like instances looks the same.
-- reference: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
with calls as (
    select
        session_name as instance,
        session_issuer_name as role,
        source_ip,
        ec2_role_delivery,
        none_match(array[:own_networks], network -> contains(network, try_cast(source_ip as ipaddress))) as outside,
        outcome,
        event_name,
        event_time
    from cloudtrail
    where identity_type = 'AssumedRole'
        and regexp_like(session_name, '^m?i-[0-9a-f]+$')
        and invoked_by is null
)
select
    instance,
    role,
    source_ip,
    filter(
        array[
            case when bool_or(outside) then 'outside' end,
            case when ec2_role_delivery = '1.0' then 'old metadata service' end
        ],
        reason -> reason is not null
    ) as reasons,
    ec2_role_delivery as metadata_version,
    count(*) as calls,
    count_if(outcome not in ('ok', 'NotModified')) as errors,
    array_sort(array_agg(distinct event_name)) as event_names,
    min(event_time) as first_seen,
    max(event_time) as last_seen
from calls
where outside
    or ec2_role_delivery = '1.0'
group by instance, role, source_ip, ec2_role_delivery
order by calls desc, instance, role, source_ip, metadata_version
limit :limit
