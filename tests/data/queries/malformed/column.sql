-- title: A
-- description: B.
-- returns: key string
select keey
from s3_access
