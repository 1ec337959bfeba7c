-- title: A
-- description: B.
-- returns: key string
-- lookback: 4 weeks
select key
from s3_access
