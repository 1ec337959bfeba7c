-- title: A
-- description: B.
-- returns: key string
select key as k
from s3_access
group by k
