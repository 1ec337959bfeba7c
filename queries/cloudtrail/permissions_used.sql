-- title: Permissions that were used
-- description: Each action that somebody called with success, as a policy names it, how often and on which buckets: what a smaller policy has to allow. What a role may and is not here over a long window it does not need. A session counts for its role, but those of IAM Identity Center each by itself.
-- category: hygiene
-- tags: identity, audit
-- param: principal  string  = null    Only this one, as the column actor has it, such as arn:aws:sts::111122223333:assumed-role/app; null means all.
-- param: refused    boolean = false   Also actions that were only refused, with calls 0.
-- param: distinct   boolean = false   A record that was delivered twice counts once.
-- param: limit      integer = 1000    At most this many rows.
-- returns: actor string, permission string, calls bigint, refused bigint, buckets string[], first_seen timestamp, last_seen timestamp
-- limits: Ask over weeks: what runs once a month is missing in a day. Names of events and of actions differ now and then: those of S3 and of Lambda are mended, a few others are not. A batch delete is one call and one more for each key. One call may need further permissions, as to read the source of a copy, of KMS or iam:PassRole, that have no event. Data events are here only where the trail logs them, and calls that are never logged are not here.
-- reference: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
with named as (
    select
        principal as actor,
        case split_part(event_source, '.', 1)
            when 'monitoring' then 'cloudwatch'
            when 'email' then 'ses'
            else split_part(event_source, '.', 1)
        end as service,
        case
            when event_source = 'lambda.amazonaws.com'
                -- Lambda writes the version of its interface behind the name, as in CreateFunction20150331v2.
                then regexp_replace(regexp_replace(event_name, '[0-9]{8}(v[0-9]+)?$', ''), '^Invoke$', 'InvokeFunction')
            when event_source <> 's3.amazonaws.com' then event_name
            when event_name in ('HeadObject', 'SelectObjectContent') then 'GetObject'
            when event_name in ('HeadBucket', 'ListObjects', 'ListObjectsV2') then 'ListBucket'
            when event_name = 'ListObjectVersions' then 'ListBucketVersions'
            when event_name = 'ListBuckets' then 'ListAllMyBuckets'
            when event_name = 'ListMultipartUploads' then 'ListBucketMultipartUploads'
            when event_name = 'ListParts' then 'ListMultipartUploadParts'
            when event_name = 'DeleteObjects' then 'DeleteObject'
            when event_name in ('CompleteMultipartUpload', 'CopyObject', 'CreateMultipartUpload', 'PostObject', 'UploadPart', 'UploadPartCopy') then 'PutObject'
            when event_name in ('GetObjectLockConfiguration', 'PutObjectLockConfiguration') then replace(event_name, 'Object', 'BucketObject')
            when event_name in ('GetBucketNotificationConfiguration', 'PutBucketNotificationConfiguration') then replace(event_name, 'Configuration', '')
            when event_name = 'GetBucketCors' then 'GetBucketCORS'
            when event_name in ('DeleteBucketCors', 'PutBucketCors') then 'PutBucketCORS'
            -- Who may put these may delete them: there is no action for it.
            when regexp_like(event_name, '^Delete(BucketOwnershipControls|BucketTagging|(Account|Bucket)PublicAccessBlock)$') then replace(event_name, 'Delete', 'Put')
            else regexp_replace(
                regexp_replace(
                    event_name,
                    '^(Get|List)Bucket(Accelerate|Analytics|Encryption|IntelligentTiering|Inventory|Lifecycle|Metrics|Replication)(Configurations?)?$',
                    'Get$2Configuration'
                ),
                '^(Delete|Put)Bucket(Accelerate|Analytics|Encryption|IntelligentTiering|Inventory|Lifecycle|Metrics|Replication)(Configuration)?$',
                'Put$2Configuration'
            )
        end as action,
        version_id,
        bucket,
        nullif(error_code, 'NotModified') as error_code,
        event_time
    from cloudtrail
    where (:principal is null or principal = :principal)
        and event_type = 'AwsApiCall'
        and coalesce(identity_type, '') <> 'AWSService'
),
calls as (
    select
        actor,
        concat(
            service,
            ':',
            case
                when version_id is not null
                    and regexp_like(action, '^((Delete|Get)Object|(Delete|Get|Put)Object(Acl|Attributes|Tagging|Torrent))$')
                    then replace(action, 'Object', 'ObjectVersion')
                else action
            end
        ) as permission,
        bucket,
        error_code,
        event_time
    from named
)
select
    actor,
    permission,
    count(case when error_code is null then 1 end) as calls,
    count(error_code) as refused,
    array_sort(array_agg(distinct bucket) filter (where bucket is not null and error_code is null)) as buckets,
    min(event_time) as first_seen,
    max(event_time) as last_seen
from calls
group by actor, permission
having :refused
    or count(case when error_code is null then 1 end) > 0
order by actor, permission
limit :limit
