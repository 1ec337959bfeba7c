-- title: A
-- description: B.
-- returns: key string, key string
select key
from s3_access
