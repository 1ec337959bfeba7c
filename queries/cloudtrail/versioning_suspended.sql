-- title: Versioning suspended, or MFA delete switched off
-- description: Each call that suspended the versioning of a bucket or switched off its MFA delete, or tried to, as outcome tells: what is deleted or overwritten from then on is gone for good, and versions can be deleted without MFA.
-- category: detection
-- tags: ransomware, t1490
-- param: limit  integer = 100   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, versioning string, mfa_delete string, account_id string, request_parameters string, event_id string
-- limits: Older versions stay until somebody deletes them. A first call that says MfaDelete Disabled changes nothing where it was never on: MFA delete before is not in the event.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html
select distinct
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    bucket,
    key,
    outcome,
    json_extract_scalar(request_parameters, '$.VersioningConfiguration.Status') as versioning,
    json_extract_scalar(request_parameters, '$.VersioningConfiguration.MfaDelete') as mfa_delete,
    account_id,
    request_parameters,
    event_id
from cloudtrail
where event_source like 's3%'
    and event_name = 'PutBucketVersioning'
    and (json_extract_scalar(request_parameters, '$.VersioningConfiguration.Status') = 'Suspended' or json_extract_scalar(request_parameters, '$.VersioningConfiguration.MfaDelete') = 'Disabled')
order by time, event_id, operation, bucket, key, outcome, actor, source_ip, request_parameters
limit :limit
