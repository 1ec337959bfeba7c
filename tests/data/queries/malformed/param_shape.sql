-- title: A
-- description: B.
-- returns: key string
-- param: limit
select key
from s3_access
