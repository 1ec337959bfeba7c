-- title: Lines with more fields than are known, or damaged ones
-- description: By bucket and day: lines of the access log that have something behind the last known field, which is a new field of S3's or a second record on one line; and lines that are whole up to the key alone, whose rest, if they have one, stands in extra_fields.
-- category: logging
-- tags: logging-health
-- param: distinct  boolean = false   A line that was delivered twice counts once.
-- param: limit     integer = 100     At most this many rows, the latest day first.
-- returns: day date, bucket string, kind string, total bigint, first_seen timestamp, last_seen timestamp, example string
-- limits: Lines whose head cannot be read are in s3_access_unparsed.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
select
    cast(request_time as date) as day,
    bucket,
    case when bytes_sent is null then 'damaged' else 'new fields' end as kind,
    count(*) as total,
    min(request_time) as first_seen,
    max(request_time) as last_seen,
    min(extra_fields) as example
from s3_access
where extra_fields is not null
    or bytes_sent is null
group by cast(request_time as date), bucket, case when bytes_sent is null then 'damaged' else 'new fields' end
order by day desc, total desc, bucket, kind
limit :limit
