-- title: Access points made, or their policies changed
-- description: Each call that made or deleted an access point, or set or deleted its policy, or tried to: a second door to a bucket, with a policy of its own.
-- category: detection
-- tags: exposure, audit
-- param: event_names  string[] = ["CreateAccessPoint", "CreateAccessPointForObjectLambda", "CreateMultiRegionAccessPoint", "DeleteAccessPoint", "DeleteAccessPointForObjectLambda", "DeleteAccessPointPolicy", "DeleteAccessPointPolicyForObjectLambda", "DeleteMultiRegionAccessPoint", "PutAccessPointConfigurationForObjectLambda", "PutAccessPointPolicy", "PutAccessPointPolicyForObjectLambda", "PutMultiRegionAccessPointPolicy"]   Events that count.
-- param: limit  integer = 100   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, access_point string, network string, account_id string, request_parameters string, event_id string
-- limits: The bucket's own policy has to allow what an access point's does, or to delegate to it. network says internet where no VPC is named. Use of access points is in the access log.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points.html
select distinct
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    bucket,
    key,
    outcome,
    coalesce(
        json_extract_scalar(request_parameters, '$.name'),
        json_extract_scalar(request_parameters, '$.details.name')
    ) as access_point,
    case when event_name = 'CreateAccessPoint' then coalesce(
        json_extract_scalar(request_parameters, '$.CreateAccessPointRequest.VpcConfiguration.VpcId'),
        'internet'
    ) end as network,
    account_id,
    request_parameters,
    event_id
from cloudtrail
where event_source like 's3%'
    and event_name in (:event_names)
order by time, event_id, operation, bucket, key, outcome, actor, source_ip, request_parameters
limit :limit
