-- title: Sign-ins to the console
-- description: Each sign-in to the console, and each attempt: who, from where, and whether MFA was used. outcome is ok or what the record says went wrong.
-- category: activity
-- tags: identity, triage
-- param: users   string[] = null   Only these user names, or role names for sessions; null means all.
-- param: failed  boolean  = true   Also attempts that failed.
-- param: limit   integer  = 1000   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, identity_type string, mfa_used string, mobile boolean, account_id string, aws_region string, user_agent string, event_id string
-- limits: mfa_used is No for all who come by IAM Identity Center, SAML or a federation token, because AWS does not see the provider's MFA. The name of a user that does not exist is hidden. A sign-in is logged in the Region of its endpoint: a trail of one other Region lacks it. That somebody switched to another role is SwitchRole, and not here.
-- reference: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
select distinct
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    cast(null as varchar) as bucket,
    cast(null as varchar) as key,
    case
        when json_extract_scalar(response_elements, '$.ConsoleLogin') = 'Success' then 'ok'
        else coalesce(error_message, error_code, json_extract_scalar(response_elements, '$.ConsoleLogin'))
    end as outcome,
    identity_type,
    json_extract_scalar(additional_event_data, '$.MFAUsed') as mfa_used,
    json_extract_scalar(additional_event_data, '$.MobileVersion') = 'Yes' as mobile,
    account_id,
    aws_region,
    user_agent,
    event_id
from cloudtrail
where event_source = 'signin.amazonaws.com'
    and event_name = 'ConsoleLogin'
    and (:users is null or coalesce(user_name, session_issuer_name, '') in (:users))
    and (:failed or json_extract_scalar(response_elements, '$.ConsoleLogin') = 'Success')
order by time, event_id, outcome, actor, source_ip, mfa_used, user_agent
limit :limit
