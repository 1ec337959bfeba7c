-- title: Activity in Regions that are not approved
-- description: Who did what in which Region outside your list, and who switched a Region on. Where you run nothing, nobody looks: a favourite place for a thief's machines.
-- category: detection
-- tags: identity, audit, t1535
-- param: approved_regions  string[] = ["us-east-1"]   Your Regions. us-east-1 is where IAM, the sign-in and other global services log.
-- param: reads             boolean = false   Also calls that only read: the console asks every Region now and then.
-- param: distinct          boolean = false   A record that was delivered twice counts once.
-- param: limit             integer = 100     At most this many rows, the most calls first.
-- returns: aws_region string, actor string, event_source string, event_name string, calls bigint, errors bigint, source_ips string[], accounts string[], first_seen timestamp, last_seen timestamp
-- limits: With the default every Region but us-east-1 shows: give your own. A trail of one Region has no other, and a table whose partitions lack a Region neither. What services do by themselves is left out. EnableRegion is shown wherever it was called.
-- reference: https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
with calls as (
    select
        aws_region,
        principal as actor,
        event_source,
        event_name,
        outcome,
        source_ip,
        account_id,
        event_time
    from cloudtrail
    where coalesce(identity_type, '') <> 'AWSService'
        and (
            (event_source = 'account.amazonaws.com' and event_name = 'EnableRegion')
            or (aws_region not in (:approved_regions) and (:reads or not read_only))
        )
)
select
    aws_region,
    actor,
    event_source,
    event_name,
    count(*) as calls,
    count_if(outcome not in ('ok', 'NotModified')) as errors,
    array_sort(array_agg(distinct source_ip) filter (where source_ip is not null)) as source_ips,
    array_sort(array_agg(distinct account_id) filter (where account_id is not null)) as accounts,
    min(event_time) as first_seen,
    max(event_time) as last_seen
from calls
group by aws_region, actor, event_source, event_name
order by calls desc, aws_region, actor, event_source, event_name
limit :limit
