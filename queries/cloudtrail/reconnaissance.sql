-- title: Somebody looks around
-- description: Who, from which address, made several different calls by which a thief learns what stolen credentials are and can do, or any of them with a tool for it. Deployments make a few of them; all of them within one hour, many refused, are seldom honest.
-- category: detection
-- tags: discovery, triage, t1087.004, t1580
-- param: event_names  string[] = ["GetAccountAuthorizationDetails", "GetAccountSummary", "GetAccountPasswordPolicy", "GetCallerIdentity", "GetSendQuota", "ListAccessKeys", "ListAttachedUserPolicies", "ListBuckets", "ListGroupsForUser", "ListRoles", "ListSecrets", "ListServiceQuotas", "ListUserPolicies", "ListUsers", "DescribeInstances", "DescribeOrganization", "DescribeRegions", "DescribeSnapshots"]   Events that count.
-- param: tools        string[] = ["trufflehog", "pacu", "scoutsuite", "prowler", "cloudmapper", "enumerate-iam", "kali", "parrot", "pentoo"]   Parts of a user agent that tell such a tool; case does not matter.
-- param: min_events   integer = 6       At least so many different events of the list in an hour; one is enough for a tool.
-- param: distinct     boolean = false   A record that was delivered twice counts once.
-- param: limit        integer = 100     At most this many rows, the most different events first.
-- returns: hour timestamp, actor string, source_ip string, events bigint, event_names string[], with_tool boolean, calls bigint, errors bigint, aws_regions bigint, user_agents string[], first_seen timestamp, last_seen timestamp
-- limits: Scanners of your own and inventories show: know their roles. The client writes the user agent. Who takes the whole night over it stays below min_events. Calls that services make by themselves or on somebody's behalf are left out, also those the console makes through them.
-- reference: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
with calls as (
    select
        date_trunc('hour', event_time) as hour,
        principal as actor,
        source_ip,
        event_name,
        coalesce(any_match(array[:tools], tool -> strpos(lower(user_agent), lower(tool)) > 0), false) as with_tool,
        outcome,
        aws_region,
        user_agent,
        event_time
    from cloudtrail
    where event_name in (:event_names)
        and invoked_by is null
        and coalesce(identity_type, '') <> 'AWSService'
)
select
    hour,
    actor,
    source_ip,
    count(distinct event_name) as events,
    array_sort(array_agg(distinct event_name)) as event_names,
    bool_or(with_tool) as with_tool,
    count(*) as calls,
    count_if(outcome not in ('ok', 'NotModified')) as errors,
    count(distinct aws_region) as aws_regions,
    array_sort(array_agg(distinct user_agent) filter (where user_agent is not null)) as user_agents,
    min(event_time) as first_seen,
    max(event_time) as last_seen
from calls
group by hour, actor, source_ip
having count(distinct event_name) >= :min_events
    or bool_or(with_tool)
order by events desc, hour, actor, source_ip
limit :limit
