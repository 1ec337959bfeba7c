CREATE DATABASE IF NOT EXISTS `s3logs`;

CREATE EXTERNAL TABLE IF NOT EXISTS `s3logs`.`cloudtrail_raw` (
    `eventversion` STRING COMMENT 'Version of the record format, as in 1.11',
    `useridentity` STRUCT<
        type:STRING,
        principalid:STRING,
        arn:STRING,
        accountid:STRING,
        invokedby:STRING,
        invokedbydelegate:STRUCT<accountid:STRING>,
        accesskeyid:STRING,
        username:STRING,
        sessioncontext:STRUCT<
            attributes:STRUCT<mfaauthenticated:STRING, creationdate:STRING>,
            sessionissuer:STRUCT<type:STRING, principalid:STRING, arn:STRING, accountid:STRING, username:STRING>,
            ec2roledelivery:STRING,
            webidfederationdata:STRUCT<federatedprovider:STRING, attributes:MAP<STRING, STRING>>,
            sourceidentity:STRING,
            assumedroot:STRING>,
        onbehalfof:STRUCT<userid:STRING, identitystorearn:STRING>,
        inscopeof:STRUCT<sourcearn:STRING, sourceaccount:STRING, issuertype:STRING, credentialsissuedto:STRING>,
        credentialid:STRING,
        identityprovider:STRING> COMMENT 'Who made the call',
    `eventtime` STRING COMMENT 'Time of the call in UTC, ISO 8601',
    `eventsource` STRING COMMENT 'Service that was called, as in s3.amazonaws.com',
    `eventname` STRING COMMENT 'Action that was called, S3 has two spellings for some',
    `awsregion` STRING COMMENT 'Region that was called, global services log in us-east-1',
    `sourceipaddress` STRING COMMENT 'Address of the caller, a DNS name or AWS Internal for calls by AWS services',
    `useragent` STRING COMMENT 'User agent of the caller, at most 1 KB, the client writes it',
    `errorcode` STRING COMMENT 'Error of the service, NULL where the call succeeded',
    `errormessage` STRING COMMENT 'What the error says',
    `requestparameters` STRING COMMENT 'Parameters of the call as JSON text, left out above 100 KB',
    `responseelements` STRING COMMENT 'Response of a call that changes something, as JSON text',
    `additionaleventdata` STRING COMMENT 'Further facts as JSON text: for S3 bytes, cipher, signature, x-amz-id-2',
    `requestid` STRING COMMENT 'Id of the request, for S3 that of the access log',
    `eventid` STRING COMMENT 'Id of the event, a record that is delivered twice keeps it',
    `readonly` STRING COMMENT 'true or false: whether the call only reads',
    `resources` ARRAY<STRUCT<arn:STRING, arnprefix:STRING, accountid:STRING, type:STRING>> COMMENT 'What the call touched',
    `eventtype` STRING COMMENT 'AwsApiCall, AwsServiceEvent, AwsConsoleAction, AwsConsoleSignIn or AwsVpceEvents',
    `apiversion` STRING COMMENT 'API version of the call',
    `recipientaccountid` STRING COMMENT 'Account that received the event',
    `serviceeventdetails` STRING COMMENT 'What a service event says, as JSON text',
    `sharedeventid` STRING COMMENT 'Links the copies of one event in several accounts',
    `vpcendpointid` STRING COMMENT 'VPC endpoint that the call came through',
    `vpcendpointaccountid` STRING COMMENT 'Account that owns the VPC endpoint',
    `eventcategory` STRING COMMENT 'Management, Data, NetworkActivity, Insight',
    `addendum` STRUCT<
        reason:STRING,
        updatedfields:STRING,
        originalrequestid:STRING,
        originaleventid:STRING> COMMENT 'Why a record came late or was updated',
    `sessioncredentialfromconsole` STRING COMMENT 'true where the call came from a console session, else absent',
    `edgedevicedetails` STRING COMMENT 'Devices that the call was for (S3 on Outposts, Snow)',
    `tlsdetails` STRUCT<
        tlsversion:STRING,
        ciphersuite:STRING,
        clientprovidedhostheader:STRING,
        keyexchange:STRING> COMMENT 'TLS of the call, and the host name that the client used',
    `managementevent` STRING COMMENT 'true or false: whether this is a management event',
    `insightdetails` STRUCT<
        state:STRING,
        eventsource:STRING,
        eventname:STRING,
        errorcode:STRING,
        insighttype:STRING> COMMENT 'Insight events only'
)
COMMENT 'CloudTrail records of a trail'
PARTITIONED BY (
    `region` STRING COMMENT 'Region that the records belong to',
    `day` STRING COMMENT 'UTC day of delivery, as in 2026/11/05'
)
ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe'
STORED AS
    INPUTFORMAT 'com.amazon.emr.cloudtrail.CloudTrailInputFormat'
    OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
LOCATION 's3://trail/AWSLogs/111122223333/CloudTrail/'
TBLPROPERTIES (
    'projection.enabled' = 'true',
    'projection.region.type' = 'enum',
    'projection.region.values' = 'cn-north-1,cn-northwest-1',
    'projection.day.type' = 'date',
    'projection.day.format' = 'yyyy/MM/dd',
    'projection.day.interval' = '1',
    'projection.day.interval.unit' = 'DAYS',
    'projection.day.range' = '2024/01/01,NOW',
    'storage.location.template' = 's3://trail/AWSLogs/111122223333/CloudTrail/${region}/${day}/',
    'athena_s3logs.package' = 'athena_s3logs',
    'athena_s3logs.template_version' = '1',
    'athena_s3logs.fingerprint' = '6504c8b6ae2413ef',
    'athena_s3logs.view' = 'cloudtrail',
    'athena_s3logs.kind' = 'cloudtrail',
    'athena_s3logs.location' = 's3://trail/AWSLogs/111122223333/CloudTrail/',
    'athena_s3logs.regions' = 'cn-north-1,cn-northwest-1',
    'athena_s3logs.first_day' = '2024-01-01'
);

CREATE OR REPLACE VIEW "s3logs"."cloudtrail" AS
SELECT
  CAST(AT_TIMEZONE(TRY(FROM_ISO8601_TIMESTAMP(eventtime)), 'UTC') AS TIMESTAMP(3)) AS event_time,
  eventid AS event_id,
  eventname AS event_name,
  eventsource AS event_source,
  eventtype AS event_type,
  eventcategory AS event_category,
  eventversion AS event_version,
  awsregion AS aws_region,
  recipientaccountid AS account_id,
  sourceipaddress AS source_ip,
  useragent AS user_agent,
  errorcode AS error_code,
  errormessage AS error_message,
  COALESCE(errorcode, errormessage, 'ok') AS outcome,
  COALESCE(
    LOWER(readonly) = 'true',
    REGEXP_LIKE(eventname, '^(AssumeRole|BatchGet|Decrypt|Describe|Get|Head|List|Lookup|Select)'),
    FALSE
  ) AS read_only,
  LOWER(managementevent) = 'true' AS management_event,
  useridentity.type AS identity_type,
  useridentity.arn AS identity_arn,
  CASE useridentity.accountid
    WHEN 'ANONYMOUS_PRINCIPAL'
    THEN 'anonymous'
    ELSE useridentity.accountid
  END AS identity_account,
  useridentity.principalid AS principal_id,
  useridentity.username AS user_name,
  useridentity.accesskeyid AS access_key_id,
  useridentity.invokedby AS invoked_by,
  useridentity.sessioncontext.sessionissuer.arn AS session_issuer_arn,
  useridentity.sessioncontext.sessionissuer.username AS session_issuer_name,
  COALESCE(
    CASE
      WHEN useridentity.type = 'AssumedRole'
      THEN ELEMENT_AT(SPLIT(useridentity.arn, '/'), -1)
    END,
    REGEXP_EXTRACT(useridentity.principalid, '^AROA[^:]*:(.+)$', 1)
  ) AS session_name,
  CAST(AT_TIMEZONE(
    TRY(FROM_ISO8601_TIMESTAMP(useridentity.sessioncontext.attributes.creationdate)),
    'UTC'
  ) AS TIMESTAMP(3)) AS session_created,
  LOWER(useridentity.sessioncontext.attributes.mfaauthenticated) = 'true' AS mfa_authenticated,
  COALESCE(
    useridentity.arn,
    useridentity.invokedby,
    useridentity.username,
    NULLIF(useridentity.principalid, ''),
    CASE useridentity.accountid
      WHEN 'ANONYMOUS_PRINCIPAL'
      THEN 'anonymous'
      ELSE useridentity.accountid
    END,
    useridentity.type
  ) AS actor,
  COALESCE(
    CASE
      WHEN useridentity.arn LIKE 'arn:%:assumed-role/AWSReservedSSO\_%' ESCAPE '\'
      THEN useridentity.arn
      ELSE REGEXP_REPLACE(useridentity.arn, '^(arn:[^:]*:[^:]*:[^:]*:[^:]*:assumed-role/[^/]+)/.*$', '$1')
    END,
    useridentity.invokedby,
    useridentity.username,
    NULLIF(REGEXP_REPLACE(useridentity.principalid, '^(AROA[^:]*):.*$', '$1'), ''),
    CASE useridentity.accountid
      WHEN 'ANONYMOUS_PRINCIPAL'
      THEN 'anonymous'
      ELSE useridentity.accountid
    END,
    useridentity.type
  ) AS principal,
  useridentity.sessioncontext.sourceidentity AS source_identity,
  useridentity.onbehalfof.userid AS on_behalf_of_user_id,
  useridentity.sessioncontext.ec2roledelivery AS ec2_role_delivery,
  requestid AS request_id,
  JSON_EXTRACT_SCALAR(additionaleventdata, '$["x-amz-id-2"]') AS host_id,
  COALESCE(
    CASE
      WHEN eventsource LIKE 's3%'
      THEN JSON_EXTRACT_SCALAR(requestparameters, '$.bucketName')
    END,
    REGEXP_EXTRACT(
      ELEMENT_AT(FILTER(resources, r -> r.type = 'AWS::S3::Bucket'), 1).arn,
      ':::([^/]+)',
      1
    ),
    REGEXP_EXTRACT(
      ELEMENT_AT(FILTER(resources, r -> r.type = 'AWS::S3::Object'), 1).arn,
      ':::([^/]+)',
      1
    )
  ) AS bucket,
  COALESCE(
    CASE
      WHEN eventsource LIKE 's3%'
      THEN JSON_EXTRACT_SCALAR(requestparameters, '$.key')
    END,
    REGEXP_EXTRACT(
      ELEMENT_AT(FILTER(resources, r -> r.type = 'AWS::S3::Object'), 1).arn,
      '(?s):::[^/]+/(.+)',
      1
    )
  ) AS key,
  CASE
    WHEN eventsource LIKE 's3%'
    THEN COALESCE(
      JSON_EXTRACT_SCALAR(requestparameters, '$.versionId'),
      JSON_EXTRACT_SCALAR(requestparameters, '$.versionId[0]')
    )
  END AS version_id,
  TRY_CAST(TRY_CAST(JSON_EXTRACT_SCALAR(additionaleventdata, '$.bytesTransferredIn') AS DOUBLE) AS BIGINT) AS bytes_in,
  TRY_CAST(TRY_CAST(JSON_EXTRACT_SCALAR(additionaleventdata, '$.bytesTransferredOut') AS DOUBLE) AS BIGINT) AS bytes_out,
  JSON_EXTRACT_SCALAR(additionaleventdata, '$.SignatureVersion') AS signature_version,
  tlsdetails.tlsversion AS tls_version,
  COALESCE(tlsdetails.ciphersuite, JSON_EXTRACT_SCALAR(additionaleventdata, '$.CipherSuite')) AS cipher_suite,
  tlsdetails.keyexchange AS key_exchange,
  COALESCE(
    tlsdetails.clientprovidedhostheader,
    JSON_EXTRACT_SCALAR(requestparameters, '$.Host')
  ) AS host_header,
  vpcendpointid AS vpc_endpoint_id,
  vpcendpointaccountid AS vpc_endpoint_account,
  COALESCE(LOWER(sessioncredentialfromconsole) = 'true', FALSE) AS from_console,
  sharedeventid AS shared_event_id,
  TRANSFORM(
    resources,
    r -> CAST(ROW(COALESCE(r.arn, r.arnprefix), r.accountid, r.type) AS ROW(arn VARCHAR, account_id VARCHAR, type VARCHAR))
  ) AS resources,
  requestparameters AS request_parameters,
  responseelements AS response_elements,
  additionaleventdata AS additional_event_data,
  serviceeventdetails AS service_event_details,
  region,
  day,
  "$path" AS log_file
FROM "s3logs"."cloudtrail_raw";
