-- title: A
-- description: B.
-- returns: key string
-- param: maxRows integer = 1
select key
from s3_access
