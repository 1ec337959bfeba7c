-- title: A
-- description: B.
-- returns: key string
-- title: B
select key
from s3_access
