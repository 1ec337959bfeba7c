-- title: Traffic through VPC endpoints
-- description: Which endpoints were used for which buckets, by how many, from how many addresses, and how much went through. An endpoint that is not known is another way in.
-- category: activity
-- tags: exfiltration, audit
-- param: known_endpoints  string[] = null   Endpoints that are known, left out.
-- param: distinct  boolean = false   A record that was delivered twice counts once.
-- param: limit  integer = 100   At most this many rows, the most first.
-- returns: vpc_endpoint_id string, vpc_endpoint_account string, bucket string, requests bigint, failed bigint, actors bigint, source_ips string[], bytes_sent bigint, first_seen timestamp, last_seen timestamp
-- limits: Only where the trail logs data events of the bucket. Addresses behind an endpoint are private ones.
-- reference: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
select
    vpc_endpoint_id,
    vpc_endpoint_account,
    bucket,
    count(*) as requests,
    count(nullif(error_code, 'NotModified')) as failed,
    count(distinct principal) as actors,
    array_sort(array_agg(distinct source_ip) filter (where source_ip is not null)) as source_ips,
    coalesce(sum(bytes_out), 0) as bytes_sent,
    min(event_time) as first_seen,
    max(event_time) as last_seen
from cloudtrail
where event_source like 's3%'
    and vpc_endpoint_id is not null
    and (:known_endpoints is null or vpc_endpoint_id not in (:known_endpoints))
group by vpc_endpoint_id, vpc_endpoint_account, bucket
order by requests desc, vpc_endpoint_id, vpc_endpoint_account, bucket
limit :limit
