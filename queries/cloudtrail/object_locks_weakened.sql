-- title: Object lock, retention or legal hold weakened
-- description: Each call that set or tried to set the lock of objects or of a bucket in a way that can shorten it: a legal hold off, a retention in governance mode or with governance bypassed, a bucket's default rule. all_changes shows all that touch locks.
-- category: detection
-- tags: ransomware, t1490
-- param: event_names  string[] = ["PutBucketObjectLockConfiguration", "PutObjectLegalHold", "PutObjectLockConfiguration", "PutObjectRetention"]   Events that set a lock, in every spelling; deletions with governance bypassed count too.
-- param: all_changes  boolean = false   Also legal holds that were set and retentions in compliance mode.
-- param: limit  integer = 100   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, mode string, legal_hold string, retain_until string, bypass boolean, account_id string, request_parameters string, event_id string
-- limits: Retention and legal holds of objects stand in data events. What the lock was before is not in the event. Retention in compliance mode can only be prolonged. Deletions with governance bypassed count.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
with changes as (
    select distinct
        event_time,
        actor,
        source_ip,
        event_name,
        bucket,
        key,
        outcome,
        coalesce(
            json_extract_scalar(request_parameters, '$.Retention.Mode'),
            json_extract_scalar(request_parameters, '$.ObjectLockConfiguration.Rule.DefaultRetention.Mode')
        ) as mode,
        json_extract_scalar(request_parameters, '$.LegalHold.Status') as legal_hold,
        json_extract_scalar(request_parameters, '$.Retention.RetainUntilDate') as retain_until,
        coalesce(
            lower(coalesce(
                json_extract_scalar(request_parameters, '$["x-amz-bypass-governance-retention"]'),
                json_extract_scalar(request_parameters, '$["x-amz-bypass-governance-retention"][0]')
            )) = 'true',
            false
        ) as bypass,
        account_id,
        request_parameters,
        event_id
    from cloudtrail
    where event_source like 's3%'
        -- Deletions with the bypass too.
        and (event_name in (:event_names) or event_name like 'Delete%')
)
select
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    bucket,
    key,
    outcome,
    mode,
    legal_hold,
    retain_until,
    bypass,
    account_id,
    request_parameters,
    event_id
from changes
where bypass
    or (
        event_name in (:event_names)
        and (:all_changes or (coalesce(legal_hold, '') <> 'ON' and (key is null or coalesce(mode, '') <> 'COMPLIANCE')))
    )
order by time, event_id, operation, bucket, key, outcome, actor, source_ip, request_parameters
limit :limit
