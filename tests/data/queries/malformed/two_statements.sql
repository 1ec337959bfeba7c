-- title: A
-- description: B.
-- returns: key string
select key
from s3_access
;
select 1
