-- title: First and last read of each object
-- description: When each object below a prefix was read first and last in the window, how often and by how many, those whose last read is longest ago first: candidates for a colder storage class.
-- category: cost
-- tags: storage, cost
-- param: bucket      string                                                                                                                                                                                    Bucket of the objects.
-- param: prefix      string   = null                                                                                                                                                                           Only keys that begin so; null means all.
-- param: operations  string[] = ["REST.GET.OBJECT", "REST.HEAD.OBJECT", "REST.COPY.OBJECT_GET", "REST.COPY.PART_GET", "REST.POST.SELECT", "REST.SELECT.OBJECT", "WEBSITE.GET.OBJECT", "WEBSITE.HEAD.OBJECT"]   What is a read.
-- param: distinct    boolean  = false                                                                                                                                                                          A line that was delivered twice counts once.
-- param: limit       integer  = 1000                                                                                                                                                                           At most this many rows, those with the oldest last read first.
-- returns: bucket string, key string, requests bigint, actors bigint, first_seen timestamp, last_seen timestamp
-- limits: Objects that nobody read in the window are not here: compare with an inventory. Logs are delivered as well as S3 can, so a single read may be missing. A copy is a read where it is logged at its source. 304 (not modified) counts.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
select
    bucket,
    key,
    count(*) as requests,
    count(distinct principal) as actors,
    min(request_time) as first_seen,
    max(request_time) as last_seen
from s3_access
where bucket = :bucket
    and operation in (:operations)
    and (http_status between 200 and 299 or http_status = 304)
    and (:prefix is null or starts_with(key, :prefix))
group by bucket, key
order by last_seen, key, bucket
limit :limit
