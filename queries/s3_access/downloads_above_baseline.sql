-- title: Downloads above the requester's own baseline
-- description: Days on which somebody downloaded far more bytes than on an average day of the 30 before, or anything large where there is no day before. Sessions of a role count as one actor, but those of IAM Identity Center, which are people, each by itself. bytes_to_new_addresses is the part that went to addresses from which the actor had not downloaded in those 30 days: a stolen key shows there, a job that grew does not.
-- category: detection
-- tags: exfiltration, t1530
-- lookback: 31d
-- param: min_bytes           integer = 1000000000   At least this many bytes on the day: one gigabyte.
-- param: factor              double  = 5.0          At least so many times the average of the days with downloads before.
-- param: new_addresses_only  boolean = false        Only days on which bytes went to new addresses; of use where addresses are stable.
-- param: distinct            boolean = false        A line that was delivered twice counts once.
-- param: limit               integer = 100          At most this many rows, the most bytes first.
-- returns: day date, actor string, bytes_sent bigint, requests bigint, source_ips bigint, bytes_to_new_addresses bigint, usual_bytes bigint, days_before bigint
-- limits: A day is a day in UTC: the one on which the window begins counts whole, the one on which it ends counts up to the end. On the first days of the logs everybody is new. A thief who takes little each day stays below. Copies within S3 move no bytes to a client and do not count, nor do listings and what S3 answers to writes. Bytes are what S3 sent, so a part of an object counts as a part, and an aborted download as far as it came. Anonymous requests are one actor together. What presigned URLs fetch counts for their signer, and goes to new addresses day by day.
-- reference: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
with addresses as (
    select
        principal as actor,
        remote_ip,
        date_trunc('day', request_time) as day,
        sum(bytes_sent) as bytes_sent,
        count(*) as requests
    from s3_access
    where http_status between 200 and 299
        and bytes_sent > 0
        and key is not null
        and (operation like '%.GET.%' or operation like '%SELECT%')
    group by principal, remote_ip, date_trunc('day', request_time)
),
known as (
    select
        actor,
        remote_ip,
        day,
        bytes_sent,
        requests,
        count(*) over (
            partition by actor, remote_ip
            order by day
            range between interval '30' day preceding and interval '1' day preceding
        ) as days_before
    from addresses
),
days as (
    select
        actor,
        day,
        sum(bytes_sent) as bytes_sent,
        sum(requests) as requests,
        count(distinct remote_ip) as source_ips,
        sum(case when days_before = 0 then bytes_sent else 0 end) as bytes_to_new_addresses
    from known
    group by actor, day
),
compared as (
    select
        actor,
        day,
        bytes_sent,
        requests,
        source_ips,
        bytes_to_new_addresses,
        avg(bytes_sent) over (
            partition by actor
            order by day
            range between interval '30' day preceding and interval '1' day preceding
        ) as usual_bytes,
        count(*) over (
            partition by actor
            order by day
            range between interval '30' day preceding and interval '1' day preceding
        ) as days_before
    from days
)
select
    cast(day as date) as day,
    actor,
    bytes_sent,
    requests,
    source_ips,
    bytes_to_new_addresses,
    cast(round(usual_bytes) as bigint) as usual_bytes,
    days_before
from compared
where day >= date_trunc('day', :start)
    and bytes_sent >= :min_bytes
    and (usual_bytes is null or bytes_sent >= :factor * usual_bytes)
    and (not :new_addresses_only or bytes_to_new_addresses > 0)
order by bytes_sent desc, day, actor
limit :limit
