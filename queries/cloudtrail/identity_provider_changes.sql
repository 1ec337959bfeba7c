-- title: Changes of SAML and OpenID Connect providers
-- description: Each call that made, changed or deleted a provider whose users may take roles of the account, or tried to. A provider of a stranger, or a stranger's metadata in one of yours, lets him in as whoever the roles trust.
-- category: detection
-- tags: identity, t1484.002
-- param: event_names  string[] = ["AddClientIDToOpenIDConnectProvider", "CreateOpenIDConnectProvider", "CreateSAMLProvider", "DeleteOpenIDConnectProvider", "DeleteSAMLProvider", "RemoveClientIDFromOpenIDConnectProvider", "UpdateOpenIDConnectProviderThumbprint", "UpdateSAMLProvider"]   Events that count.
-- param: limit        integer  = 100   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, provider string, account_id string, aws_region string, invoked_by string, user_agent string, request_parameters string, event_id string
-- limits: IAM logs in us-east-1: a trail of one other Region lacks it. Clusters and build services make such providers as a matter of course. What IAM Identity Center itself trusts changes by events of sso.amazonaws.com.
-- reference: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers.html
select distinct
    event_time as time,
    actor,
    source_ip,
    event_name as operation,
    cast(null as varchar) as bucket,
    cast(null as varchar) as key,
    outcome,
    coalesce(
        json_extract_scalar(request_parameters, '$.sAMLProviderArn'),
        json_extract_scalar(request_parameters, '$.openIDConnectProviderArn'),
        json_extract_scalar(request_parameters, '$.name'),
        json_extract_scalar(request_parameters, '$.url')
    ) as provider,
    account_id,
    aws_region,
    invoked_by,
    user_agent,
    request_parameters,
    event_id
from cloudtrail
where event_source = 'iam.amazonaws.com'
    and event_name in (:event_names)
order by time, event_id, operation, outcome, actor, source_ip, request_parameters
limit :limit
