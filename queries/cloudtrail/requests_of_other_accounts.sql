-- title: Requests by principals of other accounts
-- description: Who of another account uses the buckets, for what, how often, and how much was sent. Who is not expected here has a grant that somebody gave: look for it in policies and ACLs.
-- category: detection
-- tags: exposure, identity, t1078
-- param: own_accounts  string[]           Accounts whose principals are one's own, twelve digits each.
-- param: bucket        string   = null    Only this bucket; null means all.
-- param: distinct      boolean  = false   A record that was delivered twice counts once.
-- param: limit         integer  = 100     At most this many rows, those with the most requests first.
-- returns: account string, actor string, bucket string, operation string, requests bigint, failed bigint, bytes_sent bigint, first_seen timestamp, last_seen timestamp
-- limits: Objects are here only where the trail logs data events of the bucket. The account is that of the caller, who in another account's bucket is mostly an id without a name. A third party that takes a role of yours is that role: see access_by_outsiders, which also looks at other services. What services do by themselves has no account.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
select
    identity_account as account,
    principal as actor,
    bucket,
    event_name as operation,
    count(*) as requests,
    count(nullif(error_code, 'NotModified')) as failed,
    coalesce(sum(bytes_out), 0) as bytes_sent,
    min(event_time) as first_seen,
    max(event_time) as last_seen
from cloudtrail
where event_source like 's3%'
    and identity_account <> 'anonymous'
    and identity_account not in (:own_accounts)
    and (:bucket is null or bucket = :bucket)
group by identity_account, principal, bucket, event_name
order by requests desc, account, actor, bucket, operation
limit :limit
