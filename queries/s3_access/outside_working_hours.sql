-- title: Access outside working hours
-- description: Each request to S3 at night, or on a day that is not worked, by the clock of a time zone; oldest first. local_time is what that clock said. Name the actors that work at any hour in ignored, and what remains is people who do not sleep, or somebody with their keys.
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
-- limits: Jobs run at night: a company whose machines are not in ignored has very many rows. Holidays are days like others. A night shift, and a person on a journey, look like an intruder. What AWS services and S3 itself do is left out.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
select distinct
    request_time as time,
    actor,
    remote_ip as source_ip,
    operation,
    bucket,
    key,
    outcome,
    date_format(request_time at time zone :time_zone, '%Y-%m-%d %H:%i:%s') as local_time,
    user_agent,
    request_id
from s3_access
where requester_kind not in ('aws', 'service')
    and not (
        hour(request_time at time zone :time_zone) between :first_hour and :last_hour
        and day_of_week(request_time at time zone :time_zone) in (:days)
    )
    and (:ignored is null or none_match(array[:ignored], pattern -> actor like pattern))
    and (:bucket is null or bucket = :bucket)
order by time, request_id, operation, bucket, key, outcome, actor, source_ip, user_agent
limit :limit
