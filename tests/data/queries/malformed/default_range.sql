-- title: A
-- description: B.
-- returns: key string
-- param: n integer = 9223372036854775808
select key
from s3_access
