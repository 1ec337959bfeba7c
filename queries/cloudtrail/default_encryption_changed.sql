-- title: Default encryption of buckets changed or removed
-- description: Each call that set or deleted, or tried to, how a bucket encrypts what comes without instructions, with the algorithm and the key that new objects get.
-- category: detection
-- tags: ransomware, audit, t1486
-- param: event_names  string[] = ["DeleteBucketEncryption", "PutBucketEncryption", "PutEncryptionConfiguration"]   Events that count, in every spelling.
-- param: own_accounts  string[] = null   Accounts whose keys are meant to be used: only keys of others, by their ARN, removals, and what other accounts set; null means all changes.
-- param: limit  integer = 100   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, algorithm string, kms_key string, account_id string, request_parameters string, event_id string
-- limits: Without a setting S3 encrypts with keys of its own. Objects that are there already stay as they are. A key named by its alias, not by its ARN, is one of the account that made the call.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html
select distinct
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    bucket,
    key,
    outcome,
    json_extract_scalar(request_parameters, '$.ServerSideEncryptionConfiguration.Rule.ApplyServerSideEncryptionByDefault.SSEAlgorithm') as algorithm,
    json_extract_scalar(request_parameters, '$.ServerSideEncryptionConfiguration.Rule.ApplyServerSideEncryptionByDefault.KMSMasterKeyID') as kms_key,
    account_id,
    request_parameters,
    event_id
from cloudtrail
where event_source like 's3%'
    and event_name in (:event_names)
    and (
        :own_accounts is null
        or event_name = 'DeleteBucketEncryption'
        or split_part(json_extract_scalar(request_parameters, '$.ServerSideEncryptionConfiguration.Rule.ApplyServerSideEncryptionByDefault.KMSMasterKeyID'), ':', 5) not in (:own_accounts)
        -- A key that is named by an alias is one of the caller's account.
        or identity_account not in (:own_accounts)
    )
order by time, event_id, operation, bucket, key, outcome, actor, source_ip, request_parameters
limit :limit
