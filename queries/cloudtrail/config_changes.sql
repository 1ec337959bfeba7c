-- title: Changes of AWS Config
-- description: Each call that stopped, deleted or changed what AWS Config records, where it delivers, or what it judges, or tried to. Without it nobody sees how a resource was set before. name is that of the recorder, the channel, the rule or the pack of rules.
-- category: detection
-- tags: tampering, cis-4.9, t1562.001
-- param: event_names  string[] = ["DeleteConfigRule", "DeleteConfigurationRecorder", "DeleteConformancePack", "DeleteDeliveryChannel", "DeleteOrganizationConfigRule", "DeleteOrganizationConformancePack", "DisassociateResourceTypes", "PutConfigRule", "PutConfigurationRecorder", "PutConformancePack", "PutDeliveryChannel", "PutOrganizationConfigRule", "PutOrganizationConformancePack", "StopConfigurationRecorder"]   Events that count.
-- param: limit        integer  = 100   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, name string, account_id string, aws_region string, invoked_by string, user_agent string, request_parameters string, event_id string
-- limits: A recorder that was put with fewer resource types looks like any other change: read request_parameters. Set-up tools put the recorder, the channel and rules again and again, and so does Security Hub with its rules: invoked_by names it. CIS names StopConfigurationRecorder, DeleteDeliveryChannel, PutDeliveryChannel and PutConfigurationRecorder.
-- reference: https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
select distinct
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    cast(null as varchar) as bucket,
    cast(null as varchar) as key,
    outcome,
    coalesce(
        json_extract_scalar(request_parameters, '$.configurationRecorderName'),
        json_extract_scalar(request_parameters, '$.configurationRecorder.name'),
        json_extract_scalar(request_parameters, '$.deliveryChannelName'),
        json_extract_scalar(request_parameters, '$.deliveryChannel.name'),
        json_extract_scalar(request_parameters, '$.configurationRecorderArn'),
        json_extract_scalar(request_parameters, '$.configRuleName'),
        json_extract_scalar(request_parameters, '$.configRule.configRuleName'),
        json_extract_scalar(request_parameters, '$.organizationConfigRuleName'),
        json_extract_scalar(request_parameters, '$.conformancePackName'),
        json_extract_scalar(request_parameters, '$.organizationConformancePackName')
    ) as name,
    account_id,
    aws_region,
    invoked_by,
    user_agent,
    request_parameters,
    event_id
from cloudtrail
where event_source = 'config.amazonaws.com'
    and event_name in (:event_names)
order by time, event_id, operation, outcome, actor, source_ip, request_parameters
limit :limit
