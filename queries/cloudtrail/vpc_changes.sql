-- title: Changes of VPCs
-- description: Each call that made, changed or deleted a VPC, or joined it to another by peering, or tried to. peer_account is the other account of a peering that was asked for.
-- category: detection
-- tags: network, audit, cis-4.14
-- param: event_names  string[] = ["AcceptVpcPeeringConnection", "AttachClassicLinkVpc", "CreateVpc", "CreateVpcPeeringConnection", "DeleteVpc", "DeleteVpcPeeringConnection", "DetachClassicLinkVpc", "DisableVpcClassicLink", "EnableVpcClassicLink", "ModifyVpcAttribute", "RejectVpcPeeringConnection"]   Events that count.
-- param: limit        integer  = 100   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, vpc string, peering string, peer_account string, account_id string, aws_region string, invoked_by string, user_agent string, request_parameters string, event_id string
-- limits: Calls that services make for somebody, such as load balancers and clusters, are here too: invoked_by names them. ClassicLink is no more, its names are the benchmark's. VPC endpoints, subnets and address ranges are left out: add their events, as in CreateVpcEndpoint.
-- reference: https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
select distinct
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    cast(null as varchar) as bucket,
    cast(null as varchar) as key,
    outcome,
    json_extract_scalar(request_parameters, '$.vpcId') as vpc,
    json_extract_scalar(request_parameters, '$.vpcPeeringConnectionId') as peering,
    json_extract_scalar(request_parameters, '$.peerOwnerId') as peer_account,
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
