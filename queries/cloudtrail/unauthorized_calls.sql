-- title: Calls that were refused for want of rights
-- description: Who, from which address, was refused what, and how often. A burst over many services is somebody who tries out what stolen credentials can do; a steady trickle is mostly a role that lacks a right. A session counts for its role, but those of IAM Identity Center, which are people, each by itself. example is one of the messages, and tells which policy refused.
-- category: detection
-- tags: identity, triage, cis-4.1
-- param: error_pattern   string = "AccessDenied|Unauthorized|NotAuthorized|AuthorizationError|Forbidden"   Pattern (RE2) of error codes that count: services write AccessDenied, AccessDeniedException, Client.UnauthorizedOperation, VpceAccessDenied and more.
-- param: ignored_events  string[] = null   Events to be left out, such as HeadBucket, which clients use to look whether a bucket is there.
-- param: min_calls       integer = 1       Rows with fewer calls are left out.
-- param: services        boolean = false   Also calls that AWS services made by themselves.
-- param: distinct        boolean = false   A record that was delivered twice counts once.
-- param: limit           integer = 100     At most this many rows, the most calls first.
-- returns: actor string, source_ip string, event_source string, event_name string, error_code string, calls bigint, buckets bigint, first_seen timestamp, last_seen timestamp, example string
-- limits: S3 answers AccessDenied for a key that does not exist, where the caller may not list. Calls with credentials that do not exist or signatures that do not hold are not logged at all: for S3 see the access logs. Refused reads and writes of objects are here only where the trail logs data events.
-- reference: https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
select
    principal as actor,
    source_ip,
    event_source,
    event_name,
    error_code,
    count(*) as calls,
    count(distinct bucket) as buckets,
    min(event_time) as first_seen,
    max(event_time) as last_seen,
    min(error_message) as example
from cloudtrail
where regexp_like(error_code, :error_pattern)
    and (:services or coalesce(identity_type, '') <> 'AWSService')
    and (:ignored_events is null or event_name not in (:ignored_events))
group by principal, source_ip, event_source, event_name, error_code
having count(*) >= :min_calls
order by calls desc, actor, source_ip, event_source, event_name, error_code
limit :limit
