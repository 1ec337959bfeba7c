-- title: Objects written with keys that customers bring (SSE-C)
-- description: Who wrote how many objects of a bucket in a day under a key that AWS does not keep. days_before counts the earlier days, of the 14 before the window and those in it, with such writes there: 0 is new. Whoever does this to objects of somebody else holds them to ransom. A session counts for its role, but those of IAM Identity Center, which are people, each by itself.
-- category: detection
-- tags: ransomware, t1486
-- param: min_objects  integer = 10      Days with fewer objects are left out.
-- param: new_only     boolean = false   Only the first day of somebody in a bucket.
-- param: limit        integer = 100     At most this many rows, the newest habit first.
-- returns: day date, actor string, bucket string, objects bigint, customer_keys bigint, source_ips string[], first_seen timestamp, last_seen timestamp, days_before bigint
-- lookback: 14d
-- limits: Only where the trail logs data events of the bucket. Refused attempts do not count. new_only misses an attacker who tried a few objects on the day before. Applications that encrypt so by design show on their first day, and after 15 days without a write. Objects that were made unreadable with a KMS key or by the client are not seen.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerSideEncryptionCustomerKeys.html
with writes as (
    select
        cast(event_time as date) as day,
        event_time,
        principal as actor,
        bucket,
        key,
        source_ip,
        coalesce(
            json_extract_scalar(request_parameters, '$["x-amz-server-side-encryption-customer-key-MD5"]'),
            json_extract_scalar(request_parameters, '$["x-amz-server-side-encryption-customer-key-MD5"][0]')
        ) as customer_key
    from cloudtrail
    where event_source like 's3%'
        and not read_only
        and error_code is null
        and (
            coalesce(
                json_extract_scalar(request_parameters, '$["x-amz-server-side-encryption-customer-algorithm"]'),
                json_extract_scalar(request_parameters, '$["x-amz-server-side-encryption-customer-algorithm"][0]')
            ) is not null
            -- A form has no headers.
            or json_extract_scalar(additional_event_data, '$.SSEApplied') = 'SSE_C'
        )
),
days as (
    select
        day,
        actor,
        bucket,
        count(distinct case when event_time >= :start then key end) as objects,
        count(distinct case when event_time >= :start then customer_key end) as customer_keys,
        array_sort(array_agg(distinct source_ip) filter (where event_time >= :start and source_ip is not null)) as source_ips,
        min(case when event_time >= :start then event_time end) as first_seen,
        max(event_time) as last_seen,
        row_number() over (partition by actor, bucket order by day) - 1 as days_before
    from writes
    group by day, actor, bucket
)
select
    day,
    actor,
    bucket,
    objects,
    customer_keys,
    source_ips,
    first_seen,
    last_seen,
    days_before
from days
where objects >= :min_objects
    and last_seen >= :start
    and (not :new_only or days_before = 0)
order by days_before, objects desc, day desc, actor, bucket
limit :limit
