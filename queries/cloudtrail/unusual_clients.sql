-- title: Unusual clients
-- description: Callers of S3 whose user agent names a tool for bulk copies, for browsing buckets by hand, or for attacks: since when, how often and how much. Compare first_seen with a longer window to learn whether the tool is new to the caller. Put what your people use into a list of your own.
-- category: detection
-- tags: exfiltration, triage, t1530
-- param: patterns  string[] = ["rclone", "s3browser", "s3 browser", "cyberduck", "mountain duck", "winscp", "filezilla", "cloudberry", "msp360", "s3cmd", "s5cmd", "gobuster", "dirbuster", "feroxbuster", "ffuf", "wfuzz", "nuclei", "nikto", "sqlmap", "zgrab", "masscan", "trufflehog", "s3scanner", "cloudbrute", "pacu", "kali", "parrot", "pentoo"]   Parts of a user agent; case does not matter.
-- param: requester_kinds  string[] = null    Only callers of these kinds, as in IAMUser or AssumedRole; null means all.
-- param: distinct         boolean  = false   A record that was delivered twice counts once.
-- param: limit            integer  = 100     At most this many rows, those seen first on top.
-- returns: first_seen timestamp, last_seen timestamp, actor string, user_agent string, requests bigint, failed bigint, bytes_sent bigint, buckets string[], source_ips string[]
-- limits: Reads and writes of objects are here only where the trail logs data events. The client writes the user agent: who wants to hide it sends that of an SDK, and nobody can be convicted by it. A short pattern also hits in longer words. Distributions for attackers (kali, parrot, pentoo) show only where the SDK tells the kernel's name. Requests without a user agent are not here. Calls to other services are not looked at: see reconnaissance.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
select
    min(event_time) as first_seen,
    max(event_time) as last_seen,
    actor,
    user_agent,
    count(*) as requests,
    count(nullif(error_code, 'NotModified')) as failed,
    coalesce(sum(bytes_out), 0) as bytes_sent,
    array_sort(array_agg(distinct bucket) filter (where bucket is not null)) as buckets,
    array_sort(array_agg(distinct source_ip) filter (where source_ip is not null)) as source_ips
from cloudtrail
where event_source like 's3%'
    and any_match(array[:patterns], part -> strpos(lower(user_agent), lower(part)) > 0)
    and (:requester_kinds is null or identity_type in (:requester_kinds))
group by actor, user_agent
order by first_seen, actor, user_agent
limit :limit
