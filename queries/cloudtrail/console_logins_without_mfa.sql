-- title: Console sign-ins without MFA
-- description: Users and root users who signed in to the console with a password alone.
-- category: detection
-- tags: identity, credentials, cis-4.2, t1078.004
-- param: federated  boolean = false   Also sign-ins through IAM Identity Center, SAML or a federation token, which all say No because AWS does not see the provider's MFA.
-- param: limit      integer = 100     At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, identity_type string, mfa_used string, account_id string, user_agent string, event_id string
-- limits: A stolen key can be turned into a console session by a federation token; such a sign-in shows with federated only. A sign-in is logged in the Region of its endpoint, mostly us-east-1: a trail of one other Region lacks it. Sign-ins that failed are left out.
-- reference: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
select distinct
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    cast(null as varchar) as bucket,
    cast(null as varchar) as key,
    'ok' as outcome,
    identity_type,
    json_extract_scalar(additional_event_data, '$.MFAUsed') as mfa_used,
    account_id,
    user_agent,
    event_id
from cloudtrail
where event_source = 'signin.amazonaws.com'
    and event_name = 'ConsoleLogin'
    and json_extract_scalar(response_elements, '$.ConsoleLogin') = 'Success'
    and coalesce(json_extract_scalar(additional_event_data, '$.MFAUsed'), 'No') <> 'Yes'
    and (:federated or identity_type in ('IAMUser', 'Root'))
order by time, event_id, actor, source_ip, mfa_used, user_agent
limit :limit
