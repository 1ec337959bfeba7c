-- title: Permissions that were used
-- description: Each action that somebody called with success, as a policy names it, how often and on which buckets: what a smaller policy has to allow. What a role may and is not here over a long window it does not need. A session counts for its role, but those of IAM Identity Center each by itself.
-- category: hygiene
-- tags: identity, audit
-- param: principal  string  = null    Only this one, as the column actor has it, such as arn:aws:sts::111122223333:assumed-role/app; null means all.
-- param: refused    boolean = false   Also actions that were only refused, with calls 0.
-- param: distinct   boolean = false   A record that was delivered twice counts once.
-- param: limit      integer = 1000    At most this many rows.
-- returns: actor string, permission string, calls bigint, refused bigint, buckets string[], first_seen timestamp, last_seen timestamp
-- limits: Ask over weeks: what runs once a month is missing in a day. Names of events and of actions differ now and then: the common ones of S3 and the versions of Lambda are mended, others are not. A batch delete is one call and one more for each key. One call may need further permissions, as of KMS or iam:PassRole, that have no event. Data events are here only where the trail logs them, and calls that are never logged are not here.
-- reference: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
with calls as (
    select
        principal as actor,
        case split_part(event_source, '.', 1)
            when 'monitoring' then 'cloudwatch'
            when 'email' then 'ses'
            else split_part(event_source, '.', 1)
        end as service,
        case
            when event_source = 's3.amazonaws.com' and event_name = 'HeadObject' then 'GetObject'
            when event_source = 's3.amazonaws.com' and event_name in ('HeadBucket', 'ListObjects', 'ListObjectsV2') then 'ListBucket'
            when event_source = 's3.amazonaws.com' and event_name = 'ListObjectVersions' then 'ListBucketVersions'
            when event_source = 's3.amazonaws.com' and event_name = 'ListBuckets' then 'ListAllMyBuckets'
            when event_source = 's3.amazonaws.com' and event_name = 'DeleteObjects' then 'DeleteObject'
            when event_source = 's3.amazonaws.com' and event_name in ('CompleteMultipartUpload', 'CopyObject', 'CreateMultipartUpload', 'UploadPart', 'UploadPartCopy') then 'PutObject'
            -- Lambda writes the version of its interface behind the name, as in CreateFunction20150331v2.
            else regexp_replace(event_name, '[0-9]{8}(v[0-9]+)?$', '')
        end as action,
        bucket,
        nullif(error_code, 'NotModified') as error_code,
        event_time
    from cloudtrail
    where (:principal is null or principal = :principal)
        and event_type = 'AwsApiCall'
        and coalesce(identity_type, '') <> 'AWSService'
)
select
    actor,
    concat(service, ':', action) as permission,
    count(case when error_code is null then 1 end) as calls,
    count(error_code) as refused,
    array_sort(array_agg(distinct bucket) filter (where bucket is not null and error_code is null)) as buckets,
    min(event_time) as first_seen,
    max(event_time) as last_seen
from calls
group by actor, concat(service, ':', action)
having :refused
    or count(case when error_code is null then 1 end) > 0
order by actor, permission
limit :limit
