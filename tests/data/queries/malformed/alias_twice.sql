-- title: A
-- description: B.
-- returns: key string
select a.key
from s3_access as a
cross join s3_access as a
