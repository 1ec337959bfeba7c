-- title: What the root user did
-- description: Each call and each sign-in of an account's root user, who is bound by no policy of the account. It is needed a few times a year: ask who it was.
-- category: detection
-- tags: identity, credentials, triage, cis-4.3, t1078.004
-- param: reads  boolean = true   Also calls that only read, which a console session makes by the dozen.
-- param: limit  integer = 100    At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, event_source string, mfa_authenticated boolean, access_key_id string, account_id string, aws_region string, user_agent string, event_id string
-- limits: What services do in the name of the root user, and their events, are left out as in the benchmark. A sign-in with a wrong password is here, with its error. Sessions that the management account opens in a member (AssumeRoot) count too. Reads and writes of objects are here only where the trail logs data events. mfa_authenticated is null where the record does not say.
-- reference: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html
select distinct
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    bucket,
    key,
    outcome,
    event_source,
    mfa_authenticated,
    access_key_id,
    account_id,
    aws_region,
    user_agent,
    event_id
from cloudtrail
where identity_type = 'Root'
    and invoked_by is null
    and coalesce(event_type, '') <> 'AwsServiceEvent'
    and (:reads or not read_only)
order by time, event_id, operation, outcome, actor, source_ip, bucket, key, access_key_id
limit :limit
