-- title: Denied requests by requester, operation and bucket
-- description: Who was refused what, how often, from how many addresses and on how many keys. A person with a handful is mistyping; one role with thousands lacks a permission or has a wrong configuration; many operations or buckets by one requester look like somebody who finds out what is allowed.
-- category: detection
-- tags: triage, identity
-- param: error_codes  string[] = ["AccessDenied", "AccountProblem", "AllAccessDisabled", "ExpiredToken", "InvalidAccessKeyId", "InvalidToken", "NotSignedUp", "RequestTimeTooSkewed", "SignatureDoesNotMatch"]   Error codes that are a denial. InvalidObjectState, also a 403, is not: the object is in an archive.
-- param: actor        string   = null    Only this actor, as the column has it: an ARN, anonymous and so on; null means all.
-- param: distinct     boolean  = false   A line that was delivered twice counts once.
-- param: limit        integer  = 100     At most this many rows, those with the most denials first.
-- returns: actor string, operation string, bucket string, denied bigint, error_codes string[], keys bigint, source_ips bigint, first_seen timestamp, last_seen timestamp
-- limits: A 403 for a missing key without the right to list looks the same as a denial. Where the credentials do not hold, the log mostly has no requester, and all of these count as anonymous. What a VPC endpoint's policy refuses is in no access log. Of a batch delete each refused key counts; a refused copy can count at its source and at its target.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
select
    actor,
    operation,
    bucket,
    count(*) as denied,
    array_sort(array_agg(distinct coalesce(error_code, cast(http_status as varchar)))) as error_codes,
    count(distinct key) as keys,
    count(distinct remote_ip) as source_ips,
    min(request_time) as first_seen,
    max(request_time) as last_seen
from s3_access
where (error_code in (:error_codes) or (error_code is null and http_status in (401, 403)))
    and (:actor is null or actor = :actor)
group by actor, operation, bucket
order by denied desc, actor, operation, bucket
limit :limit
