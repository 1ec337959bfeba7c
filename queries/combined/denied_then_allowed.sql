-- title: Denied, then a permission changed, then allowed
-- description: Who was refused an operation in a bucket by the access log, then a change of policies in CloudTrail, and then the first success of the same requester with it. Each row is such a change: who made it, how, and what had been refused how often before. Where requester and changer are one, somebody helped himself.
-- category: detection
-- tags: identity, exposure, t1098
-- lookback: 7d
-- param: within_minutes  integer  = 60                 At most this long between the last denial and the first success.
-- param: min_denials     integer  = 1                  At least this many denials before it.
-- param: error_codes     string[] = ["AccessDenied"]   Error codes that are a denial.
-- param: event_names     string[] = ["AddUserToGroup", "AttachGroupPolicy", "AttachRolePolicy", "AttachUserPolicy", "CreateGrant", "CreatePolicyVersion", "DeleteAccountPublicAccessBlock", "DeleteBucketOwnershipControls", "DeleteBucketPolicy", "DeleteBucketPublicAccessBlock", "DeleteGroupPolicy", "DeletePublicAccessBlock", "DeleteRolePermissionsBoundary", "DeleteRolePolicy", "DeleteUserPermissionsBoundary", "DeleteUserPolicy", "DetachGroupPolicy", "DetachRolePolicy", "DetachUserPolicy", "PutAccessPointPolicy", "PutAccountPublicAccessBlock", "PutBucketAcl", "PutBucketOwnershipControls", "PutBucketPolicy", "PutBucketPublicAccessBlock", "PutGroupPolicy", "PutKeyPolicy", "PutPublicAccessBlock", "PutRolePolicy", "PutUserPolicy", "SetDefaultPolicyVersion"]   Changes that can allow something, in every spelling.
-- param: distinct        boolean  = false              What was delivered twice counts once.
-- param: limit           integer  = 100                At most this many rows, the latest success first.
-- returns: first_allowed timestamp, actor string, bucket string, operation string, last_denied timestamp, denials bigint, changed_at timestamp, changed_by string, changed_from string, event_name string, event_id string
-- limits: Changes of a bucket count for that bucket, all others for every bucket: that a change lies between does not prove that it was the cause. Changes in accounts whose trail is not here are not seen. The first success is the first in the 7 days before the window and in it. A success in the second of the change counts as after it.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
with requests as (
    select
        principal as actor,
        bucket,
        operation,
        request_time,
        coalesce(error_code, 'NotModified') = 'NotModified' and http_status < 400 as allowed
    from s3_access
    where error_code in (:error_codes)
        or (
            coalesce(error_code, 'NotModified') = 'NotModified'
            and (http_status between 200 and 299 or http_status in (304, 403))
        )
),
first_successes as (
    select
        actor,
        bucket,
        operation,
        min(request_time) as first_allowed
    from requests
    where allowed
    group by actor, bucket, operation
),
turned as (
    select
        requests.actor,
        requests.bucket,
        requests.operation,
        first_successes.first_allowed,
        max(requests.request_time) as last_denied,
        count(*) as denials
    from requests
    -- What comes before the first success is a denial.
    join first_successes
        on first_successes.actor = requests.actor
        and first_successes.bucket = requests.bucket
        and first_successes.operation = requests.operation
        and first_successes.first_allowed > requests.request_time
    group by requests.actor, requests.bucket, requests.operation, first_successes.first_allowed
    having count(*) >= :min_denials
),
changes as (
    select distinct
        event_time as changed_at,
        actor as changed_by,
        source_ip as changed_from,
        event_name,
        event_id,
        bucket
    from cloudtrail
    where event_name in (:event_names)
        and error_code is null
)
select
    turned.first_allowed,
    turned.actor,
    turned.bucket,
    turned.operation,
    turned.last_denied,
    turned.denials,
    changes.changed_at,
    changes.changed_by,
    changes.changed_from,
    changes.event_name,
    changes.event_id
from turned
join changes
    on changes.changed_at between turned.last_denied and turned.first_allowed
    and coalesce(changes.bucket, turned.bucket) = turned.bucket
where turned.first_allowed >= :start
    and date_diff('second', turned.last_denied, turned.first_allowed) <= :within_minutes * 60
order by turned.first_allowed desc, turned.actor, turned.bucket, turned.operation, changes.changed_at, changes.event_id, changes.event_name, changes.changed_by, changes.changed_from
limit :limit
