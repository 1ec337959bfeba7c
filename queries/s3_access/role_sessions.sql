-- title: Sessions of a role and what each did
-- description: The sessions of one role: when each was at work, from which addresses, with which operations, on which buckets, and how much it fetched. One that comes from another address than the rest, or does other things, is the one to look at.
-- category: activity
-- tags: identity, triage
-- param: role      string            Name of the role, without its path.
-- param: distinct  boolean = false   A line that was delivered twice counts once.
-- param: limit     integer = 100     At most this many rows, the earliest first.
-- returns: actor string, session_name string, requests bigint, failed bigint, operations string[], buckets string[], source_ips string[], bytes_sent bigint, first_seen timestamp, last_seen timestamp
-- limits: Who assumed the role is in CloudTrail. Sessions with one name are one here: services reuse names. Roles of several accounts may share a name; actor tells them apart. Bytes that S3 copies within itself go to no client and do not count.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
select
    actor,
    requester_session as session_name,
    count(*) as requests,
    count(case when http_status >= 400 then 1 end) as failed,
    array_sort(array_agg(distinct operation)) as operations,
    array_sort(array_agg(distinct bucket)) as buckets,
    array_sort(array_agg(distinct remote_ip) filter (where remote_ip is not null)) as source_ips,
    coalesce(sum(case when operation not like 'REST.COPY.%_GET' then bytes_sent else 0 end), 0) as bytes_sent,
    min(request_time) as first_seen,
    max(request_time) as last_seen
from s3_access
where requester_kind = 'assumed_role'
    and requester_name = :role
group by actor, requester_session
order by first_seen, actor, session_name
limit :limit
