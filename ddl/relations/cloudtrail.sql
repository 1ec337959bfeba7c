-- title: CloudTrail records, a row an event
-- description: CloudTrail delivers a record twice now and then: both rows are here, with one event_id; questions that count leave one out with distinct. A call across accounts is recorded in the trail of each, with an event_id of its own and one shared_event_id: where the trails of both are read it counts twice, unless a question is asked for one account.
-- column: event_time timestamp(3)            Time of the call, UTC; null where the record's cannot be read.
-- column: event_id varchar                   Id of the event.
-- column: event_name varchar                 Action that was called; S3 has two spellings for some.
-- column: event_source varchar               Service that was called, as in s3.amazonaws.com.
-- column: event_type varchar                 AwsApiCall, AwsServiceEvent, AwsConsoleAction, AwsConsoleSignIn or AwsVpceEvents.
-- column: event_category varchar             Management, Data, NetworkActivity or Insight.
-- column: event_version varchar              Version of the record format.
-- column: aws_region varchar                 Region that was called; global services log in us-east-1.
-- column: account_id varchar                 Account that received the event.
-- column: source_ip varchar                  Address of the caller; a DNS name or AWS Internal for calls by AWS services.
-- column: user_agent varchar                 User agent of the caller; the client writes it.
-- column: error_code varchar                 Error of the service; null where the call succeeded.
-- column: error_message varchar              What the error says.
-- column: outcome varchar                    ok, the error code, or where there is no code what the error says, as of a wrong password.
-- column: read_only boolean                  Whether the call only reads; where the record does not say, whether its name begins with AssumeRole, BatchGet, Decrypt, Describe, Get, Head, List, Lookup or Select.
-- column: management_event boolean           Whether this is a management event.
-- column: identity_type varchar              Root, IAMUser, AssumedRole, AWSAccount, AWSService and others.
-- column: identity_arn varchar               ARN of the caller.
-- column: identity_account varchar           Account of the caller; anonymous for an unauthenticated S3 request.
-- column: principal_id varchar               Unique id of the caller.
-- column: user_name varchar                  Name of the user.
-- column: access_key_id varchar              Access key that signed the call.
-- column: invoked_by varchar                 AWS service that made the call on somebody's behalf.
-- column: session_issuer_arn varchar         ARN of the role or user that the session came from.
-- column: session_issuer_name varchar        Name of the role or user that the session came from.
-- column: session_name varchar               Session name of an assumed role, from its ARN, else from the principal id.
-- column: session_created timestamp(3)       When the session's credentials were issued, UTC.
-- column: mfa_authenticated boolean          Whether the session was made with MFA.
-- column: actor varchar                      Who called: the ARN, else the service, the name or id of the user, the account, or the type.
-- column: principal varchar                  Who is behind it: the actor, but for a session its role, as the access log has it, or the role's id where the record has no ARN, as of another account's; one of IAM Identity Center is a person and stays.
-- column: source_identity varchar            Source identity that the session carries.
-- column: on_behalf_of_user_id varchar       IAM Identity Center user behind the call.
-- column: ec2_role_delivery varchar          1.0 or 2.0: version of the instance metadata service that gave the credentials.
-- column: request_id varchar                 Id of the request; for S3 that of the access log.
-- column: host_id varchar                    Extended request id of S3 (x-amz-id-2).
-- column: bucket varchar                     Bucket in the request to S3, else in the resources; an access point stands as the request names it.
-- column: key varchar                        Object key in the request to S3, else in the resources.
-- column: version_id varchar                Version of the object in the request to S3.
-- column: bytes_in bigint                    Bytes that S3 received.
-- column: bytes_out bigint                   Bytes that S3 sent.
-- column: signature_version varchar          SigV2 or SigV4.
-- column: tls_version varchar                As in TLSv1.3.
-- column: cipher_suite varchar               TLS cipher.
-- column: key_exchange varchar               TLS key exchange.
-- column: host_header varchar                Host name that the client used.
-- column: vpc_endpoint_id varchar            VPC endpoint that the call came through.
-- column: vpc_endpoint_account varchar       Account that owns the VPC endpoint.
-- column: from_console boolean               Whether the call came from a console session.
-- column: shared_event_id varchar            Links the copies of one event in several accounts.
-- column: resources array(row(arn varchar, account_id varchar, type varchar))  What the call touched; an ARN prefix stands under arn too.
-- column: request_parameters varchar         JSON text.
-- column: response_elements varchar          JSON text.
-- column: additional_event_data varchar      JSON text.
-- column: service_event_details varchar      JSON text.
-- column: log_file varchar                   File that the record stands in.
-- limits: A record whose time cannot be read is in no window.
-- reference: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
select
    cast(try(from_iso8601_timestamp(eventtime)) at time zone 'UTC' as timestamp(3)) as event_time,
    eventid as event_id,
    eventname as event_name,
    eventsource as event_source,
    eventtype as event_type,
    eventcategory as event_category,
    eventversion as event_version,
    awsregion as aws_region,
    recipientaccountid as account_id,
    sourceipaddress as source_ip,
    useragent as user_agent,
    errorcode as error_code,
    errormessage as error_message,
    coalesce(errorcode, errormessage, 'ok') as outcome,
    coalesce(
        lower(readonly) = 'true',
        regexp_like(eventname, '^(AssumeRole|BatchGet|Decrypt|Describe|Get|Head|List|Lookup|Select)'),
        false
    ) as read_only,
    lower(managementevent) = 'true' as management_event,
    useridentity.type as identity_type,
    useridentity.arn as identity_arn,
    case useridentity.accountid when 'ANONYMOUS_PRINCIPAL' then 'anonymous' else useridentity.accountid end as identity_account,
    useridentity.principalid as principal_id,
    useridentity.username as user_name,
    useridentity.accesskeyid as access_key_id,
    useridentity.invokedby as invoked_by,
    useridentity.sessioncontext.sessionissuer.arn as session_issuer_arn,
    useridentity.sessioncontext.sessionissuer.username as session_issuer_name,
    coalesce(
        case when useridentity.type = 'AssumedRole' then element_at(split(useridentity.arn, '/'), -1) end,
        regexp_extract(useridentity.principalid, '^AROA[^:]*:(.+)$', 1)
    ) as session_name,
    cast(try(from_iso8601_timestamp(useridentity.sessioncontext.attributes.creationdate)) at time zone 'UTC' as timestamp(3)) as session_created,
    lower(useridentity.sessioncontext.attributes.mfaauthenticated) = 'true' as mfa_authenticated,
    coalesce(
        useridentity.arn,
        useridentity.invokedby,
        useridentity.username,
        nullif(useridentity.principalid, ''),
        case useridentity.accountid when 'ANONYMOUS_PRINCIPAL' then 'anonymous' else useridentity.accountid end,
        useridentity.type
    ) as actor,
    coalesce(
        case
            when useridentity.arn like 'arn:%:assumed-role/AWSReservedSSO\_%' escape '\' then useridentity.arn
            else regexp_replace(useridentity.arn, '^(arn:[^:]*:[^:]*:[^:]*:[^:]*:assumed-role/[^/]+)/.*$', '$1')
        end,
        useridentity.invokedby,
        useridentity.username,
        nullif(regexp_replace(useridentity.principalid, '^(AROA[^:]*):.*$', '$1'), ''),
        case useridentity.accountid when 'ANONYMOUS_PRINCIPAL' then 'anonymous' else useridentity.accountid end,
        useridentity.type
    ) as principal,
    useridentity.sessioncontext.sourceidentity as source_identity,
    useridentity.onbehalfof.userid as on_behalf_of_user_id,
    useridentity.sessioncontext.ec2roledelivery as ec2_role_delivery,
    requestid as request_id,
    json_extract_scalar(additionaleventdata, '$["x-amz-id-2"]') as host_id,
    coalesce(
        case when eventsource like 's3%' then json_extract_scalar(requestparameters, '$.bucketName') end,
        regexp_extract(element_at(filter(resources, r -> r.type = 'AWS::S3::Bucket'), 1).arn, ':::([^/]+)', 1),
        regexp_extract(element_at(filter(resources, r -> r.type = 'AWS::S3::Object'), 1).arn, ':::([^/]+)', 1)
    ) as bucket,
    coalesce(
        case when eventsource like 's3%' then json_extract_scalar(requestparameters, '$.key') end,
        regexp_extract(element_at(filter(resources, r -> r.type = 'AWS::S3::Object'), 1).arn, '(?s):::[^/]+/(.+)', 1)
    ) as key,
    case
        when eventsource like 's3%' then coalesce(
            json_extract_scalar(requestparameters, '$.versionId'), json_extract_scalar(requestparameters, '$.versionId[0]')
        )
    end as version_id,
    try_cast(try_cast(json_extract_scalar(additionaleventdata, '$.bytesTransferredIn') as double) as bigint) as bytes_in,
    try_cast(try_cast(json_extract_scalar(additionaleventdata, '$.bytesTransferredOut') as double) as bigint) as bytes_out,
    json_extract_scalar(additionaleventdata, '$.SignatureVersion') as signature_version,
    tlsdetails.tlsversion as tls_version,
    coalesce(tlsdetails.ciphersuite, json_extract_scalar(additionaleventdata, '$.CipherSuite')) as cipher_suite,
    tlsdetails.keyexchange as key_exchange,
    coalesce(tlsdetails.clientprovidedhostheader, json_extract_scalar(requestparameters, '$.Host')) as host_header,
    vpcendpointid as vpc_endpoint_id,
    vpcendpointaccountid as vpc_endpoint_account,
    coalesce(lower(sessioncredentialfromconsole) = 'true', false) as from_console,
    sharedeventid as shared_event_id,
    transform(
        resources,
        r -> cast(row(coalesce(r.arn, r.arnprefix), r.accountid, r.type) as row(arn varchar, account_id varchar, type varchar))
    ) as resources,
    requestparameters as request_parameters,
    responseelements as response_elements,
    additionaleventdata as additional_event_data,
    serviceeventdetails as service_event_details,
    "$path" as log_file
from raw
