-- title: Resources that were changed
-- description: Each resource that successful writes touched: how often, by which events, by whom (a session counts for its role, but those of IAM Identity Center each by itself), when first and last. Calls that name no resource in their record are not here.
-- category: activity
-- tags: audit, triage
-- param: resource_types  string[] = null   Only these types, such as AWS::S3::Bucket; null means all.
-- param: resource_arn    string = null     Only this resource; null means all.
-- param: data_events     boolean = false   Also writes of objects and other data, a row an object and one its bucket.
-- param: distinct        boolean = false   A record that was delivered twice counts once.
-- param: limit           integer = 100     At most this many rows, the most changes first.
-- returns: resource_type string, resource_arn string, resource_account string, changes bigint, event_names string[], actors string[], first_seen timestamp, last_seen timestamp
-- limits: Many services leave the resources out of their records (IAM and CloudTrail among them): look for the event there. A type may be missing. A call that touched several resources counts for each, a copy for its source and the bucket of that too. AssumeRole and the use of KMS keys count as reads.
-- reference: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
with touched as (
    select
        resource.type as resource_type,
        resource.arn as resource_arn,
        resource.account_id as resource_account,
        event_id,
        event_time,
        event_name,
        principal as actor
    from cloudtrail
    cross join unnest(array_distinct(resources)) as resource(arn, account_id, type)
    where not read_only
        and error_code is null
        and (:data_events or coalesce(event_category, 'Management') = 'Management')
)
select
    resource_type,
    resource_arn,
    resource_account,
    count(*) as changes,
    array_sort(array_agg(distinct event_name)) as event_names,
    array_sort(array_agg(distinct actor) filter (where actor is not null)) as actors,
    min(event_time) as first_seen,
    max(event_time) as last_seen
from touched
where (:resource_types is null or resource_type in (:resource_types))
    and (:resource_arn is null or resource_arn = :resource_arn)
group by resource_type, resource_arn, resource_account
order by changes desc, resource_type, resource_arn, resource_account
limit :limit
