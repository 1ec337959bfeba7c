-- title: KMS keys disabled or scheduled for deletion
-- description: Each call that makes a key unusable, or tried to: what it encrypts cannot be read until it is enabled again, and never once the key, or its imported material, is gone. pending_days is what was asked for: 7 is the shortest, 30 the default of who does not say.
-- category: detection
-- tags: ransomware, tampering, cis-4.7, t1485
-- param: event_names  string[] = ["DeleteImportedKeyMaterial", "DisableKey", "ScheduleKeyDeletion"]   Events that count.
-- param: limit        integer  = 100   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, kms_key string, pending_days bigint, account_id string, aws_region string, invoked_by string, user_agent string, request_parameters string, event_id string
-- limits: Not every key is behind S3 data: see kms_decryptions for who used it. That a deletion was cancelled does not show here: look for CancelKeyDeletion. A key policy or a grant can lock out as well: see kms_key_policy_changes. CIS names DisableKey and ScheduleKeyDeletion.
-- reference: https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
select distinct
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    cast(null as varchar) as bucket,
    cast(null as varchar) as key,
    outcome,
    json_extract_scalar(request_parameters, '$.keyId') as kms_key,
    try_cast(json_extract_scalar(request_parameters, '$.pendingWindowInDays') as bigint) as pending_days,
    account_id,
    aws_region,
    invoked_by,
    user_agent,
    request_parameters,
    event_id
from cloudtrail
where event_source = 'kms.amazonaws.com'
    and event_name in (:event_names)
order by time, event_id, operation, outcome, actor, source_ip, request_parameters
limit :limit
