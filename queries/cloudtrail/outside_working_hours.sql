-- title: Access outside working hours
-- description: Each call to S3 at night, or on a day that is not worked, by the clock of a time zone; oldest first. local_time is what that clock said. Name the actors that work at any hour in ignored, and what remains is people who do not sleep, or somebody with their keys.
-- category: detection
-- tags: identity, triage, t1078
-- param: time_zone   string    = "UTC"             Where the work is done, as in Europe/Berlin; it knows of summer time.
-- param: first_hour  integer   = 7                 First hour of work.
-- param: last_hour   integer   = 19                Last hour of work, of the same day: 19 means up to a second before 20:00.
-- param: days        integer[] = [1, 2, 3, 4, 5]   Days of work, 1 is Monday and 7 Sunday.
-- param: ignored     string[]  = null              Patterns (LIKE) of actors who work at any hour, as in %:assumed-role/nightly-%; null leaves none out.
-- param: bucket      string    = null              Only this bucket; null means all.
-- param: limit       integer   = 1000              At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, local_time string, user_agent string, request_id string
-- limits: Objects are here only where the trail logs data events of the bucket; without them these are the calls on buckets. Jobs run at night: a company whose machines are not in ignored has very many rows. Holidays are days like others. A night shift, and a person on a journey, look like an intruder. What AWS services do by themselves is left out.
-- reference: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
select distinct
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    bucket,
    key,
    outcome,
    date_format(event_time at time zone :time_zone, '%Y-%m-%d %H:%i:%s') as local_time,
    user_agent,
    request_id
from cloudtrail
where event_source like 's3%'
    and coalesce(identity_type, '') <> 'AWSService'
    and not (
        hour(event_time at time zone :time_zone) between :first_hour and :last_hour
        and day_of_week(event_time at time zone :time_zone) in (:days)
    )
    and (:ignored is null or none_match(array[:ignored], pattern -> coalesce(actor, '') like pattern))
    and (:bucket is null or bucket = :bucket)
order by time, request_id, operation, bucket, key, outcome, actor, source_ip, user_agent
limit :limit
