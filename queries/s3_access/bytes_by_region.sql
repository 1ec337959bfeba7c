-- title: Bytes sent within the Region, to other Regions, and elsewhere
-- description: How many bytes each bucket sent to clients in its own Region, to other Regions of AWS, and to where the log names no Region: transfer within the Region costs nothing, between Regions little, to the internet most.
-- category: cost
-- tags: cost
-- param: own_region  string            Region of the buckets, as in eu-west-1.
-- param: bucket      string  = null    Only this bucket; null means all.
-- param: distinct    boolean = false   A line that was delivered twice counts once.
-- param: limit       integer = 100     At most this many rows, the most bytes first.
-- returns: bucket string, way string, source_region string, bytes_sent bigint, requests bigint, actors bigint, first_seen timestamp, last_seen timestamp
-- limits: A Region of null is the internet, but also PrivateLink, Direct Connect, and all lines from before 2026. Ask for the buckets of one Region at a time. Copies within S3 are left out: their bytes go to no client, though a copy to another Region costs transfer too.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
select
    bucket,
    case
        when source_region is null then 'not known'
        when source_region = :own_region then 'same Region'
        else 'other Region'
    end as way,
    source_region,
    sum(bytes_sent) as bytes_sent,
    count(*) as requests,
    count(distinct principal) as actors,
    min(request_time) as first_seen,
    max(request_time) as last_seen
from s3_access
where bytes_sent > 0
    and operation not like 'REST.COPY.%_GET'
    and (:bucket is null or bucket = :bucket)
group by bucket, source_region
order by bytes_sent desc, bucket, source_region
limit :limit
