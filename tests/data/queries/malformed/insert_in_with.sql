-- title: A
-- description: B.
-- returns: key string
with gone as (
    delete from s3_access
)
select key
from s3_access
