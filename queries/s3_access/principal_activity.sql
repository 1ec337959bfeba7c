-- title: Everything one principal did
-- description: Every logged request of one user, role or other requester, oldest first; a role's sessions are all here, those of IAM Identity Center each under its own ARN. outcome is ok, the error code, or the status where there is no code; it is null where the line is damaged.
-- category: activity
-- tags: identity, triage
-- param: principal  string           As the log has it: the ARN of a user or of one session, a canonical user id, anonymous, or arn:aws:sts::ACCOUNT:assumed-role/ROLE for all sessions of a role.
-- param: bucket     string  = null   Only this bucket; null means all.
-- param: limit      integer = 1000   At most this many rows, the oldest first.
-- returns: time timestamp, actor string, source_ip string, operation string, bucket string, key string, outcome string, version_id string, bytes_sent bigint, user_agent string, request_id string
-- limits: One person may have several principals: the user, the roles that it assumes, presigned URLs that others use. Requests whose signature does not hold have no requester and are not here. A user of another account stands as that user's ARN only where S3 knows it, else as a canonical id.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
select distinct
    request_time as time,
    actor,
    remote_ip as source_ip,
    operation,
    bucket,
    key,
    outcome,
    version_id,
    bytes_sent,
    user_agent,
    request_id
from s3_access
where (actor = :principal or principal = :principal)
    and (:bucket is null or bucket = :bucket)
order by time, request_id, operation, bucket, key, version_id, outcome, actor, source_ip, bytes_sent, user_agent
limit :limit
