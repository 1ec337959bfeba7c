-- title: A
-- description: B.
-- returns: key string
-- param: n integer = 1
-- param: n integer = 2
select key
from s3_access
