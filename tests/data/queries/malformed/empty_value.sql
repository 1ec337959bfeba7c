-- title: A
-- description: B.
-- returns: key string
-- limits:
select key
from s3_access
