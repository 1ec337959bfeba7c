-- title: VPC flow logs deleted
-- description: Each call that deleted flow logs, or tried to. Who has to be seen in them has a reason to do so. flow_logs are the ids.
-- category: detection
-- tags: tampering, network, t1562.008
-- param: event_names  string[] = ["DeleteFlowLogs"]   Events that count.
-- param: limit        integer  = 100   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, flow_logs string[], account_id string, aws_region string, invoked_by string, user_agent string, request_parameters string, event_id string
-- limits: A call of many ids may succeed for some only: response_elements of the record tells. Flow logs die too when their bucket or log group is deleted or refuses them, without this event.
-- reference: https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html
select distinct
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    cast(null as varchar) as bucket,
    cast(null as varchar) as key,
    outcome,
    array_sort(array_distinct(regexp_extract_all(request_parameters, 'fl-[0-9a-f]+'))) as flow_logs,
    account_id,
    aws_region,
    invoked_by,
    user_agent,
    request_parameters,
    event_id
from cloudtrail
where event_source = 'ec2.amazonaws.com'
    and event_name in (:event_names)
order by time, event_id, operation, outcome, actor, source_ip, request_parameters
limit :limit
