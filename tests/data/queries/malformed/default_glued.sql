-- title: A
-- description: B.
-- returns: key string
-- param: n integer = 100rows
select key
from s3_access
