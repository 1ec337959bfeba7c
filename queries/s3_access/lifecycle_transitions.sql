-- title: Objects moved to other storage classes by lifecycle rules
-- description: How many objects and bytes rules moved on which day to which class: each move is paid for. storage_class is that in the operation's name, as GLACIER for S3.TRANSITION.OBJECT.
-- category: cost
-- tags: storage
-- param: bucket    string  = null    Only this bucket; null means all.
-- param: distinct  boolean = false   A line that was delivered twice counts once.
-- param: limit     integer = 1000    At most this many rows, the latest day first.
-- returns: day date, bucket string, storage_class string, objects bigint, bytes bigint, first_seen timestamp, last_seen timestamp, example_key string
-- limits: Moves within Intelligent-Tiering are not logged. Days are those of UTC.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
select
    cast(request_time as date) as day,
    bucket,
    case operation
        when 'S3.TRANSITION.OBJECT' then 'GLACIER'
        when 'S3.TRANSITION_SIA.OBJECT' then 'STANDARD_IA'
        when 'S3.TRANSITION_ZIA.OBJECT' then 'ONEZONE_IA'
        when 'S3.TRANSITION_INT.OBJECT' then 'INTELLIGENT_TIERING'
        when 'S3.TRANSITION_GIR.OBJECT' then 'GLACIER_IR'
        when 'S3.TRANSITION_GDA.OBJECT' then 'DEEP_ARCHIVE'
        else operation
    end as storage_class,
    count(*) as objects,
    coalesce(sum(object_size), 0) as bytes,
    min(request_time) as first_seen,
    max(request_time) as last_seen,
    min(key) as example_key
from s3_access
where starts_with(operation, 'S3.TRANSITION')
    and (:bucket is null or bucket = :bucket)
group by cast(request_time as date), bucket, operation
order by day desc, objects desc, bucket, storage_class
limit :limit
