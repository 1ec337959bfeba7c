-- title: A
-- description: B.
-- returns: key string
select key
from s3_access
where key <> '?'
    and key = ?
