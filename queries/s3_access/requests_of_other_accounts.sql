-- title: Requests by principals of other accounts
-- description: Who of another account uses the buckets, for what, how often, and how much was sent. Who is not expected here has a grant that somebody gave: look for it in policies and ACLs.
-- category: detection
-- tags: exposure, identity, t1078
-- param: own_accounts  string[]           Accounts whose principals are one's own, twelve digits each.
-- param: bucket        string   = null    Only this bucket; null means all.
-- param: distinct      boolean  = false   A line that was delivered twice counts once.
-- param: limit         integer  = 100     At most this many rows, those with the most requests first.
-- returns: account string, actor string, bucket string, operation string, requests bigint, failed bigint, bytes_sent bigint, first_seen timestamp, last_seen timestamp
-- limits: The account is that of the requester's ARN. Who stands with a canonical id, as users of other accounts do now and then, has an account of null here, since the log does not tell it; the root user of the bucket's own account, who stands so too, is left out, and so is the group that delivers access logs; the root user of another account of yours is not. CloudFront's origin access identities stand as cloudfront. Bytes that S3 copies within itself go to no client and do not count.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
select
    requester_account as account,
    principal as actor,
    bucket,
    operation,
    count(*) as requests,
    count(case when http_status >= 400 then 1 end) as failed,
    coalesce(sum(case when operation not like 'REST.COPY.%_GET' then bytes_sent else 0 end), 0) as bytes_sent,
    min(request_time) as first_seen,
    max(request_time) as last_seen
from s3_access
where (
        requester_account not in (:own_accounts)
        -- The root user of the bucket's own account stands with the id of the owner; the other id is the delivery of access logs.
        or (
            requester_kind = 'canonical_id'
            and requester is distinct from bucket_owner
            and requester <> '3272ee65a908a7677109fedda345db8d9554ba26398b2ca10581de88777e2b61'
        )
    )
    and (:bucket is null or bucket = :bucket)
group by requester_account, principal, bucket, operation
order by requests desc, account, actor, bucket, operation
limit :limit
