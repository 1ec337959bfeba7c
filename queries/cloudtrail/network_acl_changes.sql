-- title: Changes of network access control lists
-- description: Each call that made, changed, deleted or moved a network ACL or one of its entries, or tried to. rule_action and cidr are those of the entry: allow from 0.0.0.0/0 opens a subnet.
-- category: detection
-- tags: network, audit, cis-4.11
-- param: event_names  string[] = ["CreateNetworkAcl", "CreateNetworkAclEntry", "DeleteNetworkAcl", "DeleteNetworkAclEntry", "ReplaceNetworkAclAssociation", "ReplaceNetworkAclEntry"]   Events that count.
-- param: limit        integer  = 100   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, network_acl string, rule_action string, cidr string, account_id string, aws_region string, invoked_by string, user_agent string, request_parameters string, event_id string
-- limits: Calls that services make for somebody, such as load balancers and clusters, are here too: invoked_by names them. The default ACL of a VPC allows everything from the start, without an event of its own.
-- reference: https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
select distinct
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    cast(null as varchar) as bucket,
    cast(null as varchar) as key,
    outcome,
    json_extract_scalar(request_parameters, '$.networkAclId') as network_acl,
    json_extract_scalar(request_parameters, '$.ruleAction') as rule_action,
    coalesce(
        json_extract_scalar(request_parameters, '$.cidrBlock'),
        json_extract_scalar(request_parameters, '$.ipv6CidrBlock')
    ) as cidr,
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
