-- title: Website hosting or CORS switched on
-- description: Each call that made a website of a bucket, or let pages of other sites use it from browsers, or tried to. origins are those that CORS allows.
-- category: detection
-- tags: exposure
-- param: successes  boolean = false   Only calls that went through.
-- param: limit  integer = 100   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, origins string, redirect_to string, account_id string, request_parameters string, event_id string
-- limits: A website is open only where a policy or an ACL lets everybody read. CORS gives no rights: it lets a browser use those that are there. origins is the rule, or the list of rules, as it was put.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteHosting.html
select distinct
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    bucket,
    key,
    outcome,
    json_format(json_extract(request_parameters, '$.CORSConfiguration.CORSRule')) as origins,
    json_extract_scalar(request_parameters, '$.WebsiteConfiguration.RedirectAllRequestsTo.HostName') as redirect_to,
    account_id,
    request_parameters,
    event_id
from cloudtrail
where event_source like 's3%'
    and event_name in ('PutBucketCors', 'PutBucketWebsite')
    and (not :successes or error_code is null)
order by time, event_id, operation, bucket, key, outcome, actor, source_ip, request_parameters
limit :limit
