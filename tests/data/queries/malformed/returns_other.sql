-- title: A
-- description: B.
-- returns: key string
select key, bucket
from s3_access
