-- title: Changes of network gateways
-- description: Each call that made, deleted, attached or detached an internet gateway or a customer gateway, or tried to: the doors of a VPC.
-- category: detection
-- tags: network, audit, cis-4.12
-- param: event_names  string[] = ["AttachInternetGateway", "CreateCustomerGateway", "CreateInternetGateway", "DeleteCustomerGateway", "DeleteInternetGateway", "DetachInternetGateway"]   Events that count.
-- param: limit        integer  = 100   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, gateway string, vpc string, account_id string, aws_region string, invoked_by string, user_agent string, request_parameters string, event_id string
-- limits: Calls that services make for somebody, such as load balancers and clusters, are here too: invoked_by names them. NAT, transit, egress-only and VPN gateways are not in the benchmark: add their events, as in CreateNatGateway. A gateway that is made has no id in the request: see the response.
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
        json_extract_scalar(request_parameters, '$.internetGatewayId'),
        json_extract_scalar(request_parameters, '$.customerGatewayId')
    ) as gateway,
    json_extract_scalar(request_parameters, '$.vpcId') as vpc,
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
