-- title: Changes of security groups
-- description: Each call that made or deleted a security group or changed its rules, or tried to. What was opened to everybody stands in security_groups_opened.
-- category: detection
-- tags: network, audit, cis-4.10
-- param: event_names  string[] = ["AuthorizeSecurityGroupEgress", "AuthorizeSecurityGroupIngress", "CreateSecurityGroup", "DeleteSecurityGroup", "ModifySecurityGroupRules", "RevokeSecurityGroupEgress", "RevokeSecurityGroupIngress"]   Events that count.
-- param: limit        integer  = 100   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, security_group string, account_id string, aws_region string, invoked_by string, user_agent string, request_parameters string, event_id string
-- limits: Calls that services make for somebody, such as load balancers and clusters, are here too: invoked_by names them. Groups that are put on another instance or interface do not change: that is ModifyNetworkInterfaceAttribute.
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
        json_extract_scalar(request_parameters, '$.groupId'),
        json_extract_scalar(request_parameters, '$.ModifySecurityGroupRulesRequest.GroupId'),
        json_extract_scalar(request_parameters, '$.groupName')
    ) as security_group,
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
