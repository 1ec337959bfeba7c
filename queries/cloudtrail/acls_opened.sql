-- title: ACLs that let others in
-- description: Each call that gave a bucket or an object an ACL for everybody, for all AWS users, or by a canned ACL that is public, or tried to, as outcome tells. canned_acl or request_parameters say how it was asked for.
-- category: detection
-- tags: exposure, t1530
-- param: canned_acls  string[] = ["authenticated-read", "public-read", "public-read-write"]   Canned ACLs that count.
-- param: limit  integer = 100   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, canned_acl string, account_id string, request_parameters string, event_id string
-- limits: Uploads that bring an ACL with them count, and stand in data events, as PutObjectAcl does. Where the bucket owner is enforced, or the public access block ignores ACLs, an open ACL changes nothing. Grants to other accounts by canonical id are not looked at.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html
select distinct
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    bucket,
    key,
    outcome,
    coalesce(
        json_extract_scalar(request_parameters, '$["x-amz-acl"]'),
        json_extract_scalar(request_parameters, '$["x-amz-acl"][0]')
    ) as canned_acl,
    account_id,
    request_parameters,
    event_id
from cloudtrail
where event_source like 's3%'
    and not read_only
    and (
        coalesce(
            json_extract_scalar(request_parameters, '$["x-amz-acl"]'),
            json_extract_scalar(request_parameters, '$["x-amz-acl"][0]')
        ) in (:canned_acls)
        or regexp_like(request_parameters, 'acs\.amazonaws\.com/groups/global/(AllUsers|AuthenticatedUsers)')
    )
order by time, event_id, operation, bucket, key, outcome, actor, source_ip, request_parameters
limit :limit
