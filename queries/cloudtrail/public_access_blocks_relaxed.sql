-- title: Public access blocks removed or relaxed
-- description: Each call that deleted the public access block of a bucket, an account or an access point, or put one in which not all four settings are on, or tried to, as outcome tells. relaxed names the settings that are off.
-- category: detection
-- tags: exposure
-- param: event_names  string[] = ["DeleteAccessPointPublicAccessBlock", "DeleteAccountPublicAccessBlock", "DeleteBucketPublicAccessBlock", "DeletePublicAccessBlock", "PutAccountPublicAccessBlock", "PutBucketPublicAccessBlock", "PutPublicAccessBlock"]   Events that count, in every spelling.
-- param: limit  integer = 100   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, relaxed string[], account_id string, request_parameters string, event_id string
-- limits: A bucket without a block of its own may still be under that of its account, and the other way round. A call for a whole account has no bucket. A setting that is not named in the call counts as off, so all do where the record has no parameters: see request_parameters. A bucket that was deleted takes its block with it, without an event here.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
with calls as (
    select distinct
        event_time,
        actor,
        source_ip,
        event_name,
        bucket,
        key,
        outcome,
        -- A deletion names no setting: all are off after it.
        filter(
            array['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'],
            setting -> not coalesce(contains(
                regexp_extract_all(request_parameters, '"([A-Za-z]+)" *: *"?true', 1),
                setting
            ), false)
        ) as relaxed,
        account_id,
        request_parameters,
        event_id
    from cloudtrail
    where event_source like 's3%'
        and event_name in (:event_names)
)
select
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    bucket,
    key,
    outcome,
    relaxed,
    account_id,
    request_parameters,
    event_id
from calls
where cardinality(relaxed) > 0
order by time, event_id, operation, bucket, key, outcome, actor, source_ip, request_parameters
limit :limit
