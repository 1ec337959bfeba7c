-- title: A
-- description: B.
-- returns: key string
select
    a.key
from s3_access as a
join s3_access as b
where a.request_id = b.request_id
