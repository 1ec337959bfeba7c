-- title: Regions that requests come from
-- description: From which AWS Regions each bucket is used, by how many actors, and whether the Region is expected. A Region where one has nothing means a stolen credential or a cost that nobody sees.
-- category: detection
-- tags: exfiltration
-- param: expected         string[]           Regions that are expected, as in eu-west-1.
-- param: unexpected_only  boolean  = false   Only the Regions that are not expected.
-- param: bucket           string   = null    Only this bucket; null means all.
-- param: distinct         boolean  = false   A line that was delivered twice counts once.
-- param: limit            integer  = 100     At most this many rows, those with the most requests first.
-- returns: source_region string, expected boolean, bucket string, requests bigint, actors bigint, bytes_sent bigint, first_seen timestamp, last_seen timestamp, example_actor string
-- limits: Only requests from AWS addresses have a Region, and only in logs of 2026 and later; those through PrivateLink and Direct Connect have none. They are left out. Bytes that S3 copies within itself go to no client and do not count.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
select
    source_region,
    contains(array[:expected], source_region) as expected,
    bucket,
    count(*) as requests,
    count(distinct principal) as actors,
    coalesce(sum(case when operation not like 'REST.COPY.%_GET' then bytes_sent else 0 end), 0) as bytes_sent,
    min(request_time) as first_seen,
    max(request_time) as last_seen,
    min(principal) as example_actor
from s3_access
where source_region is not null
    and (:unexpected_only = false or not contains(array[:expected], source_region))
    and (:bucket is null or bucket = :bucket)
group by source_region, bucket
order by requests desc, source_region, bucket
limit :limit
