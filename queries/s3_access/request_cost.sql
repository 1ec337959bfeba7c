-- title: What requests cost, by who makes them
-- description: An estimate of the price of requests by principal, bucket and prefix, in the classes in which S3 bills them: put (PUT, COPY, POST and lists), get (GET, HEAD and all else), transition (by lifecycle rules), and free (deletions, expirations, and what S3 failed to do). Requests of a prefix that cost more than its bytes are worth are small files, or a list in a loop.
-- category: cost
-- tags: cost
-- param: put_price         double   = 0.005    Dollars for 1000 requests of the class put: S3 Standard in us-east-1, as published in 2025.
-- param: get_price         double   = 0.0004   Dollars for 1000 requests of the class get: S3 Standard in us-east-1, as published in 2025.
-- param: transition_price  double   = 0.01     Dollars for 1000 objects that a lifecycle rule moves: to Standard-IA in us-east-1, as published in 2025; archives cost up to five times as much.
-- param: put_operations    string[] = ["REST.COPY.OBJECT", "REST.COPY.PART", "REST.GET.BUCKET", "REST.GET.BUCKETVERSIONS", "REST.GET.UPLOAD%", "REST.POST.BUCKET", "REST.POST.OBJECT", "REST.POST.RESTORE", "REST.POST.UPLOAD%", "REST.PUT.%"]   Patterns (LIKE) of the class put.
-- param: free_operations   string[] = ["%.DELETE.%", "BATCH.DELETE.%", "REST.COPY.%_GET", "REST.POST.MULTI_OBJECT_DELETE", "S3.%"]   Patterns (LIKE) of what costs nothing, before the class put is looked for; transitions are none of it.
-- param: depth             integer  = 0        How many parts of the key, between slashes, make the prefix: none, one or two.
-- param: bucket            string   = null     Only this bucket; null means all.
-- param: distinct          boolean  = false    A line that was delivered twice counts once.
-- param: limit             integer  = 100      At most this many rows, the dearest first.
-- returns: actor string, bucket string, prefix string, class string, requests bigint, cost_dollars double, operations string[]
-- limits: An estimate by list prices of one Region and storage class: the log does not tell the class of an object, and requests to infrequent and archive classes cost more, as do restores. Bytes sent, retrieved and stored are not in it. Requests that S3 refuses with AccessDenied to others than one's own accounts are free since 2024, and are counted here as if they were not; so are redirects. The keys of a batch delete, and the source of a copy, come with their request.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ErrorCodeBilling.html
with classes as (
    select
        principal as actor,
        bucket,
        case
            when :depth > 1 then nullif(concat_ws('/', split_part(key, '/', 1), split_part(key, '/', 2)), '')
            when :depth = 1 then split_part(key, '/', 1)
        end as prefix,
        case
            when operation like 'S3.TRANSITION%' then 'transition'
            when http_status >= 500 then 'free'
            when any_match(array[:free_operations], pattern -> operation like pattern) then 'free'
            when any_match(array[:put_operations], pattern -> operation like pattern) then 'put'
            else 'get'
        end as class,
        operation
    from s3_access
    where (:bucket is null or bucket = :bucket)
)
select
    actor,
    bucket,
    prefix,
    class,
    count(*) as requests,
    round(
        count(*) / 1e3 * case class
            when 'transition' then :transition_price
            when 'put' then :put_price
            when 'get' then :get_price
            else 0e0
        end,
        7
    ) as cost_dollars,
    array_sort(array_agg(distinct operation)) as operations
from classes
group by actor, bucket, prefix, class
order by cost_dollars desc, requests desc, actor, bucket, prefix, class
limit :limit
