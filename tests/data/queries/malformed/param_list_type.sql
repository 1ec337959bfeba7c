-- title: A
-- description: B.
-- returns: key string
-- param: names list = null
select key
from s3_access
