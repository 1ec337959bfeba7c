-- title: A
-- description: B.
-- returns: key string
-- category: forensic
select key
from s3_access
