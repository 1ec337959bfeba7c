-- title: Objects that were written more than once
-- description: Keys that were written several times in the window, by whom and when: the last writer's object is what stands there. Many keys of one bucket, each written over once by one actor, look like encryption for ransom.
-- category: detection
-- tags: ransomware, t1486
-- param: bucket      string   = null                                                                              Only this bucket; null means all.
-- param: prefix      string   = null                                                                              Only keys that begin so; null means all.
-- param: min_writes  integer  = 2                                                                                 At least so many writes of the key.
-- param: operations  string[] = ["CompleteMultipartUpload", "CopyObject", "PostObject", "PutObject"]   What writes an object; CompleteMultipartUpload completes one of several parts.
-- param: distinct    boolean  = false                                                                             A record that was delivered twice counts once.
-- param: limit       integer  = 1000                                                                              At most this many rows, the latest written first.
-- returns: bucket string, key string, writes bigint, actors string[], source_ips string[], last_actor string, first_seen timestamp, last_seen timestamp
-- limits: Only where the trail logs data events of the bucket. A first write in the window over an object that is older is not seen. Whether the former content can be got back depends on the bucket's versions. An object that is copied onto itself, to change its class or encryption, is here too.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
select
    bucket,
    key,
    count(*) as writes,
    array_sort(array_agg(distinct principal) filter (where principal is not null)) as actors,
    array_sort(array_agg(distinct source_ip) filter (where source_ip is not null)) as source_ips,
    max_by(principal, concat(date_format(event_time, '%Y-%m-%d %H:%i:%s'), event_id)) as last_actor,
    min(event_time) as first_seen,
    max(event_time) as last_seen
from cloudtrail
where event_source like 's3%'
    and event_name in (:operations)
    and error_code is null
    and (:bucket is null or bucket = :bucket)
    and (:prefix is null or starts_with(key, :prefix))
group by bucket, key
having count(*) >= :min_writes
order by last_seen desc, bucket, key
limit :limit
