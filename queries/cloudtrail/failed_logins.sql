-- title: Failed sign-ins to the console
-- description: Addresses from which sign-ins failed: how often, as how many different names, against which accounts, and how many got through. Many names from one address is spraying, one name many times is guessing, and successes after failures are a break-in or somebody who remembered. root says whether the root user was among those tried.
-- category: detection
-- tags: identity, credentials, cis-4.6, t1110
-- param: min_failures  integer = 3       Addresses with fewer failures are left out: people mistype once or twice.
-- param: min_names     integer = 1       Addresses that tried fewer different names are left out; 3 or more shows spraying.
-- param: distinct      boolean = false   A record that was delivered twice counts once.
-- param: limit         integer = 100     At most this many rows, those with the most failures first.
-- returns: source_ip string, failures bigint, names bigint, successes bigint, root boolean, accounts string[], messages string[], first_seen timestamp, last_seen timestamp, first_success timestamp
-- limits: A name that does not exist is logged as HIDDEN_DUE_TO_SECURITY_REASONS, so all of these are one name; where the record names nobody, the account stands for the name. Who spreads over many addresses stays below min_failures. Everybody behind one proxy has one address. Sign-ins at IAM Identity Center or another provider fail there and not here. A sign-in is logged in the Region of its endpoint.
-- reference: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
with logins as (
    select
        source_ip,
        event_time,
        account_id,
        error_message,
        coalesce(user_name, actor, '') as name,
        identity_type,
        json_extract_scalar(response_elements, '$.ConsoleLogin') as result
    from cloudtrail
    where event_source = 'signin.amazonaws.com'
        and event_name = 'ConsoleLogin'
)
select
    source_ip,
    count(case when result = 'Failure' then 1 end) as failures,
    count(distinct case when result = 'Failure' then name end) as names,
    count(case when result = 'Success' then 1 end) as successes,
    coalesce(bool_or(identity_type = 'Root') filter (where result = 'Failure'), false) as root,
    array_sort(array_agg(distinct account_id) filter (where result = 'Failure')) as accounts,
    array_sort(array_agg(distinct error_message) filter (where result = 'Failure' and error_message is not null)) as messages,
    min(case when result = 'Failure' then event_time end) as first_seen,
    max(case when result = 'Failure' then event_time end) as last_seen,
    min(case when result = 'Success' then event_time end) as first_success
from logins
group by source_ip
having count(case when result = 'Failure' then 1 end) >= :min_failures
    and count(distinct case when result = 'Failure' then name end) >= :min_names
order by failures desc, source_ip
limit :limit
