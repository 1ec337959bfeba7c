-- title: Snapshots, images and database copies shared outside
-- description: Each account, group or organization that was given, or was tried to be given, a snapshot, a machine image or a copy of a database. A grantee of all is the public. Whoever shares a snapshot takes the data out without reading a byte of it.
-- category: detection
-- tags: exfiltration, exposure, t1537
-- param: own_accounts  string[] = null   Accounts and organizations of your own, to be left out.
-- param: limit         integer  = 100    At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, grantee string, resource string, account_id string, aws_region string, user_agent string, event_id string
-- limits: That a share was taken back does not show. A copy that was encrypted for another account's key, an export to S3 or a replica there are other events. Backups (AWS Backup) and shares by AWS RAM have their own. With the parameters above 100 KB the record has none.
-- reference: https://docs.aws.amazon.com/ebs/latest/userguide/ebs-modifying-snapshot-permissions.html
with calls as (
    select distinct
        event_time,
        actor,
        source_ip,
        event_name,
        outcome,
        account_id,
        aws_region,
        user_agent,
        event_id,
        request_parameters
    from cloudtrail
    where event_source in ('ec2.amazonaws.com', 'rds.amazonaws.com')
        and event_name in ('ModifyDBClusterSnapshotAttribute', 'ModifyDBSnapshotAttribute', 'ModifyImageAttribute', 'ModifySnapshotAttribute')
),
shares as (
    select
        calls.event_time,
        calls.actor,
        calls.source_ip,
        calls.event_name,
        calls.outcome,
        calls.account_id,
        calls.aws_region,
        calls.user_agent,
        calls.event_id,
        coalesce(
            json_extract_scalar(item.granted, '$.userId'),
            json_extract_scalar(item.granted, '$.group'),
            json_extract_scalar(item.granted, '$.organizationArn'),
            json_extract_scalar(item.granted, '$.organizationalUnitArn'),
            json_extract_scalar(item.granted, '$')
        ) as grantee,
        coalesce(
            json_extract_scalar(calls.request_parameters, '$.snapshotId'),
            json_extract_scalar(calls.request_parameters, '$.imageId'),
            json_extract_scalar(calls.request_parameters, '$.dBSnapshotIdentifier'),
            json_extract_scalar(calls.request_parameters, '$.dBClusterSnapshotIdentifier')
        ) as resource
    from calls
    cross join unnest(coalesce(
        try_cast(json_extract(calls.request_parameters, '$.createVolumePermission.add.items') as array(json)),
        try_cast(json_extract(calls.request_parameters, '$.launchPermission.add.items') as array(json)),
        try_cast(json_extract(calls.request_parameters, '$.valuesToAdd') as array(json))
    )) as item(granted)
)
select
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    cast(null as varchar) as bucket,
    cast(null as varchar) as key,
    outcome,
    grantee,
    resource,
    account_id,
    aws_region,
    user_agent,
    event_id
from shares
where (:own_accounts is null or coalesce(grantee, '') not in (:own_accounts))
order by time, event_id, operation, outcome, actor, source_ip, grantee, resource
limit :limit
