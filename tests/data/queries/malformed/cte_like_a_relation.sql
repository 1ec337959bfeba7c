-- title: A
-- description: B.
-- returns: key string
with s3_access as (
    select key from cloudtrail
)
select key
from s3_access
