-- title: Trails stopped, cut, changed or deleted
-- description: Calls that can blind CloudTrail. effect says what came of each: refused; started again (logging of the trail was resumed within the minutes given, when: started_at); logs everything (the new selectors take reads and writes, management events, and data events of all buckets); logs (CreateTrail and StartLogging, where you ask for them); changed (read the parameters); weakened.
-- category: detection
-- tags: tampering, triage, cis-4.5, t1562.008
-- param: event_names     string[] = ["DeleteChannel", "DeleteEventDataStore", "DeleteTrail", "DeregisterOrganizationDelegatedAdmin", "PutEventSelectors", "PutInsightSelectors", "StopEventDataStoreIngestion", "StopImport", "StopLogging", "UpdateEventDataStore", "UpdateTrail"]   Events that count. CIS 4.5 has CreateTrail and StartLogging too.
-- param: minutes         integer = 15      Logging that starts again within so many minutes counts as started again.
-- param: weakening_only  boolean = false   Leave out what was started again and what logs everything.
-- param: limit           integer = 100     At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, effect string, trail string, started_at timestamp, account_id string, aws_region string, request_parameters string, event_id string
-- limits: Whoever stops a trail for two minutes and starts it again can hide what happened in them: weakening_only leaves such a stop out. The start has to lie in the window. What the selectors were before is not known, so those of a trail that is meant to log less than everything count as weakened, as do advanced selectors. A trail can also be blinded through its bucket, its key or its topic: see bucket_policy_changes. Once a trail is deleted, what follows stands in other trails only.
-- reference: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
with calls as (
    select distinct
        event_time,
        actor,
        source_ip,
        event_name,
        outcome,
        account_id,
        aws_region,
        request_parameters,
        event_id,
        -- A trail is named by its name or by its ARN.
        element_at(split(coalesce(
            json_extract_scalar(request_parameters, '$.name'),
            json_extract_scalar(request_parameters, '$.trailName'),
            json_extract_scalar(request_parameters, '$.eventDataStore')
        ), '/'), -1) as trail
    from cloudtrail
    where event_source = 'cloudtrail.amazonaws.com'
        and (event_name in (:event_names) or event_name = 'StartLogging')
),
followed as (
    select
        event_time,
        actor,
        source_ip,
        event_name,
        outcome,
        account_id,
        aws_region,
        request_parameters,
        event_id,
        trail,
        case
            when event_name = 'StopLogging' and trail is not null and outcome = 'ok' then
                min(case when event_name = 'StartLogging' and outcome = 'ok' then event_time end) over (
                    partition by account_id, aws_region, trail
                    order by event_time
                    range between current row and unbounded following
                )
        end as started_at
    from calls
),
judged as (
    select
        event_time,
        actor,
        source_ip,
        event_name,
        outcome,
        account_id,
        aws_region,
        request_parameters,
        event_id,
        trail,
        started_at,
        case
            when outcome <> 'ok' then 'refused'
            when event_name in ('CreateTrail', 'StartLogging') then 'logs'
            when started_at <= date_add('minute', :minutes, event_time) then 'started again'
            when event_name = 'PutEventSelectors' and any_match(
                try_cast(json_extract(request_parameters, '$.eventSelectors') as array(json)),
                selector -> coalesce(json_extract_scalar(selector, '$.readWriteType'), 'All') = 'All'
                    and coalesce(json_extract_scalar(selector, '$.includeManagementEvents'), 'true') = 'true'
                    and coalesce(json_array_length(json_extract(selector, '$.excludeManagementEventSources')), 0) = 0
                    and regexp_like(json_format(json_extract(selector, '$.dataResources')), '"arn:aws[a-z-]*:s3(:::)?"')
            ) then 'logs everything'
            when event_name in ('PutInsightSelectors', 'UpdateEventDataStore', 'UpdateTrail') then 'changed'
            else 'weakened'
        end as effect
    from followed
    where event_name in (:event_names)
)
select
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    cast(null as varchar) as bucket,
    cast(null as varchar) as key,
    outcome,
    effect,
    trail,
    started_at,
    account_id,
    aws_region,
    request_parameters,
    event_id
from judged
where not :weakening_only
    or effect not in ('logs', 'started again', 'logs everything')
order by time, event_id, operation, outcome, actor, source_ip, request_parameters
limit :limit
