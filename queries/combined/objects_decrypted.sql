-- title: Objects that were really readable
-- description: Reads in the access log beside the decryption that KMS made, or refused, for the same requester and object (or its bucket, where a bucket key is used) within seconds. decrypted true: the content was had. false: the key stood in the way. Of an object with no row here nothing was decrypted by KMS: it is encrypted otherwise, or was not read.
-- category: detection
-- tags: exfiltration, triage, t1530
-- param: seconds    integer = 5      At most so many seconds between the read and the decryption.
-- param: actor      string  = null   Only this requester, a role for its sessions; null means all.
-- param: decrypted  boolean = null   Only reads that were decrypted (true) or refused by KMS (false); null means both.
-- param: limit      integer = 100    At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, decrypted boolean, kms_key_arn string, kms_error string, bytes_sent bigint, request_id string
-- limits: With a bucket key KMS is asked once for many objects, and S3 keeps the data key for a while: raise seconds there, and take a row for a likelihood. A read that failed though KMS refused nothing, one that succeeded beside refusals alone, a 304 and a 404 have no row. Decryptions with keys that S3 owns (SSE-S3), with customer keys and by the client are not in CloudTrail. Reads of one requester and object within the seconds cannot be told apart. Anonymous reads cannot be decrypted by KMS.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
with reads as (
    select distinct
        request_time,
        principal,
        actor,
        remote_ip,
        operation,
        bucket,
        key,
        outcome,
        bytes_sent,
        request_id
    from s3_access
    where operation in ('REST.COPY.OBJECT_GET', 'REST.COPY.PART_GET', 'REST.GET.OBJECT', 'REST.POST.SELECT', 'REST.SELECT.OBJECT')
        -- Of a 304 and a missing object there is no content to decrypt.
        and (http_status in (200, 206) or (http_status >= 400 and http_status <> 404))
        and (:actor is null or principal = :actor)
),
decryptions as (
    select
        event_time,
        principal,
        error_code,
        coalesce(element_at(resources, 1).arn, json_extract_scalar(request_parameters, '$.keyId')) as kms_key_arn,
        regexp_extract(
            json_extract_scalar(request_parameters, '$.encryptionContext["aws:s3:arn"]'), '^arn:aws[a-z-]*:s3:::(.+)$', 1
        ) as place
    from cloudtrail
    where event_source = 'kms.amazonaws.com'
        and event_name = 'Decrypt'
),
judged as (
    select
        reads.request_time,
        reads.actor,
        reads.remote_ip,
        reads.operation,
        reads.bucket,
        reads.key,
        reads.outcome,
        reads.bytes_sent,
        reads.request_id,
        case
            when reads.outcome = 'ok' and bool_or(decryptions.error_code is null) then true
            when reads.outcome <> 'ok' and bool_or(decryptions.error_code is not null) then false
        end as decrypted,
        min(decryptions.kms_key_arn) as kms_key_arn,
        min(decryptions.error_code) as kms_error
    from reads
    join decryptions
        on decryptions.principal = reads.principal
        and decryptions.place in (reads.bucket, concat(reads.bucket, '/', reads.key))
        and abs(date_diff('second', reads.request_time, decryptions.event_time)) <= :seconds
    group by
        reads.request_time,
        reads.actor,
        reads.remote_ip,
        reads.operation,
        reads.bucket,
        reads.key,
        reads.outcome,
        reads.bytes_sent,
        reads.request_id
)
select
    request_time as time,
    actor,
    remote_ip as source_ip,
    operation,
    bucket,
    key,
    outcome,
    decrypted,
    kms_key_arn,
    kms_error,
    bytes_sent,
    request_id
from judged
where decrypted is not null
    and (:decrypted is null or decrypted = :decrypted)
order by time, request_id, operation, bucket, key, outcome, actor, source_ip, bytes_sent
limit :limit
