-- title: Changes of bucket policies and other settings that decide on access and data
-- description: Each call that changed, or tried to change, who can reach a bucket or what becomes of its objects: policy, ACL, public access block, ownership, CORS, website, access points, replication, lifecycle, encryption, object lock. request_parameters has what was set.
-- category: detection
-- tags: exposure, audit, cis-4.8
-- param: event_names  string[] = ["CreateAccessPoint", "CreateMultiRegionAccessPoint", "DeleteAccessPointPolicy", "DeleteAccountPublicAccessBlock", "DeleteBucketCors", "DeleteBucketEncryption", "DeleteBucketLifecycle", "DeleteBucketLifecycleConfiguration", "DeleteBucketOwnershipControls", "DeleteBucketPolicy", "DeleteBucketPublicAccessBlock", "DeleteBucketReplication", "DeleteBucketWebsite", "DeletePublicAccessBlock", "PutAccessPointPolicy", "PutAccountPublicAccessBlock", "PutBucketAcl", "PutBucketCors", "PutBucketEncryption", "PutBucketLifecycle", "PutBucketLifecycleConfiguration", "PutBucketObjectLockConfiguration", "PutBucketOwnershipControls", "PutBucketPolicy", "PutBucketPublicAccessBlock", "PutBucketReplication", "PutBucketWebsite", "PutEncryptionConfiguration", "PutLifecycleConfiguration", "PutMultiRegionAccessPointPolicy", "PutObjectLockConfiguration", "PutPublicAccessBlock", "PutReplicationConfiguration"]   Events that count, in every spelling that CloudTrail and the API have.
-- param: limit        integer = 100   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, account_id string, aws_region string, invoked_by string, user_agent string, request_parameters string, event_id string
-- limits: Routine changes by deployments are here as well; invoked_by names a service that made the call for somebody, such as CloudFormation. A change for a whole account has no bucket. Versioning, logging, notifications and tags are left out: add their names. Parameters above 100 KB are not in the record.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
select distinct
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    bucket,
    key,
    outcome,
    account_id,
    aws_region,
    invoked_by,
    user_agent,
    request_parameters,
    event_id
from cloudtrail
-- S3 itself, directory buckets (s3express) and Outposts (s3-outposts).
where event_source like 's3%'
    and event_name in (:event_names)
order by time, event_id, operation, outcome, actor, source_ip, bucket, request_parameters
limit :limit
