-- title: Reads by who is not on the list
-- description: Who read objects and is on no list of known readers: with a list for each sensitive bucket this is the alarm for it. An actor is known where one of the patterns fits.
-- category: detection
-- tags: exfiltration, t1530
-- param: known       string[]                                                                       Patterns of actors that may read, as in arn:aws:iam::111122223333:user/% or arn:aws:sts::%:assumed-role/app/%; % stands for anything, _ for one character.
-- param: operations  string[] = ["GetObject", "SelectObjectContent"]   What is a read.
-- param: bucket      string   = null                                                                Only this bucket; null means all.
-- param: distinct    boolean  = false                                                               A record that was delivered twice counts once.
-- param: limit       integer  = 100                                                                 At most this many rows, those with the most requests first.
-- returns: actor string, bucket string, requests bigint, keys bigint, bytes_sent bigint, source_ips string[], first_seen timestamp, last_seen timestamp, example_key string
-- limits: Only where the trail logs data events of the bucket. A wide pattern hides who fits it by chance: name roles rather than accounts. Presigned URLs show their signer, whoever used them. The bucket of a copy is that of its target: for what is copied away ask copies_to_other_buckets.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
select
    actor,
    bucket,
    count(*) as requests,
    count(distinct key) as keys,
    coalesce(sum(bytes_out), 0) as bytes_sent,
    array_sort(array_agg(distinct source_ip) filter (where source_ip is not null)) as source_ips,
    min(event_time) as first_seen,
    max(event_time) as last_seen,
    min(key) as example_key
from cloudtrail
where event_source like 's3%'
    and event_name in (:operations)
    and error_code is null
    and none_match(array[:known], pattern -> coalesce(actor, '') like pattern)
    and (:bucket is null or bucket = :bucket)
group by actor, bucket
order by requests desc, actor, bucket
limit :limit
