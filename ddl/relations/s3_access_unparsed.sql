-- title: Lines of S3 server access logs that s3_access cannot hold
-- description: Each line whose first eight fields (reason head) or whose time (reason time) cannot be read. The window is that of delivery: the time in the file's name in a flat layout, the whole days of the partition in a partitioned one.
-- column: line varchar                   The line, as it stands in the file.
-- column: reason varchar                 head: not even the first eight fields can be read; time: the time cannot.
-- column: log_time timestamp(3)          Time in the file's name (flat), or midnight of the partition's day (partitioned), UTC.
-- column: log_file varchar               File that the line stands in.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
select
    coalesce(
        unparsed_line,
        concat_ws(
            ' ',
            bucketowner, bucket_name, '[' || requestdatetime || ']', remoteip, requester, requestid, operation, key,
            request_uri, httpstatus, errorcode,
            case when httpstatus is not null then coalesce(cast(bytessent as varchar), '-') end,
            case when httpstatus is not null then coalesce(cast(objectsize as varchar), '-') end,
            totaltime, turnaroundtime, referrer, useragent,
            versionid, hostid, sigv, ciphersuite, authtype, endpoint, tlsversion, accesspointarn, aclrequired, sourceregion,
            extra_fields
        )
    ) as line,
    case when unparsed_line is not null then 'head' else 'time' end as reason,
    log_time,
    "$path" as log_file
from raw
where unparsed_line is not null
    or try(date_parse(requestdatetime, '%d/%b/%Y:%H:%i:%s +0000')) is null
