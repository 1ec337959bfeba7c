-- title: Changes of route tables
-- description: Each call that made, changed or deleted a route or a route table, or moved a subnet to another, or tried to. destination is the range that the route is for: 0.0.0.0/0 sends all traffic another way.
-- category: detection
-- tags: network, audit, cis-4.13
-- param: event_names  string[] = ["AssociateRouteTable", "CreateRoute", "CreateRouteTable", "DeleteRoute", "DeleteRouteTable", "DisassociateRouteTable", "ReplaceRoute", "ReplaceRouteTableAssociation"]   Events that count.
-- param: limit        integer  = 100   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, route_table string, destination string, account_id string, aws_region string, invoked_by string, user_agent string, request_parameters string, event_id string
-- limits: Calls that services make for somebody, such as load balancers and clusters, are here too: invoked_by names them. Routes that a VPN gateway propagates change without an event. The routes of transit gateways have events of their own.
-- reference: https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
select distinct
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    cast(null as varchar) as bucket,
    cast(null as varchar) as key,
    outcome,
    json_extract_scalar(request_parameters, '$.routeTableId') as route_table,
    coalesce(
        json_extract_scalar(request_parameters, '$.destinationCidrBlock'),
        json_extract_scalar(request_parameters, '$.destinationIpv6CidrBlock'),
        json_extract_scalar(request_parameters, '$.destinationPrefixListId')
    ) as destination,
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
