-- title: Writes into buckets of other accounts
-- description: Who of one's own wrote objects into a bucket that the record gives to another account: how many, how much, from where. An upload into the thief's own bucket is the plainest way to carry data off. account is that of the bucket; keys and bytes_in are those of the writes that succeeded.
-- category: detection
-- tags: exfiltration, t1537
-- param: own_accounts  string[] = null    Accounts of your own and of partners, whose buckets are left out.
-- param: distinct      boolean  = false   A record that was delivered twice counts once.
-- param: limit         integer  = 100     At most this many rows, those with the most keys first.
-- returns: account string, actor string, bucket string, operations string[], requests bigint, failed bigint, keys bigint, bytes_in bigint, source_ips string[], first_seen timestamp, last_seen timestamp, example_key string
-- limits: Only where the trail logs data events of all buckets: a selector that names buckets leaves out those of others. What is sent with keys of another account is in that one's trail alone. A record that names no account of the bucket tells nothing: copies_to_other_buckets goes by names. A copy through an access point is not here. bytes_in is what the calls themselves sent: nearly nothing for a copy. Buckets of AWS services and of other accounts of the organization show until their accounts are in own_accounts.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
with writes as (
    select
        element_at(
            filter(
                resources,
                resource -> resource.type in ('AWS::S3::Bucket', 'AWS::S3Express::DirectoryBucket')
                    and resource.account_id <> account_id
                    -- A copy may name the bucket of its source too.
                    and (
                        event_name not in ('CopyObject', 'UploadPartCopy')
                        or regexp_extract(resource.arn, '[:/]([^:/]+)$', 1) = bucket
                    )
            ),
            1
        ).account_id as account,
        principal,
        bucket,
        event_name,
        error_code,
        key,
        bytes_in,
        source_ip,
        event_time
    from cloudtrail
    where event_source like 's3%'
        and event_name in (
            'CompleteMultipartUpload', 'CopyObject', 'CreateMultipartUpload', 'PostObject', 'PutObject', 'UploadPart', 'UploadPartCopy'
        )
)
select
    account,
    principal as actor,
    bucket,
    array_sort(array_agg(distinct event_name)) as operations,
    count(*) as requests,
    count(error_code) as failed,
    count(distinct case when error_code is null then key end) as keys,
    coalesce(sum(case when error_code is null then bytes_in end), 0) as bytes_in,
    array_sort(array_agg(distinct source_ip) filter (where source_ip is not null)) as source_ips,
    min(event_time) as first_seen,
    max(event_time) as last_seen,
    min(key) as example_key
from writes
where account is not null
    and (:own_accounts is null or account not in (:own_accounts))
group by account, principal, bucket
order by keys desc, requests desc, account, actor, bucket
limit :limit
