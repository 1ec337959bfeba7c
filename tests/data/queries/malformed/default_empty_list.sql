-- title: A
-- description: B.
-- returns: key string
-- param: names string[] = []
select key
from s3_access
