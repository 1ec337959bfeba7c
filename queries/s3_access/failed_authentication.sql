-- title: Requests whose credentials did not hold
-- description: Keys that do not exist, wrong signatures, expired sessions and clocks that are wrong, by address, client and error: mostly a client that is badly set up, at times somebody who tries keys. CloudTrail does not have these.
-- category: detection
-- tags: credentials, triage, t1078
-- param: error_codes  string[] = ["AuthorizationHeaderMalformed", "AuthorizationQueryParametersError", "ExpiredToken", "InvalidAccessKeyId", "InvalidSecurity", "InvalidToken", "RequestTimeTooSkewed", "SignatureDoesNotMatch", "TokenRefreshRequired"]   Error codes of credentials that do not hold.
-- param: bucket       string   = null    Only this bucket; null means all.
-- param: distinct     boolean  = false   A line that was delivered twice counts once.
-- param: limit        integer  = 100     At most this many rows, those with the most failures first.
-- returns: source_ip string, error_code string, bucket string, failed bigint, keys bigint, user_agents bigint, actors string[], first_seen timestamp, last_seen timestamp, example_user_agent string
-- limits: The log mostly names no requester for these. A presigned URL that has run out is AccessDenied, and not here. The wrong Region in a signature gives a malformed header too.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
select
    remote_ip as source_ip,
    error_code,
    bucket,
    count(*) as failed,
    count(distinct key) as keys,
    count(distinct user_agent) as user_agents,
    array_sort(array_agg(distinct actor)) as actors,
    min(request_time) as first_seen,
    max(request_time) as last_seen,
    min(user_agent) as example_user_agent
from s3_access
where error_code in (:error_codes)
    and (:bucket is null or bucket = :bucket)
group by remote_ip, error_code, bucket
order by failed desc, source_ip, error_code, bucket
limit :limit
