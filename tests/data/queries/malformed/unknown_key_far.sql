-- title: A
-- description: B.
-- returns: key string
-- owner: me
select key
from s3_access
