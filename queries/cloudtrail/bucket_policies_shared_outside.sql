-- title: Bucket policies that let other accounts in
-- description: Each statement of a bucket policy that was put, or tried to be put, and that allows something to an account which is neither that of the record nor one of own_accounts. other_accounts are those that the principal names, whole or by one of their roles, users and SAML providers.
-- category: detection
-- tags: exposure, exfiltration, t1537
-- param: own_accounts  string[] = null   Further accounts of your own, and those that are meant to have access, to be left out.
-- param: bucket        string   = null   Only this bucket; null means all.
-- param: limit         integer  = 100    At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, statement_number bigint, sid string, other_accounts string[], principal string, actions string, resources string, condition string, account_id string, event_id string
-- limits: A principal that is a canonical user id, a service, an OpenID provider or a CloudFront identity names no account, and one of everybody (*) is in public_bucket_policies, also where a condition narrows it to accounts. A call from another account that is recorded there has that account as its own. A policy may have been replaced since, and each change puts it whole: statements that were there before are here again. With the parameters above 100 KB the record has none.
-- reference: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
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
        and (:bucket is null or bucket = :bucket)
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
        item.statement_number,
        -- An ARN has its account between colons, an account alone stands between quotes.
        array_sort(array_distinct(filter(
            regexp_extract_all(json_format(json_extract(item.statement, '$.Principal')), '[":]([0-9]{12})[":]', 1),
            account -> account is distinct from policies.account_id
                and (:own_accounts is null or account not in (:own_accounts))
        ))) as other_accounts
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
    other_accounts,
    json_format(json_extract(statement, '$.Principal')) as principal,
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
    and cardinality(other_accounts) > 0
order by time, event_id, statement_number, outcome, actor, source_ip, principal, actions, resources, condition
limit :limit
