-- title: Lifecycle rules that soon delete objects
-- description: Each rule, of a lifecycle configuration that was put or tried to be put, that lets objects or their old versions expire within max_days. Such a rule empties a bucket without a single deletion in any log of calls, and on a bucket of logs it removes the traces. prefix says what of the bucket the rule is for, null that it is for all or chooses by tag or size.
-- category: detection
-- tags: ransomware, tampering, t1485.001
-- param: max_days     integer  = 7      Rules that let objects live longer are left out: whoever cleans up keeps things for weeks, who destroys takes days. A large number shows all.
-- param: bucket       string   = null   Only this bucket; null means all.
-- param: event_names  string[] = ["PutBucketLifecycle", "PutBucketLifecycleConfiguration", "PutLifecycleConfiguration"]   Events that count, in every spelling that CloudTrail and the API have.
-- param: limit        integer  = 100    At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, rule_number bigint, rule_id string, prefix string, expiration_days bigint, expiration_date string, noncurrent_days bigint, account_id string, event_id string
-- limits: A configuration is put whole: rules that were there before are here again with each change. Rules that are switched off, that only remove delete markers, abort uploads or move objects to other classes are left out. noncurrent_days are days since a version was replaced; those that the rule spares by their number stay. Files of short life, such as results of queries, have such rules for good. With the parameters above 100 KB the record has none.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
with calls as (
    select distinct
        event_time,
        actor,
        source_ip,
        event_name,
        bucket,
        key,
        outcome,
        account_id,
        event_id,
        request_parameters
    from cloudtrail
    where event_source like 's3%'
        and event_name in (:event_names)
        and (:bucket is null or bucket = :bucket)
),
rules as (
    select
        calls.event_time,
        calls.actor,
        calls.source_ip,
        calls.event_name,
        calls.bucket,
        calls.key,
        calls.outcome,
        calls.account_id,
        calls.event_id,
        item.rule_number,
        json_extract_scalar(item.rule, '$.ID') as rule_id,
        json_extract_scalar(item.rule, '$.Status') as rule_status,
        coalesce(
            json_extract_scalar(item.rule, '$.Filter.Prefix'),
            json_extract_scalar(item.rule, '$.Filter.And.Prefix'),
            json_extract_scalar(item.rule, '$.Prefix')
        ) as prefix,
        try_cast(json_extract_scalar(item.rule, '$.Expiration.Days') as bigint) as expiration_days,
        json_extract_scalar(item.rule, '$.Expiration.Date') as expiration_date,
        try_cast(json_extract_scalar(item.rule, '$.NoncurrentVersionExpiration.NoncurrentDays') as bigint) as noncurrent_days
    from calls
    -- A configuration of one rule has the object itself instead of a list.
    cross join unnest(coalesce(
        try_cast(json_extract(calls.request_parameters, '$.LifecycleConfiguration.Rule') as array(json)),
        array[json_extract(calls.request_parameters, '$.LifecycleConfiguration.Rule')]
    )) with ordinality as item(rule, rule_number)
)
select
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    bucket,
    key,
    outcome,
    rule_number,
    rule_id,
    nullif(prefix, '') as prefix,
    expiration_days,
    expiration_date,
    noncurrent_days,
    account_id,
    event_id
from rules
where coalesce(rule_status, '') <> 'Disabled'
    and (
        expiration_days <= :max_days
        or substr(expiration_date, 1, 10) <= date_format(date_add('day', :max_days, event_time), '%Y-%m-%d')
        or noncurrent_days <= :max_days
    )
order by time, event_id, rule_number, operation, outcome, actor, source_ip, bucket, rule_id, prefix, expiration_days, expiration_date, noncurrent_days
limit :limit
