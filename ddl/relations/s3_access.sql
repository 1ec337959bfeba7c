-- title: S3 server access logs, a row a request
-- description: Lines whose first eight fields and time can be read; the others are in s3_access_unparsed. S3 delivers a record twice now and then: both rows are here, and (request_id, operation, key, version_id, request_time) is the same in both; questions that count leave one out with distinct.
-- column: request_time timestamp(3)      Arrival of the request, UTC.
-- column: bucket_owner varchar           Canonical user id of the owner of the bucket.
-- column: bucket varchar                 Bucket that the request was for.
-- column: remote_ip varchar              Apparent address of the client, IPv4 or IPv6; null for calls from within AWS.
-- column: requester varchar              Canonical user id, ARN or AWS service; null for an unauthenticated request, also where logs before 2010 name the anonymous user.
-- column: requester_kind varchar         anonymous, canonical_id, user, assumed_role, federated_user, root, service, aws; other for what is none of these.
-- column: requester_account varchar      Account in the requester's ARN; cloudfront for an origin access identity.
-- column: requester_name varchar         Last path segment of a user or role, name of a federated user, role of a session.
-- column: requester_session varchar      Session name of an assumed role.
-- column: actor varchar                  Who asked: the requester; anonymous or aws where there is none.
-- column: principal varchar              Who is behind it: the actor, but for a session its role; one of IAM Identity Center is a person and stays.
-- column: request_id varchar             Id of the request, as CloudTrail has it; the keys of one batch delete share it.
-- column: operation varchar              As in REST.GET.OBJECT, BATCH.DELETE.OBJECT, S3.EXPIRE.OBJECT.
-- column: key varchar                    Object key, decoded by the rule of its operation; as logged where it cannot be decoded.
-- column: key_raw varchar                Object key as logged.
-- column: request_uri varchar            Request line, without its quotes.
-- column: http_status integer            HTTP status of the response; null for what S3 does by itself.
-- column: error_code varchar             S3 error code; null for none.
-- column: outcome varchar                ok, the error code, or the status from 400 on where there is no code; null where the line is damaged.
-- column: bytes_sent bigint              Bytes of the response without headers; 0 where the log has -.
-- column: object_size bigint             Bytes of the whole object.
-- column: total_time_ms bigint           From receipt of the request to the last byte of the response.
-- column: turn_around_ms bigint          What S3 spent on the request.
-- column: referer varchar                Referer header; the client writes it.
-- column: user_agent varchar             User-Agent header; the client writes it.
-- column: version_id varchar             Version of the object.
-- column: host_id varchar                Extended request id (x-amz-id-2), without the extra id that lines of March 2019 have before it.
-- column: signature_version varchar      SigV2 or SigV4; null for an unauthenticated request.
-- column: cipher_suite varchar           TLS cipher; null for plain HTTP.
-- column: auth_type varchar              AuthHeader, or QueryString for a presigned URL.
-- column: host_header varchar            Endpoint that the client used.
-- column: tls_version varchar            As in TLSv1.2; null for plain HTTP.
-- column: access_point_arn varchar       Access point that the request came through.
-- column: acl_required boolean           Whether an ACL was needed to authorise the request; null in logs before November 2022.
-- column: source_region varchar          AWS Region that the request came from; null outside AWS and in logs before 2026.
-- column: extra_fields varchar           What follows field 27; or what follows the key where that part is damaged, and then all columns from request_uri to source_region are null.
-- column: log_file varchar               File that the line stands in.
-- limits: A raw URI that holds a quote and all that follows a URI can forge what follows it up to the user agent, and a referer that holds a quote, a blank and a quote can move its own end; nobody can touch the eight fields before. Keys of logs before 2012 are encoded once: one with + or % in its name is decoded once too often, and key_raw has it as logged. That S3. operations encode a key once is inferred from S3.EXPIRE.OBJECT.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
select
    cast(try(date_parse(requestdatetime, '%d/%b/%Y:%H:%i:%s +0000')) as timestamp(3)) as request_time,
    nullif(bucketowner, '-') as bucket_owner,
    nullif(bucket_name, '-') as bucket,
    nullif(remoteip, '-') as remote_ip,
    case when requester not in ('-', 'Anonymous', '65a011a29cdf8ec533ec3d1ccaae921c') then requester end as requester,
    case
        when requester in ('-', 'Anonymous', '65a011a29cdf8ec533ec3d1ccaae921c') and remoteip = '-' then 'aws'
        when requester in ('-', 'Anonymous', '65a011a29cdf8ec533ec3d1ccaae921c') then 'anonymous'
        when requester = 'AmazonS3' then 'aws'
        when requester like 'svc:%' then 'service'
        when regexp_like(requester, '^[0-9a-f]{64}$') then 'canonical_id'
        when regexp_like(requester, '^arn:[^:]*:[^:]*:[^:]*:[^:]*:user/') then 'user'
        when regexp_like(requester, '^arn:[^:]*:[^:]*:[^:]*:[^:]*:(assumed-role|role)/') then 'assumed_role'
        when regexp_like(requester, '^arn:[^:]*:[^:]*:[^:]*:[^:]*:federated-user/') then 'federated_user'
        when regexp_like(requester, '^arn:[^:]*:[^:]*:[^:]*:[^:]*:root$') then 'root'
        else 'other'
    end as requester_kind,
    case when requester like 'arn:%' then nullif(split_part(requester, ':', 5), '') end as requester_account,
    case
        when regexp_like(requester, '^arn:[^:]*:[^:]*:[^:]*:[^:]*:assumed-role/') then element_at(split(requester, '/'), 2)
        when regexp_like(requester, '^arn:[^:]*:[^:]*:[^:]*:[^:]*:(user|role|federated-user)/') then element_at(split(requester, '/'), -1)
    end as requester_name,
    regexp_extract(requester, '^arn:[^:]*:[^:]*:[^:]*:[^:]*:assumed-role/[^/]*/(.*)$', 1) as requester_session,
    case
        when requester not in ('-', 'Anonymous', '65a011a29cdf8ec533ec3d1ccaae921c') then requester
        when remoteip = '-' then 'aws'
        else 'anonymous'
    end as actor,
    case
        when requester like 'arn:%:assumed-role/AWSReservedSSO\_%' escape '\' then requester
        when requester not in ('-', 'Anonymous', '65a011a29cdf8ec533ec3d1ccaae921c')
            then regexp_replace(requester, '^(arn:[^:]*:[^:]*:[^:]*:[^:]*:assumed-role/[^/]+)/.*$', '$1')
        when remoteip = '-' then 'aws'
        else 'anonymous'
    end as principal,
    nullif(requestid, '-') as request_id,
    operation,
    case
        when key = '-' then null
        when operation like 'BATCH.%' or operation like 'S3.%' then coalesce(try(url_decode(key)), key)
        else coalesce(try(url_decode(url_decode(key))), try(url_decode(key)), key)
    end as key,
    nullif(key, '-') as key_raw,
    case when request_uri not in ('-', '"-"') then substr(request_uri, 2, length(request_uri) - 2) end as request_uri,
    try_cast(httpstatus as integer) as http_status,
    nullif(errorcode, '-') as error_code,
    coalesce(
        nullif(errorcode, '-'),
        case when try_cast(httpstatus as integer) >= 400 then httpstatus when httpstatus is not null then 'ok' end
    ) as outcome,
    case when httpstatus is not null then coalesce(bytessent, 0) end as bytes_sent,
    objectsize as object_size,
    try_cast(totaltime as bigint) as total_time_ms,
    try_cast(turnaroundtime as bigint) as turn_around_ms,
    case when referrer not in ('-', '"-"') then substr(referrer, 2, length(referrer) - 2) end as referer,
    case when useragent not in ('-', '"-"') then substr(useragent, 2, length(useragent) - 2) end as user_agent,
    nullif(versionid, '-') as version_id,
    nullif(element_at(split(hostid, ' '), -1), '-') as host_id,
    nullif(sigv, '-') as signature_version,
    nullif(ciphersuite, '-') as cipher_suite,
    nullif(authtype, '-') as auth_type,
    nullif(endpoint, '-') as host_header,
    replace(upper(nullif(tlsversion, '-')), 'TLSV', 'TLSv') as tls_version,
    nullif(accesspointarn, '-') as access_point_arn,
    aclrequired = 'Yes' as acl_required,
    nullif(sourceregion, '-') as source_region,
    extra_fields,
    "$path" as log_file
from raw
where unparsed_line is null
    and try(date_parse(requestdatetime, '%d/%b/%Y:%H:%i:%s +0000')) is not null
