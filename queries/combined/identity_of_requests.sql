-- title: Who stands behind requests of the access log
-- description: Each request of the access log with what only CloudTrail knows of the caller: access key, MFA, the role or user that the session came from, when it was made, VPC endpoint. Both logs have the id of the request. outcome is ok, the error code, or the status where there is no code; it is null where the line is damaged.
-- category: activity
-- tags: identity, triage, audit
-- param: requester   string = null   Only this requester, as the access log has it; null means all.
-- param: remote_ip   string = null   Only this address; null means all.
-- param: request_id  string = null   Only this request; null means all.
-- param: limit       integer = 100   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, version_id string, request_id string, in_cloudtrail boolean, access_key_id string, identity_type string, session_issuer_arn string, session_created timestamp, mfa_authenticated boolean, source_identity string, on_behalf_of_user_id string, vpc_endpoint_id string, from_console boolean
-- limits: in_cloudtrail is false where the trail does not log data events of the bucket, for what S3 does by itself, for websites and preflights, for signatures that do not hold, and for requests on the edge of the window whose event is a second away. A presigned URL shows the key that signed it, whoever used it. MFA of a long-term key is not known, so it is null.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/logging-with-S3.html
with requests as (
    -- S3 delivers a line twice now and then.
    select distinct
        request_time,
        actor,
        remote_ip,
        operation,
        bucket,
        key,
        outcome,
        version_id,
        request_id
    from s3_access
    where (:requester is null or requester = :requester)
        and (:remote_ip is null or remote_ip = :remote_ip)
        and (:request_id is null or request_id = :request_id)
),
identities as (
    -- One row an id: the events of a batch delete share it and the caller, a record may be delivered twice, and with two
    -- accounts each has its own record, that of the bucket's owner without the key.
    select
        request_id,
        max(access_key_id) as access_key_id,
        coalesce(max(case when identity_arn is not null then identity_type end), max(identity_type)) as identity_type,
        max(session_issuer_arn) as session_issuer_arn,
        max(session_created) as session_created,
        bool_or(mfa_authenticated) as mfa_authenticated,
        max(source_identity) as source_identity,
        max(on_behalf_of_user_id) as on_behalf_of_user_id,
        max(vpc_endpoint_id) as vpc_endpoint_id,
        bool_or(from_console) as from_console
    from cloudtrail
    where event_source like 's3%'
        and request_id is not null
        and (:request_id is null or request_id = :request_id)
    group by request_id
)
select
    requests.request_time as time,
    requests.actor,
    requests.remote_ip as source_ip,
    requests.operation,
    requests.bucket,
    requests.key,
    requests.outcome,
    requests.version_id,
    requests.request_id,
    identities.request_id is not null as in_cloudtrail,
    identities.access_key_id,
    identities.identity_type,
    identities.session_issuer_arn,
    identities.session_created,
    identities.mfa_authenticated,
    identities.source_identity,
    identities.on_behalf_of_user_id,
    identities.vpc_endpoint_id,
    identities.from_console
from requests
left join identities
    on identities.request_id = requests.request_id
order by time, requests.request_id, requests.operation, requests.bucket, requests.key, requests.version_id, requests.outcome, requests.actor, requests.remote_ip
limit :limit
