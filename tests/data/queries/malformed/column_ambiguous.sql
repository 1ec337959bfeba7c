-- title: A
-- description: B.
-- returns: key string
select key
from s3_access as a
join s3_access as b on a.request_id = b.request_id
