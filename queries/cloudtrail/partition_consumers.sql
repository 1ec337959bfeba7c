-- title: Who reads which partition of a data set
-- description: For each data set whose keys hold a date, who read the partition of which day, when first and last, how much, and how old the partition was then. What nobody reads after some days can be moved to a cheaper class or expire; who reads old partitions is whom to ask before.
-- category: cost
-- tags: storage
-- param: pattern       string   = "(dt|date|day|ds)=[0-9]{4}-[0-9]{2}-[0-9]{2}|year=[0-9]{4}/month=[0-9]{2}/day=[0-9]{2}|[0-9]{4}/[0-9]{2}/[0-9]{2}([^0-9]|$)"   What the date looks like in a key; its digits are year, month and day, in this order.
-- param: operations    string[] = ["GetObject", "SelectObjectContent"]   What is a read.
-- param: bucket        string   = null    Only this bucket; null means all.
-- param: min_age_days  integer  = null    Only partitions that were at least so old when they were last read; null means all.
-- param: distinct      boolean  = false   A record that was delivered twice counts once.
-- param: limit         integer  = 1000    At most this many rows, the newest partition first.
-- returns: bucket string, dataset string, partition_day date, actor string, requests bigint, keys bigint, bytes_sent bigint, read_days bigint, first_age_days bigint, last_age_days bigint, first_seen timestamp, last_seen timestamp
-- limits: Only where the trail logs data events of the bucket. Partitions that nobody read in the window have no row. Athena and other engines read in the name of who asks; a shared role hides who that was. A date that is no day, and months without a nought before, are not understood. Only the first date of a key counts. The source of a copy is not read by an event of its own.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
with reads as (
    select
        bucket,
        key,
        regexp_extract(key, :pattern) as found,
        principal,
        bytes_out,
        event_time
    from cloudtrail
    where event_source like 's3%'
        and event_name in (:operations)
        and error_code is null
        and (:bucket is null or bucket = :bucket)
),
dated as (
    select
        bucket,
        key,
        substr(key, 1, strpos(key, found) - 1) as dataset,
        cast(try(date_parse(regexp_replace(found, '[^0-9]', ''), '%Y%m%d')) as date) as partition_day,
        principal,
        bytes_out,
        event_time
    from reads
)
select
    bucket,
    dataset,
    partition_day,
    principal as actor,
    count(*) as requests,
    count(distinct key) as keys,
    coalesce(sum(bytes_out), 0) as bytes_sent,
    count(distinct cast(event_time as date)) as read_days,
    date_diff('day', partition_day, cast(min(event_time) as date)) as first_age_days,
    date_diff('day', partition_day, cast(max(event_time) as date)) as last_age_days,
    min(event_time) as first_seen,
    max(event_time) as last_seen
from dated
-- Python has no year 0, which a key may name.
where partition_day >= date '0001-01-01'
group by bucket, dataset, partition_day, principal
having (:min_age_days is null or date_diff('day', partition_day, cast(max(event_time) as date)) >= :min_age_days)
order by partition_day desc, requests desc, bucket, dataset, actor
limit :limit
