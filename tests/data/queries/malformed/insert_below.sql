-- title: A
-- description: B.
-- returns: key string
with gone as (
    insert into t select 1
)
select key
from s3_access
