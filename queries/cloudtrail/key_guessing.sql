-- title: Addresses that try out many keys
-- description: Addresses that asked (Get or Head) for many different keys which do not exist or which they may not have. found_keys says how many keys they got: there lies the harm. A client that asks for the same missing key again and again has few missed_keys, however many requests it makes.
-- category: detection
-- tags: discovery, exfiltration, t1619
-- param: min_keys  integer  = 50      At least this many different keys in vain; dead links rarely come to that from one address.
-- param: missed    string[] = ["AccessDenied", "AllAccessDisabled", "NoSuchKey", "NoSuchVersion"]   Error codes that mean in vain: NoSuchKey is a missing key to who may list, AccessDenied to who may not.
-- param: actor     string   = null    Only this actor, as the column has it: an ARN, anonymous and so on; null means all.
-- param: distinct  boolean  = false   A record that was delivered twice counts once.
-- param: limit     integer  = 100     At most this many rows, those with the most keys first.
-- returns: source_ip string, missed_keys bigint, missed_requests bigint, found_keys bigint, buckets string[], actors string[], user_agents bigint, first_seen timestamp, last_seen timestamp, example_key string
-- limits: Only where the trail logs data events of the bucket, reads too. Everybody behind one NAT gateway or proxy has one address; who spreads over many addresses stays below the threshold. A program of one's own that asks whether a key exists before it writes looks the same: actors tells it apart. Sources of copies are not looked at. The count is over the whole window, so a long one reaches the threshold by slow ordinary misses.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
with requests as (
    select
        source_ip,
        actor,
        user_agent,
        bucket,
        key,
        event_time,
        outcome in (:missed) as missed
    from cloudtrail
    where event_source like 's3%'
        and source_ip is not null
        and key is not null
        and (event_name like 'Get%' or event_name like 'Head%')
        and (error_code is null or error_code = 'NotModified' or error_code in (:missed))
        and (:actor is null or actor = :actor)
)
select
    source_ip,
    count(distinct case when missed then concat(bucket, '/', key) end) as missed_keys,
    count_if(missed) as missed_requests,
    count(distinct case when not missed then concat(bucket, '/', key) end) as found_keys,
    array_sort(array_agg(distinct bucket) filter (where missed)) as buckets,
    array_sort(array_agg(distinct actor) filter (where missed and actor is not null)) as actors,
    count(distinct case when missed then user_agent end) as user_agents,
    min(case when missed then event_time end) as first_seen,
    max(case when missed then event_time end) as last_seen,
    min(case when missed then key end) as example_key
from requests
group by source_ip
having count(distinct case when missed then concat(bucket, '/', key) end) >= :min_keys
order by missed_keys desc, source_ip
limit :limit
