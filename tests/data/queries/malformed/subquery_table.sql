-- title: A
-- description: B.
-- returns: key string
select key
from s3_access
where exists (
    select 1
    from secrets
)
