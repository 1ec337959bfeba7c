-- title: Several protections of a bucket taken away one after another
-- description: Who took away, or tried to take away, several kinds of what protects a bucket or tells of it, with little time between one and the next: its policy, public access block, encryption, versioning, logging, replication, lifecycle, object lock or ownership. One alone is in the question of its own; several in a row are somebody who prepares a theft or a ransom, or a stack that is torn down. The call to put something counts only where it switches off.
-- category: detection
-- tags: tampering, ransomware, exposure
-- param: min_kinds       integer  = 2      At least so many different kinds in a row.
-- param: within_minutes  integer  = 15     At most so many minutes between one call and the next of a row.
-- param: one_bucket      boolean  = true   Rows of each bucket by itself; false takes all buckets, and what is set for a whole account, together.
-- param: event_names     string[] = ["DeleteAccountPublicAccessBlock", "DeleteBucketEncryption", "DeleteBucketLifecycle", "DeleteBucketLifecycleConfiguration", "DeleteBucketOwnershipControls", "DeleteBucketPolicy", "DeleteBucketPublicAccessBlock", "DeleteBucketReplication", "DeletePublicAccessBlock", "PutAccountPublicAccessBlock", "PutBucketLogging", "PutBucketObjectLockConfiguration", "PutBucketPublicAccessBlock", "PutBucketVersioning", "PutObjectLockConfiguration", "PutPublicAccessBlock"]   Events that count, in every spelling; Delete, Put, Bucket and Configuration in a name make no other kind, but an account's public access block is one of its own.
-- param: distinct        boolean  = false  A record that was delivered twice counts once.
-- param: limit           integer  = 100    At most this many rows, the most kinds first.
-- returns: first_seen timestamp, last_seen timestamp, actor string, kinds bigint, operations string[], calls bigint, refused bigint, buckets string[], source_ips string[], user_agents string[]
-- limits: Whether the protection was there before is not in the events. Stacks that are torn down do the same before they delete the bucket: see buckets_deleted. A policy that is replaced by a weaker one, rules that expire objects and keys of others are other questions. A row ends where nothing happens for within_minutes, so who waits longer is not seen.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
with calls as (
    select
        principal as actor,
        case when :one_bucket then bucket end as scope,
        bucket,
        event_name,
        regexp_replace(event_name, '^(Delete|Put)(Bucket)?|Configuration$', '') as kind,
        error_code,
        source_ip,
        user_agent,
        event_time
    from cloudtrail
    where event_source like 's3%'
        and event_name in (:event_names)
        and (
            event_name not like 'Put%'
            or json_extract_scalar(request_parameters, '$.VersioningConfiguration.Status') = 'Suspended'
            or (
                event_name = 'PutBucketLogging'
                and json_extract(request_parameters, '$.BucketLoggingStatus.LoggingEnabled') is null
            )
            or (
                event_name like '%ObjectLockConfiguration'
                and json_extract(request_parameters, '$.ObjectLockConfiguration.Rule') is null
            )
            or (
                event_name like '%PublicAccessBlock'
                -- Four settings; one that is not named is off.
                and coalesce(cardinality(regexp_extract_all(request_parameters, '"[A-Z][A-Za-z]+" *: *"?true')), 0) < 4
            )
        )
),
breaks as (
    select
        actor,
        scope,
        bucket,
        event_name,
        kind,
        error_code,
        source_ip,
        user_agent,
        event_time,
        case
            when date_diff('second', lag(event_time) over (partition by actor, scope order by event_time), event_time) <= :within_minutes * 60
                then 0
            else 1
        end as begins
    from calls
),
numbered as (
    select
        actor,
        scope,
        bucket,
        event_name,
        kind,
        error_code,
        source_ip,
        user_agent,
        event_time,
        sum(begins) over (partition by actor, scope order by event_time) as number
    from breaks
)
select
    min(event_time) as first_seen,
    max(event_time) as last_seen,
    actor,
    count(distinct kind) as kinds,
    array_sort(array_agg(distinct event_name)) as operations,
    count(*) as calls,
    count(error_code) as refused,
    array_sort(array_agg(distinct bucket) filter (where bucket is not null)) as buckets,
    array_sort(array_agg(distinct source_ip) filter (where source_ip is not null)) as source_ips,
    array_sort(array_agg(distinct user_agent) filter (where user_agent is not null)) as user_agents
from numbered
group by actor, scope, number
having count(distinct kind) >= :min_kinds
order by kinds desc, first_seen, actor, scope
limit :limit
