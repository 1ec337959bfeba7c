-- title: Unusual clients
-- description: Requesters whose user agent names a tool for bulk copies, for browsing buckets by hand, or for attacks: since when, how often and how much. Compare first_seen with a longer window to learn whether the tool is new to the requester. Put what your people use into a list of your own.
-- category: detection
-- tags: exfiltration, triage, t1530
-- param: patterns  string[] = ["rclone", "s3browser", "s3 browser", "cyberduck", "mountain duck", "winscp", "filezilla", "cloudberry", "msp360", "s3cmd", "s5cmd", "gobuster", "dirbuster", "feroxbuster", "ffuf", "wfuzz", "nuclei", "nikto", "sqlmap", "zgrab", "masscan", "trufflehog", "s3scanner", "cloudbrute", "pacu", "kali", "parrot", "pentoo"]   Parts of a user agent; case does not matter.
-- param: requester_kinds  string[] = null    Only requesters of these kinds, as in user or assumed_role; null means all.
-- param: distinct         boolean  = false   A line that was delivered twice counts once.
-- param: limit            integer  = 100     At most this many rows, those seen first on top.
-- returns: first_seen timestamp, last_seen timestamp, actor string, user_agent string, requests bigint, failed bigint, bytes_sent bigint, buckets string[], source_ips string[]
-- limits: The client writes the user agent: who wants to hide it sends that of an SDK, and nobody can be convicted by it. A short pattern also hits in longer words. Distributions for attackers (kali, parrot, pentoo) show only where the SDK tells the kernel's name. Requests without a user agent are not here. Bytes that S3 copies within itself go to no client and do not count.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
select
    min(request_time) as first_seen,
    max(request_time) as last_seen,
    actor,
    user_agent,
    count(*) as requests,
    count(case when http_status >= 400 then 1 end) as failed,
    sum(case when operation not like 'REST.COPY.%_GET' then bytes_sent else 0 end) as bytes_sent,
    array_sort(array_agg(distinct bucket)) as buckets,
    array_sort(array_agg(distinct remote_ip) filter (where remote_ip is not null)) as source_ips
from s3_access
where any_match(array[:patterns], part -> strpos(lower(user_agent), lower(part)) > 0)
    and (:requester_kinds is null or requester_kind in (:requester_kinds))
group by actor, user_agent
order by first_seen, actor, user_agent
limit :limit
