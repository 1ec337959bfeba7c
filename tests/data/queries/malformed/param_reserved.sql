-- title: A
-- description: B.
-- returns: key string
-- param: start timestamp
select key
from s3_access
