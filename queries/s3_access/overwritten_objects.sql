-- title: Objects that were written more than once
-- description: Keys that were written several times in the window, by whom and when: the last writer's object is what stands there. Many keys of one bucket, each written over once by one actor, look like encryption for ransom.
-- category: detection
-- tags: ransomware, t1486
-- param: bucket      string   = null                                                                              Only this bucket; null means all.
-- param: prefix      string   = null                                                                              Only keys that begin so; null means all.
-- param: min_writes  integer  = 2                                                                                 At least so many writes of the key.
-- param: operations  string[] = ["REST.PUT.OBJECT", "REST.POST.OBJECT", "REST.COPY.OBJECT", "REST.POST.UPLOAD"]   What writes an object; POST.UPLOAD completes one of several parts.
-- param: distinct    boolean  = false                                                                             A line that was delivered twice counts once.
-- param: limit       integer  = 1000                                                                              At most this many rows, the latest written first.
-- returns: bucket string, key string, writes bigint, actors string[], source_ips string[], last_actor string, first_seen timestamp, last_seen timestamp
-- limits: A first write in the window over an object that is older is not seen. Whether the former content can be got back depends on the bucket's versions, which are not in the log. An object that is copied onto itself, to change its class or encryption, is here too.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
select
    bucket,
    key,
    count(*) as writes,
    array_sort(array_agg(distinct principal)) as actors,
    array_sort(array_agg(distinct remote_ip) filter (where remote_ip is not null)) as source_ips,
    max_by(principal, concat_ws(' ', date_format(request_time, '%Y-%m-%d %H:%i:%s'), request_id)) as last_actor,
    min(request_time) as first_seen,
    max(request_time) as last_seen
from s3_access
where operation in (:operations)
    and http_status between 200 and 299
    and (:bucket is null or bucket = :bucket)
    and (:prefix is null or starts_with(key, :prefix))
group by bucket, key
having count(*) >= :min_writes
order by last_seen desc, bucket, key
limit :limit
