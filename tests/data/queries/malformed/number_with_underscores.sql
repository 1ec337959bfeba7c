-- title: A
-- description: B.
-- returns: megabytes bigint
select
    sum(bytes_sent) / 1_000_000 as megabytes
from s3_access
