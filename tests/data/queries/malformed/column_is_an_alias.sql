-- title: A
-- description: B.
-- returns: key string
select count(*) as number
from s3_access
where number > 1
