-- title: Why calls were denied: by which kind of policy
-- description: Calls that were denied, by what AWS says of the reason: an explicit deny or no allow, in a policy of the service control, the resource, the identity, the session, the boundary, or the VPC endpoint; or which setting of the public access block stood in the way.
-- category: detection
-- tags: identity, troubleshooting
-- param: distinct  boolean = false   A record that was delivered twice counts once.
-- param: limit  integer = 100   At most this many rows, the most first.
-- returns: reason string, actor string, event_source string, operation string, bucket string, denied bigint, first_seen timestamp, last_seen timestamp, example string
-- limits: The error codes are those that count in unauthorized_calls; calls that AWS services made by themselves are here too. Where the denial comes from another account AWS does not tell why. One message names one reason, and there may be more.
-- reference: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
select
    coalesce(
        regexp_extract(error_message, '(explicit deny in an? [A-Za-z -]+ policy|explicit deny in an? permissions boundary|no [A-Za-z -]+ policy allows|no permissions boundary allows|[A-Za-z]+ (?:setting in S3 Block Public Access|block public access setting))', 1),
        'not told'
    ) as reason,
    principal as actor,
    event_source,
    event_name as operation,
    bucket,
    count(*) as denied,
    min(event_time) as first_seen,
    max(event_time) as last_seen,
    min(error_message) as example
from cloudtrail
where regexp_like(error_code, 'AccessDenied|Unauthorized|NotAuthorized|AuthorizationError|Forbidden')
group by
    coalesce(
        regexp_extract(error_message, '(explicit deny in an? [A-Za-z -]+ policy|explicit deny in an? permissions boundary|no [A-Za-z -]+ policy allows|no permissions boundary allows|[A-Za-z]+ (?:setting in S3 Block Public Access|block public access setting))', 1),
        'not told'
    ), principal, event_source, event_name, bucket
order by denied desc, reason, actor, event_source, operation, bucket
limit :limit
