-- title: Who looks through the settings of buckets
-- description: Actors that asked for the settings of many buckets within minutes: what comes first when somebody looks for a way in. lists says how often they asked for the list of all buckets too; that alone is not here.
-- category: detection
-- tags: discovery, triage, t1619, t1580
-- param: min_buckets  integer = 5   At least so many buckets in one span.
-- param: span_minutes  integer = 10   Length of a span in minutes; spans begin at round times.
-- param: known_sources  string[] = null   Principals that do this as a matter of course, such as a scanner of one's own.
-- param: distinct  boolean = false   A record that was delivered twice counts once.
-- param: limit  integer = 100   At most this many rows, the most first.
-- returns: span_start timestamp, actor string, scanned bigint, lists bigint, requests bigint, failed bigint, operations string[], source_ips string[], first_seen timestamp, last_seen timestamp
-- limits: The console, AWS Config and scanners of one's own do the same: name them. A scan over the border of two spans counts in halves. HeadBucket, with which names are guessed, is a data event and not looked at.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
select
    date_add(
        'minute',
        date_diff('minute', timestamp '2000-01-01 00:00:00', event_time) / :span_minutes * :span_minutes,
        timestamp '2000-01-01 00:00:00'
    ) as span_start,
    principal as actor,
    count(distinct bucket) as scanned,
    count_if(event_name = 'ListBuckets') as lists,
    count(*) as requests,
    count(error_code) as failed,
    array_sort(array_agg(distinct event_name)) as operations,
    array_sort(array_agg(distinct source_ip) filter (where source_ip is not null)) as source_ips,
    min(event_time) as first_seen,
    max(event_time) as last_seen
from cloudtrail
where event_source like 's3%'
    and (event_name = 'ListBuckets' or event_name like 'GetBucket%' or event_name like 'GetAccountPublic%')
    and (:known_sources is null or coalesce(principal, '') not in (:known_sources))
group by date_diff('minute', timestamp '2000-01-01 00:00:00', event_time) / :span_minutes, principal
having count(distinct bucket) >= :min_buckets
order by scanned desc, span_start, actor
limit :limit
