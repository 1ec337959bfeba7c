-- title: Reads by who is not on the list
-- description: Who read objects and is on no list of known readers: with a list for each sensitive bucket this is the alarm for it. An actor is known where one of the patterns fits.
-- category: detection
-- tags: exfiltration, t1530
-- param: known       string[]                                                                                                                                       Patterns of actors that may read, as in arn:aws:iam::111122223333:user/% or arn:aws:sts::%:assumed-role/app/%; % stands for anything, _ for one character.
-- param: operations  string[] = ["REST.GET.OBJECT", "REST.COPY.OBJECT_GET", "REST.COPY.PART_GET", "REST.POST.SELECT", "REST.SELECT.OBJECT", "WEBSITE.GET.OBJECT"]   What is a read.
-- param: bucket      string   = null                                                                                                                                Only this bucket; null means all.
-- param: distinct    boolean  = false                                                                                                                               A line that was delivered twice counts once.
-- param: limit       integer  = 100                                                                                                                                 At most this many rows, those with the most requests first.
-- returns: actor string, bucket string, requests bigint, keys bigint, bytes_sent bigint, source_ips string[], first_seen timestamp, last_seen timestamp, example_key string
-- limits: A wide pattern hides who fits it by chance: name roles rather than accounts. Presigned URLs show their signer, whoever used them. Bytes that S3 copies within itself go to no client and do not count.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
select
    actor,
    bucket,
    count(*) as requests,
    count(distinct key) as keys,
    sum(case when operation not like 'REST.COPY.%_GET' then bytes_sent else 0 end) as bytes_sent,
    array_sort(array_agg(distinct remote_ip) filter (where remote_ip is not null)) as source_ips,
    min(request_time) as first_seen,
    max(request_time) as last_seen,
    min(key) as example_key
from s3_access
where operation in (:operations)
    and http_status between 200 and 299
    and none_match(array[:known], pattern -> actor like pattern)
    and (:bucket is null or bucket = :bucket)
group by actor, bucket
order by requests desc, actor, bucket
limit :limit
