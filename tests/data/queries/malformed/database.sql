-- title: A
-- description: B.
-- returns: key string
select key
from logs.s3_access
