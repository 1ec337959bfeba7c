-- title: Anonymous requests that were refused
-- description: What somebody without credentials tried in vain, by bucket and operation, from how many addresses and on how many keys: who looks for open buckets, and which of the own applications forgets to sign.
-- category: detection
-- tags: exposure, triage, t1619
-- param: public_buckets  string[] = null    Buckets that are meant to be public and are left out; null leaves none out.
-- param: distinct        boolean  = false   A line that was delivered twice counts once.
-- param: limit           integer  = 100     At most this many rows, those with the most requests first.
-- returns: bucket string, operation string, requests bigint, error_codes string[], keys bigint, source_ips bigint, first_seen timestamp, last_seen timestamp, example_key string
-- limits: A missing key of an open bucket counts as refused too: see error_codes. A request whose signature does not hold mostly has no requester in the log, so it is here. Faults of S3 (5xx) are not.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
select
    bucket,
    operation,
    count(*) as requests,
    array_sort(array_agg(distinct coalesce(error_code, cast(http_status as varchar)))) as error_codes,
    count(distinct key) as keys,
    count(distinct remote_ip) as source_ips,
    min(request_time) as first_seen,
    max(request_time) as last_seen,
    min(key) as example_key
from s3_access
where requester_kind = 'anonymous'
    and http_status between 400 and 499
    and (:public_buckets is null or bucket not in (:public_buckets))
group by bucket, operation
order by requests desc, bucket, operation
limit :limit
