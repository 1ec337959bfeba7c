-- title: Bucket policies that let everybody in
-- description: Each statement of a bucket policy that was put, or tried to be put, and that allows something to everybody: principal *, {"AWS": "*"}, a list with *, or NotPrincipal. A condition may still narrow it: read it before you judge.
-- category: detection
-- tags: exposure, triage, t1530
-- param: public_buckets  string[] = null   Buckets that are meant to be public, to be left out.
-- param: limit           integer = 100     At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, statement_number bigint, sid string, principal string, actions string, resources string, condition string, account_id string, event_id string
-- limits: An outcome of ok says that the policy was stored; a public access block may keep it from working, and a Deny elsewhere in the policy as well. A policy may have been replaced since. Policies of access points and grants by ACL are not looked at. A policy that was not recorded, because the call was refused early or its parameters are above 100 KB, has no statement to show.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
with policies as (
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
        and event_name = 'PutBucketPolicy'
        and (:public_buckets is null or coalesce(bucket, '') not in (:public_buckets))
),
policy_statements as (
    select
        policies.event_time,
        policies.actor,
        policies.source_ip,
        policies.event_name,
        policies.bucket,
        policies.key,
        policies.outcome,
        policies.account_id,
        policies.event_id,
        item.statement,
        item.statement_number
    from policies
    -- A policy of one statement may have the object itself instead of a list.
    cross join unnest(coalesce(
        try_cast(json_extract(policies.request_parameters, '$.bucketPolicy.Statement') as array(json)),
        array[json_extract(policies.request_parameters, '$.bucketPolicy.Statement')]
    )) with ordinality as item(statement, statement_number)
)
select
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    bucket,
    key,
    outcome,
    statement_number,
    json_extract_scalar(statement, '$.Sid') as sid,
    coalesce(
        json_format(json_extract(statement, '$.Principal')),
        concat('not ', json_format(json_extract(statement, '$.NotPrincipal')))
    ) as principal,
    coalesce(
        json_format(json_extract(statement, '$.Action')),
        concat('not ', json_format(json_extract(statement, '$.NotAction')))
    ) as actions,
    coalesce(
        json_format(json_extract(statement, '$.Resource')),
        concat('not ', json_format(json_extract(statement, '$.NotResource')))
    ) as resources,
    json_format(json_extract(statement, '$.Condition')) as condition,
    account_id,
    event_id
from policy_statements
where json_extract_scalar(statement, '$.Effect') = 'Allow'
    and (
        json_extract_scalar(statement, '$.Principal') = '*'
        or json_extract_scalar(statement, '$.Principal.AWS') = '*'
        or contains(try_cast(json_extract(statement, '$.Principal.AWS') as array(varchar)), '*')
        or json_extract(statement, '$.NotPrincipal') is not null
    )
order by time, event_id, statement_number, outcome, actor, source_ip, principal, actions, resources, condition
limit :limit
