-- title: A
-- description: B.
-- returns: key string
-- titel: A
select key
from s3_access
