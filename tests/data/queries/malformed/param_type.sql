-- title: A
-- description: B.
-- returns: key string
-- param: limit int = 1
select key
from s3_access
