-- title: MFA devices switched off or deleted
-- description: Each call that took an MFA device from a user or deleted one, or tried to. Without it the password, or the key, is enough. for_another is false where users did it to themselves, as with a new phone; null where the user is not named.
-- category: detection
-- tags: identity, credentials, t1556.006
-- param: event_names  string[] = ["DeactivateMFADevice", "DeleteVirtualMFADevice"]   Events that count.
-- param: limit        integer  = 100   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, target_user string, for_another boolean, device string, account_id string, aws_region string, invoked_by string, user_agent string, request_parameters string, event_id string
-- limits: IAM logs in us-east-1: a trail of one other Region lacks it. Deleting a virtual device comes after deactivating it and names no user. Devices of IAM Identity Center have events of sso-directory.amazonaws.com. Whether another device is left is not known.
-- reference: https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
select distinct
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    cast(null as varchar) as bucket,
    cast(null as varchar) as key,
    outcome,
    json_extract_scalar(request_parameters, '$.userName') as target_user,
    -- The root user may carry the alias of the account as a name.
    json_extract_scalar(request_parameters, '$.userName')
        <> coalesce(case when identity_type = 'IAMUser' then user_name end, '') as for_another,
    json_extract_scalar(request_parameters, '$.serialNumber') as device,
    account_id,
    aws_region,
    invoked_by,
    user_agent,
    request_parameters,
    event_id
from cloudtrail
where event_source = 'iam.amazonaws.com'
    and event_name in (:event_names)
order by time, event_id, operation, outcome, actor, source_ip, request_parameters
limit :limit
