-- title: A
-- description: B.
-- returns: key string
-- just a comment
select key
from s3_access
