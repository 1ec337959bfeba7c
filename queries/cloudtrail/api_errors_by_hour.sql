-- title: Errors by hour
-- description: How many calls failed with which error, hour by hour, and for how many actors.
-- category: operations
-- tags: troubleshooting, triage
-- param: bucket  string = null   Only this bucket; null means all.
-- param: distinct  boolean = false   A record that was delivered twice counts once.
-- param: limit  integer = 100   At most this many rows, the most first.
-- returns: hour timestamp, event_source string, error_code string, errors bigint, actors bigint, operations string[]
-- limits: Errors on objects are here only where the trail logs data events. NotModified counts as a success. A failed sign-in has a message in place of an error code and is not here: see failed_logins.
-- reference: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
select
    date_trunc('hour', event_time) as hour,
    event_source,
    error_code,
    count(*) as errors,
    count(distinct principal) as actors,
    array_sort(array_agg(distinct event_name)) as operations
from cloudtrail
where error_code <> 'NotModified'
    and (:bucket is null or bucket = :bucket)
group by date_trunc('hour', event_time), event_source, error_code
order by errors desc, hour, event_source, error_code
limit :limit
