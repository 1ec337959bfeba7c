-- title: A
-- description: B.
-- returns: key string
-- lookback: 30d
select key
from s3_access
