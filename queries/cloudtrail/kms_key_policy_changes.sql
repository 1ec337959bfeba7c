-- title: Changes of key policies and grants
-- description: Each call that changed, or tried to change, who may use a KMS key: its policy, and grants made, retired or revoked. grantee is who got the grant, or what was trusted with it.
-- category: detection
-- tags: identity, exposure, t1098
-- param: event_names  string[] = ["CreateGrant", "PutKeyPolicy", "RetireGrant", "RevokeGrant"]   Events that count.
-- param: services     boolean  = false   Also calls that AWS services made, for themselves or for somebody.
-- param: limit        integer  = 100   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, kms_key string, grantee string, account_id string, aws_region string, invoked_by string, user_agent string, request_parameters string, event_id string
-- limits: Services make grants for themselves all day long: those made through one are left out unless services is set, and so is a thief who works through one. What the policy said before is not in the record. A RetireGrant by token names no key.
-- reference: https://docs.aws.amazon.com/kms/latest/developerguide/logging-using-cloudtrail.html
select distinct
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    cast(null as varchar) as bucket,
    cast(null as varchar) as key,
    outcome,
    json_extract_scalar(request_parameters, '$.keyId') as kms_key,
    coalesce(
        json_extract_scalar(request_parameters, '$.granteePrincipal'),
        json_extract_scalar(request_parameters, '$.granteeServicePrincipal')
    ) as grantee,
    account_id,
    aws_region,
    invoked_by,
    user_agent,
    request_parameters,
    event_id
from cloudtrail
where event_source = 'kms.amazonaws.com'
    and event_name in (:event_names)
    and (:services or invoked_by is null)
order by time, event_id, operation, outcome, actor, source_ip, request_parameters
limit :limit
