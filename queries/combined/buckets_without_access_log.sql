-- title: Busy buckets without an access log
-- description: Buckets that CloudTrail saw in use and of which the access logs have not one line in the window: how busy they are, by whom, and since when. Switch on server access logging there, or add their logs to the table.
-- category: logging
-- tags: logging-health
-- param: min_events  integer  = 10      Buckets with fewer successful events are left out.
-- param: ignored     string[] = null    Buckets that need no log, such as those that hold the logs.
-- param: distinct    boolean  = false   A record that was delivered twice counts once.
-- param: limit       integer  = 100     At most this many rows, the busiest first.
-- returns: bucket string, events bigint, data_events bigint, writes bigint, bytes_out bigint, actors bigint, first_seen timestamp, last_seen timestamp
-- limits: What a bucket does is known only where the trail logs its data events; without them the few management events remain, and min_events has to be low. Access logs begin hours after they are switched on. An access point stands here by its own name and has no log of its own. A bucket whose logs lie elsewhere looks the same as one without. Events of a bucket that the record gives to another account are left out: that account's own trail has them.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html
with logged as (
    select distinct bucket
    from s3_access
)
select
    cloudtrail.bucket,
    count(*) as events,
    count_if(cloudtrail.event_category = 'Data') as data_events,
    count_if(not cloudtrail.read_only) as writes,
    coalesce(sum(cloudtrail.bytes_out), 0) as bytes_out,
    count(distinct cloudtrail.principal) as actors,
    min(cloudtrail.event_time) as first_seen,
    max(cloudtrail.event_time) as last_seen
from cloudtrail
left join logged
    on logged.bucket = cloudtrail.bucket
where cloudtrail.event_source like 's3%'
    and cloudtrail.bucket is not null
    and (cloudtrail.error_code is null or cloudtrail.error_code = 'NotModified')
    and logged.bucket is null
    -- What one's own people do in a bucket of another account is in one's trail too; its log is for its owner to switch on.
    and not coalesce(any_match(
        cloudtrail.resources,
        resource -> resource.type = 'AWS::S3::Bucket' and resource.account_id <> cloudtrail.account_id
    ), false)
    and (:ignored is null or cloudtrail.bucket not in (:ignored))
group by cloudtrail.bucket
having count(*) >= :min_events
order by events desc, cloudtrail.bucket
limit :limit
