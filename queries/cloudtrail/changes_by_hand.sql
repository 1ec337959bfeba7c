-- title: Changes made by hand in the console
-- description: Each call from a console session that changed something, or tried to. Where everything is deployed from code these are the exceptions, and the drift.
-- category: activity
-- tags: audit, triage
-- param: ignored_events  string[] = ["CheckMfa", "ConsoleLogin", "ExitRole", "GetSigninToken", "SwitchRole", "UserAuthentication"]   Events that change nothing but count as writes.
-- param: data_events     boolean  = false   Also objects and other data that were written.
-- param: limit           integer  = 1000    At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, event_source string, account_id string, aws_region string, user_agent string, request_parameters string, event_id string
-- limits: A call counts as from the console where the record says so or the user agent is the console's; some services write neither. CloudShell and the command line with a console's credentials are not told apart from others. Calls that a service made on somebody's behalf are here where the session was the console's.
-- reference: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
select distinct
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    bucket,
    key,
    outcome,
    event_source,
    account_id,
    aws_region,
    user_agent,
    request_parameters,
    event_id
from cloudtrail
where (from_console or regexp_like(user_agent, '(?i)console[a-z0-9.-]*[.]amazonaws[.]com|^\[?S3Console/'))
    and not read_only
    and event_name not in (:ignored_events)
    and (:data_events or coalesce(event_category, 'Management') = 'Management')
order by time, event_id, operation, outcome, actor, source_ip, bucket, key, request_parameters
limit :limit
