-- title: Share of lines that cannot be read
-- description: By bucket and day: how many lines of the access log there are, how many of them s3_access cannot hold because their head or their time cannot be read, and how many of the others are damaged behind the key. What is missing from all other answers is here.
-- category: logging
-- tags: logging-health
-- param: unreadable_only  boolean = true    Only where there are such lines.
-- param: limit            integer = 1000    At most this many rows, the latest day first.
-- returns: day date, bucket string, lines bigint, unparsed bigint, damaged bigint, unreadable_percent double, example string
-- limits: Lines count as they stand in the files, so that what was delivered twice counts twice: an unreadable line has no id. The bucket of an unreadable line is its second word, where the first is an owner's id, and null else. Its day is that of the file, which is mostly the day of the request or the one after; the window at its edges is not quite the same. A line that somebody forged so that it reads well is none of these.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
with lines as (
    select
        cast(request_time as date) as day,
        bucket,
        false as unparsed,
        -- A line that is whole has the bytes, be they none. One that ends with its key has no rest either.
        bytes_sent is null as damaged,
        case when bytes_sent is null then extra_fields end as unreadable
    from s3_access
    union all
    select
        cast(log_time as date) as day,
        regexp_extract(line, '^[0-9a-f]{64} ([A-Za-z0-9._-]+)', 1) as bucket,
        true as unparsed,
        false as damaged,
        line as unreadable
    from s3_access_unparsed
)
select
    day,
    bucket,
    count(*) as lines,
    count_if(unparsed) as unparsed,
    count_if(damaged) as damaged,
    round(1e2 * count_if(unparsed or damaged) / count(*), 3) as unreadable_percent,
    min(unreadable) as example
from lines
group by day, bucket
having (not :unreadable_only or count_if(unparsed or damaged) > 0)
order by day desc, unreadable_percent desc, bucket
limit :limit
