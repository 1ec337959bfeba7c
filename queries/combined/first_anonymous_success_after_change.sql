-- title: First anonymous success after a change of a bucket's policy
-- description: Changes of policy, ACL or public access block after which somebody without credentials got in, where in the 14 days before the window and until the change nobody had. Each row is a change that counts, with the first such request and how many followed within the hours given: requests by the access log, events by CloudTrail, which may be the same ones.
-- category: detection
-- tags: exposure, exfiltration, triage, t1530
-- param: event_names  string[] = ["DeleteBucketOwnershipControls", "DeleteBucketPolicy", "DeleteBucketPublicAccessBlock", "DeletePublicAccessBlock", "PutBucketAcl", "PutBucketOwnershipControls", "PutBucketPolicy", "PutBucketPublicAccessBlock", "PutBucketWebsite", "PutPublicAccessBlock"]   Events that can open a bucket, in every spelling.
-- param: hours        integer  = 24      How long after the change the first success may come.
-- param: distinct     boolean  = false   What was delivered twice counts once.
-- param: limit        integer  = 100     At most this many rows, the oldest change first.
-- returns: bucket string, changed_at timestamp, changed_by string, changed_from string, event_name string, first_success_at timestamp, minutes_after bigint, source_ip string, operation string, key string, requests bigint, events bigint, addresses bigint, event_id string
-- lookback: 14d
-- limits: Successes are those of the access log and of CloudTrail's data events: a bucket with neither is not seen. A change for a whole account has no bucket to compare, and ACLs of objects are left out: add PutObjectAcl where they matter. One such request before the change spares the bucket, even where the change opened more of it. Where the logs begin later than 14 days before the window, old openness looks new.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
with changes as (
    select distinct
        event_time as changed_at,
        actor as changed_by,
        source_ip as changed_from,
        event_name,
        bucket,
        event_id
    from cloudtrail
    where event_source like 's3%'
        and event_name in (:event_names)
        and error_code is null
        and bucket is not null
        and event_time >= :start
),
successes as (
    select
        bucket,
        success_at,
        source_ip,
        operation,
        key,
        log,
        -- Orders requests of one second too.
        concat_ws(' ', date_format(success_at, '%Y-%m-%d %H:%i:%s'), request_id, operation, key) as place
    from (
        select
            bucket,
            request_time as success_at,
            remote_ip as source_ip,
            operation,
            key,
            request_id,
            's3_access' as log
        from s3_access
        where requester_kind = 'anonymous'
            and (http_status between 200 and 299 or http_status = 304)
            -- A browser asks so before any rights are looked at.
            and operation not like '%PREFLIGHT%'
        union all
        select
            bucket,
            event_time as success_at,
            source_ip,
            event_name as operation,
            key,
            request_id,
            'cloudtrail' as log
        from cloudtrail
        where event_source like 's3%'
            and identity_account = 'anonymous'
            and (error_code is null or error_code = 'NotModified')
            and event_name <> 'PreflightRequest'
    ) as both_logs
),
opened as (
    select
        changes.bucket,
        changes.changed_at,
        changes.changed_by,
        changes.changed_from,
        changes.event_name,
        changes.event_id,
        min(successes.success_at) as first_success_at,
        min_by(successes.source_ip, successes.place) as source_ip,
        min_by(successes.operation, successes.place) as operation,
        min_by(successes.key, successes.place) as key,
        count_if(successes.log = 's3_access') as requests,
        count_if(successes.log = 'cloudtrail') as events,
        count(distinct successes.source_ip) as addresses
    from changes
    join successes
        on successes.bucket = changes.bucket
        and successes.success_at < date_add('hour', :hours, changes.changed_at)
    group by changes.bucket, changes.changed_at, changes.changed_by, changes.changed_from, changes.event_name, changes.event_id
    having min(successes.success_at) >= changes.changed_at
)
select
    bucket,
    changed_at,
    changed_by,
    changed_from,
    event_name,
    first_success_at,
    date_diff('minute', changed_at, first_success_at) as minutes_after,
    source_ip,
    operation,
    key,
    requests,
    events,
    addresses,
    event_id
from opened
order by changed_at, event_id, changed_by, changed_from, bucket, event_name
limit :limit
