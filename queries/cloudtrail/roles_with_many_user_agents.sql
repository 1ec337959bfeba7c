-- title: Roles used by many programs
-- description: Principals whose calls came with many different user agents in the window. A role of a workload has one or a few; a new one among them is an update, a person, or a thief. A session counts for its role, but those of IAM Identity Center, which are people, each by itself.
-- category: detection
-- tags: identity, credentials, t1078.004
-- param: min_user_agents  integer = 5        At least so many different user agents, versions left out.
-- param: identity_types   string[] = ["AssumedRole"]   Kinds of identities to look at, such as IAMUser too.
-- param: distinct         boolean = false    A record that was delivered twice counts once.
-- param: limit            integer = 100      At most this many rows, the most user agents first.
-- returns: actor string, user_agents bigint, examples string[], source_ips bigint, calls bigint, errors bigint, first_seen timestamp, last_seen timestamp
-- limits: What stands before the first slash or blank of the user agent counts, so two programs on the same SDK are one. The client writes it: who wants to hide sends that of the workload. People work with many programs. Services that call on somebody's behalf are left out.
-- reference: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
with calls as (
    select
        principal as actor,
        regexp_extract(user_agent, '^\[?([^/ ]+)', 1) as program,
        source_ip,
        outcome,
        event_time
    from cloudtrail
    where identity_type in (:identity_types)
        and invoked_by is null
)
select
    actor,
    count(distinct program) as user_agents,
    array_sort(array_agg(distinct program) filter (where program is not null)) as examples,
    count(distinct source_ip) as source_ips,
    count(*) as calls,
    count_if(outcome not in ('ok', 'NotModified')) as errors,
    min(event_time) as first_seen,
    max(event_time) as last_seen
from calls
group by actor
having count(distinct program) >= :min_user_agents
order by user_agents desc, actor
limit :limit
