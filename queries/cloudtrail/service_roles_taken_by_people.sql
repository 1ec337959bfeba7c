-- title: Roles of AWS services that somebody else took
-- description: Roles that an AWS service takes, in the window or in the 14 days before, and that were taken in the window, or tried to be taken, by who is no service. A role that trusts a service and a person is seldom meant so; who changes its trust gets all that the service may.
-- category: detection
-- tags: identity, credentials, t1078.004
-- param: distinct  boolean = false   A record that was delivered twice counts once.
-- param: limit     integer = 100     At most this many rows, the most often taken first.
-- returns: role_arn string, actor string, calls bigint, refused bigint, services string[], source_ips string[], first_seen timestamp, last_seen timestamp
-- lookback: 14d
-- limits: A service role that no service took in this time is not known to be one. Roles that are shared with a build pipeline by design show. A thief who has the credentials of the instance or function itself did not take the role: see instance_credentials_outside.
-- reference: https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
with assumptions as (
    select
        coalesce(
            json_extract_scalar(request_parameters, '$.roleArn'),
            regexp_extract(error_message, 'on resource: (arn:[^ ]+)', 1)
        ) as role_arn,
        coalesce(identity_type, '') = 'AWSService' as by_service,
        principal as actor,
        error_code,
        source_ip,
        event_time
    from cloudtrail
    where event_source = 'sts.amazonaws.com'
        and event_name like 'AssumeRole%'
),
service_roles as (
    select
        role_arn,
        array_sort(array_agg(distinct actor)) as services
    from assumptions
    where by_service
        and error_code is null
    group by role_arn
)
select
    assumptions.role_arn,
    assumptions.actor,
    count(*) as calls,
    count(assumptions.error_code) as refused,
    service_roles.services,
    array_sort(array_agg(distinct assumptions.source_ip) filter (where assumptions.source_ip is not null)) as source_ips,
    min(assumptions.event_time) as first_seen,
    max(assumptions.event_time) as last_seen
from assumptions
join service_roles
    on service_roles.role_arn = assumptions.role_arn
where not assumptions.by_service
    and assumptions.event_time >= :start
group by assumptions.role_arn, assumptions.actor, service_roles.services
order by calls desc, role_arn, actor
limit :limit
