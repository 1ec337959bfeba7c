CREATE DATABASE IF NOT EXISTS `s3logs`;

CREATE EXTERNAL TABLE IF NOT EXISTS `s3logs`.`s3_access_raw` (
    `bucketowner` STRING COMMENT 'Canonical user id of the owner of the source bucket',
    `bucket_name` STRING COMMENT 'Bucket that the request was for',
    `requestdatetime` STRING COMMENT 'Arrival of the request, as in 06/Feb/2019:00:00:38 +0000',
    `remoteip` STRING COMMENT 'Apparent address of the client, IPv4 or IPv6, - for calls from within AWS',
    `requester` STRING COMMENT 'Canonical user id, ARN or AWS service, - for an unauthenticated request',
    `requestid` STRING COMMENT 'Id of the request, the keys of one batch delete share it',
    `operation` STRING COMMENT 'As in REST.GET.OBJECT, BATCH.DELETE.OBJECT, S3.EXPIRE.OBJECT',
    `key` STRING COMMENT 'Object key as logged: URL-encoded twice, once for BATCH. and S3. operations, - for none',
    `request_uri` STRING COMMENT 'Request line within its quotes, or -',
    `httpstatus` STRING COMMENT 'HTTP status of the response, or -',
    `errorcode` STRING COMMENT 'S3 error code, - for none',
    `bytessent` BIGINT COMMENT 'Bytes of the response without headers, NULL where the log has -, which means zero',
    `objectsize` BIGINT COMMENT 'Bytes of the whole object, NULL where the log has -',
    `totaltime` STRING COMMENT 'Milliseconds from receipt of the request to the last byte of the response, or -',
    `turnaroundtime` STRING COMMENT 'Milliseconds that S3 spent on the request, or -',
    `referrer` STRING COMMENT 'Referer header within its quotes, or -, the client writes it',
    `useragent` STRING COMMENT 'User-Agent header within its quotes, or -, the client writes it',
    `versionid` STRING COMMENT 'Version of the object, - for none',
    `hostid` STRING COMMENT 'Extended request id (x-amz-id-2)',
    `sigv` STRING COMMENT 'SigV2 or SigV4, - for an unauthenticated request',
    `ciphersuite` STRING COMMENT 'TLS cipher, - for plain HTTP',
    `authtype` STRING COMMENT 'AuthHeader, or QueryString for a presigned URL, - for an unauthenticated request',
    `endpoint` STRING COMMENT 'Host header: the endpoint that the client used',
    `tlsversion` STRING COMMENT 'As in TLSv1.2, also spelt TLSV1.2, - for plain HTTP',
    `accesspointarn` STRING COMMENT 'ARN of the access point, - for none',
    `aclrequired` STRING COMMENT 'Yes where an ACL was needed to authorise the request, - otherwise',
    `sourceregion` STRING COMMENT 'AWS Region that the request came from, - outside AWS, logged since 2026',
    `extra_fields` STRING COMMENT 'What follows field 27, or what follows the key, where that part is damaged',
    `unparsed_line` STRING COMMENT 'The whole line, where not even the first eight fields can be read'
)
COMMENT 'S3 server access logs'
ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.RegexSerDe'
WITH SERDEPROPERTIES (
    'input.regex' = '(?:([^ ]+) ([^ ]+) \\[([^\\]]*)\\] ([^ ]+) ([^ ]+|arn:[^ "]*(?: [^ "]+){1,6}?) ([^ ]+) ([A-Z0-9]+\\.[^ ]+) ([^ "][^ ]*)(?: ("[^"]*"+|"[^"]*(?:"+(?:[^" ]| [^-0-9"])[^"]*)++"+|"[^"\\[]*"+[^"\\[][^\\[]*?"|-) ([0-9]{3}|-) ([^ ]+) ([0-9]{1,18}|-) ([0-9]{1,18}|-) ([^ ]+) ([^ ]+) ("[^"]*(?:"+(?:[^" ]| [^"])[^"]*)*+"+|".*"|-)(?: ("[^"]*"(?= [^"]*$)|".*"|-)(?: ([^ "]+)(?: ((?:A[A-Z]{3}[A-Z0-9]{12,} )?[^ "]+)(?: ([^ "]+)(?: ([^ "]+)(?: ([^ "]+)(?: ([^ "]+)(?: ([^ "]+)(?: ([^ "]+)(?: ([^ "]+)(?: ([^ "]+))?)?)?)?)?)?)?)?)?)?)?)?(?: (.*))?)|(.*)'
)
STORED AS
    INPUTFORMAT 'org.apache.hadoop.mapred.TextInputFormat'
    OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
LOCATION 's3://logs/'
TBLPROPERTIES (
    'athena_s3logs.package' = 'athena_s3logs',
    'athena_s3logs.template_version' = '1',
    'athena_s3logs.fingerprint' = '2e60617dd6b02aa2',
    'athena_s3logs.view' = 's3_access',
    'athena_s3logs.kind' = 's3_access',
    'athena_s3logs.location' = 's3://logs/',
    'athena_s3logs.layout' = 'flat'
);

CREATE OR REPLACE VIEW "s3logs"."s3_access" AS
SELECT
  CAST(TRY(DATE_PARSE(requestdatetime, '%d/%b/%Y:%T +0000')) AS TIMESTAMP(3)) AS request_time,
  NULLIF(bucketowner, '-') AS bucket_owner,
  NULLIF(bucket_name, '-') AS bucket,
  NULLIF(remoteip, '-') AS remote_ip,
  CASE
    WHEN NOT requester IN ('-', 'Anonymous', '65a011a29cdf8ec533ec3d1ccaae921c')
    THEN requester
  END AS requester,
  CASE
    WHEN requester IN ('-', 'Anonymous', '65a011a29cdf8ec533ec3d1ccaae921c')
    AND remoteip = '-'
    THEN 'aws'
    WHEN requester IN ('-', 'Anonymous', '65a011a29cdf8ec533ec3d1ccaae921c')
    THEN 'anonymous'
    WHEN requester = 'AmazonS3'
    THEN 'aws'
    WHEN requester LIKE 'svc:%'
    THEN 'service'
    WHEN REGEXP_LIKE(requester, '^[0-9a-f]{64}$')
    THEN 'canonical_id'
    WHEN REGEXP_LIKE(requester, '^arn:[^:]*:[^:]*:[^:]*:[^:]*:user/')
    THEN 'user'
    WHEN REGEXP_LIKE(requester, '^arn:[^:]*:[^:]*:[^:]*:[^:]*:(assumed-role|role)/')
    THEN 'assumed_role'
    WHEN REGEXP_LIKE(requester, '^arn:[^:]*:[^:]*:[^:]*:[^:]*:federated-user/')
    THEN 'federated_user'
    WHEN REGEXP_LIKE(requester, '^arn:[^:]*:[^:]*:[^:]*:[^:]*:root$')
    THEN 'root'
    ELSE 'other'
  END AS requester_kind,
  CASE WHEN requester LIKE 'arn:%' THEN NULLIF(SPLIT_PART(requester, ':', 5), '') END AS requester_account,
  CASE
    WHEN REGEXP_LIKE(requester, '^arn:[^:]*:[^:]*:[^:]*:[^:]*:assumed-role/')
    THEN ELEMENT_AT(SPLIT(requester, '/'), 2)
    WHEN REGEXP_LIKE(requester, '^arn:[^:]*:[^:]*:[^:]*:[^:]*:(user|role|federated-user)/')
    THEN ELEMENT_AT(SPLIT(requester, '/'), -1)
  END AS requester_name,
  REGEXP_EXTRACT(requester, '^arn:[^:]*:[^:]*:[^:]*:[^:]*:assumed-role/[^/]*/(.*)$', 1) AS requester_session,
  CASE
    WHEN NOT requester IN ('-', 'Anonymous', '65a011a29cdf8ec533ec3d1ccaae921c')
    THEN requester
    WHEN remoteip = '-'
    THEN 'aws'
    ELSE 'anonymous'
  END AS actor,
  CASE
    WHEN requester LIKE 'arn:%:assumed-role/AWSReservedSSO\_%' ESCAPE '\'
    THEN requester
    WHEN NOT requester IN ('-', 'Anonymous', '65a011a29cdf8ec533ec3d1ccaae921c')
    THEN REGEXP_REPLACE(requester, '^(arn:[^:]*:[^:]*:[^:]*:[^:]*:assumed-role/[^/]+)/.*$', '$1')
    WHEN remoteip = '-'
    THEN 'aws'
    ELSE 'anonymous'
  END AS principal,
  NULLIF(requestid, '-') AS request_id,
  operation,
  CASE
    WHEN key = '-'
    THEN NULL
    WHEN operation LIKE 'BATCH.%' OR operation LIKE 'S3.%'
    THEN COALESCE(TRY(URL_DECODE(key)), key)
    ELSE COALESCE(TRY(URL_DECODE(URL_DECODE(key))), TRY(URL_DECODE(key)), key)
  END AS key,
  NULLIF(key, '-') AS key_raw,
  CASE
    WHEN NOT request_uri IN ('-', '"-"')
    THEN SUBSTR(request_uri, 2, LENGTH(request_uri) - 2)
  END AS request_uri,
  TRY_CAST(httpstatus AS INTEGER) AS http_status,
  NULLIF(errorcode, '-') AS error_code,
  COALESCE(
    NULLIF(errorcode, '-'),
    CASE
      WHEN TRY_CAST(httpstatus AS INTEGER) >= 400
      THEN httpstatus
      WHEN NOT httpstatus IS NULL
      THEN 'ok'
    END
  ) AS outcome,
  CASE WHEN NOT httpstatus IS NULL THEN COALESCE(bytessent, 0) END AS bytes_sent,
  objectsize AS object_size,
  TRY_CAST(totaltime AS BIGINT) AS total_time_ms,
  TRY_CAST(turnaroundtime AS BIGINT) AS turn_around_ms,
  CASE
    WHEN NOT referrer IN ('-', '"-"')
    THEN SUBSTR(referrer, 2, LENGTH(referrer) - 2)
  END AS referer,
  CASE
    WHEN NOT useragent IN ('-', '"-"')
    THEN SUBSTR(useragent, 2, LENGTH(useragent) - 2)
  END AS user_agent,
  NULLIF(versionid, '-') AS version_id,
  NULLIF(ELEMENT_AT(SPLIT(hostid, ' '), -1), '-') AS host_id,
  NULLIF(sigv, '-') AS signature_version,
  NULLIF(ciphersuite, '-') AS cipher_suite,
  NULLIF(authtype, '-') AS auth_type,
  NULLIF(endpoint, '-') AS host_header,
  REPLACE(UPPER(NULLIF(tlsversion, '-')), 'TLSV', 'TLSv') AS tls_version,
  NULLIF(accesspointarn, '-') AS access_point_arn,
  aclrequired = 'Yes' AS acl_required,
  NULLIF(sourceregion, '-') AS source_region,
  extra_fields,
  "$path" AS log_file
FROM "s3logs"."s3_access_raw"
WHERE
  (
    unparsed_line IS NULL
    AND NOT TRY(DATE_PARSE(requestdatetime, '%d/%b/%Y:%T +0000')) IS NULL
  )
  AND "$path" >= 's3://logs/2'
  AND "$path" < 's3://logs/3'
  AND REGEXP_LIKE("$path", '^s3://logs/[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]{2}-[0-9]{2}-[0-9]{2}-[^/]*$');
