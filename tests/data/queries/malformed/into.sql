-- title: A
-- description: B.
-- returns: key string
select key
into copy
from s3_access
