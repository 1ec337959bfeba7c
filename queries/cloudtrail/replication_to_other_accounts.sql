-- title: Replication set to buckets of others
-- description: Each call that made, or tried to make, a bucket copy its objects elsewhere by itself. destinations are the buckets of all rules, accounts those named in them.
-- category: detection
-- tags: exfiltration, t1537
-- param: own_buckets   string[] = null   Buckets to which replication is meant to go; a call all of whose destinations are among them is left out, one whose destinations are not in the record is not.
-- param: event_names  string[] = ["PutBucketReplication", "PutReplicationConfiguration"]   Events that count, in every spelling.
-- param: limit  integer = 100   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, destinations string[], accounts string[], account_id string, request_parameters string, event_id string
-- limits: A destination in another account need not name that account: judge by its bucket. What was replicated is in the access log of the destination. A role has to allow the copies too.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html
select distinct
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    bucket,
    key,
    outcome,
    array_sort(array_distinct(regexp_extract_all(request_parameters, '"Bucket" *: *"arn:aws[a-z-]*:s3:::([^"]+)"', 1))) as destinations,
    array_sort(array_distinct(regexp_extract_all(request_parameters, '"Account" *: *"?([0-9]{12})', 1))) as accounts,
    account_id,
    request_parameters,
    event_id
from cloudtrail
where event_source like 's3%'
    and event_name in (:event_names)
    and (
        :own_buckets is null
        or not coalesce(all_match(
            regexp_extract_all(request_parameters, '"Bucket" *: *"arn:aws[a-z-]*:s3:::([^"]+)"', 1),
            destination -> destination in (:own_buckets)
        ), false)
        -- Parameters above 100 KB are left out of the record.
        or cardinality(regexp_extract_all(request_parameters, '"Bucket" *: *"arn:aws[a-z-]*:s3:::([^"]+)"', 1)) = 0
    )
order by time, event_id, operation, bucket, key, outcome, actor, source_ip, request_parameters
limit :limit
