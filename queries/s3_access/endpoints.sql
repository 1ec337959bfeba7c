-- title: Endpoints in use
-- description: By which kind of host name clients reach each bucket: by Region, by the global name of old, by path (also where that is dual stack), as a website, dual stack, accelerated, through a VPC endpoint or an access point, or by a name of one's own. Path style and the global name are what one has to move away from.
-- category: hygiene
-- tags: migration
-- param: bucket    string  = null    Only this bucket; null means all.
-- param: distinct  boolean = false   A line that was delivered twice counts once.
-- param: limit     integer = 100     At most this many rows, those with the most requests first.
-- returns: bucket string, kind string, requests bigint, actors bigint, example_host string, example_user_agent string, first_seen timestamp, last_seen timestamp
-- limits: Told by the host name alone: one that fits no form is other, as a bucket's own domain. Lines from before 2019 have no host and are left out.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
with hosts as (
    select
        bucket,
        lower(regexp_replace(host_header, ':[0-9]+$', '')) as host,
        host_header,
        user_agent,
        principal,
        request_time
    from s3_access
    where host_header is not null
        and (:bucket is null or bucket = :bucket)
),
kinds as (
    select
        bucket,
        case
            when regexp_like(host, '\.vpce\.amazonaws\.(com|com\.cn|eu)$') then 'vpc endpoint'
            when regexp_like(host, '\.s3-accesspoint(-fips)?(\.dualstack)?\.[a-z0-9-]+\.amazonaws\.(com|eu)') then 'access point'
            when host like '%.accesspoint.s3-global.amazonaws.com' then 'access point'
            when regexp_like(host, '\.s3-website[.-][a-z0-9-]+\.amazonaws\.(com|eu)') then 'website'
            when regexp_like(host, '\.s3-accelerate(\.dualstack)?\.amazonaws\.com') then 'accelerated'
            when host in ('s3.amazonaws.com', 's3-external-1.amazonaws.com') then 'path style, global'
            when regexp_like(host, '^s3(-fips)?(\.dualstack)?[.-][a-z0-9-]+-[0-9]+\.amazonaws\.(com|eu)') then 'path style'
            when regexp_like(host, '\.s3(-fips)?\.dualstack\.') then 'dual stack'
            when host like '%.s3.amazonaws.com' or host like '%.s3-external-1.amazonaws.com' then 'global'
            when regexp_like(host, '\.s3(-fips)?[.-][a-z0-9-]+\.amazonaws\.(com|eu)') then 'regional'
            else 'other'
        end as kind,
        host_header,
        user_agent,
        principal,
        request_time
    from hosts
)
select
    bucket,
    kind,
    count(*) as requests,
    count(distinct principal) as actors,
    min(host_header) as example_host,
    min(user_agent) as example_user_agent,
    min(request_time) as first_seen,
    max(request_time) as last_seen
from kinds
group by bucket, kind
order by requests desc, bucket, kind
limit :limit
