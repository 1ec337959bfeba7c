-- title: A
-- description: B.
-- returns: key
select key
from s3_access
