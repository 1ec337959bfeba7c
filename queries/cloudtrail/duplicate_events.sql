-- title: Events that were delivered more than once
-- description: By account, Region and day: how many records there are, how many of them are further copies of another, and how many of the copies are in files of their own. A few are normal; a whole day twice is two trails, or a copy of one, in the same place, and all counts without distinct are wrong by it.
-- category: logging
-- tags: logging-health
-- param: min_copies  integer = 1      Days with fewer copies are left out; 0 shows all.
-- param: limit       integer = 1000   At most this many rows, the latest day first.
-- returns: day date, account_id string, aws_region string, events bigint, copies bigint, copies_percent double, copies_in_other_files bigint, most_copies bigint, example_event_id string
-- limits: A copy has the event id of another in the same account and Region. One event in two accounts has two ids and one shared_event_id, and is no copy. A record whose id is missing has none.
-- reference: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
with events as (
    select
        cast(event_time as date) as day,
        account_id,
        aws_region,
        event_id,
        count(*) as records,
        count(distinct log_file) as files
    from cloudtrail
    where event_id <> ''
    group by cast(event_time as date), account_id, aws_region, event_id
)
select
    day,
    account_id,
    aws_region,
    sum(records) as events,
    sum(records - 1) as copies,
    round(1e2 * sum(records - 1) / sum(records), 3) as copies_percent,
    sum(files - 1) as copies_in_other_files,
    max(records) - 1 as most_copies,
    min(case when records > 1 then event_id end) as example_event_id
from events
group by day, account_id, aws_region
having sum(records - 1) >= :min_copies
order by day desc, copies desc, account_id, aws_region
limit :limit
